"""What a sequence adds up to, and what another one costs, in lines for a terminal."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from scheduler.objectives import level_name
from scheduler.sequence.shop import PlanShop
from scheduler.sequence.table import PhaseCells, center_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.plan import DemandRow, Plan
    from scheduler.sequence.change import Change

__all__ = ["counted", "lines_of", "totals"]

_MOST = 15

_TOLD = ("verified",)
"""Key figures that are words of their own."""


def lines_of(change: Change) -> Iterator[str]:
    """Yield what moved, and what that costs against the plan before."""
    if not change.moved:
        yield "nothing moves: the plan stays as it is"
        return
    moved, orders = len(change.moved), len(change.orders)
    yield (
        f"moved: {counted('phase', moved)}; {counted('order', orders)} with other dates; verified"
    )
    yield from _levels(change)
    for key, (old, new) in change.kpis.items():
        if key not in _TOLD:
            yield f"  {key}: {_figure(old)} -> {_figure(new)}"
    yield from _demands(change)


def counted(noun: str, count: int) -> str:
    """Return a number and what it counts."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def totals(plan: Plan, center: str, machine: str = "") -> str:
    """Return what a center, or one of its machines, has to do in all."""
    rows = center_rows(plan, center, machine)
    cells = PhaseCells(PlanShop(plan))
    pieces = sum((row.quantity for row in rows), Decimal(0))
    work = sum(cells.work_minutes(row) for row in rows) / 60
    setup = sum(cells.setup_minutes(row) for row in rows) / 60
    return (
        f"{counted('phase', len(rows))}, {pieces:f} pieces, {work:,.1f} h of work,"
        f" {setup:,.1f} h of it setup"
    )


def _levels(change: Change) -> Iterator[str]:
    before, after = change.levels_before, change.after.solve.levels
    for old, new in zip(before, after, strict=True):
        one, unit = change.after.solve.measured(new.objective, old.value)
        other, _ = change.after.solve.measured(new.objective, new.value)
        if old.value == new.value:
            state = "as before"
        else:
            state = f"{abs(other - one):,.2f} {'worse' if new.value > old.value else 'better'}"
        text = f"{one:,.2f} -> {other:,.2f} {unit}".rstrip()
        yield f"objective {level_name(new.objective)}: {text} ({state})"


def _figure(value: float | str | None) -> str:
    if value is None:
        return "none"
    return f"{value:,.2f}" if isinstance(value, float) else str(value)


def _demands(change: Change) -> Iterator[str]:
    rows = sorted(change.demands, key=lambda pair: pair[0].completion - pair[1].completion)
    for before, after in rows[:_MOST]:
        yield f"  demand {after.demand}: {_moved(change, before, after)}"
    if len(rows) > _MOST:
        yield f"  ... and {len(rows) - _MOST} more demands"


def _moved(change: Change, before: DemandRow, after: DemandRow) -> str:
    clock = change.after.clock
    days = abs(after.completion - before.completion) / clock.ticks_per_day
    text = f"{days:.2f} d {'later' if after.completion > before.completion else 'earlier'},"
    text += f" complete {clock.moment(after.completion):%Y-%m-%d %H:%M}"
    if after.late:
        return f"{text}, {after.late / clock.ticks_per_day:.2f} d late"
    return f"{text}, on time{' again' if before.late else ''}"
