"""Let machines run in an order that is told; everything else keeps its own, and moves as it must.

What neither is told to change places nor follows anything that does keeps its times. All other
work starts as soon as the order, what it follows and what it holds let it; but what the plan had
put off stays put off: it does not start before it did, nor does what takes its place.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from models.errors import SchedulingError, SolverFault
from models.measures import level_results
from models.problem_verify import check_schedule
from solvers.dispatch import sequence_dispatch
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
from solvers.resequence.put_off import put_off
from solvers.units import units_kept

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from models.level import Level, Objective
    from models.problem import Problem
    from models.schedule import Schedule
    from solvers.resequence.lanes import Lane

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
    Bools = np.ndarray[tuple[int], np.dtype[np.bool_]]

__all__ = ["OrderNotKeptError", "decoded", "resequence"]

_PROVENANCE = "sequence"


class OrderNotKeptError(SchedulingError):
    """No plan was found that runs as told. `facts` say what is in the way."""

    def __init__(self, facts: tuple[str, ...]) -> None:
        self.facts = facts
        super().__init__("\n".join(facts))


def resequence(
    problem: Problem,
    plan: Schedule,
    lanes: Mapping[Lane, Sequence[int]],
    *,
    mode: Ints | None = None,
    objectives: Sequence[Level | Objective] = (),
) -> Schedule:
    """Return the plan with some lanes in another order, all times recomputed.

    Parameters
    ----------
    problem, plan
        What is planned, and a plan that keeps all its rules.
    lanes
        For each lane that is told its order: all that is to run there and is not pinned, in that
        order. Pinned operations may be named; work runs around those that are not.
    mode
        (N,): rows of the mode table; those of operations that change lanes differ from the plan.
    objectives
        What the levels of the schedule measure.

    Raises
    ------
    CircularOrderError
        If the order runs in a circle.
    OrderNotKeptError
        If no plan was found that keeps it.
    """
    told = _Told(problem, plan, lanes, plan.mode if mode is None else mode)
    order = in_order(problem, told.steps, told.keys())
    if not told.affected.any():
        return replace(plan, levels=level_results(problem, plan, objectives))
    for bound in told.problems():
        schedule = decoded(bound, order, objectives)
        if schedule.is_plan:
            break
    if not schedule.is_plan:
        raise OrderNotKeptError(schedule.facts)
    schedule = replace(schedule, unit=units_kept(problem, schedule, told.unit))
    _check(problem, schedule, lanes)
    return schedule


def decoded(
    problem: Problem, order: Sequence[int], objectives: Sequence[Level | Objective]
) -> Schedule:
    """Return the plan of a list of operations."""
    schedule = sequence_dispatch(problem, order, objectives=objectives)
    return replace(schedule, provenance=_PROVENANCE)


def _check(problem: Problem, schedule: Schedule, lanes: Mapping[Lane, Sequence[int]]) -> None:
    """Refuse a schedule in another order than told, and one that breaks a rule."""
    for ops in lanes.values():
        for before, after in pairwise(ops):
            if schedule.start[before] > schedule.start[after]:
                first, second = problem.op_names[before], problem.op_names[after]
                fact = f"{second} would start before {first}: they cannot be kept apart"
                raise OrderNotKeptError((fact,))
    faults = check_schedule(problem, schedule)
    if faults:
        raise SolverFault((f"{_PROVENANCE} breaks rules", *faults))


@dataclass
class _Told:
    """What is told, and what follows from it."""

    whole: Problem
    plan: Schedule
    lanes: Mapping[Lane, Sequence[int]]
    mode: Ints

    def __post_init__(self) -> None:
        """Find out what changes places, and what may have to move with it."""
        size = self.whole.num_operations
        self.is_pinned: Bools = self.whole.op_fixed_start >= 0
        self.all = lanes_of(self.whole, self.plan)
        self.unit = self.plan.unit.copy()
        for (_, unit), ops in self.lanes.items():
            self.unit[list(ops)] = unit
        self.moved: Bools = np.zeros(size, dtype=np.bool_)
        self.roots: Bools = np.zeros(size, dtype=np.bool_)
        self.slot: dict[int, int] = {}
        """Operation to the one in whose place it is."""
        for lane in self.lanes:
            self._compare(lane)
        self.now = replace(self.plan, mode=self.mode, unit=self.unit)
        self.steps = self._steps()
        self.affected = downstream(self.whole, self.now, self.steps, self.roots)
        self.affected &= ~self.is_pinned

    def _compare(self, lane: Lane) -> None:
        """Find where the order of a lane begins and ceases to differ."""
        new, told = list(self.lanes[lane]), set(self.lanes[lane])
        old = [op for op in self.all.get(lane, ()) if op in told or not self.is_pinned[op]]
        first = _common(zip(old, new, strict=False))
        last = _common(zip(reversed(old[first:]), reversed(new[first:]), strict=False))
        for index in range(first, len(new) - last):
            self.moved[new[index]] = True
            if index < len(old) - last:
                self.slot[new[index]] = old[index]
        self.moved[old[first : len(old) - last]] = True
        self.moved &= ~self.is_pinned
        self.roots |= self.moved
        if len(old) != len(new) and last:
            self.roots[new[-last]] = True  # what left makes room for it

    def _steps(self) -> list[Step]:
        others = {
            lane: [op for op in ops if not self.is_pinned[op]]
            for lane, ops in self.all.items()
            if lane not in self.lanes
        }
        stays = ~self.is_pinned
        for ops in self.lanes.values():
            stays[list(ops)] = False
        return [
            *lane_steps(self.whole, self.now, self.lanes, Why.WANTED),
            *lane_steps(self.whole, self.now, others, Why.KEPT),
            *holder_steps(self.whole, self.now, stays),
        ]

    def keys(self) -> list[int]:
        """Return when each operation starts in the plan, or what it takes the place of."""
        keys: list[int] = self.plan.start.tolist()
        for op, place in self.slot.items():
            keys[op] = int(self.plan.start[place])
        return keys

    def problems(self) -> Iterator[Problem]:
        """Yield the problems of which the plan as told may be a plan."""
        release = self.whole.op_release.copy()
        for op, tick in self._not_before():
            release[op] = max(int(release[op]), tick)
        bound = self.whole.replace(op_release=release, op_fixed_mode=self.mode)
        stays = ~(self.affected | self.is_pinned)
        yield from around(extended(bound, self.steps), self.plan, stays)

    def _not_before(self) -> Iterator[tuple[int, int]]:
        """Yield when work that was put off may start, and what takes its place."""
        late, start = put_off(self.whole, self.plan), self.plan.start
        for op in np.flatnonzero(self.affected).tolist():
            if not self.moved[op]:
                if late[op]:
                    yield op, int(start[op])
            elif op in self.slot and late[self.slot[op]]:
                yield op, int(min(start[op], start[self.slot[op]]))


def _common(pairs: Iterator[tuple[int, int]]) -> int:
    """Return in how many pairs, from the first on, the two are the same."""
    count = 0
    for one, other in pairs:
        if one != other:
            break
        count += 1
    return count
