"""Number the work of machines that are alike as an earlier plan did, as far as may be.

Solvers count how many machines of a pool are busy, and number them by start. So one phase that
moves would change the machines of many that stay.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from models.plan import OperationState
from solvers.units import units_kept

if TYPE_CHECKING:
    from models.schedule import Schedule
    from scheduler.compile import Compiled
    from scheduler.compile.previous import PreviousPlan

__all__ = ["numbered_as_before"]


def numbered_as_before(compiled: Compiled, schedule: Schedule, before: PreviousPlan) -> Schedule:
    """Return a schedule with work on the machines that it had, or is moved to.

    Among machines that are alike, that is. What has begun or is frozen stays on its own, and so
    does all work of a resource on which work shares sessions or takes several machines at once.
    """
    problem, unit = compiled.problem, schedule.unit.copy()
    resources = problem.mode_resource[schedule.mode]
    wishes = {
        key: place.machine
        for places in (before.places, before.held)
        for key, place in places.items()
    }
    movable = []
    for op, ref in enumerate(compiled.operations):
        if unit[op] < 0 or ref.state is not OperationState.PLANNED:
            continue
        movable.append(op)
        names = compiled.resource_machines[int(resources[op])]
        machine = wishes.get((ref.order, ref.phase))
        unit[op] = names.index(machine) if machine in names else -1
    kept = units_kept(problem, schedule, unit, movable)
    is_plain = schedule.unit >= 0  # at infinite capacity nothing has a unit
    is_plain &= ~np.isin(resources, resources[problem.mode_family[schedule.mode] >= 0])
    several = [bool(compiled.mode_machines[mode]) for mode in schedule.mode.tolist()]
    is_plain &= ~np.isin(resources, resources[np.array(several, dtype=np.bool_)])
    return replace(schedule, unit=np.where(is_plain, kept, schedule.unit))
