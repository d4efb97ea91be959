"""Work that has begun and frozen orders stay as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.plan import OperationState
from models.verify.facts import name_of
from models.verify.violation import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.calendar import WorkingTime
    from models.plan import OperationRow
    from models.scenario import PinnedPhase
    from models.verify.facts import Facts
    from models.verify.tasks import Task

__all__ = ["check_frozen", "check_started", "check_states"]


def _first_working(calendar: WorkingTime, tick: int) -> int:
    """Return the first working tick from a tick on, the tick itself if there is none."""
    if tick < 0:
        return tick
    work = calendar.to_work(tick)
    return calendar.to_wall_start(work) if work < calendar.total else tick


def _first_in_one_piece(calendar: WorkingTime, tick: int, work: int) -> int:
    """Return the first start from a tick on that leaves work in one window, if there is one."""
    for begin, end in zip(calendar.starts.tolist(), calendar.ends.tolist(), strict=True):
        if end - max(begin, tick) >= max(work, 1):
            return max(begin, tick)
    return tick


def check_started(facts: Facts) -> Iterator[Violation]:
    """Check that started work goes on where it stands, at once or when its machine works."""
    for key, placed in facts.placed.items():
        row, progress = placed.row, facts.tasks[key].progress
        if progress is None:
            continue
        if row.start not in (0, _first_working(placed.calendar, 0)):
            text = (
                f"has begun on the floor, but is planned from {facts.at(row.start)}, not from"
                f" {facts.at(0)} on."
            )
            yield Violation(Rule.STARTED, name_of(row), text)
        text = _moved(facts, row, None, progress.machine)
        if text:
            yield Violation(Rule.STARTED, name_of(row), f"has begun {text}.")


def check_frozen(facts: Facts) -> Iterator[Violation]:
    """Check that frozen phases start where they are pinned, or right after the one before.

    A moment in closed time means the next one at which the machine works.
    """
    for document in facts.scenario.orders:
        if not document.frozen:
            continue
        pinned = {row.phase: row for row in document.pinned}
        ready = facts.clock.tick(document.start) if document.start is not None else 0
        for phase in facts.phases_of_order.get(document.id, ()):
            key = (document.id, phase)
            pin = pinned.get(phase)
            if pin is not None and facts.tasks[key].progress is None:
                ready = facts.clock.tick(pin.start)
            placed = facts.placed.get(key)
            if placed is not None and placed.task.progress is None:
                yield from _check_frozen_row(facts, placed.row, ready, pin)
            ready = _ready_after(facts, facts.tasks[key], ready)


def _check_frozen_row(
    facts: Facts, row: OperationRow, ready: int, pin: PinnedPhase | None
) -> Iterator[Violation]:
    task = facts.tasks[row.order, row.phase]
    calendars = [facts.placed[row.order, row.phase].calendar, facts.main_place(task)[0]]
    allowed = {_first_working(calendar, ready) for calendar in calendars}
    allowed |= {
        _first_in_one_piece(
            calendar, ready, calendar.to_work(row.end) - calendar.to_work(row.start)
        )
        for calendar in calendars
    }
    if row.start not in allowed:
        text = f"is frozen from {facts.at(ready)}, but is planned from {facts.at(row.start)}."
        yield Violation(Rule.FROZEN, name_of(row), text)
    text = _moved(facts, row, pin.work_center, pin.machine) if pin else ""
    if text:
        yield Violation(Rule.FROZEN, name_of(row), f"is frozen {text}.")


def _ready_after(facts: Facts, task: Task, ready: int) -> int:
    """Return when the phase after a frozen one is due to start: at infinite capacity."""
    calendar, work = facts.main_place(task)
    start = 0 if task.progress else _first_working(calendar, ready)
    center = facts.scenario.work_center_by_id.get(next(iter(facts.centers_of(task)), ""))
    if center is not None and not center.interruptible and not task.progress:
        start = _first_in_one_piece(calendar, ready, work)
    done = calendar.to_work(max(0, start)) + work
    end = calendar.to_wall_end(done) if work and done <= calendar.total else start
    after = end + facts.wait_of(task)
    return max(ready, after) if task.progress else after


def _moved(facts: Facts, row: OperationRow, center: str | None, machine: str | None) -> str:
    """Return where a row should be if it is elsewhere; the machine counts in finite plans."""
    if center is not None and row.work_center != center:
        return f"on {center}, but is planned on {row.work_center}"
    known = facts.scenario.work_center_by_id.get(row.work_center)
    if machine is None or known is None:
        return ""
    same = row.machine == machine
    if not facts.limited(known):
        same = machine in (known.id, *(f"{known.id}-{k + 1}" for k in range(known.capacity)))
    return "" if same else f"on {machine}, but is planned on {row.machine}"


def check_states(facts: Facts) -> Iterator[Violation]:
    """Check that each row says whether it could be moved."""
    for key, row in facts.rows.items():
        state = _state(facts.tasks[key])
        if row.state is not state:
            text = f"is called {row.state}, but it is {state}."
            yield Violation(Rule.REPORT, name_of(row), text)


def _state(task: Task) -> OperationState:
    if task.progress is not None:
        return OperationState.STARTED
    return OperationState.FROZEN if task.is_frozen else OperationState.PLANNED
