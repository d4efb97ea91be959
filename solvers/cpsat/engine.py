"""CP-SAT among other searches: it takes their best plan as hint and limit, and proves.

Level by level: what the levels above are worth in the best plan is kept. Whenever a run begins,
hint, limits and windows are those of the best plan anybody has by then; a run that others overtake
begins again.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING

from models.errors import SolverFault
from models.schedule import Status
from solvers.cpsat.extract import extract
from solvers.cpsat.floors import floor
from solvers.cpsat.run import Budget, Effort, watched
from solvers.cpsat.shares import level_share, whole
from solvers.cpsat.watchdog import within
from solvers.cpsat.workbench import Workbench

if TYPE_CHECKING:
    from models.level import Level
    from models.problem import Problem
    from solvers.cpsat.model import ScheduleModel
    from solvers.cpsat.run import Answer, News
    from solvers.cpsat.shares import Part
    from solvers.portfolio.exchange import Turn

    Values = tuple[int, ...]

__all__ = ["Verdict", "applies", "run"]

_NAME = "cp-sat"

_PROOF_SHARE = 0.3
"""Part of a level's time for a search that can prove it; then all goes to improving the plan."""

_PROVABLE_OPERATIONS = 300
"""Beyond this many no proof was ever seen."""

_OVERTAKEN = 0.01
"""Others are far ahead if their plan is better by this part of a level's value ..."""

_SETTLED_SECONDS = 2.0
_SETTLED_BUILDS = 5.0
"""... but a run is left alone at first: as long as to build its model so many times."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a turn of CP-SAT ended.

    Parameters
    ----------
    status
        ``OPTIMAL`` if every level of the best plan is proved, ``FEASIBLE`` or ``NO_SOLUTION`` if
        the turn ended before, with or without a plan; ``INFEASIBLE`` if there is proof that no plan
        exists, ``REJECTED`` if CP-SAT refuses the model.
    facts
        Why there is no plan, for the last two.
    """

    status: Status
    facts: tuple[str, ...] = ()


def applies(problem: Problem, levels: tuple[Level, ...]) -> bool:
    """Tell whether there is something to decide: CP-SAT knows every rule and objective."""
    return bool(levels) and problem.num_operations > 0


def run(problem: Problem, turn: Turn, *, workers: int = 1) -> Verdict:
    """Prove the levels of the best plan one after the other, or improve it, until the turn is over.

    Parameters
    ----------
    workers
        Threads CP-SAT may use: as many as there are cores without another search.

    Returns
    -------
    Verdict
        Also if building a model does not end in time: it is left behind then.

    Raises
    ------
    SolverFault
        If CP-SAT contradicts the best plan or `models.measures`.
    """
    engine = _Engine(problem, turn, workers)
    verdict = within(engine.run, turn.is_over, _NAME)
    if verdict is None:
        engine.is_left = True
        _log.warning("a model for CP-SAT was not ready in time and is left behind")
        return engine.verdict()
    return verdict


class _Engine:
    """One turn; it is itself the flag that tells the model's builder to stop."""

    def __init__(self, problem: Problem, turn: Turn, workers: int) -> None:
        self.problem, self.turn, self.workers = problem, turn, workers
        self.exchange, self.wanted = turn.exchange, turn.exchange.wanted
        self.is_left = False

    def is_set(self) -> bool:
        """Tell whether nobody waits for it any more."""
        return self.is_left or self.turn.is_over()

    def verdict(self) -> Verdict:
        """Return how it stands."""
        if self.exchange.best is None:
            return Verdict(Status.NO_SOLUTION)
        is_proved = self.exchange.first_open() == len(self.wanted)
        return Verdict(Status.OPTIMAL if is_proved else Status.FEASIBLE)

    def run(self) -> Verdict:
        """Go through the levels."""
        self.bench = Workbench(self.problem, self.wanted, self)
        if self.bench.blocked:
            if self.exchange.best is not None:
                raise SolverFault(self.bench.blocked)
            return Verdict(Status.INFEASIBLE, self.bench.blocked)
        turn = whole(self.turn)
        for index, wanted in enumerate(self.wanted):
            lowest = floor(self.problem, self.bench.windows, wanted)
            if lowest is not None:
                self.exchange.prove(index, lowest, _NAME)
            if not self.exchange.is_proved(index):
                refusal = self._level(index, turn.part(level_share(index, len(self.wanted))))
                if refusal is not None:
                    return refusal
            if self.is_set() or self.exchange.best is None:
                break
        return self.verdict()

    def _level(self, index: int, time: Part) -> Verdict | None:
        """Minimise one level; return a verdict if all ends with it."""
        for effort in self._efforts():
            is_first = effort is Effort.PROVE and self.exchange.best is not None
            part = time.part(_PROOF_SHARE if is_first else 1.0)
            while not (part.is_spent() or self.is_set() or self.exchange.is_proved(index)):
                step = self._prepared(index, effort, part)
                if step is None:
                    return None
                answer = step.run(part)
                time.spend(answer.work)
                part.spend(answer.work)
                if not answer.values and answer.status != "UNKNOWN":
                    return step.refused(answer)
                if answer.status == "OPTIMAL":
                    return None  # proved, or all that can be had in the windows of the model
                if not step.is_overtaken:
                    break
        return None

    def _efforts(self) -> tuple[Effort, ...]:
        """Return what to try: no proof is in sight for a large problem."""
        if self.exchange.best is not None and self.problem.num_operations > _PROVABLE_OPERATIONS:
            return (Effort.IMPROVE,)
        return (Effort.PROVE, Effort.IMPROVE)

    def _prepared(self, index: int, effort: Effort, time: Part) -> _Run | None:
        """Return the next run, ``None`` if there is no time to build its model."""
        best = self.exchange.best
        values: Values = ()
        if best is not None:
            values = self.exchange.measure(best)
            self.bench.place(best, values, until=time.until)
        model = self.bench.model(index, until=time.until)
        return None if model is None else _Run(self, index, model, effort, values)


class _Run:
    """One call of the solver."""

    def __init__(
        self, engine: _Engine, index: int, model: ScheduleModel, effort: Effort, values: Values
    ) -> None:
        self.engine, self.exchange, self.index = engine, engine.exchange, index
        self.model, self.effort = model, effort
        self.above, self.value = values[:index], values[index] if values else None
        self.is_exact = engine.bench.is_exact
        self.is_overtaken = False
        self._begun = monotonic()
        self._version = self.exchange.version
        self._bound: int | None = None

    def run(self, time: Part) -> Answer:
        """Solve, and hand over all that is found and proved on the way."""
        engine = self.engine
        seconds = time.until - monotonic()
        budget = Budget(self.effort, engine.workers, engine.turn.seed, seconds, time.limit)
        is_timed = time.is_timed

        def is_enough(news: News) -> bool:
            if is_timed:  # otherwise what is found meanwhile depends on the clock
                self._hear(news)
            return engine.is_set() or self.is_overtaken or self.exchange.is_proved(self.index)

        answer = watched(self.model.model, budget, is_enough)
        if answer.values:
            self._offer(answer.values, answer.objective)
        if answer.bound is not None:
            self._prove(answer.bound)
        return answer

    def refused(self, answer: Answer) -> Verdict:
        """Return the verdict where there is neither a plan nor time left to find one."""
        if answer.status == "MODEL_INVALID":
            fact = f"CP-SAT refuses the model: {self.model.model.validate()}"
            return Verdict(Status.REJECTED, (fact,))
        if self.exchange.best is not None:
            fact = f"CP-SAT says {answer.status}, but a checked plan exists"
            raise SolverFault((fact,))
        return Verdict(Status.INFEASIBLE)

    def _hear(self, news: News) -> None:
        values = news.take()
        if values is not None:
            self._offer(values)
        if news.bound is not None:
            self._prove(news.bound)
        if self.exchange.version != self._version:
            self.is_overtaken = self._is_behind(self.exchange.values)

    def _is_behind(self, values: Values) -> bool:
        """Tell whether the best plan is too far ahead of what this run works on."""
        settled = min(_SETTLED_SECONDS, _SETTLED_BUILDS * self.engine.bench.build_seconds)
        if monotonic() - self._begun < settled:
            return False
        if self.value is None or values[: self.index] != self.above:
            return True
        return self.value - values[self.index] > _OVERTAKEN * abs(self.value)

    def _offer(self, values: list[int], reported: int | None = None) -> None:
        if self.engine.is_left:
            return
        schedule = extract(self.engine.problem, self.model, values)
        found = self.exchange.measure(schedule)
        if reported is not None and found[self.index] > reported:
            name = self.engine.wanted[self.index]
            fact = f"CP-SAT reports {name} {reported}, but the plan has {found[self.index]}"
            raise SolverFault((fact,))
        self.exchange.offer(schedule, _NAME, found)
        if found[: self.index] == self.above:
            value = found[self.index]
            self.value = value if self.value is None else min(value, self.value)

    def _prove(self, bound: int) -> None:
        if self.engine.is_left or not self.is_exact or bound == self._bound:
            return
        self._bound = bound
        values = self.exchange.values
        pairs = zip(values[: self.index], self.above, strict=False)
        if values and all(now <= then for now, then in pairs) and bound > values[self.index]:
            name = self.engine.wanted[self.index]
            fact = f"CP-SAT proves {name} {bound}, but a plan has {values[self.index]}"
            raise SolverFault((fact,))
        self.exchange.prove(self.index, bound, _NAME, given=self.above)
