"""Local search over lists of operations, for every rule: whatever has a plan can be searched.

A list is changed and decoded; the plan keeps all rules because the decoder does. Slower than
searches that know what a change touches, so it is for problems that those cannot represent.
"""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

import numpy as np

from solvers.search.decoder_facts import INFO
from solvers.search.decoder_plan import Decoder, schedule_of
from solvers.search.dice import dice_of
from solvers.search.listing_moves import draft_of
from solvers.search.listing_order import start_order
from solvers.search.listing_search import (
    IDLE,
    IS_BETTER,
    PLACED,
    STEPS,
    search_general,
    search_plain,
    walk_of,
)
from solvers.search.listing_value import worth_of

if TYPE_CHECKING:
    from models.level import Level
    from models.problem import Problem
    from models.schedule import Schedule
    from solvers.portfolio.exchange import Turn
    from solvers.search.listing_moves import Draft

__all__ = ["applies", "run"]

_NAME = "list search"

_MOST_OPERATIONS = 50_000
"""Above, a single list takes longer to decode than a search may take between two looks."""

_CHUNK = 50_000
"""Operations placed between two looks at the turn: at first, and always with an effort."""

_SHORT, _LONG = 0.05, 0.15
"""Seconds between two looks otherwise."""

_MEMORY = 200
"""For how many steps a value is remembered at first; twice as many after each restart."""

_MOST_MEMORY = 20_000

_PATIENCE = 40
"""A search ends after so many steps without a better plan for each it remembers, and begins
again at the best."""


def applies(problem: Problem, levels: tuple[Level, ...]) -> bool:
    """Tell whether there is something to search: any problem but a trivial or a huge one."""
    return bool(levels) and 1 < problem.num_operations <= _MOST_OPERATIONS


def run(problem: Problem, turn: Turn) -> None:
    """Search until the turn is over; better plans go to its exchange.

    Parameters
    ----------
    problem
        One with a plan in the exchange; without one, the search returns at once.
    """
    best = turn.exchange.best
    if best is not None:
        _Searcher(problem, turn).run(best)


class _Searcher:
    """A walk from list to list, and what the search still may do."""

    def __init__(self, problem: Problem, turn: Turn) -> None:
        self.problem, self.turn = problem, turn
        self.decoder = Decoder(problem)
        self.worth = worth_of(problem, turn.exchange.wanted)
        self.dice = dice_of(turn.seed)
        self.left = turn.effort
        self.chunk = _CHUNK
        self.memory = _MEMORY

    def run(self, best: Schedule) -> None:
        """Search from a plan until the turn is over."""
        draft = self._draft(best)
        while not self._is_over():
            version, exchange = self._walk(draft), self.turn.exchange
            is_others = exchange.version != version
            self.memory = _MEMORY if is_others else min(2 * self.memory, _MOST_MEMORY)
            draft = self._draft(exchange.best or best)

    def _draft(self, plan: Schedule) -> Draft:
        return draft_of(self.problem, start_order(self.problem, plan), plan.mode)

    def _walk(self, draft: Draft) -> int:
        """Change a list until nothing better is found; return what version the exchange had."""
        exchange = self.turn.exchange
        sizes = (len(exchange.wanted), self.problem.num_demands, self.memory)
        walk = walk_of(self.decoder.facts, self.decoder.start, sizes, self.dice)
        search = search_plain if self.decoder.is_plain else search_general
        version = exchange.version
        while walk.tally[IDLE] < _PATIENCE * self.memory and not self._is_over():
            before, begun = int(walk.tally[PLACED]), monotonic()
            work = self.chunk if self.left is None else min(self.chunk, self.left)
            search(self.worth, self.decoder.facts.words, draft, walk, work)
            self._count(int(walk.tally[PLACED]) - before, monotonic() - begun)
            if walk.tally[IDLE] == walk.tally[STEPS]:
                draft.listing.mode[:] = -1  # no plan yet: the start cannot be decoded as it is
            if walk.tally[IS_BETTER]:
                walk.tally[IS_BETTER] = 0
                own = self._offer(walk.plan, tuple(walk.best.tolist()))
                version = exchange.version if own else version
            if exchange.version != version and walk.tally[IDLE] > self.memory:
                break
        return version

    def _offer(
        self, plan: np.ndarray[tuple[int], np.dtype[np.int64]], values: tuple[int, ...]
    ) -> bool:
        exchange = self.turn.exchange
        if exchange.values and values >= exchange.values:
            return False
        memory = np.concatenate((np.zeros(INFO, dtype=np.int64), plan))
        return exchange.offer(schedule_of(self.problem, memory), _NAME, values)

    def _count(self, done: int, seconds: float) -> None:
        if self.left is not None:
            self.left -= done
        elif seconds > _LONG:
            self.chunk = max(1, self.chunk // 2)
        elif seconds < _SHORT:
            self.chunk *= 2

    def _is_over(self) -> bool:
        return (self.left is not None and self.left <= 0) or self.turn.is_over()
