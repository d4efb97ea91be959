"""Number the work of machines that are alike as an earlier plan did, as far as may be.

Solvers count how many machines of a pool are busy, and `solvers.units` numbers them by start. So
one phase that moves would change the machines of many that stay.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from dataclasses import replace
from math import inf
from typing import TYPE_CHECKING

from models.plan import OperationState

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from models.plan import OperationRow
    from models.schedule import Schedule
    from scheduler.compile import Compiled
    from scheduler.compile.previous import PreviousPlan

__all__ = ["numbered_as_before"]


def numbered_as_before(
    compiled: Compiled,
    schedule: Schedule,
    rows: Sequence[OperationRow],
    before: PreviousPlan,
) -> list[OperationRow]:
    """Return operations on the machines they had, or are moved to, among those that are alike.

    Work that takes several machines at once, or shares a session, leaves its pool as it is.

    Parameters
    ----------
    rows
        In the order of the operations of `compiled`; only their machines may become others.
    """
    wishes = _wishes(before)
    pools: dict[int, list[int]] = defaultdict(list)
    for index, row in enumerate(rows):
        mode = int(schedule.mode[index])
        resource = int(compiled.problem.mode_resource[mode])
        if row.machine and resource >= 0 and schedule.unit[index] >= 0:
            pools[resource].append(index)
    found = list(rows)
    for resource, members in pools.items():
        names = compiled.resource_machines[resource]
        is_plain = not any(
            rows[index].also
            or rows[index].session
            or compiled.mode_machines[int(schedule.mode[index])]
            for index in members
        )
        if len(names) < 2 or not is_plain:
            continue
        for index, machine in _coloured(rows, members, names, wishes).items():
            found[index] = replace(rows[index], machine=machine)
    return found


def _wishes(before: PreviousPlan) -> Mapping[tuple[str, int], str]:
    """Return the machine that each phase had, or is moved to."""
    return {
        key: place.machine
        for places in (before.places, before.held)
        for key, place in places.items()
        if place.machine
    }


def _coloured(
    rows: Sequence[OperationRow],
    members: Sequence[int],
    names: Sequence[str],
    wishes: Mapping[tuple[str, int], str],
) -> dict[int, str]:
    """Return a machine for each member, nothing if one of them must change that may not.

    By start each gets the machine it had if that is free, else the free one that is asked for
    last: so many may keep theirs, and there always is a free one.
    """
    order = sorted(members, key=lambda index: (rows[index].setup_start, rows[index].end))
    wanted = {index: _wish(rows[index], wishes) for index in order}
    asked: dict[str, list[int]] = {name: [] for name in names}
    for index in order:
        if wanted[index] in asked:
            asked[wanted[index]].append(rows[index].setup_start)
    free_from = dict.fromkeys(names, 0)
    chosen: dict[int, str] = {}
    for index in order:
        row, wish = rows[index], wanted[index]
        free = [name for name in names if free_from[name] <= row.setup_start]
        if not free:
            return {}
        if wish not in free:
            wish = max(free, key=lambda name: _next(asked[name], row.setup_start))
        if wish != row.machine and row.state is not OperationState.PLANNED:
            return {}
        chosen[index] = wish
        free_from[wish] = max(free_from[wish], row.end)
    return chosen


def _wish(row: OperationRow, wishes: Mapping[tuple[str, int], str]) -> str:
    """Return the machine that a phase had; what has begun or is frozen stays where it is."""
    if row.state is not OperationState.PLANNED:
        return row.machine
    return wishes.get((row.order, row.phase), "")


def _next(starts: Sequence[int], tick: int) -> float:
    """Return the first of some sorted starts that is not before a tick; infinite if none is."""
    place = bisect_left(starts, tick)
    return starts[place] if place < len(starts) else inf
