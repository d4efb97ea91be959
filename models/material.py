"""The material plan: every order, which supply serves which demand, and the MRP grid."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    import numpy as np

    from models.scenario import OrderStatus, OrderType

    Units = np.ndarray[tuple[int], np.dtype[np.int64]]

__all__ = [
    "Advice",
    "DemandKind",
    "ItemGrid",
    "MaterialPlan",
    "Peg",
    "Suggestion",
    "SupplyKind",
    "SupplyOrder",
    "Uncovered",
]


class SupplyKind(StrEnum):
    """What a peg takes from."""

    STOCK = "stock"
    ORDER = "order"


class DemandKind(StrEnum):
    """What a peg serves."""

    DEMAND = "demand"
    FORECAST = "forecast"
    JOB = "job"
    ORDER = "order"
    SAFETY_STOCK = "safety-stock"


class Advice(StrEnum):
    """What a suggestion asks the planner to do with a document."""

    CREATE = "create"
    INCREASE = "increase"
    DECREASE = "decrease"
    CANCEL = "cancel"
    ADVANCE = "advance"
    POSTPONE = "postpone"
    EXCESS = "excess"


@dataclass(frozen=True, slots=True)
class SupplyOrder:
    """A production, purchase, subcontract or transfer order, existing or proposed by MRP.

    Parameters
    ----------
    start, end
        Release and receipt in ticks as MRP sees them, at infinite capacity; `start` lies before
        tick 0 for a release that is past due.
    is_document
        The order stands in the scenario; otherwise MRP proposes it.
    past_due
        MRP wished to release it before the start of the scenario.
    level
        Low-level code of the item: 0 for items no bill of materials uses.
    warehouse
        Where it is received; empty where warehouses are not planned apart.
    job
        Job order, or demand, that it was planned for; empty if it may serve anybody.
    confirmed
        Part of the quantity that executive documents need.
    moved_from
        Receipt of a document before MRP re-dated it, in ticks; ``None`` if it stayed.
    is_proposal
        MRP only proposes it: it is scheduled like the others, and nobody releases it as it is.
    bucket
        Local day, 0 being that of the start, on which netting counts what it brings; ``None`` if
        it does not count it.
    """

    id: str
    type: OrderType
    item: str
    quantity: Decimal
    status: OrderStatus
    start: int
    end: int
    is_document: bool
    past_due: bool = False
    level: int = 0
    warehouse: str = ""
    transfer_from: str = ""
    """Warehouse that a planned transfer takes its quantity from; empty for one from outside."""
    supplier: str = ""
    version: str = ""
    """Version of the bill of materials it is made from, where one was named."""
    job: str = ""
    confirmed: Decimal | None = None
    moved_from: int | None = None
    is_proposal: bool = False
    bucket: int | None = None


@dataclass(frozen=True, slots=True)
class Peg:
    """A quantity of one item that a supply holds for a demand.

    Parameters
    ----------
    supply
        Id of the order, or the item's id for stock on hand.
    demand
        Id of the demand, forecast or job (``JOB-1/10`` for its row 10), of the order that
        consumes the item, or of the item whose safety stock is refilled.
    phase
        Phase of the consuming order that needs the item; ``None`` for its first.
    """

    supply_kind: SupplyKind
    supply: str
    demand_kind: DemandKind
    demand: str
    item: str
    quantity: Decimal
    phase: int | None = None
    warehouse: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What MRP asks the planner to do.

    Parameters
    ----------
    order
        Document or proposal it is about.
    quantity
        Pieces to create, add, take away; all of a document that moves or is cancelled.
    date
        Receipt, in ticks, of the document as it stands; ``None`` for one to create.
    new_date
        Receipt wished for, in ticks; ``None`` if the date does not matter.
    need
        Demand, forecast or order that is the reason; empty for thresholds and surplus.
    """

    advice: Advice
    item: str
    order: str
    quantity: Decimal
    date: int | None = None
    new_date: int | None = None
    need: str = ""
    reason: str = ""
    warehouse: str = ""


@dataclass(frozen=True, slots=True)
class Uncovered:
    """A requirement for which nothing is planned, and why."""

    demand_kind: DemandKind
    demand: str
    item: str
    quantity: Decimal
    reason: str
    phase: int | None = None
    warehouse: str = ""


@dataclass(frozen=True, eq=False)
class ItemGrid:
    """The MRP grid of one item; arrays of shape (buckets,), int64 in millionths of a piece.

    Bucket 0 is the local day of the scenario's start ("period 1" on paper).
    """

    item: str
    opening: int
    gross: Units
    scheduled_receipts: Units
    projected_on_hand: Units
    net: Units
    planned_receipts: Units
    planned_releases: Units
    """Past-due releases are booked in bucket 0."""
    past_due_releases: int = 0
    requirements: dict[str, Units] = field(default_factory=dict)
    """Gross split by source: ``indep`` and one row per parent item."""
    warehouse: str = ""


@dataclass(frozen=True, eq=False)
class MaterialPlan:
    """Orders with pegging: which supply serves which demand, down to the bought part."""

    orders: tuple[SupplyOrder, ...]
    pegs: tuple[Peg, ...]
    grid: Sequence[ItemGrid] = ()
    num_buckets: int = 0
    suggestions: tuple[Suggestion, ...] = ()
    uncovered: tuple[Uncovered, ...] = ()

    @cached_property
    def order_by_id(self) -> dict[str, SupplyOrder]:
        """Return the orders by id."""
        return {order.id: order for order in self.orders}

    @cached_property
    def pegs_by_supply_order(self) -> dict[str, tuple[Peg, ...]]:
        """Return what each order is held for."""
        return self._grouped(SupplyKind.ORDER)

    def _grouped(self, kind: SupplyKind) -> dict[str, tuple[Peg, ...]]:
        groups: dict[str, list[Peg]] = {}
        for peg in self.pegs:
            if peg.supply_kind is kind:
                groups.setdefault(peg.supply, []).append(peg)
        return {key: tuple(pegs) for key, pegs in groups.items()}

    @cached_property
    def pegs_by_consumer(self) -> dict[tuple[DemandKind, str], tuple[Peg, ...]]:
        """Return what serves each demand, order or safety stock."""
        groups: dict[tuple[DemandKind, str], list[Peg]] = {}
        for peg in self.pegs:
            groups.setdefault((peg.demand_kind, peg.demand), []).append(peg)
        return {key: tuple(pegs) for key, pegs in groups.items()}

    @cached_property
    def demands_served(self) -> dict[str, tuple[str, ...]]:
        """Return the demands each order serves, directly or through the orders that consume it."""
        consumers = {
            order.id: [
                peg.demand
                for peg in self.pegs_by_supply_order.get(order.id, ())
                if peg.demand_kind is DemandKind.ORDER
            ]
            for order in self.orders
        }
        served: dict[str, tuple[str, ...]] = {}
        # the demands of consumers are known first; a material plan has no circles
        for order in TopologicalSorter(consumers).static_order():
            found: dict[str, None] = {}
            for peg in self.pegs_by_supply_order.get(order, ()):
                if peg.demand_kind is DemandKind.ORDER:
                    found.update(dict.fromkeys(served[peg.demand]))
                elif peg.demand_kind is DemandKind.DEMAND:
                    found[peg.demand] = None
            served[order] = tuple(found)
        return served

    @cached_property
    def lacking(self) -> dict[str, tuple[Uncovered, ...]]:
        """Return what each demand lacks, itself or in an order that serves it."""
        groups: dict[str, list[Uncovered]] = {}
        for row in self.uncovered:
            demands: tuple[str, ...] = ()
            if row.demand_kind is DemandKind.DEMAND:
                demands = (row.demand,)
            elif row.demand_kind is DemandKind.ORDER:
                demands = self.demands_served.get(row.demand, ())
            for demand in demands:
                groups.setdefault(demand, []).append(row)
        return {demand: tuple(rows) for demand, rows in groups.items()}
