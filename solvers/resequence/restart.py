"""Let some operations start from a tick on; all that does not follow them stays where it is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from models.errors import SolverFault
from models.problem_verify import check_schedule
from solvers.resequence.follow import OrderNotKeptError, decoded
from solvers.resequence.network import downstream, in_order
from solvers.resequence.put_off import put_off
from solvers.units import units_kept

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from models.level import Level, Objective
    from models.problem import Problem
    from models.schedule import Schedule

__all__ = ["restart"]


def restart(
    problem: Problem,
    plan: Schedule,
    ticks: Mapping[int, int],
    *,
    objectives: Sequence[Level | Objective] = (),
) -> Schedule:
    """Return the plan with some operations no earlier than a tick, and as soon as they fit then.

    They run in the gaps that all others leave, in the modes of the plan. What follows them moves
    if it must, or if it waited for them; everything else stays.

    Parameters
    ----------
    problem, plan
        What is planned, and a plan that keeps all its rules.
    ticks
        Operation to the tick before which it must not start; none of them pinned.
    objectives
        What the levels of the schedule measure.

    Raises
    ------
    OrderNotKeptError
        If no plan was found.
    """
    roots = np.zeros(problem.num_operations, dtype=np.bool_)
    roots[list(ticks)] = True
    is_free = downstream(problem, plan, (), roots) & (problem.op_fixed_start < 0)
    release, fixed = problem.op_release.copy(), problem.op_fixed_start.copy()
    fixed[~is_free] = plan.start[~is_free]
    waits = put_off(problem, plan) & is_free & ~roots
    release[waits] = np.maximum(release, plan.start)[waits]
    for op, tick in ticks.items():
        release[op] = max(int(release[op]), tick)
    bound = problem.replace(op_release=release, op_fixed_start=fixed, op_fixed_mode=plan.mode)
    key = np.maximum(plan.start, release)
    key[roots] = release[roots]
    schedule = decoded(bound, in_order(problem, (), key.tolist()), objectives)
    if not schedule.is_plan:
        raise OrderNotKeptError(schedule.facts)
    movable = np.flatnonzero(is_free).tolist()
    schedule = replace(schedule, unit=units_kept(problem, schedule, plan.unit, movable))
    faults = check_schedule(problem, schedule)
    if faults:
        raise SolverFault((f"{schedule.provenance} breaks rules", *faults))
    return schedule
