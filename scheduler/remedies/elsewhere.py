"""Other machines, and others outside, for the phases on the way to a demand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.remedy import RemedyKind
from scheduler.changes import Move
from scheduler.simulation.moves import movable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scheduler.remedies.shop import Loss, Shop

__all__ = ["has_other_places", "other_places"]

_MOST_PLACES = 4


def has_other_places(shop: Shop, loss: Loss) -> bool:
    """Tell whether an operation may run anywhere else than where it does."""
    return next(_places(shop, loss), None) is not None


def other_places(shop: Shop, losses: Sequence[Loss]) -> list[tuple[Move, RemedyKind]]:
    """Return moves of operations to another machine or a subcontractor.

    They go where nobody is, as soon as they are ready; those that lose most time come first.
    """
    found = []
    for loss in losses:
        if movable(shop.plan, loss.row):
            continue
        for mode, machines, kind in _places(shop, loss):
            starts = [(_free_start(shop, mode, name, loss.ready), name) for name in machines]
            start, machine = min(starts)
            if start <= loss.row.start:
                at = shop.plan.clock.moment(start).replace(tzinfo=None)
                found.append((Move(loss.row.order, loss.row.phase, at, machine), kind))
    return found[:_MOST_PLACES]


def _places(shop: Shop, loss: Loss) -> Iterator[tuple[int, tuple[str, ...], RemedyKind]]:
    """Yield the modes of an operation elsewhere, with the machines of which each needs one.

    Of a center without machines it is the center itself.
    """
    compiled, problem = shop.compiled, shop.compiled.problem
    seen = {loss.row.machine}
    own = int(problem.mode_resource[shop.schedule.mode[loss.op]])
    for mode in range(int(problem.mode_ptr[loss.op]), int(problem.mode_ptr[loss.op + 1])):
        resource = int(problem.mode_resource[mode])
        center = compiled.mode_centers[mode]
        if not center or (resource == own and resource >= 0):
            continue
        machines = tuple(compiled.mode_machines[mode][:1])
        if not machines:
            machines = tuple(compiled.resource_machines[resource]) if resource >= 0 else (center,)
        if seen.isdisjoint(machines):
            seen.update(machines)
            is_outside = shop.plan.scenario.work_center_by_id[center].external
            yield mode, machines, RemedyKind.SUBCONTRACT if is_outside else RemedyKind.MOVE


def _free_start(shop: Shop, mode: int, machine: str, ready: int) -> int:
    """Return from when on a machine is free for as long as a mode takes, the horizon if never.

    Changeovers are not looked at: who is in their way makes way.
    """
    problem = shop.compiled.problem
    times = problem.calendars[problem.mode_calendar[mode]]
    duration = int(problem.mode_duration[mode])
    held = [
        (row.setup_start, row.end)
        for row in shop.plan.operations
        if machine in (row.machine, *row.also) and machine != row.work_center
    ]
    start, horizon = ready, int(problem.horizon)
    while True:
        work = times.to_work(start)
        if not problem.mode_interruptible[mode]:
            work = times.first_fit(work, duration)
        if work + max(1, duration) > times.total:
            return horizon
        start = int(times.to_wall_start(work))
        end = times.to_wall_end(work + duration)
        later = [last for first, last in held if first < end and start < last]
        if not later:
            return start
        start = max(later)
