"""The difference of two plans as tables; times before and after stand side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.outputs.plan_tables import moments
from scheduler.outputs.table import Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from models.plan import OperationRow
    from scheduler.difference.difference import Difference
    from scheduler.difference.operations import OperationChange
    from scheduler.outputs.table import Cell

    At = Callable[[int], datetime]

__all__ = [
    "demands_table",
    "figures_table",
    "inputs_table",
    "machine_text",
    "operations_table",
    "orders_table",
    "sequences_table",
]

_SIDES = ("before", "after")


def _sided(*names: str) -> tuple[str, ...]:
    return tuple(f"{name}_{side}" for name in names for side in _SIDES)


def machine_text(row: OperationRow) -> str:
    """Return the machines of an operation, further ones last."""
    return "; ".join((row.machine, *row.also))


def _hours(seconds: int | None) -> float | None:
    return None if seconds is None else round(seconds / 3600, 4)


def operations_table(difference: Difference) -> Table:
    """Return one row for each operation that is not the same in both plans, by start."""
    columns = (
        "order", "item", "phase", "change", *_sided("work_center", "machine", "setup_start"),
        *_sided("start"), "start_shift_hours", *_sided("end"), "end_shift_hours",
        *_sided("sequence", "quantity", "state"),
    )  # fmt: skip
    at, now = moments(difference.clock_before), moments(difference.after.clock)
    return Table(columns, [tuple(_operation_cells(row, at, now)) for row in difference.operations])


def _operation_cells(change: OperationChange, at: At, now: At) -> Iterator[Cell]:
    row, is_in_both = change.row, change.before is not None and change.after is not None

    def sided(value: Callable[[OperationRow, At], Cell]) -> Iterator[Cell]:
        yield None if change.before is None else value(change.before, at)
        yield None if change.after is None else value(change.after, now)

    yield from (row.order, row.item, row.phase, "; ".join(change.kinds))
    yield from sided(lambda row, _: row.work_center)
    yield from sided(lambda row, _: machine_text(row))
    yield from sided(lambda row, clock: clock(row.setup_start))
    yield from sided(lambda row, clock: clock(row.run_start))
    yield _hours(change.start_shift) if is_in_both else None
    yield from sided(lambda row, clock: clock(row.end))
    yield _hours(change.end_shift) if is_in_both else None
    yield from sided(lambda row, _: row.sequence)
    yield from sided(lambda row, _: row.quantity)
    yield from sided(lambda row, _: str(row.state))


def orders_table(difference: Difference) -> Table:
    """Return one row for each order whose dates are not the same, the largest shift first."""
    columns = (
        "order", "type", "item", "change", "outcome", *_sided("start"), "start_shift_hours",
        *_sided("end"), "end_shift_hours", *_sided("late_hours", "quantity"), "left_out",
    )  # fmt: skip
    at, now = moments(difference.clock_before), moments(difference.after.clock)
    rows: list[tuple[Cell, ...]] = []
    for change in difference.orders:
        old, new, row = change.before, change.after, change.row
        is_in_both = old is not None and new is not None
        rows.append(
            (
                row.order, str(row.type), row.item, "; ".join(change.kinds), str(change.outcome),
                at(old.start) if old else None, now(new.start) if new else None,
                _hours(change.start_shift) if is_in_both else None,
                at(old.end) if old else None, now(new.end) if new else None,
                _hours(change.end_shift) if is_in_both else None,
                _hours(change.late_before), _hours(change.late_after),
                old.quantity if old else None, new.quantity if new else None, change.left_out,
            )
        )  # fmt: skip
    return Table(columns, rows)


def demands_table(difference: Difference) -> Table:
    """Return one row for each demand that is not served the same, what gets worst first."""
    columns = (
        "demand", "item", "customer", "outcome", *_sided("due", "completion"), "shift_hours",
        *_sided("late_hours", "quantity"),
    )  # fmt: skip
    at, now = moments(difference.clock_before), moments(difference.after.clock)
    rows: list[tuple[Cell, ...]] = []
    for change in difference.demands:
        old, new, row = change.before, change.after, change.row
        is_in_both = change.late_before is not None and change.late_after is not None
        rows.append(
            (
                row.demand, row.item, row.customer, str(change.outcome),
                at(old.due) if old else None, now(new.due) if new else None,
                at(old.completion) if old and old.is_scheduled else None,
                now(new.completion) if new and new.is_scheduled else None,
                _hours(change.shift) if is_in_both else None,
                _hours(change.late_before), _hours(change.late_after),
                old.quantity if old else None, new.quantity if new else None,
            )
        )  # fmt: skip
    return Table(columns, rows)


def figures_table(difference: Difference) -> Table:
    """Return the levels of the objective and the key figures of both plans."""
    columns = ("kind", "name", "before", "after", "change", "verdict", "unit")
    return Table(
        columns,
        [
            (row.kind, row.name, row.before, row.after, row.change, str(row.verdict), row.unit)
            for row in (*difference.levels, *difference.kpis)
        ],
    )


def sequences_table(difference: Difference) -> Table:
    """Return one row for each machine whose sequence is not the same."""
    columns = (
        "work_center", "machine", "moves", "came", "left", *_sided("operations", "sequence")
    )  # fmt: skip

    def names(keys: tuple[tuple[str, int], ...]) -> str:
        return "; ".join(f"{order}/{phase}" for order, phase in keys)

    return Table(
        columns,
        [
            (
                row.work_center, row.machine, row.moves, names(row.came), names(row.left),
                len(row.before), len(row.after), names(row.before), names(row.after),
            )
            for row in difference.sequences
        ],
    )  # fmt: skip


def inputs_table(difference: Difference) -> Table:
    """Return one row for each field of the scenarios that is not the same."""
    return Table(
        ("table", "row", "field", "before", "after"),
        [(row.table, row.row, row.field, row.before, row.after) for row in difference.inputs],
    )
