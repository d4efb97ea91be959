"""Which further resources can never run short, so that nobody needs to count them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from models.problem import Problem

    Bools = np.ndarray[tuple[int], np.dtype[np.bool_]]

__all__ = ["spare_resources"]


def spare_resources(problem: Problem) -> Bools:
    """Return which resources have enough units for all that can hold them at once.

    A crew of three for three machines is one: each machine runs one operation at a time, so no
    plan needs a fourth. Who holds them is bounded by the main resources alone.

    Returns
    -------
    ndarray of shape (R,), bool
        False for every resource that is somebody's main one, or lacks units at times.
    """
    spare = np.ones(problem.num_resources, dtype=np.bool_)
    spare[problem.mode_resource[problem.mode_resource >= 0]] = False
    spare[problem.profile_resource] = False
    held = _most_held(problem)
    for resource in np.flatnonzero(spare).tolist():
        spare[resource] = held[resource] <= problem.resource_capacity[resource]
    return spare


def _most_held(problem: Problem) -> dict[int, float]:
    """Return how many units of each further resource all holders together can take at most."""
    by_mode: dict[tuple[int, int], int] = defaultdict(int)
    for mode, resource, units in zip(
        problem.use_mode.tolist(),
        problem.use_resource.tolist(),
        problem.use_units.tolist(),
        strict=True,
    ):
        by_mode[mode, resource] += units
    most: dict[tuple[int, int], int] = defaultdict(int)  # by further and main resource
    for (mode, resource), units in by_mode.items():
        main = int(problem.mode_resource[mode])
        most[resource, main] = max(most[resource, main], units)
    for machine, resource, units in zip(
        problem.crew_machine.tolist(),
        problem.crew_resource.tolist(),
        problem.crew_units.tolist(),
        strict=True,
    ):
        most[resource, machine] += units
    held: dict[int, float] = defaultdict(float)
    for (resource, main), units in most.items():
        held[resource] += _at_once(problem, main) * units
    return held


def _at_once(problem: Problem, resource: int) -> float:
    """Return how many operations, members of sessions each for itself, a main resource runs."""
    if resource < 0 or problem.session_most[resource] > 0:
        return float("inf")
    return float(problem.resource_capacity[resource])
