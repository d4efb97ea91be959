"""The scenario as the floor has it now: what a plan that goes on from here is made from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from models.errors import Fault
from models.scenario import OrderStatus, OrderType, ProgressState
from scheduler.jobs.states import with_states
from scheduler.mrp.adopt import DocumentWriter
from scheduler.progress.holders import contested, yielding
from scheduler.progress.movements import moved_stock
from scheduler.progress.outside import placed_documents, placed_orders
from scheduler.progress.pieces import OrderPieces
from scheduler.progress.set_up import with_machine_states
from scheduler.progress.states import Stand
from scheduler.progress.work import declared_progress

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from models.scenario import Header, Order, Progress, Remainder, Scenario
    from scheduler.progress.floor import Floor
    from scheduler.progress.states import Actual, Key

__all__ = ["Current", "current_scenario", "declared_scenario"]

_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Current:
    """A scenario as of now, and what a planner should know about it.

    Parameters
    ----------
    placed
        Orders to others that are taken as placed, as the plan had them placed by now.
    """

    scenario: Scenario
    warnings: tuple[Fault, ...] = ()
    placed: tuple[str, ...] = ()


def declared_scenario(floor: Floor) -> Scenario:
    """Return the scenario of a plan with what was declared, and its jobs as far as they are.

    Its planned production orders are documents, so that their ids still hold; what has begun is
    executive. So are orders to others that it had placed by now.
    """
    scenario = floor.plan.scenario
    writer = DocumentWriter.of(scenario)
    supplies = floor.plan.material.order_by_id
    orders = []
    for document in scenario.orders:
        supply = supplies.get(document.id)
        is_moved = supply is not None and supply.moved_from is not None
        orders.append(writer.moved(document, supply) if supply and is_moved else document)
    orders += [
        _still_to_come(floor, writer.document(supply))
        for supply in floor.plan.material.orders
        if supply.type is OrderType.PRODUCTION
        and not supply.is_document
        and (not supply.is_proposal or _has_begun(floor, supply.id))
    ]
    orders += placed_documents(floor, writer)
    yields = yielding(floor)
    return with_states(
        scenario.replaced(orders=tuple(_declared(floor, row, yields) for row in orders))
    )


def _still_to_come(floor: Floor, document: Order) -> Order:
    """Return a document without a start that is past: its end alone says when it needs what."""
    if document.start is None or floor.clock.tick(document.start) >= floor.now:
        return document
    return document.model_copy(update={"start": None})


def _has_begun(floor: Floor, order: str) -> bool:
    return any(actual.has_begun for actual in OrderPieces(floor, order).actual.values())


def _declared(floor: Floor, document: Order, yields: Collection[Key]) -> Order:
    """Return a document with what was declared of its phases.

    Parameters
    ----------
    yields
        Interrupted phases whose machine another one has.
    """
    supply = floor.plan.material.order_by_id.get(document.id)
    if supply is None or document.type is not OrderType.PRODUCTION:
        return document
    pieces = OrderPieces(floor, document.id)
    if not any(actual.is_declared for actual in pieces.actual.values()):
        return document
    known = {row.phase: row for row in document.progress}
    rows = [
        _progress(floor, actual, pieces, known.get(phase), yields=actual.key in yields)
        for phase, actual in pieces.actual.items()
        if actual.has_begun
    ]
    return document.model_copy(
        update={
            "quantity": pieces.quantity,
            "status": OrderStatus.EXECUTIVE,
            "progress": tuple(rows),
        }
    )


def _progress(
    floor: Floor, actual: Actual, pieces: OrderPieces, known: Progress | None, *, yields: bool
) -> Progress:
    """Return the declaration of a phase; it names a machine only where its center has some."""
    is_news = actual.is_declared or actual.stand is Stand.RUNNING
    if known is not None and not is_news:
        return known
    row, start = declared_progress(actual, pieces), known.start if known else None
    if actual.opened is not None:
        start = floor.clock.moment(actual.opened).replace(tzinfo=None)
    center = floor.places.center_of(actual.key, actual.machine)
    names = [machine.id for machine in floor.plan.scenario.machines_by_center[center]]
    machine = row.machine if row.machine in names else None
    state = ProgressState.INTERRUPTED if yields else row.state
    return row.model_copy(update={"state": state, "machine": machine, "start": start})


def current_scenario(floor: Floor, rule: Remainder | None = None) -> Current:
    """Return the scenario from which a plan goes on now.

    Its start is now. Orders of which every phase is closed are closed and have become stock, and
    what newly begun phases consume has left it. Machines are set up as their last work left them.

    Parameters
    ----------
    rule
        How the rest of started phases is told from now on; default: as before.
    """
    declared = declared_scenario(floor)
    finished = frozenset(order.id for order in declared.orders if _is_finished(floor, order))
    tables: dict[str, object] = {
        "scenario": _header(floor),
        "stock": moved_stock(floor, finished),
        "orders": tuple(
            _closed(floor, order) if order.id in finished else _thawed(floor, order)
            for order in declared.orders
        ),
    }
    if rule is not None:
        shop = declared.settings.shop.model_copy(update={"remainder": rule})
        tables["settings"] = declared.settings.model_copy(update={"shop": shop})
    scenario = with_machine_states(floor, declared.replaced(**tables))
    thawed = [
        order
        for order, now in zip(declared.orders, scenario.orders, strict=True)
        if order.frozen > now.frozen and not _is_closed(floor, order)
    ]
    placed = tuple(supply.id for supply, _ in placed_orders(floor))
    return Current(scenario, (*map(_thaw_warning, thawed), *contested(floor)), placed)


def _is_closed(floor: Floor, order: Order) -> bool:
    """Tell whether an order of the plan has phases, all of them closed."""
    pieces = OrderPieces(floor, order.id)
    is_ours = order.type is OrderType.PRODUCTION and order.id in floor.places.orders
    return is_ours and bool(pieces.actual) and pieces.is_closed


def _is_finished(floor: Floor, order: Order) -> bool:
    """Tell whether an order was done since the plan began: its pieces are stock now.

    What is checked after it is made, stays an order: nobody may use it yet.
    """
    if order.type is not OrderType.PRODUCTION or order.id not in floor.places.orders:
        return False
    pieces = OrderPieces(floor, order.id)
    is_new = any(actual.is_declared for actual in pieces.actual.values())
    is_checked = bool(floor.plan.scenario.item_by_id[order.item].analysis_time)
    return is_new and (pieces.quantity <= 0 or (pieces.is_closed and not is_checked))


def _closed(floor: Floor, order: Order) -> Order:
    """Return an order that is done, of what was ordered: it is kept so that no other has its id."""
    return order.model_copy(
        update={
            "status": OrderStatus.CLOSED,
            "quantity": floor.places.orders[order.id].quantity,
            "frozen": False,
            "pinned": (),
        }
    )


def _header(floor: Floor) -> Header:
    """Return name, moment and horizon: the start is now, and the last day stays the same.

    At least a week is planned, or as long as before.
    """
    header, clock = floor.plan.scenario.scenario, floor.plan.clock
    start = clock.moment(-(-floor.now // clock.tick_seconds)).replace(tzinfo=None)
    left = header.horizon - (start.date() - header.start.date())
    horizon = max(left, min(header.horizon, _WEEK))
    return header.model_copy(update={"start": start, "horizon": horizon})


def _thawed(floor: Floor, order: Order) -> Order:
    """Return an order without its frost if it should have begun by now where it is frozen.

    Of what is closed only quality checks may be left, and nobody froze these.
    """
    if not order.frozen:
        return order
    if _is_closed(floor, order):
        return order.model_copy(update={"frozen": False, "pinned": ()})
    begun = {row.phase for row in order.progress}
    starts: list[date] = [row.start for row in order.pinned if row.phase not in begun]
    if order.start is not None and not begun:
        starts.append(order.start)
    if all(floor.clock.tick(start) >= floor.now for start in starts):
        return order
    return order.model_copy(update={"frozen": False, "pinned": ()})


def _thaw_warning(order: Order) -> Fault:
    expected = "a start that is still to come; the order keeps its dates no longer"
    return Fault("orders", f"'{order.id}'", "frozen", "true", expected)
