"""Run searches side by side on one problem until all is proved or the time is over."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import cached_property
from threading import Lock, Thread, get_ident
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple

from models.errors import SchedulingError
from solvers.portfolio.compiling import begin, compiled, is_ready
from solvers.portfolio.exchange import EFFORT_PER_SECOND, Turn
from solvers.portfolio.searches import SEARCHES, local_search
from solvers.portfolio.table import LOCAL_SEARCH, MORE, Lane, Step, lanes_for

if TYPE_CHECKING:
    from models.problem import Problem
    from solvers.portfolio.exchange import Exchange

__all__ = ["search"]

_POLL_SECONDS = 0.05

_PATIENCE = 1.2
"""Seconds beyond the end of its time after which a search is left behind."""

_BRIEF_PATIENCE = 0.8
"""The same where somebody waits: stopped, or all is proved."""

_LATE_SECONDS = 0.5
"""What the last step may take beyond the end where a search came back late."""

_FIRST_ROUND = 1.0
"""Seconds of the first turn of each lane where lanes take turns."""

_LAST = Step("just-in-time")
"""What every solve ends with."""

_log = logging.getLogger(__name__)


def search(problem: Problem, exchange: Exchange) -> None:
    """Improve the first plan of an exchange by the searches that fit the problem.

    Each lane of the table has a thread. With one worker lanes take turns; with a deterministic
    limit each search runs once, one after the other.
    """
    portfolio = _Portfolio(problem, exchange)
    try:
        portfolio.run()
    finally:
        exchange.end()


class _Slot(NamedTuple):
    """When a step runs."""

    seed: int
    until: float
    rest: Lane = ()
    """What comes after it in its lane: it may run while kernels compile."""
    stands_in_for: str = ""
    """Name of the search that compiles meanwhile."""


@dataclass(frozen=True)
class _StandIn(Turn):
    """A turn that ends when another search is compiled."""

    awaited: str = ""

    def is_over(self) -> bool:
        """Tell whether the search has to return."""
        return is_ready(self.awaited) or super().is_over()


class _Portfolio:
    def __init__(self, problem: Problem, exchange: Exchange) -> None:
        self.problem = problem
        self.exchange = exchange
        self.options = exchange.options
        self.is_timed = self.options.deterministic_limit is None
        self._lock = Lock()
        self._failed: set[str] = set()
        self._works_at: dict[int | None, str] = {}
        """Search that each thread runs, or ran last."""

    def run(self) -> None:
        """Run all lanes, then what comes last."""
        lanes = list(lanes_for(self.problem, self.exchange.wanted))
        reserve = self._reserve()
        until = self.exchange.deadline - reserve
        if not self.is_timed:
            self._run_efforts(lanes)
        elif self.options.workers == 1:
            self._run_rounds(lanes, until)
        else:
            self._run_threads([*lanes, *[MORE] * (self.options.workers - 2)], until)
        if not self.exchange.is_ended():
            latest = max(self.exchange.deadline, monotonic() + min(reserve, _LATE_SECONDS))
            self._run_step(_LAST, _Slot(self.options.seed, latest))

    def _run_efforts(self, lanes: list[Lane]) -> None:
        """Run one search after the other, each with its part of the deterministic limit."""
        for number, lane in reversed(list(enumerate(lanes))):
            for step in lane:  # what proves comes last, with the best plan for a hint
                if step.effort and self._is_open():
                    slot = _Slot(self.options.seed + number, self.exchange.deadline)
                    self._run_step(step, slot)

    def _run_rounds(self, lanes: list[Lane], until: float) -> None:
        """Let lanes take turns, each twice as long as the last: nobody keeps the others waiting."""
        seconds, seed = _FIRST_ROUND, self.options.seed
        while self._is_open() and monotonic() < until:
            for lane in lanes:
                steps = tuple(step for step in lane if step.delay < seconds)
                now_until = min(until, monotonic() + seconds)
                self._run_lane(tuple(step._replace(delay=0.0) for step in steps), seed, now_until)
                seed += 1
            seconds *= 2

    def _reserve(self) -> float:
        """Return the seconds that the last step and the last check will take."""
        return min(
            0.2 * self.options.time_limit,
            1.5 * self.exchange.check_seconds + 1e-4 * self.problem.num_operations,
        )

    def _run_threads(self, lanes: list[Lane], until: float) -> None:
        """Run each lane in a thread, and leave signals to this one."""
        threads = [
            Thread(
                target=self._run_lane, args=(lane, self.options.seed + number, until), daemon=True
            )
            for number, lane in enumerate(lanes)
        ]
        for thread in threads:
            thread.start()
        try:
            self._wait_for(threads, until + _PATIENCE)
        except BaseException:  # of a signal handler: the caller does not wait any more
            self.exchange.end()
            raise

    def _wait_for(self, threads: list[Thread], give_up: float) -> None:
        """Wait until all have come back; leave behind who does not, without telling the others.

        Each knows itself when its time is over; the last step has its own time afterwards.
        """
        is_told = False
        while late := [thread for thread in threads if thread.is_alive()]:
            now = monotonic()
            if now > give_up:
                names = sorted({self._works_at.get(row.ident, "a search") for row in late})
                fact = "not waiting for %s to end: the plan is good without what it does now"
                _log.warning(fact, " and ".join(names))
                return
            if not is_told and self.exchange.is_ended():
                is_told, give_up = True, min(give_up, now + _BRIEF_PATIENCE)
            for thread in late:
                thread.join(_POLL_SECONDS)

    def _run_lane(self, lane: Lane, seed: int, until: float) -> None:
        for number, step in enumerate(lane):
            if not self._is_open() or monotonic() > until:
                return
            if step.delay and self.exchange.wait(step.delay):
                return
            self._run_step(step, _Slot(seed, until, rest=lane[number + 1 :]))

    def _is_open(self) -> bool:
        return not self.exchange.is_over()

    def _run_step(self, step: Step, slot: _Slot) -> None:
        """Run a search if it fits; a fault of it costs the solve this search, not the plan."""
        name = step.search
        try:
            name = self._name(step)
            if name and name not in self._failed:
                self._run_search(name, step, slot)
        except SchedulingError as fault:
            if self.exchange.blame(name, fault):
                self._failed.add(name)
        except Exception as fault:  # noqa: BLE001 - the plan is worth more than any one search
            _log.exception("%s failed", name)
            self._failed.add(name)
            self.exchange.distrust(name)
            # it may have been the code on disk: the next plan compiles it again
            is_compiled = name in SEARCHES and SEARCHES[name].is_compiled
            if is_compiled and not isinstance(fault, MemoryError):
                from solvers.search.jit import forget_compiled  # here: Numba loads slowly

                _log.warning("compiled code in %s was thrown away", forget_compiled())

    def _run_search(self, name: str, step: Step, slot: _Slot) -> None:
        self._works_at[get_ident()] = name
        engine = SEARCHES[name].load()
        if not engine.applies(self.problem, self.exchange.wanted):
            return
        if SEARCHES[name].is_compiled and self.is_timed:
            self._compile(name, slot)
            if not is_ready(name):
                return
            self._works_at[get_ident()] = name  # what stood in for it has ended
        engine.run(self.problem, self._turn(step, slot))

    def _compile(self, name: str, slot: _Slot) -> None:
        """Have a search compiled; let what comes after it in its lane work meanwhile."""
        if self.exchange.is_ended():
            return
        if begin(name):
            self.exchange.announce(f"compiling the search {name}, once per installation")
        at_once = SEARCHES[name].at_once
        steps = (Step(at_once), *slot.rest) if at_once else slot.rest
        for step in steps:
            if is_ready(name) or not self._is_open() or monotonic() > slot.until:
                return
            other = self._name(step)
            if other and (not SEARCHES[other].is_compiled or is_ready(other)):
                stand_in = slot._replace(rest=(), stands_in_for=name)
                self._run_step(step._replace(share=1.0), stand_in)
        compiled(name, lambda: self.exchange.is_over() or monotonic() > slot.until)

    def _name(self, step: Step) -> str:
        return self._local if step.search == LOCAL_SEARCH else step.search

    @property
    def _local(self) -> str:
        with self._lock:  # both lanes may ask at once
            return self._found_local

    @cached_property
    def _found_local(self) -> str:
        return local_search(self.problem, self.exchange.wanted)

    def _turn(self, step: Step, slot: _Slot) -> Turn:
        now, limit = monotonic(), self.options.deterministic_limit
        if limit is not None:
            effort = int(EFFORT_PER_SECOND * limit * step.effort)
            return Turn(self.exchange, slot.until, slot.seed, effort)
        until = now + step.share * (slot.until - now)
        if slot.stands_in_for:
            return _StandIn(self.exchange, until, slot.seed, awaited=slot.stands_in_for)
        return Turn(self.exchange, until, slot.seed)
