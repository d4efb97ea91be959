"""Follow the pegging: down to the last bought part, or up to every demand that waits for it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from models.material import DemandKind
from scheduler.mrp.peg_nodes import NodeKind, PegNode, grown
from scheduler.mrp.pegging_graph import pegs_of_supply

if TYPE_CHECKING:
    from models.material import MaterialPlan, Peg, Uncovered
    from models.scenario import Scenario

__all__ = ["peg_tree", "peg_tree_up"]


_NEEDS = (DemandKind.DEMAND, DemandKind.FORECAST, DemandKind.JOB)
_NOTHING = Decimal(0)


def peg_tree(plan: MaterialPlan, root: str, scenario: Scenario | None = None) -> PegNode:
    """Return the tree of supplies below a demand, forecast, job, order or refill.

    Parameters
    ----------
    root
        Id of a demand, a forecast, a job or a row of it (``JOB-1/10``), an order, or an item
        whose safety stock is refilled; looked for in this order.
    scenario
        Tells item and quantity of a demand that is served by other items, as a kit is; without
        it, its node has neither.

    Raises
    ------
    LookupError
        If the plan knows none of these.
    """
    down = _Down(plan, scenario)
    for kind in _NEEDS:
        if down.knows(kind, root):
            return down.need(kind, root)
    rows = down.job_rows(root)
    if rows:
        nodes = tuple(down.need(DemandKind.JOB, row) for row in rows)
        return PegNode(NodeKind.JOB, root, "", _NOTHING, None, nodes)
    order = plan.order_by_id.get(root)
    if order is not None:
        return replace(
            PegNode(NodeKind.ORDER, root, order.item, order.quantity, None, ()),
            supplies=grown(down.material(root), down.material),
            warehouse=order.warehouse,
        )
    orders = down.orders_of_job(root)
    if orders:
        return PegNode(NodeKind.JOB, root, "", _NOTHING, None, grown(orders, down.material))
    if down.knows(DemandKind.SAFETY_STOCK, root):
        return down.need(DemandKind.SAFETY_STOCK, root)
    message = f"no demand and no order {root!r} in the material plan"
    raise LookupError(message)


def peg_tree_up(plan: MaterialPlan, root: str) -> PegNode:
    """Return the tree of what an order, or the stock of an item, serves.

    Parameters
    ----------
    root
        Id of an order, or of an item whose stock on hand serves somebody; an order comes first.

    Raises
    ------
    LookupError
        If the plan knows neither.
    """

    def consumers(order: str) -> list[PegNode]:
        return [_consumer(peg) for peg in plan.pegs_by_supply_order.get(order, ())]

    pegs = pegs_of_supply(plan, root)
    supplies = grown([_consumer(peg) for peg in pegs], consumers)
    order = plan.order_by_id.get(root)
    if order is not None:
        return PegNode(
            NodeKind.ORDER, root, order.item, order.quantity, None, supplies, order.warehouse
        )
    quantity = sum((peg.quantity for peg in pegs), start=_NOTHING)
    return PegNode(NodeKind.STOCK, root, root, quantity, None, supplies)


def _consumer(peg: Peg) -> PegNode:
    kind = NodeKind(peg.demand_kind)
    return PegNode(kind, peg.demand, peg.item, peg.quantity, peg.phase, (), peg.warehouse)


class _Down:
    """What lies below the needs and orders of a plan."""

    def __init__(self, plan: MaterialPlan, scenario: Scenario | None) -> None:
        self._plan = plan
        self._scenario = scenario
        self._missing: dict[tuple[DemandKind, str], list[Uncovered]] = {}
        for row in plan.uncovered:
            self._missing.setdefault((row.demand_kind, row.demand), []).append(row)

    def knows(self, kind: DemandKind, name: str) -> bool:
        """Tell whether something is held for a need, or known to be missing."""
        return (kind, name) in self._plan.pegs_by_consumer or (kind, name) in self._missing

    def job_rows(self, job: str) -> list[str]:
        """Return the rows of a job that the plan knows, by number."""
        keys = {*self._plan.pegs_by_consumer, *self._missing}
        names = {name for kind, name in keys if kind is DemandKind.JOB}
        return sorted(
            (name for name in names if name.rpartition("/")[0] == job),
            key=lambda name: (len(name), name),
        )

    def orders_of_job(self, job: str) -> list[PegNode]:
        """Return the orders planned for a job that feed no other order of it."""
        own = {order.id: order for order in self._plan.orders if order.job == job and job}
        feeding = {
            peg.supply
            for name in own
            for peg in self._plan.pegs_by_supply_order.get(name, ())
            if peg.demand_kind is DemandKind.ORDER and peg.demand in own
        }
        return [
            PegNode(NodeKind.ORDER, row.id, row.item, row.quantity, None, (), row.warehouse)
            for row in own.values()
            if row.id not in feeding
        ]

    def need(self, kind: DemandKind, name: str) -> PegNode:
        """Return the tree below a demand, forecast, job row or refill."""
        nodes = self._below(kind, name)
        items = {node.item for node in nodes}
        quantity = sum((node.quantity for node in nodes), start=_NOTHING)
        item, wanted = self._wanted(kind, name) or (nodes[0].item, quantity)
        if items != {item}:  # a kit, served by its components
            quantity = wanted
        if len(items) > 1 and self._scenario is None:
            item, quantity = "", _NOTHING
        supplies = grown(nodes, self.material)
        return PegNode(NodeKind(kind), name, item, quantity, None, supplies)

    def _wanted(self, kind: DemandKind, name: str) -> tuple[str, Decimal] | None:
        """Return item and quantity as the scenario has them."""
        if self._scenario is None:
            return None
        if kind is DemandKind.DEMAND:
            demand = self._scenario.demand_by_id.get(name)
            return None if demand is None else (demand.item, demand.quantity)
        if kind is DemandKind.FORECAST:
            found = (row for row in self._scenario.forecasts if row.id == name)
            return next(((row.item, row.quantity) for row in found), None)
        job_id, _, number = name.rpartition("/")
        job = self._scenario.job_by_id.get(job_id)
        rows = job.rows if job is not None and kind is DemandKind.JOB else ()
        return next(((row.item, row.quantity) for row in rows if str(row.row) == number), None)

    def material(self, order: str) -> list[PegNode]:
        """Return what is held for an order, and what it misses."""
        return self._below(DemandKind.ORDER, order)

    def _below(self, kind: DemandKind, name: str) -> list[PegNode]:
        held = [
            PegNode(
                NodeKind(peg.supply_kind), peg.supply, peg.item, peg.quantity, peg.phase, (),
                peg.warehouse,
            )
            for peg in self._plan.pegs_by_consumer.get((kind, name), ())
        ]  # fmt: skip
        missing = [
            PegNode(
                NodeKind.MISSING, row.item, row.item, row.quantity, row.phase, (), row.warehouse,
                row.reason,
            )
            for row in self._missing.get((kind, name), ())
        ]  # fmt: skip
        return held + missing
