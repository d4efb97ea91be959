"""In which order machines with setups run what has a state."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from models.problem import Problem
    from models.schedule import Schedule

__all__ = ["state_sequences"]


def state_sequences(problem: Problem, schedule: Schedule) -> dict[int, list[int]]:
    """Return the operations with a state on each resource with setups, by start."""
    mode, start, end = schedule.mode, schedule.start, schedule.end
    resource = problem.mode_resource[mode]
    has_state = (resource >= 0) & (problem.mode_state[mode] >= 0)
    # the last entry is for resource -1; a problem may have no resource at all
    has_state &= np.append(problem.resource_setup, -1)[resource] >= 0
    sequences: dict[int, list[int]] = defaultdict(list)
    # one without duration comes before one that starts at the same tick; of several at one tick
    # the one with a changeover is first, for there is no room for it between them
    rows = np.arange(mode.size)
    for operation in np.lexsort((rows, -schedule.changeover, end, start)).tolist():
        if has_state[operation]:
            sequences[int(resource[operation])].append(operation)
    return sequences
