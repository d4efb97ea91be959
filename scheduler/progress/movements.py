"""Stock that moved since the plan began: what was made came in, what was consumed went out.

Material leaves the stock when the phase that consumes it is opened, or, if it is linked to no
phase, with the first declaration of its order: as material planning counts it. What subcontractors
and other warehouses send takes its material along. Goods come in when the last phase of their order
is closed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from models.material import DemandKind
from models.scenario import OrderType, Stock
from models.terms import TermsTable
from scheduler.mrp.tools import reordered_tools
from scheduler.progress.outside import placed_orders
from scheduler.progress.pieces import OrderPieces

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from models.material import Peg, Uncovered
    from models.terms import Sku
    from scheduler.progress.floor import Floor

__all__ = ["Movement", "moved_stock", "movements_of"]

_NONE = Decimal(0)


@dataclass(frozen=True, slots=True)
class Movement:
    """Pieces that came in, or went out if negative.

    Parameters
    ----------
    order
        Order that made or consumed them.
    warehouse
        Where; ``None`` if nobody says.
    reserved_for
        Demand that alone may use what came in; empty if anybody may.
    """

    order: str
    item: str
    quantity: Decimal
    warehouse: str | None = None
    reserved_for: str = ""


def movements_of(floor: Floor, finished: Collection[str]) -> Iterator[Movement]:
    """Yield what the declarations moved: receipts first, then consumption.

    Parameters
    ----------
    finished
        Orders that are done.
    """
    made = [row.id for row in floor.plan.material.orders if row.type is OrderType.PRODUCTION]
    for order in made:
        if order in finished:
            yield from _receipts(floor, order)
    for order in made:
        begun = {
            phase
            for phase, actual in OrderPieces(floor, order).actual.items()
            if actual.is_declared and actual.has_begun
        }
        if begun:
            yield from _consumption(floor, order, begun)
    for supply, _ in placed_orders(floor):
        yield from _consumption(floor, supply.id, None)


def _receipts(floor: Floor, order: str) -> Iterator[Movement]:
    """Yield what an order brings; of a job's order each demand has its part reserved."""
    supply, left = floor.places.orders[order], OrderPieces(floor, order).made
    warehouse = supply.warehouse or None
    open_demands = {row.id for row in floor.plan.scenario.demands if not row.fulfilled}
    for peg in floor.plan.material.pegs_by_supply_order.get(order, ()) if supply.job else ():
        if peg.demand_kind is DemandKind.DEMAND and peg.demand in open_demands:
            part = min(left, peg.quantity)
            left -= part
            if part > 0:
                yield Movement(order, supply.item, part, warehouse, peg.demand)
    if left > 0:
        yield Movement(order, supply.item, left, warehouse)


def _consumption(floor: Floor, order: str, begun: Collection[int] | None) -> Iterator[Movement]:
    """Yield what an order took since the plan began.

    Pegs tell what: alternatives stand in for components, and what was taken before the plan is
    pegged no more. Tools are not used up.

    Parameters
    ----------
    begun
        Phases that were opened, or went on; ``None`` if all its material left with the order.
    """
    material = floor.plan.material
    tools = reordered_tools(floor.plan.scenario).get(floor.places.orders[order].item, ())
    key = (DemandKind.ORDER, order)
    lacking = (row for row in material.uncovered if (row.demand_kind, row.demand) == key)
    needs: list[Peg | Uncovered] = [*material.pegs_by_consumer.get(key, ()), *lacking]
    for row in needs:
        is_taken = begun is None or row.phase is None or row.phase in begun
        if is_taken and row.item not in tools:
            yield Movement(order, row.item, -row.quantity, row.warehouse or None)


def moved_stock(floor: Floor, finished: Collection[str]) -> tuple[Stock, ...]:
    """Return the stock of a scenario after all movements."""
    scenario = floor.plan.scenario
    routed = {routing.item for routing in scenario.routings}
    ledger = _Shelves(TermsTable(scenario), routed, [*scenario.stock])
    for movement in movements_of(floor, finished):
        if movement.quantity > 0:
            ledger.put(movement)
        else:
            ledger.take(movement)
    return tuple(
        row.model_copy(update={"reserved_for": None}) if row.reserved_for in finished else row
        for row in ledger.rows
    )


@dataclass
class _Shelves:
    """Rows of stock, changed as little as possible."""

    terms: TermsTable
    routed: Collection[str]
    rows: list[Stock] = field(default_factory=list)

    def _sku(self, item: str, warehouse: str | None) -> Sku:
        return self.terms.sku(item, warehouse)

    def put(self, movement: Movement) -> None:
        """Add what came in to a row of its kind, or as a new one."""
        wanted = self._sku(movement.item, movement.warehouse)
        owner = movement.reserved_for or None
        for place, row in enumerate(self.rows):
            is_same = self._sku(row.item, row.warehouse) == wanted and row.available
            if is_same and row.reserved_for == owner:
                self._set(place, row.quantity + movement.quantity)
                return
        self._append(movement)

    def take(self, movement: Movement) -> None:
        """Take what went out: what is reserved for its order, then what anybody may use.

        What nobody had booked in makes the last row negative, unless nothing can ever fill it.
        """
        wanted, rest = self._sku(movement.item, movement.warehouse), -movement.quantity
        places = [
            place
            for place, row in enumerate(self.rows)
            if self._sku(row.item, row.warehouse) == wanted
            and row.available
            and row.reserved_for in (None, movement.order)
        ]
        places.sort(key=lambda place: self.rows[place].reserved_for is None)
        for place in places:
            part = max(_NONE, min(rest, self.rows[place].quantity))
            self._set(place, self.rows[place].quantity - part)
            rest -= part
        free = [place for place in places if self.rows[place].reserved_for is None]
        if not (self.terms.of(wanted).days or movement.item in self.routed):
            rest = _NONE
        if rest and free:
            self._set(free[-1], self.rows[free[-1]].quantity - rest)
        elif rest:
            self._append(Movement(movement.order, movement.item, -rest, movement.warehouse))

    def _set(self, place: int, quantity: Decimal) -> None:
        self.rows[place] = self.rows[place].model_copy(update={"quantity": quantity})

    def _append(self, movement: Movement) -> None:
        self.rows.append(
            Stock(
                item=movement.item,
                quantity=movement.quantity,
                warehouse=movement.warehouse,
                reserved_for=movement.reserved_for or None,
            )
        )
