"""Improve a plan level by level: minimise one, keep it, go to the next."""

from __future__ import annotations

from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING

from models import measures
from models.errors import SolverFault
from models.problem_verify import check_schedule
from models.schedule import Status
from solvers.cpsat.blocked import blocked_operations
from solvers.cpsat.corridor import MOST_STEPS, within_corridor
from solvers.cpsat.extract import extract
from solvers.cpsat.floors import floor
from solvers.cpsat.limits import limits
from solvers.cpsat.model import ScheduleModel
from solvers.cpsat.recorder import ModelTooLarge
from solvers.cpsat.run import Effort, run
from solvers.cpsat.windows import Network, propagate
from solvers.options import ProgressEvent

if TYPE_CHECKING:
    from models.level import Level
    from models.problem import Problem
    from models.schedule import Schedule
    from solvers.cpsat.run import Answer, OnImprovement
    from solvers.cpsat.windows import Windows
    from solvers.options import SolveOptions

__all__ = ["LevelAnswer", "LexicographicAnswer", "improve"]

_SHARES = (60, 30, 10)
"""How the time goes to the levels that are left; each level after the third as the third."""

_BUILD_SHARE = 0.4
"""A model that takes more than this share of the time to build leaves too little to solve it."""


_PROOF_SHARE = 0.3
"""Part of a level's time for a search that can prove it; then all goes to improving the plan."""

_PROVABLE_OPERATIONS = 300
"""Beyond this many no proof was ever seen."""


@dataclass(frozen=True, slots=True)
class LevelAnswer:
    """What is known of a level: its bound, and whether the plan reaches it."""

    bound: int | None = None
    is_proven: bool = False


@dataclass(frozen=True, slots=True)
class LexicographicAnswer:
    """The best plan, or why there is none; `schedule` is ``None`` without a plan."""

    status: Status
    schedule: Schedule | None
    levels: tuple[LevelAnswer, ...] = ()
    facts: tuple[str, ...] = ()


def improve(
    problem: Problem, incumbent: Schedule | None, options: SolveOptions, *, started: float
) -> LexicographicAnswer:
    """Return the best plan found until the time limit, never worse than the incumbent.

    Parameters
    ----------
    incumbent
        A checked plan, hint and upper limit; ``None`` if nobody found one.
    started
        Moment of the monotonic clock the solve began.

    Raises
    ------
    SolverFault
        If CP-SAT contradicts the incumbent, `models.measures` or the rules of the problem.
    """
    search = _Search(problem, options, started, incumbent)
    blocked = blocked_operations(problem, search.windows)
    if blocked:
        if incumbent is not None:
            raise SolverFault(blocked)
        return LexicographicAnswer(Status.INFEASIBLE, None, facts=blocked)
    status = search.run()
    if status in (Status.REJECTED, Status.INFEASIBLE):
        return LexicographicAnswer(status, None, facts=search.refusal)
    return LexicographicAnswer(status, search.incumbent, tuple(search.levels))


@dataclass(eq=False)
class _Search:
    problem: Problem
    options: SolveOptions
    started: float
    incumbent: Schedule | None
    levels: list[LevelAnswer] = field(default_factory=list)
    refusal: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self.deadline = self.started + self.options.time_limit
        self.wanted = self.options.levels
        self.values = self._measure(self.incumbent)
        first = self.values[0] if self.values else 0
        cut = limits(self.problem, self.incumbent, self.wanted, first)
        self.is_exact = cut.is_exact
        self.windows: Windows = propagate(self.problem, Network(self.problem), cut.deadlines)
        self.corridor = self.windows
        self.most_steps = MOST_STEPS
        if self.incumbent is not None:
            self.corridor = within_corridor(self.problem, self.windows, self.incumbent)
        self.is_exact &= self.corridor is self.windows
        self._model: ScheduleModel | None = None
        self._kept: dict[int, int] = {}

    def _measure(self, schedule: Schedule | None) -> tuple[int, ...]:
        if schedule is None:
            return ()
        return measures.levels(self.problem, schedule, self.wanted)

    def run(self) -> Status:
        """Go through the levels; return how the whole ended."""
        for index, wanted in enumerate(self.wanted):
            lowest = floor(self.problem, self.windows, wanted)
            if self.values and self.values[index] == lowest:
                self.levels.append(LevelAnswer(lowest, is_proven=True))
                continue
            level, refusal = self._solve_level(index, lowest)
            if refusal is not None:
                return refusal
            self.levels.append(level)
            if self.incumbent is None:
                break
        return self._status()

    def _status(self) -> Status:
        for wanted in self.wanted[len(self.levels) :]:
            self.levels.append(LevelAnswer(floor(self.problem, self.windows, wanted)))
        if self.incumbent is None:
            return Status.NO_SOLUTION
        is_proven = all(level.is_proven for level in self.levels)
        return Status.OPTIMAL if is_proven else Status.FEASIBLE

    def _has_time(self) -> bool:
        return not self.options.stop.is_set() and monotonic() < self.deadline

    def _solve_level(self, index: int, lowest: int | None) -> tuple[LevelAnswer, Status | None]:
        """Minimise one level; return what is known of it, and how all ends if it ends here."""
        level = LevelAnswer(lowest)
        if not self._has_time() or not self._prepare(index):
            return level, None
        now = monotonic()
        until = now + (self.deadline - now) * _share(index, len(self.wanted))
        for effort in self._efforts():
            part = _PROOF_SHARE if effort is Effort.PROVE and self.incumbent else 1.0
            answer = self._run(index, effort, monotonic() + part * (until - monotonic()))
            if answer.status != "UNKNOWN" and not answer.values:
                return level, self._refused(answer)
            self._accept(index, answer)
            level = self._level_answer(index, answer, level.bound)
            is_done = level.is_proven or answer.status == "OPTIMAL"
            if is_done or self.incumbent is None or not self._has_time():
                break
        return level, None

    def _efforts(self) -> tuple[Effort, ...]:
        """Return what to try: no proof is in sight for a large problem."""
        if self.incumbent is not None and self.problem.num_operations > _PROVABLE_OPERATIONS:
            return (Effort.IMPROVE,)
        return (Effort.PROVE, Effort.IMPROVE)

    def _run(self, index: int, effort: Effort, deadline: float) -> Answer:
        model = self._built_model()
        self._keep_above(index)
        if self.incumbent is not None:
            model.hint(self.incumbent)
        return run(
            model.model,
            self.options,
            deadline=deadline,
            on_improvement=self._reporter(self.wanted[index]),
            effort=effort,
        )

    def _prepare(self, index: int) -> bool:
        """Build the model of a level, those above kept; tell whether there was time to.

        One that takes too long is tried again nearer to the plan.
        """
        while self._has_time():
            try:
                self._keep_above(index)
                self._built_model().minimize(self.wanted[index])
            except ModelTooLarge:
                if not self._narrow():
                    return False
            else:
                return self._has_time()
        return False

    def _narrow(self) -> bool:
        """Look nearer to the plan that is known; tell whether there is a nearer."""
        self.most_steps //= 4
        if self.incumbent is None or not self.most_steps:
            return False
        self.corridor = within_corridor(
            self.problem, self.windows, self.incumbent, most_steps=self.most_steps
        )
        self.is_exact &= self.corridor is self.windows
        self._model = None
        self._kept.clear()
        return True

    def _keep_above(self, index: int) -> None:
        """Forbid levels above to become worse than they are, should they have improved since."""
        for above in range(index):
            if self._kept.get(above) != self.values[above]:
                self._built_model().keep(self.wanted[above], self.values[above])
                self._kept[above] = self.values[above]

    def _built_model(self) -> ScheduleModel:
        now = monotonic()
        limit = now + _BUILD_SHARE * (self.deadline - now)
        if self._model is None:
            self._model = ScheduleModel(
                self.problem, self.corridor, deadline=limit, stop=self.options.stop
            )
        self._model.recorder.deadline = limit
        return self._model

    def _reporter(self, wanted: Level) -> OnImprovement:
        def report(value: int, bound: int | None) -> None:
            known = bound if self.is_exact else None
            seconds = monotonic() - self.started
            self.options.progress(ProgressEvent(seconds, "cp-sat", wanted, value, known))

        return report

    def _refused(self, answer: Answer) -> Status:
        if answer.status == "MODEL_INVALID":
            self.refusal = (f"CP-SAT refuses the model: {self._built_model().model.validate()}",)
            return Status.REJECTED
        if self.incumbent is not None:
            fact = f"CP-SAT says {answer.status}, but a checked plan exists"
            raise SolverFault((fact,))
        return Status.INFEASIBLE

    def _accept(self, index: int, answer: Answer) -> None:
        """Take over a solution if it is better than the incumbent in all levels together."""
        if self._model is None or answer.objective is None:
            return  # nothing found
        schedule = extract(self.problem, self._model, answer.values)
        faults = check_schedule(self.problem, schedule)
        values = self._measure(schedule)
        objective = self.wanted[index]
        if values[index] > answer.objective:
            faults.append(
                f"CP-SAT reports {objective} {answer.objective}, but the plan has {values[index]}"
            )
        if not self.values or values < self.values:
            self.incumbent, self.values = schedule, values
        if answer.status == "OPTIMAL" and self.values[index] != answer.objective:
            faults.append(
                f"CP-SAT proves {objective} {answer.objective}, but a plan has {self.values[index]}"
            )
        if faults:
            raise SolverFault(tuple(faults))

    def _level_answer(self, index: int, answer: Answer, lowest: int | None) -> LevelAnswer:
        bounds = [lowest, answer.bound if self.is_exact else None]
        bound = max((value for value in bounds if value is not None), default=None)
        is_proven = bound is not None and bool(self.values) and bound >= self.values[index]
        return LevelAnswer(bound, is_proven)


def _share(index: int, count: int) -> float:
    """Return which part of the time that is left a level gets; what it leaves flows on."""
    shares = [_SHARES[min(level, len(_SHARES) - 1)] for level in range(index, count)]
    return shares[0] / sum(shares)
