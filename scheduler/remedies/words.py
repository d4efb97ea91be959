"""Remedies in words a planner uses."""

from __future__ import annotations

import shlex
from datetime import datetime
from typing import TYPE_CHECKING

from scheduler.changes import EarlierReceipt, Move, Overtime, Rush
from scheduler.words import ENGLISH, Amount, Listed, Moment, Said
from scheduler.words.terms import mark

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from models.calendar import Clock
    from models.plan import DemandRow, OperationRow
    from models.remedy import Remedy
    from scheduler.changes import Change
    from scheduler.words import Words

__all__ = [
    "advice",
    "change_text",
    "cut_note",
    "later_text",
    "limit_text",
    "lines_of",
    "nothing_text",
    "options_of",
    "places_note",
    "weight_note",
]

_MOST_IN_ADVICE = 3
_MOST_LATER = 3
_WEEKDAYS = (
    mark("Mon"), mark("Tue"), mark("Wed"), mark("Thu"), mark("Fri"), mark("Sat"), mark("Sun"),
)  # fmt: skip


def change_text(change: Change) -> Said:
    """Return a change as part of a sentence.

    Raises
    ------
    TypeError
        If it is a change that no remedy makes.
    """
    match change:
        case Overtime(center, begin, end):
            hours = Amount(f"{(end - begin).total_seconds() / 3600:g}")
            return Said(
                "overtime of {hours} h on {center} from {time}",
                hours=hours,
                center=center,
                time=_moment(begin),
            )
        case EarlierReceipt(order, days):
            return Said.plural(
                "{order} {count} day earlier", "{order} {count} days earlier", days, order=order
            )
        case Rush(name):
            return Said("{demand} before all others", demand=name)
        case Move(order, phase, datetime() as start, machine):
            return Said(
                "{order} phase {phase} on {machine} from {time}",
                order=order,
                phase=str(phase),
                machine=str(machine),
                time=_moment(start),
            )
    message = f"expected a change that a remedy makes, found {change!r}"
    raise TypeError(message)


def _moment(at: datetime) -> Said:
    return Said("{weekday} {date}", weekday=Said(_WEEKDAYS[at.weekday()]), date=Moment.of(at))


def options_of(change: Change) -> tuple[str, ...]:
    """Return a change as options of ``finitecap simulate``.

    Raises
    ------
    TypeError
        If it is a change that no remedy makes.
    """
    match change:
        case Overtime(center, begin, end):
            return (f"--shift={center}:{begin:%Y-%m-%dT%H:%M}..{end:%Y-%m-%dT%H:%M}",)
        case EarlierReceipt(order, days):
            return (f"--earlier={order}={days}",)
        case Rush(name):
            return (f"--rush={name}",)
        case Move(order, phase, datetime() as start, machine):
            key = f"{order}/{phase}"
            seconds = ":%S" if start.second else ""
            at = f"{start:%Y-%m-%dT%H:%M{seconds}}"
            return f"--move={key}={at}", f"--machine={key}={machine}"
    message = f"expected a change that a remedy makes, found {change!r}"
    raise TypeError(message)


def later_text(before: DemandRow, after: DemandRow, clock: Clock) -> Said:
    """Return a demand that is later, with its weight, how late it is then, and was."""
    weight = Amount.of(before.weight)
    late = _days(after.late, clock)
    if not before.late:
        return Said(
            "{demand} (weight {weight}) {late} d late",
            demand=before.demand,
            weight=weight,
            late=late,
        )
    return Said(
        "{demand} (weight {weight}) {late} d late instead of {before}",
        demand=before.demand,
        weight=weight,
        late=late,
        before=_days(before.late, clock),
    )


def _days(ticks: int, clock: Clock) -> Amount:
    """Return ticks in days; a little is never told as nothing."""
    days = ticks / clock.ticks_per_day
    return Amount.of(days, 1 if days >= 0.05 else 3)


def limit_text(soonest: int, clock: Clock) -> Said:
    """Say that no capacity meets the date."""
    date = Moment.of(clock.moment(soonest))
    return Said("even with every machine free it is late: {date} at the earliest", date=date)


def nothing_text() -> Said:
    """Say that nothing that was tried is enough."""
    return Said("nothing that was tried brings it on time")


def places_note(row: OperationRow) -> Said:
    """Say that an operation can run nowhere else."""
    return Said(
        "{order} phase {phase} can run on no other machine, and nobody outside does it",
        order=row.order,
        phase=str(row.phase),
    )


def weight_note() -> Said:
    """Say that a remedy is for the worse of more important demands."""
    return Said("demands that weigh more are later for it")


def cut_note(count: int) -> Said:
    """Say after how many trials the search ended before its end."""
    return Said.plural(
        "not everything was tried: it ended after {count} trial",
        "not everything was tried: it ended after {count} trials",
        count,
    )


def advice(rows: Sequence[Remedy], clock: Clock, *, others: bool = False) -> str:
    """Return in one sentence what would bring a demand on time; empty without remedies.

    Where nothing is enough it says what takes away most of the lateness, and why no more can be
    done.

    Parameters
    ----------
    others
        Also say of each remedy how many other demands are later for it.
    """
    name = _with_others if others else _text
    enough = [name(row) for row in rows if row.is_sufficient][:_MOST_IN_ADVICE]
    if enough:
        return Said("{remedies} would bring it on time", remedies=_either(enough))
    limits = [row.text for row in rows if not row.options]
    parts = [row for row in rows if row.options]
    if not parts:
        return limits[0] if limits else ""
    return Said(
        "{limit}; with {remedy} it would be {days} d late",
        limit=limits[0],
        remedy=name(parts[0]),
        days=_days(parts[0].late, clock),
    )


def _text(row: Remedy) -> str:
    return row.text


def _with_others(row: Remedy) -> str:
    if not row.later:
        return row.text
    return Said.plural(
        "{remedy} ({count} other demand later for it)",
        "{remedy} ({count} other demands later for it)",
        len(row.later),
        remedy=row.text,
    )


def _either(texts: Sequence[str]) -> str:
    if len(texts) == 1:
        return texts[0]
    if len(texts) == 2:
        return Said("{first}, or {second},", first=texts[0], second=texts[1])
    return Said("{first}, {second}, or {third},", first=texts[0], second=texts[1], third=texts[2])


def lines_of(rows: Sequence[Remedy], clock: Clock, words: Words = ENGLISH) -> Iterator[str]:
    """Yield each remedy with what becomes of the demand and of others, and what it costs."""
    for row in rows:
        told = [words.say(row.text)]
        if row.options:
            told.append(words.say(_outcome(row, clock)))
        yield ": ".join(told)
        if row.later:
            yield "  " + words.say(_later(row.later))
        if row.note:
            yield "  " + words.say(row.note)
        if row.options:
            yield "  " + words.text("to try it: {options}", options=shlex.join(row.options))


def _later(texts: Sequence[str]) -> Said:
    """Name the demands that are later, the heaviest first, and how many more there are."""
    named = Listed(tuple(texts[:_MOST_LATER]))
    more = len(texts) - _MOST_LATER
    if more <= 0:
        return Said("later for it: {demands}", demands=named)
    return Said.plural(
        "later for it: {demands} and {count} more",
        "later for it: {demands} and {count} more",
        more,
        demands=named,
    )


def _outcome(row: Remedy, clock: Clock) -> Said:
    """Return what becomes of the demand, what it costs, and how much moves."""
    state: str = Said("on time")
    if row.late:
        state = Said("{days} d late", days=_days(row.late, clock))
    parts = [state]
    if row.cost is None:
        parts.append(Said("no price known"))
    elif row.cost:
        text = mark("costs {amount}") if row.cost > 0 else mark("saves {amount}")
        parts.append(Said(text, amount=Amount.of(abs(row.cost))))
    if row.lateness_cost:
        dearer = mark("delays of others cost {amount} more")
        cheaper = mark("delays of others cost {amount} less")
        text = dearer if row.lateness_cost > 0 else cheaper
        parts.append(Said(text, amount=Amount.of(abs(row.lateness_cost))))
    parts.append(Said.plural("{count} phase moves", "{count} phases move", row.moved))
    return Said("{outcome}", outcome=Listed(tuple(parts)))
