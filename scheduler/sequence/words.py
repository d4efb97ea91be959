"""What a sequence adds up to, and what another one costs, in lines for a terminal."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from scheduler.kpi_names import kpi_name, kpi_unit
from scheduler.objectives import level_name
from scheduler.sequence.shop import PlanShop
from scheduler.sequence.table import PhaseCells, center_rows
from scheduler.words import ENGLISH
from scheduler.words.terms import mark

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.plan import DemandRow, Plan
    from scheduler.sequence.change import Change
    from scheduler.words import Words

__all__ = ["lines_of", "totals"]

_MOST = 15

_TOLD = ("verified",)
"""Key figures that are words of their own."""


def lines_of(change: Change, words: Words = ENGLISH) -> Iterator[str]:
    """Yield what moved, and what that costs against the plan before."""
    if not change.moved:
        yield words.text("nothing moves: the plan stays as it is")
        return
    yield words.text(
        "moved: {phases}; {orders}; verified",
        phases=words.plural("{count} phase", "{count} phases", len(change.moved)),
        orders=words.plural(
            "{count} order with other dates", "{count} orders with other dates", len(change.orders)
        ),
    )
    yield from _levels(change, words)
    for key, (old, new) in change.kpis.items():
        if key not in _TOLD:
            told = f"{kpi_name(key, words)}: {_figure(old, words)} -> {_figure(new, words)}"
            yield f"  {told} {kpi_unit(key, words)}".rstrip()
    yield from _demands(change, words)


def totals(plan: Plan, center: str, machine: str = "", words: Words = ENGLISH) -> str:
    """Return what a center, or one of its machines, has to do in all."""
    rows = center_rows(plan, center, machine)
    cells = PhaseCells(PlanShop(plan))
    pieces = sum((row.quantity for row in rows), Decimal(0))
    work = sum(cells.work_minutes(row) for row in rows) / 60
    setup = sum(cells.setup_minutes(row) for row in rows) / 60
    return words.plural(
        "{count} phase, {pieces} pieces, {work} h of work, {setup} h of it setup",
        "{count} phases, {pieces} pieces, {work} h of work, {setup} h of it setup",
        len(rows),
        pieces=words.exact(pieces),
        work=words.number(work, 1),
        setup=words.number(setup, 1),
    )


def _levels(change: Change, words: Words) -> Iterator[str]:
    before, after = change.levels_before, change.after.solve.levels
    for old, new in zip(before, after, strict=True):
        one, unit = change.after.solve.measured(new.objective, old.value)
        other, _ = change.after.solve.measured(new.objective, new.value)
        values = f"{words.number(one, 2)} -> {words.number(other, 2)}"
        yield words.text(
            "objective {level}: {values} ({state})",
            level=level_name(new.objective, words),
            values=f"{values} {words.unit(unit)}".rstrip(),
            state=_state(new.value - old.value, words.number(abs(other - one), 2), words),
        )


def _state(change: int, amount: str, words: Words) -> str:
    if not change:
        return words.text("as before")
    message = mark("{amount} worse") if change > 0 else mark("{amount} better")
    return words.text(message, amount=amount)


def _figure(value: float | str | None, words: Words) -> str:
    if value is None:
        return "\N{EN DASH}"
    return words.number(value, 2) if isinstance(value, float) else str(value)


def _demands(change: Change, words: Words) -> Iterator[str]:
    rows = sorted(change.demands, key=lambda pair: pair[0].completion - pair[1].completion)
    for before, after in rows[:_MOST]:
        moved = _moved(change, before, after, words)
        told = words.text("demand {demand}: {moved}", demand=after.demand, moved=moved)
        yield f"  {told}"
    rest = len(rows) - _MOST
    if rest > 0:
        more = words.plural("... and {count} more demand", "... and {count} more demands", rest)
        yield f"  {more}"


def _moved(change: Change, before: DemandRow, after: DemandRow, words: Words) -> str:
    clock = change.after.clock

    def days(ticks: int) -> str:
        return words.number(ticks / clock.ticks_per_day, 2)

    is_later = after.completion > before.completion
    told = words.text(
        mark("{days} d later, complete {date}")
        if is_later
        else mark("{days} d earlier, complete {date}"),
        days=days(abs(after.completion - before.completion)),
        date=words.date(clock.moment(after.completion)),
    )
    if after.late:
        state = words.text("{days} d late", days=days(after.late))
    else:
        state = words.text("on time again") if before.late else words.text("on time")
    return f"{told}, {state}"
