r"""Parts of a problem that have nothing to do with each other, and how their answers add up.

Operations depend on each other if precedence ties them, if they serve one demand, if they may
need one resource that is not there for all of them at once, or if they are of one family of
sessions. What is left apart by all of that can be solved alone: every plan of the whole consists
of one plan of each part, and any plans of the parts are a plan of the whole.

Of levels that are sums over operations and demands, the vector of a plan is the sum of those of
its parts. Lexicographic order is kept by adding the same vector on both sides, so parts that are
lexicographically best are the best whole. With a maximum among the levels that is wrong: once the
longest part is as short as can be, a shorter part may be made longer for less of a later level.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.measures import level_results
from models.problem_subset import subset
from models.schedule import LevelResult, Objective, Schedule, Status
from solvers.units import assign_units

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from models.level import Level
    from models.problem import Problem

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
    Bools = np.ndarray[tuple[int], np.dtype[np.bool_]]

__all__ = [
    "combined_results",
    "components",
    "merge",
    "part_problem",
    "separable",
    "with_demands",
]

_MAXIMA = frozenset({Objective.MAKESPAN, Objective.MAX_LATENESS})
_MAY_EARN = frozenset({Objective.FLOW})
"""Measures that may be negative."""


def components(problem: Problem) -> list[Ints]:
    """Return the operations of each part that shares nothing with the rest.

    Returns
    -------
    list of ndarray
        Ascending rows of operations, the part with the most operations first; together all of
        them. One part if nothing can be taken apart, none without operations.
    """
    count = problem.num_operations
    pairs = [*_precedences(problem), *_shared(problem, count)]
    first = np.concatenate([pair[0] for pair in pairs])
    second = np.concatenate([pair[1] for pair in pairs])
    size = count + problem.num_resources + problem.num_demands + _num_families(problem)
    label = _labels(size, first, second)[:count]
    order = np.argsort(label, kind="stable").astype(np.int64)
    cuts = np.flatnonzero(np.diff(label[order])) + 1
    parts = np.split(order, cuts) if count else []
    return sorted(parts, key=lambda part: (-part.size, int(part[0])))


def _labels(size: int, first: Ints, second: Ints) -> Ints:
    """Return the lowest node that each node is connected to.

    Every root is hung under the lowest it is tied to, then paths are halved until all point at
    roots; after Shiloach and Vishkin (1982), doi:10.1016/0196-6774(82)90008-6.
    """
    label = np.arange(size)
    while True:
        one, other = label[first], label[second]
        open_ = one != other
        if not open_.any():
            return label
        first, second, one, other = first[open_], second[open_], one[open_], other[open_]
        np.minimum.at(label, np.maximum(one, other), np.minimum(one, other))
        while True:
            above = label[label]
            if np.array_equal(above, label):
                break
            label = above


def _precedences(problem: Problem) -> list[tuple[Ints, Ints]]:
    """Return which operations edges and demands tie, demands as nodes after the resources."""
    demand = np.repeat(np.arange(problem.num_demands), np.diff(problem.demand_ptr))
    node = problem.num_operations + problem.num_resources + demand
    return [(problem.pred, problem.succ), (problem.demand_op, node)]


def _shared(problem: Problem, count: int) -> list[tuple[Ints, Ints]]:
    """Return which operations may need which scarce resource, or belong to which family."""
    fixed = problem.op_fixed_mode[problem.mode_op]
    allowed = (fixed < 0) | (fixed == np.arange(problem.num_modes))
    op, resource, units = _needs(problem, allowed)
    scarce = _scarce(problem, resource, units)[resource]
    families = allowed & (problem.mode_family >= 0)
    node = count + problem.num_resources + problem.num_demands
    return [
        (op[scarce], count + resource[scarce]),
        (problem.mode_op[families], node + problem.mode_family[families]),
    ]


def _num_families(problem: Problem) -> int:
    return int(problem.mode_family.max(initial=-1)) + 1


def _needs(problem: Problem, allowed: Bools) -> tuple[Ints, Ints, Ints]:
    """Return operation, resource and units of all that some mode may hold."""
    main = np.flatnonzero(allowed & (problem.mode_resource >= 0))
    use = np.flatnonzero(allowed[problem.use_mode])
    # a changeover may hold each crew of its machine
    by_machine = np.argsort(problem.crew_machine, kind="stable")
    machines = problem.crew_machine[by_machine]
    begin = np.searchsorted(machines, problem.mode_resource[main])
    sizes = np.searchsorted(machines, problem.mode_resource[main], side="right") - begin
    owner = np.repeat(np.arange(main.size), sizes)
    crew = by_machine[np.arange(owner.size) + np.repeat(begin - np.cumsum(sizes) + sizes, sizes)]
    modes = np.concatenate([main, problem.use_mode[use], main[owner]])
    resource = np.concatenate(
        [problem.mode_resource[main], problem.use_resource[use], problem.crew_resource[crew]]
    )
    units = np.concatenate(
        [problem.mode_units[main], problem.use_units[use], problem.crew_units[crew]]
    )
    return problem.mode_op[modes], resource, units


def _scarce(problem: Problem, resource: Ints, units: Ints) -> Bools:
    """Return which resources may not be there for all that need them at once; shape (R,).

    Machines with setups are scarce whatever: who comes next depends on who came before.
    """
    there = problem.resource_capacity.copy()
    absent = problem.resource_capacity[problem.profile_resource] - problem.profile_capacity
    np.subtract.at(there, problem.profile_resource, absent)  # stretches may overlap
    np.subtract.at(there, resource, units)
    return (there < 0) | (problem.resource_setup >= 0) | (problem.session_most > 0)


def part_problem(problem: Problem, ops: Ints, *, is_first: bool = False) -> Problem:
    """Return the problem of one part, with the demands its operations serve.

    Parameters
    ----------
    problem
        The whole.
    ops
        One of `components`.
    is_first
        Whether it takes the demands that no operation serves, so that the parts have each demand
        of the whole exactly once.
    """
    keep = np.zeros(problem.num_operations, dtype=np.bool_)
    keep[ops] = True
    served = np.diff(problem.demand_ptr)
    mine = np.zeros(problem.num_demands, dtype=np.bool_)
    demand = np.repeat(np.arange(problem.num_demands), served)
    mine[demand[keep[problem.demand_op]]] = True
    mine |= is_first & (served == 0)
    return with_demands(subset(problem, keep), mine)


def with_demands(problem: Problem, keep: Bools) -> Problem:
    """Return a problem with some of its demands only."""
    sizes = np.diff(problem.demand_ptr)
    links = np.repeat(keep, sizes)
    names = ("due", "weight", "release", "class")
    return problem.replace(
        **{f"demand_{name}": getattr(problem, f"demand_{name}")[keep] for name in names},
        flow_demand=problem.flow_demand[keep],
        demand_ptr=np.concatenate(([0], np.cumsum(sizes[keep]))).astype(np.int64),
        demand_op=problem.demand_op[links],
        demand_lag=problem.demand_lag[links],
        demand_names=tuple(
            name for name, kept in zip(problem.demand_names, keep, strict=False) if kept
        ),
    )


def merge(
    problem: Problem, parts: Iterable[tuple[Ints, Schedule]], provenance: str = "parts"
) -> Schedule:
    """Return the plan of the whole from plans of its parts, levels not measured.

    Parameters
    ----------
    problem
        The whole.
    parts
        Rows of operations, and the plan of their `part_problem`; together all operations.
    provenance
        Who made it.
    """
    empty = [np.zeros(problem.num_operations, dtype=np.int64) for _ in range(4)]
    mode, start, end, changeover = empty
    first_mode, sizes = problem.mode_ptr[:-1], np.diff(problem.mode_ptr)
    for ops, plan in parts:
        # modes of a part are those of its operations, one after the other
        begin = np.cumsum(sizes[ops]) - sizes[ops]
        mode[ops] = plan.mode - begin + first_mode[ops]
        start[ops], end[ops], changeover[ops] = plan.start, plan.end, plan.changeover
    return Schedule(
        mode=mode,
        unit=assign_units(problem, mode, start, end),
        start=start,
        end=end,
        changeover=changeover,
        status=Status.FEASIBLE,
        provenance=provenance,
    )


def separable(levels: Iterable[Level]) -> bool:
    """Tell whether all levels are sums: then the best plans of the parts are the best whole."""
    return all(not level.objectives & _MAXIMA for level in levels)


def combined_results(
    problem: Problem,
    schedule: Schedule,
    levels: Sequence[Level],
    parts: Sequence[Sequence[LevelResult]],
) -> tuple[LevelResult, ...]:
    """Return the levels of a merged plan, with the bounds that those of its parts prove.

    The bounds of a level hold given the levels above. Of a sum they add up; of a maximum, or of
    a level that holds one beside sums that cannot be negative, the largest holds. The level below
    is bounded only if, with all above as they are in the whole, they are as they are in every
    part: if all above are sums and proved in every part.

    Parameters
    ----------
    problem, schedule
        The whole, and what `merge` made of the plans of its parts.
    levels
        Resolved for the whole.
    parts
        For each part what its plan reaches in these levels, and what is proved; the parts have
        each demand of the whole once.
    """
    results: list[LevelResult] = []
    is_given = True
    for index, whole in enumerate(level_results(problem, schedule, levels)):
        rows = [part[index] for part in parts]
        bound = _bound(whole.objective, [row.bound for row in rows]) if is_given else None
        results.append(LevelResult(whole.objective, whole.value, bound))
        is_given = is_given and separable([whole.objective])
        is_given = is_given and all(row.bound == row.value for row in rows)
    return tuple(results)


def _bound(level: Level, bounds: Sequence[int | None]) -> int | None:
    known = [bound for bound in bounds if bound is not None]
    if separable([level]):
        return sum(known) if len(known) == len(bounds) else None
    may_earn = bool(level.objectives & _MAY_EARN)
    return None if may_earn and len(bounds) > 1 else max(known, default=None)
