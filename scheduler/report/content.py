"""Everything the page's script draws, as columns of integers and lists of names."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from models.plan import OperationState
from models.scenario import ProgressState
from scheduler.capacity import capacity_of
from scheduler.plan_time import PlanTime
from scheduler.report.advice import DEMAND_KINDS, advice_columns, peg_columns, uncovered_columns
from scheduler.report.closed import closed_time, down_time, overtime
from scheduler.report.demands import demand_columns
from scheduler.report.lateness import order_lateness
from scheduler.report.left_out import left_out_columns
from scheduler.report.mrp import shown_grids
from scheduler.report.payload import Strings
from scheduler.report.rows import NO_CENTER, gantt_rows
from scheduler.report.starts import KINDS, start_columns
from scheduler.report.wall import WallClock
from scheduler.words import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models.material import ItemGrid
    from models.plan import Plan
    from scheduler.capacity import Capacity
    from scheduler.report.closed import ClosedTime
    from scheduler.report.lateness import OrderLateness
    from scheduler.report.rows import GanttRows
    from scheduler.words import Words

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
    Columns = dict[str, Ints]

__all__ = ["Content", "report_columns", "report_names"]

_FAR_DAYS = 400

STATES = (*map(str, OperationState), str(ProgressState.INTERRUPTED))
"""The page's scripts know states by their position here. Interrupted work is planned anew."""


def _column(values: Iterable[int]) -> Ints:
    return np.fromiter(values, dtype=np.int64)


@dataclass(frozen=True, eq=False)
class Worked:
    """Working ticks of own setup and of run, and when waiting begins; shape (N,) each."""

    setup: Ints
    run: Ints
    idle_start: Ints


@dataclass(frozen=True, eq=False)
class Content:
    """What several sections of the page need, each computed once."""

    plan: Plan
    words: Words = ENGLISH
    spoken_of: Plan | None = None
    """The plan before its sentences were translated: what was reckoned for it is not again."""

    @cached_property
    def capacity(self) -> Capacity:
        """Return what the plan asks of all that it loads."""
        return capacity_of(self.spoken_of or self.plan)

    @cached_property
    def until(self) -> int:
        """Return the midnight after the last thing the page can show."""
        plan, day = self.plan, self.plan.clock.ticks_per_day
        near = max(plan.end, day * plan.scenario.scenario.horizon.days)
        # a document without a date is due in 2999: calendars are not compiled until then
        last = max(near, min(near + _FAR_DAYS * day, self._last_date))
        return int(plan.clock.midnights(0, plan.clock.day(last) + 1)[-1])

    @cached_property
    def _last_date(self) -> int:
        plan = self.plan
        dates = [max(row.due, row.completion) for row in plan.demands]
        dates += [max(row.due, row.end) for row in plan.orders]
        return max(dates, default=0)

    @cached_property
    def wall(self) -> WallClock:
        """Return the wall clock from the oldest release to the end."""
        first = min((row.start for row in self.plan.orders), default=0)
        return WallClock(self.plan.clock, first, self.until)

    def at(self, ticks: Ints) -> Ints:
        """Return ticks as the page counts them; what has no date lies as far as 32 bits reach."""
        return self.wall.wall(np.clip(ticks, -(2**30), 2**30))

    @cached_property
    def time(self) -> PlanTime:
        """Return the working time of the machines."""
        return PlanTime(self.plan.scenario, self.until, material=self.plan.material)

    @cached_property
    def worked(self) -> Worked:
        """Return how the operations work, in the plan's order."""
        return _worked(self)

    @cached_property
    def rows(self) -> GanttRows:
        """Return the rows of the Gantt by work center."""
        return gantt_rows(self.plan)

    @cached_property
    def sorted_operations(self) -> Ints:
        """Return the operations of the plan by row and start: the order of the columns."""
        start = _column(row.setup_start for row in self.plan.operations)
        return np.lexsort((start, self.rows.row_of))

    @cached_property
    def lateness(self) -> dict[str, OrderLateness]:
        """Return how late each order is."""
        return order_lateness(self.plan)

    @cached_property
    def order_index(self) -> dict[str, int]:
        """Return the position of each order in the plan."""
        return {row.order: index for index, row in enumerate(self.plan.orders)}

    @cached_property
    def demand_index(self) -> dict[str, int]:
        """Return the position of each demand in the plan."""
        return {row.demand: index for index, row in enumerate(self.plan.demands)}

    @cached_property
    def center_index(self) -> dict[str, int]:
        """Return the position of each center, and of each further resource that has a load."""
        names = [row.center for row in self.rows.rows] + [row.work_center for row in self.plan.load]
        return {name: index for index, name in enumerate(dict.fromkeys(names))}

    @cached_property
    def item_index(self) -> dict[str, int]:
        """Return the position of each item that the page shows."""
        plan, material = self.plan, self.plan.material
        shown = {row.item for row in plan.orders} | {row.item for row in plan.demands}
        shown |= {grid.item for grid in self.grids} | {row.item for row in material.pegs}
        shown |= {row.item for row in material.suggestions}
        shown |= {material.order_by_id[row.order].item for row in plan.unscheduled}
        shown |= {row.item for row in material.uncovered}
        items = (item.id for item in plan.scenario.items if item.id in shown)
        return {item: index for index, item in enumerate(items)}

    @cached_property
    def grids(self) -> list[ItemGrid]:
        """Return the MRP grids that the page shows."""
        return shown_grids(self.plan)

    @cached_property
    def strings(self) -> Strings:
        """Return the table of texts that columns share."""
        return Strings()

    def closed(self) -> Columns:
        """Return closed time, downtimes and overtime of rows first to last: ``[since, until)``."""
        rows = self.rows.rows
        down = down_time(rows, self.time, self.until)
        return {
            **self._areas("closed", closed_time(rows, self.time, 0, self.until)),
            **self._areas("down", [area for area, _ in down]),
            "down_reason": _column(self.strings(record.reason) for _, record in down),
            **self._areas("over", overtime(rows, self.time)),
        }

    def _areas(self, name: str, rectangles: list[ClosedTime]) -> Columns:
        first, last, start, end = np.array(rectangles, dtype=np.int64).reshape(-1, 4).T
        start, end = self.wall.wall(start), self.wall.wall(end)
        return {f"{name}_first": first, f"{name}_last": last, f"{name}_start": start,
                f"{name}_end": end}  # fmt: skip


def _worked(content: Content) -> Worked:
    """Return how the operations work, in the plan's order."""
    operations = content.plan.operations
    setup, run = (np.zeros(len(operations), dtype=np.int64) for _ in range(2))
    idle_start = _column(row.end for row in operations)
    for manner, members in content.time.groups(operations):
        working = manner.work
        if manner.center is not None and manner.center.external:
            working = content.time.machine(manner.center.id, "")
        start, begin, end = (
            working.to_work(_column(getattr(operations[k], name) for k in members))
            for name in ("start", "run_start", "end")
        )
        setup[members], run[members] = begin - start, end - begin
        for k, done in zip(members.tolist(), end.tolist(), strict=True):
            if operations[k].idle:
                own = working.to_wall_end(done - operations[k].idle)
                idle_start[k] = max(own, operations[k].run_start)
    return Worked(setup, run, idle_start)


def _operation_columns(content: Content) -> Columns:
    plan, order = content.plan, content.sorted_operations
    rows = plan.operations
    wall = content.wall.wall
    worked, text = content.worked, content.strings

    interrupted = _interrupted(content)

    def phase_name(k: int) -> str:
        operation = content.time.operation(rows[k])
        return "" if operation is None else operation.name

    def family(k: int) -> str:
        operation = content.time.operation(rows[k])
        return "" if operation is None else ", ".join(operation.state.values())

    def state(k: int) -> str:
        is_interrupted = (rows[k].order, rows[k].phase) in interrupted
        return ProgressState.INTERRUPTED if is_interrupted else rows[k].state

    def at(name: str) -> Ints:
        return wall(_column(getattr(rows[k], name) for k in order))

    setup_start, start, run_start, end = map(at, ("setup_start", "start", "run_start", "end"))
    return {
        "op_row": content.rows.row_of[order],
        "op_order": _column(content.order_index.get(rows[k].order, -1) for k in order),
        "op_phase": _column(rows[k].phase for k in order),
        "op_name": _column(text(phase_name(int(k))) for k in order),
        "op_quantity": _column(text(f"{rows[k].quantity:f}") for k in order),
        "op_sequence": _column(rows[k].sequence for k in order),
        "op_state": _column(STATES.index(state(int(k))) for k in order),
        "op_family": _column(text(family(int(k))) for k in order),
        "op_start": setup_start,
        # from one point to the next: small numbers, which pack well
        "op_changeover_span": start - setup_start,
        "op_setup_span": run_start - start,
        "op_run_span": end - run_start,
        "op_changeover": _column(rows[k].changeover for k in order),
        "op_setup": worked.setup[order],
        "op_run": worked.run[order],
        "op_idle": _column(rows[k].idle for k in order),
        "op_idle_span": end - wall(worked.idle_start[order]),
        "op_session": _column(rows[k].session for k in order),
        "op_crew": _column(content.time.crew(rows[k]) for k in order),
        **_also_columns(content),
        **start_columns(content),
    }


def _interrupted(content: Content) -> set[tuple[str, int]]:
    """Return order and phase of work that was interrupted and can be moved again."""
    return {
        (order.id, row.phase)
        for order in content.plan.scenario.orders
        for row in order.progress
        if row.state is ProgressState.INTERRUPTED
    }


def _also_columns(content: Content) -> Columns:
    """Return the further machines of operations: the operation's column, and the row of each."""
    column_of = np.argsort(content.sorted_operations)
    return {
        "also_op": column_of[content.rows.also_operation],
        "also_row": content.rows.also_row,
    }


def _order_columns(content: Content) -> Columns:
    orders, text, wall = content.plan.orders, content.strings, content.at
    late = [content.lateness[row.order] for row in orders]
    served = [
        [content.demand_index[name] for name in row.demands if name in content.demand_index]
        for row in orders
    ]
    return {
        "order_item": _column(content.item_index.get(row.item, -1) for row in orders),
        "order_type": _column(text(str(row.type)) for row in orders),
        "order_quantity": _column(text(f"{row.quantity:f}") for row in orders),
        "order_start": wall(_column(row.start for row in orders)),
        "order_end": wall(_column(row.end for row in orders)),
        "order_due": wall(_column(max(0, row.due) for row in orders)),
        "order_has_due": _column(int(row.due >= 0) for row in orders),
        "order_job": _column(text(_supply(content, row.order, "job")) for row in orders),
        "order_warehouse": _column(
            text(_supply(content, row.order, "warehouse")) for row in orders
        ),
        "order_supplier": _column(text(_supply(content, row.order, "supplier")) for row in orders),
        "order_flags": _column(row.is_document + 2 * row.past_due for row in orders),
        "order_late": _column(row.own for row in late),
        "order_served_late": _column(row.served for row in late),
        "order_class": _column(row.served_class for row in late),
        "order_own_class": _column(row.own_class for row in late),
        "order_demand_ptr": np.cumsum([0] + [len(names) for names in served], dtype=np.int64),
        "order_demand": _column(name for names in served for name in names),
    }


def _supply(content: Content, order: str, field: str) -> str:
    """Return what MRP says of an order, empty if it does not know it."""
    return str(getattr(content.plan.material.order_by_id.get(order), field, ""))


def _load_columns(content: Content) -> Columns:
    rows = sorted(
        content.plan.load, key=lambda row: (content.center_index[row.work_center], row.day)
    )
    return {
        "load_center": _column(content.center_index[row.work_center] for row in rows),
        **{
            f"load_{name}": _column(getattr(row, name) for row in rows)
            for name in ("day", "capacity", "load", "setup", "overload")
        },
    }


def report_columns(content: Content) -> Columns:
    """Return every column of the page but the MRP grid's; shapes by the prefix of the name."""
    return {
        **_operation_columns(content),
        **_order_columns(content),
        **demand_columns(content),
        **peg_columns(content),
        **advice_columns(content),
        **uncovered_columns(content),
        **_load_columns(content),
        **left_out_columns(content),
        **content.closed(),
    }


def report_names(content: Content) -> dict[str, object]:
    """Return the names that columns refer to by position. Call it after `report_columns`."""
    scenario = content.plan.scenario
    titles = {row.id: row.name for row in scenario.work_centers}
    titles |= {row.id: row.name for row in scenario.resources if row.id not in titles}
    machines = {row.id: row.name for row in scenario.machines}
    outside = {row.id for row in scenario.work_centers if row.external}
    no_center = content.words.text(NO_CENTER)
    unlimited = {row.id for row in scenario.work_centers if row.infinite or row.external} | {""}
    return {
        "strings": content.strings.table,
        "orders": [row.order for row in content.plan.orders],
        "demands": [row.demand for row in content.plan.demands],
        "items": [
            [item.id, item.name, item.unit]
            for item in map(scenario.item_by_id.__getitem__, content.item_index)
        ],
        "centers": [
            [name or no_center, titles.get(name, ""), int(name in unlimited), int(name in outside)]
            for name in content.center_index
        ],
        "rows": [
            [
                content.center_index[row.center],
                row.machine or no_center,
                machines.get(row.machine, ""),
            ]
            for row in content.rows.rows
        ],
        "states": list(STATES),
        "whys": list(KINDS),
        "demand_kinds": [str(kind) for kind in DEMAND_KINDS],
    }
