"""Read a schedule back in the user's words: operations, orders, demands."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from models.material import DemandKind, SupplyKind
from models.plan import DemandRow, OperationRow, OrderRow
from scheduler.compile.receipts import is_made
from scheduler.words import Amount, Listed, Said
from solvers.units import unit_sets

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from models.material import Peg, SupplyOrder, Uncovered
    from models.schedule import Schedule
    from scheduler.compile import Compiled

__all__ = ["available", "demand_rows", "operation_rows", "order_rows"]


def operation_rows(compiled: Compiled, schedule: Schedule) -> tuple[OperationRow, ...]:
    """Return every operation with its machine and times, by work center, machine and start.

    The sequence numbers count the operations of each machine from 1.
    """
    sessions, sets = _sessions(compiled, schedule), unit_sets(compiled.problem, schedule)
    rows = [
        replace(
            _operation_row(compiled, schedule, index, sessions.get(index, _ALONE)),
            also=_also(compiled, schedule, index, sets[index]),
        )
        for index in range(len(compiled.operations))
    ]
    rows.sort(
        key=lambda row: (row.work_center, row.machine, row.start, row.end, row.order, row.phase)
    )
    counts: dict[str, int] = defaultdict(int)
    numbered = []
    for row in rows:
        counts[row.machine] += 1
        numbered.append(replace(row, sequence=counts[row.machine]))
    return tuple(numbered)


def _also(
    compiled: Compiled, schedule: Schedule, index: int, units: tuple[int, ...]
) -> tuple[str, ...]:
    """Return the machines that an operation holds besides its first one."""
    mode = int(schedule.mode[index])
    if schedule.unit[index] < 0:
        return ()
    if machines := compiled.mode_machines[mode]:
        return machines[1:]
    names = compiled.resource_machines[int(compiled.problem.mode_resource[mode])]
    return tuple(names[unit] for unit in units[1:])


class _Session(NamedTuple):
    """Its number on its machine, and how long its longest member works."""

    number: int
    work: int


_ALONE = _Session(0, 0)


def _sessions(compiled: Compiled, schedule: Schedule) -> dict[int, _Session]:
    """Return the sessions of operations that may share one."""
    problem = compiled.problem
    found: dict[int, dict[tuple[int, int], list[int]]] = defaultdict(lambda: defaultdict(list))
    for index in range(len(compiled.operations)):
        mode = int(schedule.mode[index])
        resource, family = int(problem.mode_resource[mode]), int(problem.mode_family[mode])
        if schedule.unit[index] >= 0 and family >= 0:
            found[resource][int(schedule.start[index]), family].append(index)
    duration = problem.mode_duration[schedule.mode]
    return {
        index: _Session(number, int(duration[sessions[key]].max()))
        for sessions in found.values()
        for number, key in enumerate(sorted(sessions), start=1)
        for index in sessions[key]
    }


def _operation_row(
    compiled: Compiled, schedule: Schedule, index: int, session: _Session
) -> OperationRow:
    problem, ref = compiled.problem, compiled.operations[index]
    mode = int(schedule.mode[index])
    resource = int(problem.mode_resource[mode])
    unit = int(schedule.unit[index])
    center = compiled.mode_centers[mode]
    machine = compiled.resource_machines[resource][unit] if resource >= 0 <= unit else center
    start, end = int(schedule.start[index]), int(schedule.end[index])
    changeover = int(schedule.changeover[index])
    working = problem.calendars[problem.mode_calendar[mode]]
    setup_start, run_start, idle = start, start, 0
    if changeover:
        own = problem.calendars[problem.resource_setup_calendar[resource]]
        setup_start = own.to_wall_start(own.to_work(start) - changeover)
    work = int(problem.mode_duration[mode])
    if setup := int(problem.mode_setup[mode]):
        done = working.to_work(start) + setup
        run_start = working.to_wall_end(done) if setup == work else working.to_wall_start(done)
    if problem.op_elastic[index]:
        idle = working.to_work(end) - working.to_work(start) - max(work, session.work)
    return OperationRow(
        order=ref.order,
        item=ref.item,
        phase=ref.phase,
        quantity=ref.quantity,
        work_center=center,
        machine=machine,
        sequence=0,
        setup_start=setup_start,
        start=start,
        run_start=run_start,
        end=end,
        changeover=changeover,
        state=ref.state,
        idle=idle,
        session=session.number,
    )


def order_rows(compiled: Compiled, operations: Sequence[OperationRow]) -> tuple[OrderRow, ...]:
    """Return every order with its planned dates, without those that are not scheduled.

    A planned purchase or transfer is received when its first consumer needs it, and not before
    its lead time allows; it is placed one lead time earlier. Equipment, which anybody may hold,
    is received as early as it can be.
    """
    material = compiled.material
    tools = {
        row.item
        for routing in compiled.scenario.routings
        for operation in routing.operations
        for row in operation.equipment
    }
    spans: dict[str, tuple[int, int]] = {}
    starts: dict[tuple[str, int], int] = {}
    for row in operations:
        first, last = spans.get(row.order, (row.start, row.end))
        spans[row.order] = (min(first, row.start), max(last, row.end))
        starts[row.order, row.phase] = row.start
    demands = material.demands_served
    rows = []
    for order in material.orders:
        if order.id in compiled.left_out:
            continue
        start, end = order.start, order.end
        if order.id in spans:
            start, end = spans[order.id]
        elif not is_made(order) and not order.is_document:
            usable = 0 if order.item in tools else _first_need(compiled, order, starts, spans)
            start, end = _purchase_dates(compiled, order, usable)
        rows.append(
            OrderRow(
                order=order.id,
                type=order.type,
                item=order.item,
                quantity=order.quantity,
                start=start,
                end=end,
                due=max(0, order.end),
                demands=demands.get(order.id, ()),
                is_document=order.is_document,
                past_due=order.past_due,
            )
        )
    return tuple(rows)


def _purchase_dates(compiled: Compiled, order: SupplyOrder, needed: int) -> tuple[int, int]:
    """Return when a purchase is placed and received that somebody needs at a tick."""
    receipts = compiled.receipts
    received = receipts.received(order, max(receipts.usable(order), needed))
    return receipts.placed(order, received), received


def _first_need(
    compiled: Compiled,
    order: SupplyOrder,
    starts: Mapping[tuple[str, int], int],
    spans: Mapping[str, tuple[int, int]],
) -> int:
    needs = []
    for peg in compiled.material.pegs_by_supply_order.get(order.id, ()):
        if peg.demand in compiled.left_out:
            continue
        if peg.demand_kind is DemandKind.ORDER:
            span = spans.get(peg.demand)
            first = span[0] if span else 0
            needs.append(starts.get((peg.demand, peg.phase or 0), first))
        elif peg.demand_kind is DemandKind.DEMAND:
            demand = compiled.scenario.demand_by_id[peg.demand]
            needs.append(compiled.receipts.calendars.clock.end_of_day(demand.due))
        else:
            needs.append(max(0, order.end))
    return min(needs, default=max(0, order.end))


def demand_rows(
    compiled: Compiled, schedule: Schedule, orders: Sequence[OrderRow], causes: Mapping[str, str]
) -> tuple[DemandRow, ...]:
    """Return every planned demand with its completion: when the last of its supplies is there.

    That is -1 where one of them is not scheduled. What infinite capacity promises is not told.
    """

    def lacks(demand: str) -> str:
        rows = compiled.material.lacking.get(demand, ())
        return _together([_lacks(row) for row in rows], ", ")

    order_end = {row.order: row.end for row in orders}
    clock = compiled.receipts.calendars.clock
    rows = []
    for demand in compiled.scenario.demands:
        pegs = compiled.material.pegs_by_consumer.get((DemandKind.DEMAND, demand.id))
        if pegs is None:
            continue
        completion = max(available(compiled, schedule, peg, order_end) for peg in pegs)
        if any(peg.supply in compiled.left_out for peg in pegs):
            completion = -1
        rows.append(
            DemandRow(
                demand=demand.id,
                item=demand.item,
                quantity=demand.quantity,
                due=clock.end_of_day(demand.due),
                completion=completion,
                weight=demand.weight,
                customer=demand.customer,
                cause=_together([causes.get(demand.id, ""), lacks(demand.id)], "; "),
            )
        )
    return tuple(rows)


def _lacks(row: Uncovered) -> Said:
    return Said(
        "lacks {quantity} {item} ({reason})",
        quantity=Amount.of(row.quantity),
        item=row.item,
        reason=row.reason,
    )


def _together(parts: Sequence[str], between: str) -> str:
    """Return sentences as one; what is empty, is left away."""
    told = tuple(filter(None, parts))
    return told[0] if len(told) == 1 else Said("{reasons}", reasons=Listed(told, between))


def available(
    compiled: Compiled, schedule: Schedule, peg: Peg, order_end: Mapping[str, int]
) -> int:
    """Return when what a peg holds may be used; 0 if it is there, or not scheduled.

    Parameters
    ----------
    order_end
        When each order that is not made is received, by id.
    """
    if peg.supply_kind is SupplyKind.STOCK or peg.supply in compiled.left_out:
        return 0
    order = compiled.material.order_by_id[peg.supply]
    if is_made(order):  # 0 if all its phases are closed
        return max(
            (
                int(schedule.end[index]) + compiled.mode_waits[int(schedule.mode[index])]
                for index in compiled.last_operations.get(peg.supply, ())
            ),
            default=0,
        )
    if order.is_document:
        return compiled.receipts.usable(order)
    return compiled.receipts.usable_after(order, order_end[peg.supply])
