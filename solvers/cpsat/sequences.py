"""In which order machines with setups run what has a state, and what that costs."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from models.problem import Problem
    from models.schedule import Schedule

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]

__all__ = ["changeovers", "state_sequences"]


def state_sequences(problem: Problem, schedule: Schedule) -> dict[int, list[int]]:
    """Return the operations with a state on each resource with setups, by start."""
    mode, start, end = schedule.mode, schedule.start, schedule.end
    resource = problem.mode_resource[mode]
    has_state = (resource >= 0) & (problem.mode_state[mode] >= 0)
    # the last entry is for resource -1; a problem may have no resource at all
    has_state &= np.append(problem.resource_setup, -1)[resource] >= 0
    sequences: dict[int, list[int]] = defaultdict(list)
    # one without duration comes before one that starts at the same tick
    for operation in np.lexsort((np.arange(mode.size), end, start)).tolist():
        if has_state[operation]:
            sequences[int(resource[operation])].append(operation)
    return sequences


def changeovers(problem: Problem, schedule: Schedule) -> Ints:
    """Return the working ticks of changeover before each operation; shape (N,)."""
    result = np.zeros(problem.num_operations, dtype=np.int64)
    for resource, operations in state_sequences(problem, schedule).items():
        times = problem.setup_times[problem.resource_setup[resource]]
        state = int(problem.resource_initial_state[resource])
        for operation in operations:
            after = int(problem.mode_state[schedule.mode[operation]])
            result[operation] = times[state, after] if state >= 0 else 0
            state = after
    return result
