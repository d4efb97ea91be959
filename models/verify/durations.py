"""Every operation works in working time, exactly as long as its quantity and machine ask."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from models.verify.facts import name_of
from models.verify.places import done_at, window_end
from models.verify.tools import tools_of
from models.verify.violation import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.verify.facts import Facts
    from models.verify.places import Placed

__all__ = ["check_durations", "check_idle", "check_own_setup", "check_working_time"]


def check_working_time(facts: Facts) -> Iterator[Violation]:
    """Check that nothing new starts in a break, nor meets one that may not be interrupted."""
    for placed in facts.placed.values():
        row, task = placed.row, placed.task
        end = window_end(placed.calendar, row.start)
        done = row.end if facts.waited_for(placed) is None else facts.work_end(placed)
        if end is None:
            if task.progress is None:  # started work stands on its machine at any hour
                text = f"starts at {facts.at(row.start)}, when {_who(facts, placed)} does not work."
                yield Violation(Rule.CALENDAR, name_of(row), text)
        elif done is not None and done > end and _in_one_piece(placed):
            text = (
                f"may not be interrupted, but from {facts.at(row.start)} to {facts.at(done)}"
                f" it meets the break at {facts.at(end)}."
            )
            yield Violation(Rule.CALENDAR, name_of(row), text)


def check_durations(facts: Facts) -> Iterator[Violation]:
    """Check that the work done is the work asked, and that the end is when it is done.

    A session lasts as long as its longest operation; who overlaps may have to wait at its end.
    """
    for placed in facts.placed.values():
        row, calendar = placed.row, placed.calendar
        expected = facts.work_end(placed)
        before = facts.waited_for(placed)
        if before is not None and expected is not None:
            expected = max(expected, int(before.end))
        if row.end == expected:
            continue
        work = max(member.work for member in facts.session_of(placed))
        worked = calendar.to_work(int(row.end)) - calendar.to_work(int(row.start))
        text = (
            f"{row.machine or 'the factory'} works {facts.span(worked)} between"
            f" {facts.at(row.start)} and {facts.at(row.end)}, but {_task(placed)} take"
            f" {facts.span(work)}"
        )
        if len(facts.session_of(placed)) > 1:
            text += " with the others of its session"
        if worked == work:
            text += " and are done before"
        yield Violation(Rule.DURATION, name_of(row), f"{text}.")


def _task(placed: Placed) -> str:
    task, sessions = placed.task, placed.times.sessions
    what = f"{task.quantity} pieces"
    return what if sessions == 1 else f"{what} in {sessions} sessions"


def check_own_setup(facts: Facts) -> Iterator[Violation]:
    """Check that the first piece comes when the own setup is done."""
    for placed in facts.placed.values():
        row, calendar = placed.row, placed.calendar
        setup = ceil(placed.times.setup)
        allowed = {row.start} if setup == 0 else {done_at(calendar, row.start, setup)}
        done = calendar.to_work(int(row.start)) + setup
        if setup and done < calendar.total:
            allowed.add(calendar.to_wall_start(done))  # at the seam of two windows either is fine
        if row.run_start not in allowed:
            text = (
                f"its first piece is at {facts.at(row.run_start)}, but {facts.span(setup)}"
                f" of own setup begin at {facts.at(row.start)}."
            )
            yield Violation(Rule.SETUP, name_of(row), text)


def check_idle(facts: Facts) -> Iterator[Violation]:
    """Check that a row tells how long it waits, at its end, for the phase it overlaps with."""
    for placed in facts.placed.values():
        row, done = placed.row, facts.work_end(placed)
        due = {0}
        if facts.waited_for(placed) is not None and done is not None and row.end > done:
            spent = placed.calendar.to_work(int(row.end)) - placed.calendar.to_work(int(row.start))
            session = max(member.work for member in facts.session_of(placed))
            due = {spent - placed.work, spent - session}
        if row.idle not in due:
            text = (
                f"is said to idle for {facts.span(row.idle)}, but its {facts.span(placed.work)} of"
                f" work leave {facts.span(max(due))} until {facts.at(row.end)}."
            )
            yield Violation(Rule.REPORT, name_of(row), text)


def _in_one_piece(placed: Placed) -> bool:
    """Tell whether a break may not cut the work; started work was cut by history already."""
    if placed.center is None or placed.center.interruptible or placed.times.lead is not None:
        return False
    return placed.task.progress is None


def _who(facts: Facts, placed: Placed) -> str:
    """Return who is not there when a row starts: its machine, or somebody it needs as well."""
    operation, tick = placed.task.operation, int(placed.row.start)
    name = placed.row.machine or "the factory"
    if operation is None or placed.center is None or placed.times.lead is not None:
        return name
    machines = tuple(machine.id for machine in placed.machines) or ("",)
    if any(
        window_end(facts.hours.machine(placed.center.id, machine), tick) is None
        for machine in machines
    ):
        return name
    for resource, units in facts.uses_of(operation, machines).items():
        if window_end(facts.hours.resource(resource).at_least(units), tick) is None:
            return f"resource {resource}"
    for tool, units in tools_of(operation).items():
        if window_end(facts.hours.tool(tool).at_least(units), tick) is None:
            return f"tool {tool}"
    return f"a crew with {', '.join(skill for skill, _ in placed.needs)}" if placed.needs else name
