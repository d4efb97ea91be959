"""Orders of lanes that nobody has to write: by keys, or by a priority rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from solvers.dispatch.chronological import Chronological
from solvers.dispatch.loosely import fill_loosely, has_many_ties
from solvers.dispatch.patient import Patience, Patient
from solvers.dispatch.refill import fill_again
from solvers.dispatch.rules import PATIENT_RULE, RULES
from solvers.dispatch.urgency import urgency_of
from solvers.facts import Impossible
from solvers.flat import FlatProblem
from solvers.neighbourhoods.partial_order import places
from solvers.resequence.follow import OrderNotKeptError
from solvers.resequence.lanes import lanes_of
from solvers.resequence.network import (
    Step,
    Why,
    around,
    downstream,
    extended,
    holder_steps,
    in_order,
    lane_steps,
)
from solvers.units import units_kept

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from _typeshed import SupportsRichComparison

    from models.problem import Problem
    from models.schedule import Schedule
    from solvers.dispatch.shop import Shop
    from solvers.resequence.lanes import Lane

    Bools = np.ndarray[tuple[int], np.dtype[np.bool_]]
    Lanes = dict[Lane, list[int]]

__all__ = ["lanes_by_key", "lanes_by_rule"]


def lanes_by_key(
    problem: Problem,
    plan: Schedule,
    lanes: Mapping[Lane, Sequence[int]],
    key: Sequence[SupportsRichComparison],
    held: Mapping[Lane, int],
) -> Lanes:
    """Return lanes by a key, the lowest first; but nothing before what it must follow.

    Parameters
    ----------
    problem, plan
        What is planned, and a plan that keeps all its rules.
    lanes
        The operations of each lane in the order of the plan, none of them pinned.
    key
        (N,): of each operation.
    held
        How many of each lane stay first.
    """
    free = _free(problem, lanes, held)
    by_key = sorted(np.flatnonzero(free).tolist(), key=key.__getitem__)
    ranks = {op: rank for rank, op in enumerate(by_key)}
    order = in_order(
        problem,
        _steps_around(problem, plan, lanes, held, free),
        # all others come as soon as they may: so they are never in the way of an order
        [ranks.get(op, -1) for op in range(problem.num_operations)],
    )
    place = {op: index for index, op in enumerate(order)}
    return {
        lane: [*ops[: held[lane]], *sorted(ops[held[lane] :], key=place.__getitem__)]
        for lane, ops in lanes.items()
    }


def lanes_by_rule(
    problem: Problem,
    plan: Schedule,
    lanes: Mapping[Lane, Sequence[int]],
    rule: str,
    *,
    held: Mapping[Lane, int],
    patience: Patience | None = None,
) -> Lanes:
    """Return lanes in the order in which a rule picks: whenever one is free, among what waits.

    Units of one resource whose lanes are all there may take work from each other.

    Parameters
    ----------
    problem, plan, lanes, held
        As for `lanes_by_key`.
    rule
        A key of `RULES`.
    patience
        For the rule that lets machines wait.

    Raises
    ------
    OrderNotKeptError
        If the rule finds no plan.
    """
    free = _free(problem, lanes, held)
    steps = _steps_around(problem, plan, lanes, held, free)
    urgency, chosen = urgency_of(FlatProblem(problem)), RULES[rule]

    def fill(flat: FlatProblem) -> Shop:
        if rule == PATIENT_RULE:
            return Patient(flat, urgency, chosen, patience or Patience()).run()
        return Chronological(flat, urgency, chosen).run()

    stays = ~downstream(problem, plan, steps, free) & (problem.op_fixed_start < 0)
    for bound in around(problem.replace(op_fixed_mode=plan.mode), plan, stays):
        flat = FlatProblem(extended(bound, steps))
        way = fill_loosely if has_many_ties(flat) else fill_again
        try:
            found = way(flat, fill).schedule(rule)
            break
        except Impossible as reason:
            fact = reason.fact
    else:
        raise OrderNotKeptError((fact,))
    movable = np.flatnonzero(free).tolist()
    return _lanes_as_found(problem, plan, found, lanes, movable)


def _lanes_as_found(
    problem: Problem,
    plan: Schedule,
    found: Schedule,
    lanes: Mapping[Lane, Sequence[int]],
    movable: Sequence[int],
) -> Lanes:
    """Return the lanes of a schedule; work leaves its own only where all of a resource are told."""
    resource, unit = problem.mode_resource[plan.mode], plan.unit.copy()
    untold = {row for row, _ in set(lanes_of(problem, plan)) - set(lanes)}
    loose = [op for op in movable if int(resource[op]) not in untold]
    given = units_kept(problem, found, plan.unit, loose)
    unit[loose] = given[loose]
    rows: Lanes = {lane: [] for lane in lanes}
    told = {op for ops in lanes.values() for op in ops}
    place, start, end = places(problem, found), found.start.tolist(), found.end.tolist()
    for op in sorted(told, key=lambda row: (start[row], end[row], place[row])):
        rows.setdefault((int(resource[op]), int(unit[op])), []).append(op)
    return rows


def _free(problem: Problem, lanes: Mapping[Lane, Sequence[int]], held: Mapping[Lane, int]) -> Bools:
    free = np.zeros(problem.num_operations, dtype=np.bool_)
    for lane, ops in lanes.items():
        free[list(ops[held[lane] :])] = True
    return free


def _steps_around(
    problem: Problem,
    plan: Schedule,
    lanes: Mapping[Lane, Sequence[int]],
    held: Mapping[Lane, int],
    free: Bools,
) -> list[Step]:
    """Return what is not to change: the order elsewhere, and what is held first."""
    is_free = problem.op_fixed_start < 0
    others = {
        lane: [op for op in ops if is_free[op]]
        for lane, ops in lanes_of(problem, plan).items()
        if lane not in lanes
    }
    steps = lane_steps(problem, plan, others, Why.KEPT)
    steps += holder_steps(problem, plan, is_free & ~free)
    for lane, ops in lanes.items():
        first = ops[: held[lane]]
        steps += lane_steps(problem, plan, {lane: first}, Why.KEPT)
        for op in ops[held[lane] :] if first else ():
            steps += lane_steps(problem, plan, {lane: [first[-1], op]}, Why.KEPT)
    return steps
