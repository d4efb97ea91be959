"""Work that has begun and frozen orders stay as they are."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from models.plan import OperationState
from models.verify.facts import name_of
from models.verify.places import done_at, main_spot, pin_of
from models.verify.violation import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.calendar import WorkingTime
    from models.plan import OperationRow
    from models.scenario import Order, PinnedPhase
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
    """Check that frozen phases start where they are pinned, or right after those before.

    A moment in closed time means the next one at which the machine works.
    """
    for document in facts.scenario.orders:
        if not document.frozen:
            continue
        pinned = {row.phase: row for row in document.pinned}
        due: dict[int, set[int]] = {}
        for in_a_row in (True, False):
            for phase, tick in _due_starts(facts, document, pinned, in_a_row=in_a_row):
                due.setdefault(phase, set()).add(tick)
        for phase, ticks in due.items():
            placed = facts.placed.get((document.id, phase))
            if placed is not None and placed.task.progress is None:
                yield from _check_frozen_row(facts, placed.row, ticks, pinned.get(phase))


def _due_starts(
    facts: Facts, document: Order, pinned: dict[int, PinnedPhase], *, in_a_row: bool
) -> Iterator[tuple[int, int]]:
    """Yield from when each phase of a frozen order is due to run.

    Parameters
    ----------
    in_a_row
        One phase after the other, as their numbers ascend; otherwise each after those that it
        follows, and where one is pinned, on the machine it is pinned to. A plan may mean either
        where phases are parallel or machines differ.
    """
    begin = facts.clock.tick(document.start) if document.start is not None else 0
    after: dict[int, int] = {}
    for phase in facts.phases_of_order.get(document.id, ()):
        task, pin = facts.tasks[document.id, phase], pinned.get(phase)
        before = list(after)[-1:] if in_a_row else task.after
        ready = max((after[name] for name in before if name in after), default=begin)
        if pin is not None and task.progress is None:
            ready = facts.clock.tick(pin.start)
        yield phase, ready
        after[phase] = _ready_after(facts, task, ready, is_bound=not in_a_row)


def _check_frozen_row(
    facts: Facts, row: OperationRow, due: set[int], pin: PinnedPhase | None
) -> Iterator[Violation]:
    task = facts.tasks[row.order, row.phase]
    calendars = [facts.placed[row.order, row.phase].calendar, main_spot(facts, task).calendar]
    allowed: set[int] = set()
    for calendar, ready in product(calendars, due):
        work = calendar.to_work(row.end) - calendar.to_work(row.start)
        allowed |= {
            _first_working(calendar, ready), _first_in_one_piece(calendar, ready, work)
        }  # fmt: skip
    if row.start not in allowed:
        text = f"is frozen from {facts.at(min(due))}, but is planned from {facts.at(row.start)}."
        yield Violation(Rule.FROZEN, name_of(row), text)
    text = _moved(facts, row, pin.work_center, pin.machine) if pin else ""
    if text:
        yield Violation(Rule.FROZEN, name_of(row), f"is frozen {text}.")


def _ready_after(facts: Facts, task: Task, ready: int, *, is_bound: bool) -> int:
    """Return when the phase after a frozen one is due to start: at infinite capacity.

    After one that is pinned to an alternative center, that is when it really ends.
    """
    row = facts.rows.get((task.order.id, task.phase))
    centers, pin = facts.centers_of(task), pin_of(task)
    wait = facts.wait_of(task)
    if row is not None and pin is not None and pin.work_center in centers[1:]:
        return int(row.end) + wait
    spot = main_spot(facts, task, is_bound=is_bound)
    start = 0 if task.progress else _first_working(spot.calendar, ready)
    center = facts.scenario.work_center_by_id.get(centers[0])
    if center is not None and not center.interruptible and not task.progress:
        start = _first_in_one_piece(spot.calendar, ready, spot.work)
    end = done_at(spot.calendar, max(0, start), spot.work) if spot.work else start
    after = (start if end is None else end) + wait
    return max(ready, after) if task.progress else after


def _moved(facts: Facts, row: OperationRow, center: str | None, machine: str | None) -> str:
    """Return where a row should be if it is elsewhere; the machine counts in finite plans."""
    if center is not None and row.work_center != center:
        return f"on {center}, but is planned on {row.work_center}"
    known = facts.scenario.work_center_by_id.get(row.work_center)
    if machine is None or known is None:
        return ""
    same = machine in (row.machine, *row.also)
    if not facts.limited(known):
        machines = facts.scenario.machines_by_center[known.id]
        same = machine == known.id or any(machine == other.id for other in machines)
    return "" if same else f"on {machine}, but is planned on {row.machine}"


def check_states(facts: Facts) -> Iterator[Violation]:
    """Check that each row says whether it could be moved."""
    for key, row in facts.rows.items():
        state = _state(facts.tasks[key])
        if row.state is not state and not _may_be_held(facts, row):
            text = f"is called {row.state}, but it is {state}."
            yield Violation(Rule.REPORT, name_of(row), text)


def _state(task: Task) -> OperationState:
    if task.progress is not None:
        return OperationState.STARTED
    return OperationState.FROZEN if task.is_frozen else OperationState.PLANNED


def _may_be_held(facts: Facts, row: OperationRow) -> bool:
    """Tell whether an earlier plan, which the verifier does not know, may keep a row in place."""
    days = facts.scenario.settings.shop.frozen_days.days
    task = facts.tasks[row.order, row.phase]
    is_free = task.progress is None and not task.is_frozen and row.state is OperationState.FROZEN
    return is_free and row.start < days * facts.clock.ticks_per_day
