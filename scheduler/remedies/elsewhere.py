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
    """Return moves of operations to another machine or a subcontractor, where they lose time.

    They go where nobody is, as soon as they are ready; those that lose most come first.
    """
    found = []
    for loss in losses:
        if not loss.lost or movable(shop.plan, loss.row):
            continue
        for mode, machine, kind in _places(shop, loss):
            start = _free_start(shop, mode, machine, loss.ready)
            if 0 <= start <= loss.row.start:
                at = shop.plan.clock.moment(start).replace(tzinfo=None)
                found.append((Move(loss.row.order, loss.row.phase, at, machine), kind))
    return found[:_MOST_PLACES]


def _places(shop: Shop, loss: Loss) -> Iterator[tuple[int, str, RemedyKind]]:
    """Yield the modes of an operation on other machines, with what these are called."""
    compiled, problem = shop.compiled, shop.compiled.problem
    seen = {loss.row.machine}
    own = int(problem.mode_resource[shop.schedule.mode[loss.op]])
    for mode in range(int(problem.mode_ptr[loss.op]), int(problem.mode_ptr[loss.op + 1])):
        resource = int(problem.mode_resource[mode])
        center = compiled.mode_centers[mode]
        if not center or (resource == own and resource >= 0):
            continue
        names = compiled.mode_machines[mode][:1]
        name = names[0] if names else center
        if name not in seen:
            seen.add(name)
            is_outside = shop.plan.scenario.work_center_by_id[center].external
            kind = RemedyKind.SUBCONTRACT if is_outside else RemedyKind.MOVE
            yield mode, name, kind


def _free_start(shop: Shop, mode: int, machine: str, ready: int) -> int:
    """Return from when on a machine is free for as long as a mode takes; -1 if never.

    At a center with several machines that is when it works next: somebody makes way if need be.
    """
    problem = shop.compiled.problem
    times = problem.calendars[problem.mode_calendar[mode]]
    duration = int(problem.mode_duration[mode])
    held = sorted(
        (row.setup_start, row.end)
        for row in shop.plan.operations
        if machine in (row.machine, *row.also)
    )
    start = ready
    while True:
        work = times.to_work(start)
        if not problem.mode_interruptible[mode]:
            work = times.first_fit(work, duration)
        if work + max(1, duration) > times.total:
            return -1
        start = times.to_wall_start(work)
        end = times.to_wall_end(work + duration)
        later = [last for first, last in held if first < end and start < last]
        if not later:
            return start
        start = max(later)
