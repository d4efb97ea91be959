"""Read a schedule back in the user's words: operations, orders, demands."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from models.material import DemandKind, SupplyKind
from models.plan import DemandRow, OperationRow, OrderRow
from scheduler.compile.receipts import is_made

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from models.material import Peg, SupplyOrder
    from models.schedule import Schedule
    from scheduler.compile import Compiled

__all__ = ["demand_rows", "operation_rows", "order_rows"]


def operation_rows(compiled: Compiled, schedule: Schedule) -> tuple[OperationRow, ...]:
    """Return every operation with its machine and times, by work center, machine and start.

    The sequence numbers count the operations of each machine from 1.
    """
    rows = [_operation_row(compiled, schedule, index) for index in range(len(compiled.operations))]
    rows.sort(
        key=lambda row: (row.work_center, row.machine, row.start, row.end, row.order, row.phase)
    )
    counts: dict[str, int] = defaultdict(int)
    numbered = []
    for row in rows:
        counts[row.machine] += 1
        numbered.append(replace(row, sequence=counts[row.machine]))
    return tuple(numbered)


def _operation_row(compiled: Compiled, schedule: Schedule, index: int) -> OperationRow:
    problem, ref = compiled.problem, compiled.operations[index]
    mode = int(schedule.mode[index])
    resource = int(problem.mode_resource[mode])
    unit = int(schedule.unit[index])
    center = compiled.mode_centers[mode]
    machine = compiled.resource_machines[resource][unit] if resource >= 0 <= unit else center
    start, end = int(schedule.start[index]), int(schedule.end[index])
    changeover = int(schedule.changeover[index])
    setup_start, run_start = start, start
    if changeover:
        own = problem.calendars[problem.resource_calendar[resource]]
        setup_start = own.to_wall_start(own.to_work(start) - changeover)
    if setup := int(problem.mode_setup[mode]):
        working = problem.calendars[problem.mode_calendar[mode]]
        done = working.to_work(start) + setup
        all_setup = setup == int(problem.mode_duration[mode])
        run_start = end if all_setup else working.to_wall_start(done)
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
    )


def order_rows(compiled: Compiled, operations: Sequence[OperationRow]) -> tuple[OrderRow, ...]:
    """Return every order with its planned dates.

    A planned purchase or transfer is received when its first consumer needs it, and not before
    its lead time allows; it is placed one lead time earlier.
    """
    material = compiled.material
    spans: dict[str, tuple[int, int]] = {}
    starts: dict[tuple[str, int], int] = {}
    for row in operations:
        first, last = spans.get(row.order, (row.start, row.end))
        spans[row.order] = (min(first, row.start), max(last, row.end))
        starts[row.order, row.phase] = row.start
    demands = material.demands_served
    rows = []
    for order in material.orders:
        start, end = order.start, order.end
        if order.id in spans:
            start, end = spans[order.id]
        elif not is_made(order) and not order.is_document:
            start, end = _purchase_dates(compiled, order, starts, spans)
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


def _purchase_dates(
    compiled: Compiled,
    order: SupplyOrder,
    starts: Mapping[tuple[str, int], int],
    spans: Mapping[str, tuple[int, int]],
) -> tuple[int, int]:
    receipts = compiled.receipts
    needs = []
    for peg in compiled.material.pegs_by_supply_order.get(order.id, ()):
        if peg.demand_kind is DemandKind.ORDER:
            span = spans.get(peg.demand)
            first = span[0] if span else 0
            needs.append(starts.get((peg.demand, peg.phase or 0), first))
        elif peg.demand_kind is DemandKind.DEMAND:
            demand = compiled.scenario.demand_by_id[peg.demand]
            needs.append(receipts.calendars.clock.end_of_day(demand.due))
        else:
            needs.append(max(0, order.end))
    usable = max(receipts.usable(order), min(needs, default=max(0, order.end)))
    received = receipts.received(order, usable)
    return receipts.placed(order, received), received


def demand_rows(
    compiled: Compiled, orders: Sequence[OrderRow], causes: Mapping[str, str]
) -> tuple[DemandRow, ...]:
    """Return every planned demand with its completion: when the last of its supplies is there."""

    def lacks(demand: str) -> str:
        rows = compiled.material.lacking.get(demand, ())
        return ", ".join(f"lacks {row.quantity:f} {row.item} ({row.reason})" for row in rows)

    order_end = {row.order: row.end for row in orders}
    clock = compiled.receipts.calendars.clock
    rows = []
    for demand in compiled.scenario.demands:
        pegs = compiled.material.pegs_by_consumer.get((DemandKind.DEMAND, demand.id))
        if pegs is None:
            continue
        completion = max(_available(compiled, peg, order_end) for peg in pegs)
        rows.append(
            DemandRow(
                demand=demand.id,
                item=demand.item,
                quantity=demand.quantity,
                due=clock.end_of_day(demand.due),
                completion=completion,
                weight=demand.weight,
                customer=demand.customer,
                cause="; ".join(filter(None, (causes.get(demand.id), lacks(demand.id)))),
            )
        )
    return tuple(rows)


def _available(compiled: Compiled, peg: Peg, order_end: Mapping[str, int]) -> int:
    if peg.supply_kind is SupplyKind.STOCK:
        return 0
    operations = compiled.order_operations.get(peg.supply)
    if operations:
        return order_end[peg.supply] + compiled.operations[operations[-1]].wait
    order = compiled.material.order_by_id[peg.supply]
    if is_made(order):
        return 0  # all its phases are closed
    if order.is_document:
        return compiled.receipts.usable(order)
    return compiled.receipts.usable_after(order, order_end[peg.supply])
