"""Plans near the previous one: its order again, and its starts where they can be kept."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from solvers.dispatch import sequence_dispatch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.level import Level
    from models.problem import Problem
    from models.schedule import Schedule

__all__ = ["NEAR_PREVIOUS", "near_previous"]

NEAR_PREVIOUS = "near-previous"
"""As a rule of `SolveOptions`: the best of these plans, without search."""


def near_previous(problem: Problem, levels: Sequence[Level]) -> tuple[Schedule, ...]:
    """Return plans that follow the previous plan, good starts where few moves are wanted.

    Work runs in the order of its previous starts, in its previous mode where that is known; of
    work that began at once that without a mode comes first, and new work comes last and fills the
    gaps. Once everything starts as soon as it can, once nothing
    starts before it did, so that what was late stays where it was if it can.

    Parameters
    ----------
    problem
        With some `op_previous_start`.
    levels
        What the schedules measure.

    Returns
    -------
    tuple of Schedule
        Some of them may be no plans.
    """
    before = problem.op_previous_start
    is_known = before >= 0
    if not is_known.any():
        return ()
    place = np.where(is_known, before, problem.horizon)
    modes: list[int] = np.where(is_known, problem.op_previous_mode, -1).tolist()
    # what has a place in the order alone, as a rushed order at tick 0 has, wins against work
    # that was there
    order: list[int] = np.lexsort((np.array(modes) >= 0, place)).tolist()
    release = np.where(is_known, np.maximum(problem.op_release, before), problem.op_release)
    return tuple(
        replace(
            sequence_dispatch(variant, order, modes, objectives=levels),
            provenance=f"dispatch:{name}",
        )
        for name, variant in (
            ("previous-starts", problem.replace(op_release=release)),
            ("previous-order", problem),
        )
    )
