"""What the searches of one solve share: the best plan, what is proved, when to stop.

Searches run in threads: kernels and CP-SAT work without the interpreter lock, so two of them keep
two cores busy, and a plan is shared by handing over a reference.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from threading import Event, RLock
from time import monotonic
from typing import TYPE_CHECKING

from models.level_scale import measured
from models.measures import level_results, levels
from models.problem_verify import check_schedule
from models.schedule import Found, LevelResult, Status
from solvers.options import ProgressEvent
from solvers.portfolio.herald import Herald
from solvers.portfolio.proofs import Proof, Proofs

if TYPE_CHECKING:
    from models.errors import SchedulingError
    from models.level import Level
    from models.problem import Problem
    from models.schedule import Schedule
    from solvers.options import SolveOptions

    Values = tuple[int, ...]

__all__ = ["EFFORT_PER_SECOND", "Exchange", "Turn"]

EFFORT_PER_SECOND = 1_000_000
"""Effort of a `Turn` that stands for a second of one core, or a deterministic second of CP-SAT."""

_CHECK_SHARE = 0.05
"""Part of the time that goes into checking plans before the last one."""

_MOST_HISTORY = 300

_POLL_SECONDS = 0.05

_COUNTED = ("demands", "operations")
"""Units without fractions."""

_log = logging.getLogger(__name__)


class Exchange:
    """The best plan so far and the bounds of its levels; every method may be called by any thread.

    Parameters
    ----------
    problem
        What is planned.
    options
        Levels resolved; limits, progress and stop.
    started
        Moment of the monotonic clock the solve began.
    outer
        Turn of the solve that this one is a part of: when that is over, so is this.

    Attributes
    ----------
    wanted : tuple of Level
        What is minimised, most important first.
    faults : tuple of str
        What the last plan that was refused breaks, empty if none was.
    """

    def __init__(
        self, problem: Problem, options: SolveOptions, started: float, *, outer: Turn | None = None
    ) -> None:
        self.problem = problem
        self.outer = outer
        self.options = options
        self.started = started
        self.wanted: tuple[Level, ...] = options.levels
        self.deadline = started + options.time_limit
        self._lock = RLock()
        self._checked: Schedule | None = None
        self._checked_values: Values = ()
        self._front: Schedule | None = None
        self._front_values: Values = ()
        self._proofs = Proofs(len(self.wanted))
        self._liars: set[str] = set()
        self._herald = Herald(options.progress)
        self.faults: tuple[str, ...] = ()
        self._check_seconds = 0.0
        self._longest_check = 0.0
        self._next_check = 0.0
        self._version = 0
        self._history: list[Found] = []
        self._done = Event()

    @property
    def version(self) -> int:
        """Return a number that grows with every better plan: a cheap question for searches."""
        return self._version

    @property
    def best(self) -> Schedule | None:
        """Return the best plan anybody offered, checked or not; ``None`` before the first."""
        return self._front

    @property
    def values(self) -> Values:
        """Return the levels of `best`, empty before the first plan."""
        return self._front_values

    def is_over(self) -> bool:
        """Tell whether searching has to end: stopped, out of time, or all is proved."""
        return self.is_ended() or monotonic() > self.deadline

    def is_ended(self) -> bool:
        """Tell whether nothing is wanted any more, whatever the time: stopped, or all is proved."""
        is_unwanted = self.outer is not None and self.outer.is_over()
        return self._done.is_set() or self.options.stop.is_set() or is_unwanted

    def end(self) -> None:
        """Let every search end."""
        self._done.set()

    def wait(self, seconds: float) -> bool:
        """Wait for the end, so long at most; tell whether it has come."""
        until = monotonic() + seconds
        while not self.is_over():  # a stop from outside does not wake us up
            left = until - monotonic()
            if left <= 0:
                return False
            self._done.wait(min(left, _POLL_SECONDS))
        return True

    @property
    def check_seconds(self) -> float:
        """Return how long the longest check of a plan took."""
        return self._longest_check

    def measure(self, schedule: Schedule) -> Values:
        """Return the levels of a schedule, to be compared with `values`."""
        return levels(self.problem, schedule, self.wanted)

    def announce(self, stage: str) -> None:
        """Tell who listens what begins now."""
        self._herald.note(ProgressEvent(monotonic() - self.started, stage))
        self._herald.tell()

    def offer(self, schedule: Schedule, who: str, values: Values | None = None) -> bool:
        """Hand in a plan; tell whether it is the best so far.

        Parameters
        ----------
        schedule
            Status and levels do not matter; never change its arrays afterwards.
        who
            Name of the search, as reports show it.
        values
            Its levels if they are known, recomputed otherwise.
        """
        found = self.measure(schedule) if values is None else values
        with self._lock:
            is_best = self._take(schedule, who, found)
        self._herald.tell()
        return is_best

    def _take(self, schedule: Schedule, who: str, found: Values) -> bool:
        if self._front is not None and found >= self._front_values:
            return False
        self._front = replace(schedule, status=Status.FEASIBLE, provenance=who)
        self._front_values = found
        self._version += 1
        self._history.append(Found(monotonic() - self.started, who, found))
        is_due = self._checked is None or monotonic() >= self._next_check
        if (is_due or not self.is_trusted(who)) and not self._check():
            return False
        self._hold_against_proofs()
        if self._front_values != found:
            return False
        for index in range(len(self.wanted)):
            self._note(who, index)
        return True

    def prove(self, index: int, bound: int, who: str, given: Values = ()) -> None:
        """Hand in a proved lower limit of a level; the arguments are those of a `Proof`."""
        with self._lock:
            if not self.is_trusted(who):
                return
            before = self.bound(index)
            self._proofs.add(Proof(index, bound, who, given))
            self._hold_against_proofs()
            if self.bound(index) != before:
                self._note(who, index)
        self._herald.tell()

    def distrust(self, who: str) -> None:
        """Believe a search no longer: it contradicted a good plan, or offered one that is not.

        What it proved is forgotten, and what it will prove; its plans are all checked at once.

        Parameters
        ----------
        who
            How its name begins.
        """
        with self._lock:
            self._liars.add(who)
            self._proofs.forget(who)

    def is_trusted(self, who: str) -> bool:
        """Tell whether a search was never wrong."""
        with self._lock:
            return not any(who.startswith(liar) for liar in self._liars)

    def blame(self, who: str, fault: SchedulingError) -> bool:
        """Distrust a search that says there can be no such plan as the best; tell whether it errs.

        If that plan breaks a rule, or there is none, the search may have been right.
        """
        if not self.confirm():
            return False
        _log.error("%s contradicts a checked plan: %s", who, fault)
        self.distrust(who)
        return True

    def confirm(self) -> bool:
        """Check the best plan if nobody did; tell whether there is one that keeps all rules."""
        with self._lock:
            return self._front is not None and (self._front is self._checked or self._check())

    def bound(self, index: int) -> int | None:
        """Return the best proved limit of a level, given the levels above of the best plan."""
        with self._lock:
            return self._proofs.bound(self._front_values, index)

    def is_proved(self, index: int) -> bool:
        """Tell whether the best plan cannot be better in a level, those above as they are."""
        with self._lock:
            bound, values = self.bound(index), self._front_values
            return bound is not None and bool(values) and bound >= values[index]

    def first_open(self) -> int:
        """Return the first level that is not proved; the number of levels if all are."""
        with self._lock:
            indices = range(len(self.wanted))
            return next((i for i in indices if not self.is_proved(i)), len(self.wanted))

    def close(self) -> Schedule | None:
        """End all searches; return the best plan that keeps all rules, with levels and bounds.

        Nothing is told any more.
        """
        self.end()
        self._herald.end()
        with self._lock:
            if self._front is not self._checked:
                self._check()
            if self._checked is None:
                return None
            results = tuple(
                LevelResult(level.objective, level.value, self.bound(index))
                for index, level in enumerate(
                    level_results(self.problem, self._checked, self.wanted)
                )
            )
            is_optimal = self.first_open() == len(self.wanted)
            status = Status.OPTIMAL if is_optimal else Status.FEASIBLE
            return replace(
                self._checked, status=status, levels=results, history=tuple(self._thinned())
            )

    def _thinned(self) -> list[Found]:
        """Return who found what, with gaps where that happened too often to be shown."""
        step = 1 + len(self._history) // _MOST_HISTORY
        return [*self._history[:-1:step], *self._history[-1:]]

    def _check(self) -> bool:
        """Check the front against every rule; fall back to the last good plan if it breaks one."""
        front = self._front
        if front is None:
            return False
        begun = monotonic()
        faults = check_schedule(self.problem, front)
        if self.measure(front) != self._front_values:
            faults.append(f"has levels {self.measure(front)}, not {self._front_values}")
        now = monotonic()
        self._check_seconds += now - begun
        self._longest_check = max(self._longest_check, now - begun)
        self._next_check = max(now, self.started + self._check_seconds / _CHECK_SHARE)
        if not faults:
            self._checked, self._checked_values = front, self._front_values
            return True
        self.faults = tuple(faults)
        # a fault of ours: the planner keeps a good plan, tests and logs hear of it
        _log.error("%s offered a plan that breaks rules: %s", front.provenance, "; ".join(faults))
        self.distrust(front.provenance)
        self._front, self._front_values = self._checked, self._checked_values
        self._history = [row for row in self._history if row.values >= self._front_values]
        self._version += 1
        return False

    def _hold_against_proofs(self) -> None:
        """Drop proofs that a good plan contradicts; end the solve if all of it is proved."""
        if self._proofs.refuted(self._front_values):
            self.confirm()
        for proof in self._proofs.refuted(self._checked_values):
            name, value = self.wanted[proof.index], self._checked_values[proof.index]
            fact = "%s proves %s of at least %d, but a checked plan has %d"
            _log.error(fact, proof.who, name, proof.bound, value)
            self.distrust(proof.who)
        while self._front is not None and self.first_open() == len(self.wanted):
            if self.confirm():
                self._done.set()
                return

    def _note(self, who: str, index: int) -> None:
        value = self._front_values[index] if self._front_values else None
        level, bound = self.wanted[index], self.bound(index)
        text = "no plan yet" if value is None else self._text(level, value)
        if bound is not None and bound != value:
            text += f", at least {self._text(level, bound)}"
        seconds = monotonic() - self.started
        self._herald.note(ProgressEvent(seconds, who, level, value, bound, text))

    def _text(self, level: Level, value: int) -> str:
        amount, unit = measured(self.problem, level, value)
        return (
            f"{amount:,.10g} {unit}".rstrip()
            if unit in _COUNTED
            else f"{amount:,.2f} {unit}".rstrip()
        )


@dataclass(frozen=True, slots=True)
class Turn:
    """What one search may use.

    Parameters
    ----------
    exchange
        Where plans come from and go to.
    until
        Moment of the monotonic clock at which it must have returned, give or take half a second.
    seed
        Same problem, plan, seed and effort: same result, if nobody else searches meanwhile.
    effort
        How much to do instead of how long: a search counts about one per operation that it places
        or moves, `EFFORT_PER_SECOND` in about a second of one core. ``None``: as long as `until`.
    """

    exchange: Exchange
    until: float
    seed: int = 0
    effort: int | None = None

    def is_over(self) -> bool:
        """Tell whether the search has to return; ask several times a second."""
        if self.effort is not None:
            return self.exchange.is_over()
        return self.exchange.is_ended() or monotonic() > self.until
