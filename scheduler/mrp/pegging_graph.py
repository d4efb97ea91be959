"""Follow the pegging both ways, each order once: what waits for a supply, what a need rests on.

`scheduler.mrp.peg_tree` shows the same as trees, in which an order stands wherever it serves.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from models.material import DemandKind, SupplyKind
from models.scenario import OrderType

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from models.material import MaterialPlan, Peg

__all__ = ["BoughtPart", "Endangered", "bought_parts_of", "endangered_by", "pegs_of_supply"]

_BOUGHT = frozenset({OrderType.PURCHASE, OrderType.SUBCONTRACT})


@dataclass(frozen=True, slots=True)
class Endangered:
    """An order or a need that waits for a delayed receipt.

    Parameters
    ----------
    quantity
        Of an order its own: it waits for all its material. Of a need the pieces of `item` that
        delayed orders hold for it.
    distance
        Orders between it and the delayed one, itself included: 1 if it takes from that.
    """

    kind: DemandKind
    id: str
    item: str
    quantity: Decimal
    distance: int


@dataclass(frozen=True, slots=True)
class BoughtPart:
    """A bought quantity, or one on hand, that a need rests on.

    Parameters
    ----------
    kind, id
        Order of a supplier or subcontractor, or stock on hand by the item's id.
    quantity
        Pieces held for the need and for the whole of the orders that lead to it.
    """

    kind: SupplyKind
    id: str
    item: str
    quantity: Decimal
    warehouse: str = ""


def endangered_by(plan: MaterialPlan, root: str) -> tuple[Endangered, ...]:
    """Return every order and need that waits for a supply, the nearest first, each once.

    Demands, forecasts, jobs and safety stocks are where it ends.

    Parameters
    ----------
    root
        Id of an order, or of an item whose stock on hand serves somebody; an order comes first.

    Raises
    ------
    LookupError
        If the plan knows neither.
    """
    distances = {root: 0}
    needs: dict[tuple[DemandKind, str, str], Endangered] = {}
    found: list[Endangered | tuple[DemandKind, str, str]] = []
    queue = deque([(root, pegs_of_supply(plan, root))])
    while queue:
        supply, pegs = queue.popleft()
        distance = distances[supply] + 1
        for peg in pegs:
            if peg.demand_kind is DemandKind.ORDER:
                if peg.demand not in distances:
                    distances[peg.demand] = distance
                    queue.append((peg.demand, plan.pegs_by_supply_order.get(peg.demand, ())))
                    found.append(_order(plan, peg.demand, distance))
                continue
            key = (peg.demand_kind, peg.demand, peg.item)
            if key not in needs:
                found.append(key)
            needs[key] = _need(peg, needs.get(key), distance)
    rows = [row if isinstance(row, Endangered) else needs[row] for row in found]
    return tuple(sorted(rows, key=lambda row: row.distance))


def pegs_of_supply(plan: MaterialPlan, root: str) -> Sequence[Peg]:
    """Return what an order, or else the stock of an item, serves.

    Raises
    ------
    LookupError
        If the plan knows neither.
    """
    if root in plan.order_by_id:
        return plan.pegs_by_supply_order.get(root, ())
    pegs = [row for row in plan.pegs if row.supply_kind is SupplyKind.STOCK and row.supply == root]
    if not pegs:
        message = f"no order {root!r} and no stock of it that serves anybody in the material plan"
        raise LookupError(message)
    return pegs


def _order(plan: MaterialPlan, name: str, distance: int) -> Endangered:
    row = plan.order_by_id[name]
    return Endangered(DemandKind.ORDER, name, row.item, row.quantity, distance)


def _need(peg: Peg, so_far: Endangered | None, distance: int) -> Endangered:
    """Return a need with what one more peg holds for it."""
    if so_far is None:
        return Endangered(peg.demand_kind, peg.demand, peg.item, peg.quantity, distance)
    quantity = so_far.quantity + peg.quantity
    return Endangered(peg.demand_kind, peg.demand, peg.item, quantity, so_far.distance)


def bought_parts_of(
    plan: MaterialPlan, need: str, kind: DemandKind = DemandKind.DEMAND
) -> tuple[BoughtPart, ...]:
    """Return what suppliers, subcontractors and the stock bring for a need, by item and id.

    Parameters
    ----------
    need
        Id of a demand; of a forecast, a row of a job (``JOB-1/10``), an order, or an item whose
        safety stock is refilled, if `kind` says so.

    Raises
    ------
    LookupError
        If nothing is held for it in the plan.
    """
    pegs = plan.pegs_by_consumer.get((kind, need))
    if pegs is None:
        message = f"nothing is held for {kind.value} {need!r} in the material plan"
        raise LookupError(message)
    totals: dict[tuple[str, SupplyKind, str, str], Decimal] = {}
    for peg in _pegs_below(plan, pegs):
        is_stock = peg.supply_kind is SupplyKind.STOCK
        if is_stock or plan.order_by_id[peg.supply].type in _BOUGHT:
            key = (peg.item, peg.supply_kind, peg.supply, peg.warehouse)
            totals[key] = totals.get(key, Decimal(0)) + peg.quantity
    return tuple(
        BoughtPart(supply_kind, name, item, totals[item, supply_kind, name, warehouse], warehouse)
        for item, supply_kind, name, warehouse in sorted(totals)
    )


def _pegs_below(plan: MaterialPlan, pegs: Iterable[Peg]) -> Iterable[Peg]:
    """Yield pegs and those of the orders below them, the material of each order once."""
    seen: set[str] = set()
    stack = list(pegs)
    while stack:
        peg = stack.pop()
        yield peg
        if peg.supply_kind is SupplyKind.ORDER and peg.supply not in seen:
            seen.add(peg.supply)
            stack += plan.pegs_by_consumer.get((DemandKind.ORDER, peg.supply), ())
