"""Lots: an order passes pieces on while it makes the rest, and takes them while it works."""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal
from fractions import Fraction
from math import floor
from typing import TYPE_CHECKING

from models.quantity import from_units, to_units
from models.scenario import OrderType
from scheduler.mrp.lots import without_scrap

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.material import Peg
    from models.plan import OperationRow, OrderRow
    from models.scenario import Operation, Routing
    from scheduler.execution.execution import Execution

    Move = tuple[int, Decimal]

__all__ = ["deposits", "good_pieces", "withdrawals"]

_MOST = 100
"""Lots of one order, or of one need, that are told apart; of more, several are told as one."""


def good_pieces(run: Execution, item: str, quantity: Decimal) -> Decimal:
    """Return what of a quantity an order brings: the scrap of its item is lost on the way."""
    record = run.plan.scenario.item_by_id.get(item)
    if record is None or not record.scrap:
        return quantity
    return from_units(without_scrap(to_units(quantity), scrap=to_units(record.scrap)))


def deposits(run: Execution, order: OrderRow) -> Iterator[Move]:
    """Yield when an order puts how many good pieces on stock; nothing if it is not scheduled."""
    there = run.deposited(order.order)
    if there is None:
        return
    put = Decimal(0)
    for tick, pieces in (*_lots(run, order), (there, order.quantity)):
        good = good_pieces(run, order.item, pieces)
        if good > put:
            yield min(tick, there), good - put
            put = good


def _lots(run: Execution, order: OrderRow) -> Iterator[Move]:
    """Yield when so many pieces have been made altogether, lot by lot, before the last of them."""
    item = run.plan.scenario.item_by_id.get(order.item)
    last = _last(run, order) if order.type is OrderType.PRODUCTION else None
    if item is None or not (item.transfer_lot and item.withdrawal_lot) or last is None:
        return
    mode = run.time.mode(last)
    if mode is None or mode.wait or last.idle:
        return
    work, made = run.time.manner(last).work, order.quantity - last.quantity
    begin = work.to_work(last.start)
    for pieces in _multiples(item.transfer_lot, order.quantity):
        left = pieces - made
        if left <= 0:
            yield 0, pieces
        elif left < last.quantity:
            yield work.to_wall_end(begin + mode.ticks_for(left, run.plan.clock)), pieces


def _multiples(lot: Decimal, whole: Decimal) -> Iterator[Decimal]:
    """Yield the multiples of a lot below a quantity, so many at most."""
    count = int((whole / lot).to_integral_value(ROUND_CEILING))
    step = -(-count // _MOST)
    for number in range(step, count, step):
        yield number * lot


def _last(run: Execution, order: OrderRow) -> OperationRow | None:
    """Return the one phase that ends an order, if its pieces come one after the other."""
    routing = run.plan.scenario.routing_by_item.get(order.item)
    rows = {row.phase: row for row in run.operations_of.get(order.order, ())}
    ends = [] if routing is None else _ends(routing)
    if len(ends) != 1 or ends[0] not in rows or max(rows) > ends[0]:
        return None  # checks come after it
    return rows[ends[0]] if _goes_bit_by_bit(run, rows[ends[0]]) else None


def _ends(routing: Routing) -> list[int]:
    """Return the phases that no other phase follows."""
    followed: set[int] = set()
    before: Operation | None = None
    for operation in routing.operations:
        default = () if before is None else (before.phase,)
        followed.update(default if operation.after is None else operation.after)
        before = operation
    return [row.phase for row in routing.operations if row.phase not in followed]


def _goes_bit_by_bit(run: Execution, row: OperationRow) -> bool:
    """Tell whether an operation works at one piece after the other: not outside, not in an oven."""
    center = run.plan.scenario.work_center_by_id.get(row.work_center)
    return center is not None and not center.external and center.aggregation_rule is None


def withdrawals(run: Execution, peg: Peg) -> Iterator[Move]:
    """Yield when what a peg holds is taken; nothing if the plan does not take it."""
    first = run.withdrawn(peg)
    if first is None:
        return
    item = run.plan.scenario.item_by_id.get(peg.item)
    row = run.consumer(peg)
    if item is None or not item.withdrawal_lot or row is None or not _goes_bit_by_bit(run, row):
        yield first, peg.quantity
        return
    work = run.time.manner(row).work
    begin, done = work.to_work(row.run_start), work.to_work(row.end) - row.idle
    if done <= begin:
        yield first, peg.quantity
        return
    taken = Decimal(0)
    for upto in (*_multiples(item.withdrawal_lot, peg.quantity), peg.quantity):
        share = Fraction(taken) / Fraction(peg.quantity)
        yield work.to_wall_start(begin + floor(share * (done - begin))), upto - taken
        taken = upto
