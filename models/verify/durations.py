"""Every operation works in working time, exactly as long as its quantity and machine ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.verify.facts import name_of
from models.verify.violation import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.calendar import WorkingTime
    from models.verify.facts import Facts, Placed

__all__ = ["check_durations", "check_own_setup", "check_working_time"]


def check_working_time(facts: Facts) -> Iterator[Violation]:
    """Check that nothing new starts in a break, nor meets one that may not be interrupted."""
    for placed in facts.placed.values():
        row, task = placed.row, placed.task
        end = _window_end(placed.calendar, row.start)
        if end is None:
            if task.progress is None:  # started work stands on its machine at any hour
                text = f"starts at {facts.at(row.start)}, when {_who(placed)} does not work."
                yield Violation(Rule.CALENDAR, name_of(row), text)
        elif row.end > end and _in_one_piece(placed):
            text = (
                f"may not be interrupted, but from {facts.at(row.start)} to {facts.at(row.end)}"
                f" it meets the break at {facts.at(end)}."
            )
            yield Violation(Rule.CALENDAR, name_of(row), text)


def check_durations(facts: Facts) -> Iterator[Violation]:
    """Check that the work done is the work asked, and that the end is when it is done."""
    for placed in facts.placed.values():
        row, calendar, work = placed.row, placed.calendar, placed.work
        if row.end == _done(calendar, row.start, work):
            continue
        worked = calendar.to_work(int(row.end)) - calendar.to_work(int(row.start))
        text = (
            f"{_who(placed)} works {facts.span(worked)} between {facts.at(row.start)} and"
            f" {facts.at(row.end)}, but {placed.task.quantity} pieces take {facts.span(work)}"
        )
        if worked == work:
            text += " and are done before"
        yield Violation(Rule.DURATION, name_of(row), f"{text}.")


def check_own_setup(facts: Facts) -> Iterator[Violation]:
    """Check that the first piece comes when the own setup is done."""
    for placed in facts.placed.values():
        row, calendar = placed.row, placed.calendar
        setup = 0 if placed.times.lead is not None else -(-placed.times.setup // 1)
        done = calendar.to_work(int(row.start)) + int(setup)
        allowed = {row.start} if setup == 0 else {_done(calendar, row.start, int(setup))}
        if setup and done < calendar.total:
            allowed.add(calendar.to_wall_start(done))  # at the seam of two windows either is fine
        if row.run_start not in allowed:
            text = (
                f"its first piece is at {facts.at(row.run_start)}, but {facts.span(int(setup))}"
                f" of own setup begin at {facts.at(row.start)}."
            )
            yield Violation(Rule.SETUP, name_of(row), text)


def _done(calendar: WorkingTime, start: int, work: int) -> int | None:
    """Return when work is done that starts at a tick; None if the windows do not suffice."""
    if work == 0:
        return int(start)
    done = calendar.to_work(int(start)) + work
    return calendar.to_wall_end(done) if done <= calendar.total else None


def _window_end(calendar: WorkingTime, tick: int) -> int | None:
    """Return the end of the working window a tick lies in; None if it lies in none."""
    window = int(np.searchsorted(calendar.starts, tick, side="right")) - 1
    if window < 0 or tick >= calendar.ends[window]:
        return None
    return int(calendar.ends[window])


def _in_one_piece(placed: Placed) -> bool:
    """Tell whether a break may not cut the work; started work was cut by history already."""
    if placed.center is None or placed.center.interruptible or placed.times.lead is not None:
        return False
    return placed.task.progress is None


def _who(placed: Placed) -> str:
    return placed.row.machine or "the factory"
