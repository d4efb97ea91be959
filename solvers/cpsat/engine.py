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
from solvers.cpsat.floors import floors
from solvers.cpsat.run import Budget, Effort, watched
from solvers.cpsat.shares import level_share, whole
from solvers.cpsat.workbench import Workbench
from solvers.portfolio.proofs import Proof
from solvers.watchdog import within

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
"""Part of a level's time for a proof where no other search improves the plan."""

_PROVABLE_OPERATIONS = 300
"""Beyond this many no proof was ever seen."""

_OVERTAKEN = 0.01
"""Others are far ahead if their plan is better by this part of a level's value."""

_SETTLED_SECONDS = 2.0
_SETTLED_BUILDS = 5.0
"""A run is left alone at first: as long as to build its model so many times. Then it begins again
if others are far ahead; if they are ahead at all, after twice as long with each time it did. So
most of the time goes into the longest run, and a proof begins from the best plan: of plants of 50
to 80 operations CP-SAT proves flow cost within 1 to 7 CPU seconds from the best plan, and not in
20 from one that is 5 % worse."""

_SPENT_SHARE = 0.5
"""A run that ends by itself with more than this part of its time left will not do better."""

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
        self.restarts = [0] * len(self.wanted)
        """How often a run of each level was overtaken."""
        self._ended: dict[int, int] = {}
        """Of levels that were searched to the end: the version of the plan that was best then."""

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
        for index, lowest in floors(self.problem, self.bench.windows, self.wanted):
            self.exchange.prove(index, lowest, _NAME)
        return self._go_through(whole(self.turn))

    def _go_through(self, time: Part) -> Verdict:
        """Go through the levels, again and again while one is open."""
        is_searched = True
        while is_searched and not (self.is_set() or time.is_spent()):
            is_searched = False
            for index in range(len(self.wanted)):
                if not self._is_worth_it(index):
                    continue
                is_searched = True
                part = time.part(level_share(self._worth_it_from(index)))
                refusal = self._level(index, part)
                time.spend(part.spent)
                if refusal is not None:
                    return refusal
                if self.is_set() or self.exchange.best is None:
                    return self.verdict()
        return self.verdict()

    def _is_worth_it(self, index: int) -> bool:
        """Tell whether a level is open, and was not searched to the end from this plan."""
        is_over = self._ended.get(index) == self.exchange.version
        return not (is_over or self.exchange.is_proved(index))

    def _worth_it_from(self, first: int) -> list[int]:
        return [index for index in range(first, len(self.wanted)) if self._is_worth_it(index)]

    def _level(self, index: int, time: Part) -> Verdict | None:
        """Minimise one level; return a verdict if all ends with it."""
        efforts = self._efforts()
        for effort in efforts:
            is_first = effort is Effort.PROVE and len(efforts) > 1
            part = time.part(_PROOF_SHARE if is_first else 1.0)
            refusal = self._runs(index, effort, part)
            time.spend(part.spent)
            if refusal is not None or index in self._ended:
                return refusal
        return None

    def _runs(self, index: int, effort: Effort, time: Part) -> Verdict | None:
        """Run until a level is proved or the time is over, again whenever others are ahead."""
        self._ended.pop(index, None)
        while not (time.is_spent() or self.is_set() or self.exchange.is_proved(index)):
            step, before = self._prepared(index, effort, time), time.left
            if step is None:
                self._ended[index] = self.exchange.version
                return None
            answer = step.run(time)
            time.spend(answer.work)
            if not answer.values and answer.status != "UNKNOWN":
                return step.refused(answer)
            is_idle = not step.is_overtaken and time.left > _SPENT_SHARE * before
            if is_idle or answer.status == "OPTIMAL":  # all that can be had in these windows
                self._ended[index] = self.exchange.version
                return None
            if not step.is_overtaken:
                return None
            self.restarts[index] += 1
        return None

    def _efforts(self) -> tuple[Effort, ...]:
        """Return what to try: no proof is in sight for a large problem.

        While the clock counts, others improve the plan beside or in turns with this search.
        """
        if self.exchange.best is None:
            return (Effort.PROVE,)
        if self.problem.num_operations > _PROVABLE_OPERATIONS:
            return (Effort.IMPROVE,)
        is_timed = self.turn.effort is None
        return (Effort.PROVE,) if is_timed else (Effort.PROVE, Effort.IMPROVE)

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
        budget = Budget(self.effort, engine.workers, engine.turn.seed, seconds, time.work)
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
        """Tell whether to begin again from the best plan."""
        seconds = monotonic() - self._begun
        settled = min(_SETTLED_SECONDS, _SETTLED_BUILDS * self.engine.bench.build_seconds)
        if seconds < settled:
            return False
        if self.value is None or values[: self.index] != self.above:
            return True
        behind = self.value - values[self.index]
        is_far = behind > _OVERTAKEN * abs(self.value)
        return is_far or (behind > 0 and seconds > settled * 2 ** self.engine.restarts[self.index])

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
        if self.value is not None and found[: self.index] == self.above:
            self.value = min(found[self.index], self.value)

    def _prove(self, bound: int) -> None:
        if self.engine.is_left or not self.is_exact or bound == self._bound:
            return
        self._bound = bound
        values = self.exchange.values
        if Proof(self.index, bound, _NAME, self.above).is_refuted_by(values):
            name = self.engine.wanted[self.index]
            fact = f"CP-SAT proves {name} {bound}, but a plan has {values[self.index]}"
            raise SolverFault((fact,))
        self.exchange.prove(self.index, bound, _NAME, given=self.above)
