"""Search for short plans of flexible job shops: tabu searches from plans between good plans.

Every search begins at a plan that a rule makes or that lies between two of the best, and ends when
it finds nothing for a while; what it found joins the best (compare Gonzalez, Vela and Varela 2015,
"Scatter search with path relinking for the flexible job shop scheduling problem", European Journal
of Operational Research 245, doi:10.1016/j.ejor.2015.02.052).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.level import Objective
from solvers.search.disjunctive import disjunctive_of, level_value, schedule_of, starts_of
from solvers.search.flexible_bound import chains_of, length_bound
from solvers.search.flexible_moves import NEVER
from solvers.search.flexible_start import Sketch, blend, dispatch_order, ordered
from solvers.search.flexible_state import load, new_plan
from solvers.search.flexible_tabu import begin, new_hunt, search

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.level import Level
    from models.problem import Problem
    from solvers.portfolio.exchange import Turn

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]

__all__ = ["applies", "run"]

_NAME = "flexible tabu search"

_MOST_OPERATIONS = 20_000
"""Above, a plan by a rule takes more than half a second that nothing interrupts, and a second has
time for less than some thousand steps."""

_NUM_ELITES = 12
"""Plans between which others are looked for."""

_PATIENCE = 1_500
"""Steps without a better plan after which a search ends."""

_MOST_FAILURES = 300
"""Searches without a shorter plan after which the plans between which they begin are given up."""

_CHUNK = 100_000
"""Work between two looks at the turn; some 50 ms."""

_RULES = ((1, 1), (1, 0), (1, 3), (0, 1))
"""Weights of when an operation can end and of the chain it begins, in the rules tried first."""

_FAR = 2**40


def applies(problem: Problem, levels: Sequence[Level]) -> bool:
    """Tell whether `run` can search for plans of a problem.

    Parameters
    ----------
    levels
        Resolved, most important first.
    """
    if not levels or problem.num_operations > _MOST_OPERATIONS:
        return False
    if not levels[0].objectives <= {Objective.MAKESPAN, Objective.MAX_LATENESS}:
        return False
    shop = disjunctive_of(problem, levels[0])
    return shop is not None and bool((shop.mode_last - shop.mode_first > 1).any())


def run(problem: Problem, turn: Turn) -> None:
    """Search until the turn is over; plans and a bound of the first level go to its exchange.

    Parameters
    ----------
    problem
        One to which this `applies`, with the levels of the exchange.
    """
    _Searcher(problem, turn).run()


class _Searcher:
    """One search: what it knows, and what it still may do."""

    def __init__(self, problem: Problem, turn: Turn) -> None:
        shop = disjunctive_of(problem, turn.exchange.wanted[0])
        if shop is None:
            message = "expected a flexible job shop: ask `applies` first"
            raise ValueError(message)
        self.problem, self.turn, self.shop = problem, turn, shop
        self.plan = new_plan(shop, turn.seed)
        self.spare = new_plan(shop, turn.seed)
        self.hunt = new_hunt(shop.release.size, shop.mode_machine.size)
        self.chains = chains_of(shop)
        self.bound = length_bound(shop, self.chains)
        self.random = np.random.default_rng(turn.seed)
        self.elites: list[Sketch] = []
        self.best = NEVER
        self.failures = 0
        self.version = -1
        self.left = turn.effort

    def run(self) -> None:
        """Search until the turn is over or the plan as short as its bound."""
        self._prove()
        while not self._is_over():
            self._run_generation()

    def _run_generation(self) -> None:
        """Search from rules, then between what was found, until that leads nowhere."""
        self.elites.clear()
        self.failures = 0
        self._look_around()
        for number in range(_NUM_ELITES):
            if not self._is_over():
                self._start(number)
                self._search()
        while self.failures < _MOST_FAILURES and not self._is_over():
            self._look_around()
            if len(self.elites) > 1:
                self._start_between()
            else:
                self._start(_NUM_ELITES + self.failures)
            self._search()

    def _is_over(self) -> bool:
        is_spent = self.left is not None and self.left <= 0
        # what others proved counts too: levels below are for other searches
        is_proved = self.best <= self.bound or self.turn.exchange.is_proved(0)
        return is_spent or is_proved or self.turn.is_over()

    def _prove(self) -> None:
        exchange = self.turn.exchange
        value = level_value(self.problem, exchange.wanted[0], self.bound)
        if value is not None:  # else no plan ends before the calendar does: others tell so
            exchange.prove(0, value, "flexible bound")

    def _look_around(self) -> None:
        """Take over the best plan of all searches if it is another's."""
        exchange = self.turn.exchange
        if exchange.version == self.version:
            return
        self.version, best = exchange.version, exchange.best
        if best is not None and best.provenance != _NAME:
            self._load(best.mode, ordered(self.shop, starts_of(self.problem, best)))
            self._keep()

    def _load(self, mode: Ints, order: Ints) -> None:
        load(self.shop, self.plan, mode, order)
        begin(self.shop, self.plan, self.hunt)
        self._count(order.size)

    def _count(self, done: int) -> None:
        if self.left is not None:
            self.left -= done

    def _start(self, number: int) -> None:
        """Begin at the best plan there is, or where a rule leads, the later the more at random."""
        if number == 0 and self.elites:
            self._load(self.elites[0].mode, ordered(self.shop, self.elites[0].start))
            return
        mode, order = np.zeros_like(self.plan.mode), np.zeros_like(self.plan.order)
        end, chain = _RULES[number % len(_RULES)]
        noise = 1 + number // len(_RULES) * int(self.chains.duration.mean())
        rule = np.array([end, chain, noise], dtype=np.int64)
        ahead = np.maximum(self.chains.after, -_FAR) + self.chains.duration
        dispatch_order(self.shop, ahead, rule, self.plan.random, (mode, order))
        self._load(mode, order)

    def _start_between(self) -> None:
        """Begin between two of the best plans."""
        one, two = self.random.permutation(len(self.elites))[:2].tolist()
        share, seed = self.random.uniform(0.3, 0.7), int(self.random.integers(2**31))
        self._load(*blend(self.shop, (self.elites[one], self.elites[two]), share, seed))

    def _search(self) -> None:
        """Search from the loaded plan until nothing is found for a while; keep the best."""
        limits = np.array([_CHUNK, _PATIENCE, self.bound], dtype=np.int64)
        shortest = self.elites[0].length if self.elites else NEVER
        while not self._is_over():
            if self.left is not None:
                limits[0] = min(_CHUNK, self.left)
            done = search(self.shop, self.plan, self.hunt, limits)
            self._count(max(done, 1))
            if self.hunt.length[0] < self.best:
                self._offer()
            if self.hunt.length[0] <= self.bound or self.hunt.idle[0] >= _PATIENCE:
                break
        self.failures = 0 if self.hunt.length[0] < shortest else self.failures + 1
        self._keep()

    def _sketch(self) -> Sketch:
        """Return the best plan of the search."""
        hunt, spare = self.hunt, self.spare
        length = load(self.shop, spare, hunt.best_mode, hunt.best_order)
        return Sketch(length, spare.mode.copy(), spare.finish - spare.duration)

    def _offer(self) -> None:
        sketch = self._sketch()
        self.best = sketch.length
        schedule = schedule_of(self.problem, sketch.mode, sketch.start)
        if schedule is not None:
            self.turn.exchange.offer(schedule, _NAME)

    def _keep(self) -> None:
        """Let the best plan of the search join the elites, in the place of the worst."""
        found, elites = self._sketch(), self.elites
        if any(_are_alike(found, elite) for elite in elites):
            return
        if len(elites) == _NUM_ELITES:
            if found.length > elites[-1].length:
                return
            elites.pop()
        place = next((i for i, row in enumerate(elites) if row.length >= found.length), len(elites))
        elites.insert(place, found)


def _are_alike(one: Sketch, two: Sketch) -> bool:
    """Tell whether two plans are so close that one of them is enough."""
    return one.length == two.length and np.array_equal(one.mode, two.mode)
