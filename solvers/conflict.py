"""Why no schedule exists: a smallest set of orders, and of facts about them, that contradict.

Orders and facts are left out one after the other, in halves while that works (QuickXplain,
Junker 2004); what cannot be left out without the contradiction going away is the answer. To
leave one of the facts away is a single change that helps.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import numpy as np

from models.problem import Precedence
from models.problem_subset import subset
from models.schedule import Objective, Status
from solvers.dispatch import RULES, dispatch
from solvers.explain.soonest import soonest_ends
from solvers.timing import infinite_asap

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from models.problem import Problem

__all__ = ["Conflict", "Fact", "FactKind", "find_conflict", "hopeless_deadlines"]

_Row = TypeVar("_Row")

_PROBE_LIMIT = 2.0
"""Deterministic time of one proof; a part that takes longer counts as possible."""


class FactKind(StrEnum):
    """What about an operation, or a resource, takes part in a contradiction."""

    PIN = "pin"
    DEADLINE = "deadline"
    MAX_WAIT = "max-wait"
    RELEASE = "release"
    RESOURCE = "resource"


class Fact(NamedTuple):
    """One fact; ``row`` is an operation, the edge of a longest wait, or a resource."""

    kind: FactKind
    row: int


_DECIDED = (FactKind.PIN, FactKind.DEADLINE)


@dataclass(frozen=True, slots=True)
class Conflict:
    """What contradicts itself.

    Parameters
    ----------
    operations
        Those of the smallest set of orders that cannot be planned together.
    facts
        A smallest set of facts that forbids it; without any one of them it is possible. Rows
        are those of the whole problem. Empty where calendars and durations alone forbid it.
    """

    operations: tuple[int, ...]
    facts: tuple[Fact, ...]

    @property
    def has_decided(self) -> bool:
        """Tell whether somebody decided one of the facts: longer calendars would not help."""
        return any(fact.kind in _DECIDED for fact in self.facts)


def find_conflict(
    problem: Problem, *, seconds: float = 10.0, is_finite: bool = True
) -> Conflict | None:
    """Return a smallest contradiction, ``None`` if none could be proved in time.

    Parameters
    ----------
    problem
        One that has no schedule.
    seconds
        Wall time to spend; what was found smaller until then is the answer.
    is_finite
        Whether resources limit anything; where they do not, dates and edges contradict, and what
        the pass of infinite capacity cannot time counts as impossible.
    """
    deadline = monotonic() + seconds
    is_impossible = _is_impossible if is_finite else _is_never_timed
    if not is_finite:
        problem = _without_resources(problem, list(range(problem.num_resources)))
    orders = np.unique(problem.op_order).tolist()

    def clash(chosen: Sequence[int]) -> bool:
        if not chosen or monotonic() > deadline:
            return False
        return is_impossible(subset(problem, np.isin(problem.op_order, chosen)), deadline)

    core = _smallest(clash, orders)
    if not core:
        return None
    keep = np.isin(problem.op_order, core)
    rows = np.flatnonzero(keep)
    part = subset(problem, keep)
    edges = np.flatnonzero(keep[problem.pred] & keep[problem.succ])
    facts = _facts(part)

    def still_clashes(left: Sequence[Fact]) -> bool:
        if monotonic() > deadline:
            return False
        return is_impossible(_relaxed(part, set(facts) - set(left)), deadline)

    needed = _smallest(still_clashes, facts) if not still_clashes(()) else []
    return Conflict(
        operations=tuple(rows.tolist()),
        facts=tuple(Fact(fact.kind, _row_in_whole(fact, rows, edges)) for fact in needed),
    )


def hopeless_deadlines(problem: Problem) -> list[Conflict]:
    """Return the deadlines that nobody could keep who had all capacity and material at once.

    Each contradicts itself, whatever the others do; one pass over the precedences tells them all.
    """
    if not (problem.op_deadline >= 0).any():
        return []
    free = np.full_like(problem.op_fixed_start, -1)
    eased = problem.replace(
        op_release=np.zeros_like(problem.op_release), op_fixed_start=free, op_fixed_mode=free
    )
    soonest = np.array(soonest_ends(eased), dtype=np.int64)
    late = (problem.op_deadline >= 0) & (soonest > problem.op_deadline)
    return [
        Conflict(operations=(op,), facts=(Fact(FactKind.DEADLINE, op),))
        for op in np.flatnonzero(late).tolist()
    ]


def _row_in_whole(
    fact: Fact,
    rows: np.ndarray[tuple[int], np.dtype[np.int64]],
    edges: np.ndarray[tuple[int], np.dtype[np.int64]],
) -> int:
    if fact.kind is FactKind.RESOURCE:
        return fact.row
    return int(edges[fact.row] if fact.kind is FactKind.MAX_WAIT else rows[fact.row])


def _smallest(clashes: Callable[[Sequence[_Row]], bool], rows: Sequence[_Row]) -> list[_Row]:
    """Return a smallest part of some rows that clashes, empty if all together do not."""
    if not clashes(rows):
        return []
    return _split(clashes, [], list(rows), is_new=False)


def _split(
    clashes: Callable[[Sequence[_Row]], bool], given: list[_Row], rows: list[_Row], *, is_new: bool
) -> list[_Row]:
    """Return a smallest part of `rows` that clashes together with what is given."""
    if is_new and clashes(given):
        return []
    if len(rows) == 1:
        return rows
    half = len(rows) // 2
    second = _split(clashes, given + rows[:half], rows[half:], is_new=True)
    first = _split(clashes, given + second, rows[:half], is_new=bool(second))
    return first + second


def _is_impossible(problem: Problem, deadline: float) -> bool:
    """Tell whether it is proved that a problem has no schedule."""
    if not problem.num_operations:
        return False
    for rule in RULES:
        first = dispatch(problem, rule, objectives=(Objective.MAKESPAN,))
        if first.is_plan or first.status is Status.INFEASIBLE:
            return not first.is_plan
    from solvers.cpsat.possible import is_refuted  # here: OR-Tools costs a second to import

    return is_refuted(problem, work=_PROBE_LIMIT, deadline=deadline)


def _is_never_timed(problem: Problem, deadline: float) -> bool:
    """Tell whether a problem has no schedule at infinite capacity, as plans without it are made."""
    del deadline  # one pass
    return not infinite_asap(problem).is_plan


def _facts(problem: Problem) -> list[Fact]:
    """Return what may contradict, the least surprising last: it is left out first."""
    pins = np.flatnonzero(problem.op_fixed_start >= 0).tolist()
    deadlines = np.flatnonzero(problem.op_deadline >= 0).tolist()
    waits = np.flatnonzero(problem.kind == Precedence.MAX_WAIT).tolist()
    releases = np.flatnonzero(problem.op_release > 0).tolist()
    held = {*problem.mode_resource.tolist(), *problem.use_resource.tolist()} - {-1}
    return [
        *(Fact(FactKind.DEADLINE, row) for row in deadlines),
        *(Fact(FactKind.PIN, row) for row in pins),
        *(Fact(FactKind.MAX_WAIT, row) for row in waits),
        *(Fact(FactKind.RELEASE, row) for row in releases),
        *(Fact(FactKind.RESOURCE, row) for row in sorted(held)),
    ]


def _relaxed(problem: Problem, gone: set[Fact]) -> Problem:
    """Return a problem without some of its facts."""
    rows: dict[FactKind, list[int]] = {kind: [] for kind in FactKind}
    for fact in gone:
        rows[fact.kind].append(fact.row)
    start, mode = problem.op_fixed_start.copy(), problem.op_fixed_mode.copy()
    start[rows[FactKind.PIN]], mode[rows[FactKind.PIN]] = -1, -1
    deadline, release = problem.op_deadline.copy(), problem.op_release.copy()
    deadline[rows[FactKind.DEADLINE]] = -1
    release[rows[FactKind.RELEASE]] = 0
    lags = problem.lags.copy()
    for edge in rows[FactKind.MAX_WAIT]:
        lags[problem.lag_ptr[edge] : problem.lag_ptr[edge + 1]] = problem.horizon
    eased = problem.replace(
        op_fixed_start=start, op_fixed_mode=mode, op_deadline=deadline, op_release=release,
        lags=lags,
    )  # fmt: skip
    return _without_resources(eased, rows[FactKind.RESOURCE])


def _without_resources(problem: Problem, resources: list[int]) -> Problem:
    """Return a problem in which some resources limit nothing; calendars stay as they are."""
    if not resources:
        return problem
    free = np.isin(problem.mode_resource, resources)
    keep = ~np.isin(problem.use_resource, resources)
    crews = ~(np.isin(problem.crew_resource, resources) | np.isin(problem.crew_machine, resources))
    return replace(
        problem,
        mode_resource=np.where(free, -1, problem.mode_resource),
        mode_preparation=np.where(free, 0, problem.mode_preparation),
        mode_family=np.where(free, -1, problem.mode_family),
        use_mode=problem.use_mode[keep],
        use_resource=problem.use_resource[keep],
        use_units=problem.use_units[keep],
        use_calendar=problem.use_calendar[keep],
        crew_machine=problem.crew_machine[crews],
        crew_resource=problem.crew_resource[crews],
        crew_units=problem.crew_units[crews],
    )
