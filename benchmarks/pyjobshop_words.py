"""A problem in the words of PyJobShop, without PyJobShop; or why it has no words for it.

Its machines take one task at a time, its renewable resources several; both have breaks, in which a
task that allows it pauses, and which other tasks must not touch. Calendars are breaks, therefore;
where a mode works less than all it holds, it holds one more resource that has its breaks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from models.level import ALL_CLASSES, Objective
from models.problem import Precedence

if TYPE_CHECKING:
    from models.calendar.working_time import WorkingTime
    from models.level import Level
    from models.problem import Problem

__all__ = [
    "NotExpressible",
    "Words",
    "WordsJob",
    "WordsMode",
    "WordsResource",
    "WordsTask",
    "words",
]

Breaks = tuple[tuple[int, int], ...]


class NotExpressible(Exception):  # noqa: N818 - the name says what is wrong
    """PyJobShop cannot say what the problem asks; the message names it."""


@dataclass(frozen=True, slots=True)
class WordsResource:
    """A machine if its capacity is 1 and it is somebody's main resource, else renewable."""

    capacity: int
    breaks: Breaks
    is_machine: bool


@dataclass(frozen=True, slots=True)
class WordsTask:
    """An operation; `job` is -1 if no demand waits for it."""

    job: int
    earliest_start: int
    latest_end: int
    allow_breaks: bool


@dataclass(frozen=True, slots=True)
class WordsMode:
    """One way to run a task: pairs of resource and units."""

    task: int
    duration: int
    uses: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class WordsJob:
    """A demand."""

    weight: int
    due: int


@dataclass(frozen=True, slots=True)
class Words:
    """All of a problem; `precedences` are rows of task, task and delay from end to start."""

    resources: tuple[WordsResource, ...]
    tasks: tuple[WordsTask, ...]
    modes: tuple[WordsMode, ...]
    jobs: tuple[WordsJob, ...]
    precedences: tuple[tuple[int, int, int], ...]
    minimises_tardiness: bool
    """Total weighted tardiness; otherwise the makespan."""


def words(problem: Problem, level: Level) -> Words:
    """Translate a problem and the level that is minimised.

    Raises
    ------
    NotExpressible
        If something in it has no equal.
    """
    _refuse_rules(problem)
    jobs, job_of = _jobs(problem)
    resources = _Resources(problem)
    modes = tuple(
        WordsMode(
            int(problem.mode_op[mode]), int(problem.mode_duration[mode]), resources.uses(mode)
        )
        for mode in range(problem.num_modes)
    )
    return Words(
        resources=tuple(resources.rows),
        tasks=tuple(_task(problem, op, job_of[op]) for op in range(problem.num_operations)),
        modes=modes,
        jobs=jobs,
        precedences=_precedences(problem),
        minimises_tardiness=_is_tardiness(level),
    )


def _is_tardiness(level: Level) -> bool:
    objectives = {term.objective for term in level.terms}
    is_plain = len(level.terms) == 1 and level.terms[0].demand_class == ALL_CLASSES
    if is_plain and objectives <= {Objective.TARDINESS, Objective.MAKESPAN}:
        return objectives == {Objective.TARDINESS}
    message = f"minimising {level}"
    raise NotExpressible(message)


def _refuse_rules(problem: Problem) -> None:
    used = problem.mode_resource[problem.mode_resource >= 0]
    refusals = (
        ("changeovers in working time", (problem.resource_setup[used] >= 0).any()),
        ("sessions", (problem.session_most[used] > 0).any()),
        ("setup crews", problem.crew_machine.size),
        ("stretches with fewer units", problem.profile_resource.size),
        ("pinned operations", (problem.op_fixed_start >= 0).any()),
        ("pinned machines", (problem.op_fixed_mode >= 0).any()),
        ("operations that wait at their end", problem.op_elastic.any()),
        ("overlapping phases or longest waits", (problem.kind != Precedence.END_START).any()),
        ("receipts that complete a demand", (problem.demand_release > 0).any()),
        ("lags after the last operation", (problem.demand_lag != 0).any()),
    )
    for name, is_there in refusals:
        if is_there:
            raise NotExpressible(name)


def _jobs(problem: Problem) -> tuple[tuple[WordsJob, ...], list[int]]:
    """Return the jobs, and that of each operation; a task of PyJobShop has one job at most."""
    jobs: list[WordsJob] = []
    job_of = [-1] * problem.num_operations
    for demand in range(problem.num_demands):
        rows = problem.demand_op[problem.demand_ptr[demand] : problem.demand_ptr[demand + 1]]
        for op in rows.tolist():
            if job_of[op] >= 0:
                message = "an operation that serves several demands"
                raise NotExpressible(message)
            job_of[op] = len(jobs)
        if rows.size:
            weight, due = int(problem.demand_weight[demand]), int(problem.demand_due[demand])
            jobs.append(WordsJob(weight, due))
    return tuple(jobs), job_of


def _task(problem: Problem, op: int, job: int) -> WordsTask:
    rows = slice(int(problem.mode_ptr[op]), int(problem.mode_ptr[op + 1]))
    pauses = {bool(value) for value in problem.mode_interruptible[rows]}
    if len(pauses) > 1:
        message = "an operation that may pause on one machine and not on another"
        raise NotExpressible(message)
    deadline = int(problem.op_deadline[op])
    return WordsTask(
        job=job,
        earliest_start=max(0, int(problem.op_release[op])),
        latest_end=problem.horizon if deadline < 0 else min(deadline, problem.horizon),
        allow_breaks=pauses == {True},
    )


def _precedences(problem: Problem) -> tuple[tuple[int, int, int], ...]:
    rows = []
    for edge in range(problem.pred.size):
        lags = set(problem.lags[problem.lag_ptr[edge] : problem.lag_ptr[edge + 1]].tolist())
        if len(lags) > 1:
            message = "a lag that depends on the machine"
            raise NotExpressible(message)
        rows.append((int(problem.pred[edge]), int(problem.succ[edge]), int(lags.pop())))
    return tuple(rows)


class _Resources:
    """Resources of the problem, and those that only bring breaks."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.horizon = problem.horizon
        main = np.unique(problem.mode_resource[problem.mode_resource >= 0])
        main_only = set(main.tolist()) - set(problem.use_resource.tolist())
        self.rows = [
            WordsResource(
                int(capacity),
                self._breaks(problem.calendars[calendar]),
                is_machine=bool(capacity == 1) and index in main_only,
            )
            for index, (capacity, calendar) in enumerate(
                zip(problem.resource_capacity, problem.resource_calendar, strict=True)
            )
        ]
        self._breaks_only: dict[int, int] = {}

    def _breaks(self, calendar: WorkingTime) -> Breaks:
        """Return when a calendar is closed, from 0 to the horizon."""
        opened = np.minimum(np.maximum(calendar.merged().starts, 0), self.horizon)
        closed = np.minimum(np.maximum(calendar.merged().ends, 0), self.horizon)
        begins, ends = [0, *closed.tolist()], [*opened.tolist(), self.horizon]
        return tuple((a, b) for a, b in zip(begins, ends, strict=True) if a < b)

    def uses(self, mode: int) -> tuple[tuple[int, int], ...]:
        """Return what a mode holds, with units, and what it takes breaks from."""
        problem, held = self.problem, []
        calendar = int(problem.mode_calendar[mode])
        own = self._breaks(problem.calendars[calendar])
        if problem.mode_resource[mode] >= 0:
            held.append((int(problem.mode_resource[mode]), int(problem.mode_units[mode])))
        for use in range(int(problem.use_ptr[mode]), int(problem.use_ptr[mode + 1])):
            resource, units = int(problem.use_resource[use]), int(problem.use_units[use])
            counted = self._breaks(problem.calendars[int(problem.use_calendar[use])])
            if own and counted != self.rows[resource].breaks:
                message = "a crew that is free in the breaks of its work"
                raise NotExpressible(message)
            held.append((resource, units))
        if len({resource for resource, _ in held}) < len(held):
            message = "a resource held twice by one operation"
            raise NotExpressible(message)
        if not self._explains(own, [resource for resource, _ in held]):
            held.append((self._bringing(calendar, own), 0))
        return tuple(held)

    def _explains(self, own: Breaks, held: list[int]) -> bool:
        """Tell whether what is held has breaks that make up the mode's."""
        return not own or any(self.rows[resource].breaks == own for resource in held)

    def _bringing(self, calendar: int, breaks: Breaks) -> int:
        if calendar not in self._breaks_only:
            self._breaks_only[calendar] = len(self.rows)
            self.rows.append(WordsResource(1, breaks, is_machine=False))
        return self._breaks_only[calendar]
