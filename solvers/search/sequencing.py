"""The search for plants: simulated annealing over modes, lanes and sequences.

It represents everything of a problem but sessions, longest waits and crews for changeovers. Times
are as early as sequences allow, so what prefers to be late (stock) is left to a later pass.
"""

from __future__ import annotations

import math
from time import monotonic
from typing import TYPE_CHECKING

import numpy as np

from models.problem import Precedence
from models.schedule import Objective, Schedule, Status
from solvers.search.annealing import anneal
from solvers.search.cooling import Cooling
from solvers.search.dice import dice_of
from solvers.search.graph_cost import rates_of
from solvers.search.graph_net import DUE, is_narrow, net_of
from solvers.search.graph_state import (
    BROKEN,
    CHANGE,
    COST,
    END,
    MODE,
    START,
    load,
    new_state,
)
from solvers.search.score import score_of
from solvers.units import assign_units

if TYPE_CHECKING:
    from models.level import Level
    from models.problem import Problem
    from solvers.portfolio.exchange import Turn
    from solvers.search.graph_cost import Rates

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]

__all__ = ["applies", "run"]

_NAME = "sequencing"

_MOVABLE = frozenset(
    {
        Objective.TARDINESS,
        Objective.LATE,
        Objective.MAX_LATENESS,
        Objective.MAKESPAN,
        Objective.FLOW,
        Objective.SETUP,
        Objective.SETUP_COST,
    }
)
"""What sequences decide; a first level without any of it needs other moves."""

_CHUNK, _CHUNK_EACH = 1_000_000, 2_000
"""Operations timed again between two looks at the turn, roughly: at most, and for each there is."""

_OFFER_SECONDS = 0.3

_WINDOWS, _FEWEST_LATE = 5, 200
"""A step looks at one of so many parts of the late demands, but at so many at least."""

_MOST_HOLDS = 4.0
"""Lanes an operation may hold on average: with more, sequences of lanes say little."""

_MOST_LANES = 4
"""Lanes of all resources for each operation, beside some hundreds."""


def applies(problem: Problem, levels: tuple[Level, ...]) -> bool:
    """Tell whether the search can represent a problem, and improve its first level."""
    is_movable = bool(levels) and bool(levels[0].objectives & _MOVABLE)
    return is_movable and problem.num_operations > 1 and _is_representable(problem)


def _is_representable(problem: Problem) -> bool:
    setup = np.append(problem.resource_setup, -1)  # the last is for modes without a resource
    refused = (
        (problem.mode_family >= 0).any(),
        problem.crew_machine.size > 0,
        (problem.kind == Precedence.MAX_WAIT).any(),
        (setup[problem.use_resource] >= 0).any(),
        # two of them at one tick leave open which is first
        ((problem.mode_duration == 0) & (setup[problem.mode_resource] >= 0)).any(),
        problem.resource_capacity.sum() > 500 + _MOST_LANES * problem.num_operations,
    )
    return not any(refused) and is_narrow(problem) and _fits_lanes(problem)


def _fits_lanes(problem: Problem) -> bool:
    """Tell whether every mode fits on the lanes of its resources, and not on too many."""
    main = np.flatnonzero(problem.mode_resource >= 0)
    mode = np.concatenate((main, problem.use_mode))
    resource = np.concatenate((problem.mode_resource[main], problem.use_resource))
    units = np.concatenate((problem.mode_units[main], problem.use_units))
    key, where = np.unique(mode * problem.num_resources + resource, return_inverse=True)
    held = np.bincount(where, weights=units, minlength=key.size)
    if (held > problem.resource_capacity[key % max(problem.num_resources, 1)]).any():
        return False
    return bool(units.sum() <= _MOST_HOLDS * problem.num_modes)


def run(problem: Problem, turn: Turn) -> None:
    """Improve the best plan of the turn's exchange until its turn is over."""
    if turn.exchange.best is None:
        return
    search = _Sequencing(problem, turn)
    while not search.is_over():
        search.step()
    search.finish()


class _Sequencing:
    """One run: a plan that is annealed, and the best it was.

    Lanes are stricter than the problem's rules for crews, so the plan it begins with may come out
    worse than it was, or broken; annealing mends that.
    """

    def __init__(self, problem: Problem, turn: Turn) -> None:
        self.problem, self.turn = problem, turn
        self.score = score_of(problem, turn.exchange.wanted)
        self.net = net_of(problem)
        self.state, self.best = new_state(self.net), new_state(self.net)
        self.dice = dice_of(turn.seed)
        self.random = np.random.default_rng(turn.seed)
        self.cooling = Cooling(turn, problem.num_operations)
        self.chunk = min(_CHUNK, _CHUNK_EACH * problem.num_operations)
        self.typical, self.offered, self.next_offer = 1.0, 0.0, 0.0
        self._begin()

    def is_over(self) -> bool:
        """Tell whether the turn is over, or its effort used up."""
        return self.turn.is_over() or self.cooling.is_over

    def step(self) -> None:
        """Anneal for some 100 ms, and offer what is better than before."""
        if self.cooling.begins_cycle():
            self._begin()
        self._anneal(self.cooling.temperature(self.typical), self.chunk, 0.0)
        if self.best.total[COST] < self.offered and self._may_offer():
            self._offer()

    def finish(self) -> None:
        """Offer what is left to offer."""
        if self.best.total[COST] < self.offered:
            self._offer()

    def _begin(self) -> None:
        """Begin a cycle with the best plan of all searches, and find out what moves cost."""
        plan = self.turn.exchange.best
        if plan is None:
            return
        self.rates, self.limit = self._rates(self.turn.exchange.values)
        load(self.net, self.state, plan)
        self.best.total[COST] = math.inf
        self._anneal(0.0, 0, 0.0)
        self.offered = self.best.total[COST]
        worse, count = self._anneal(0.0, self.chunk // 4, math.inf)
        self.typical = math.exp(worse / count) if count else 1.0

    def _anneal(self, temperature: float, work: int, patience: float) -> tuple[float, float]:
        """Return the sum of the logarithms by which moves worsened the plan, and their number."""
        heat = np.array([temperature, self.limit, 0.0, 0.0, patience, *self._window()])
        states = self.state, self.best
        self.cooling.count(*anneal(self.net, self.rates, states, heat, self.dice, work))
        return float(heat[2]), float(heat[3])

    def _window(self) -> tuple[float, float]:
        """Return between which ticks late demands are complete that the next step looks at.

        Of very many only some, one after the other: otherwise the latest, which cost most, get
        nearly all moves, and what moves touch would be further apart in memory.
        """
        late = np.sort(self.state.completion[self.state.completion > self.net.demand[:, DUE]])
        count = max(_FEWEST_LATE, late.size // _WINDOWS)
        if late.size <= count:
            return -math.inf, math.inf
        first = int(self.random.integers(1 - count, late.size))
        last = min(late.size, first + count) - 1
        return float(late[max(first, 0)]), float(late[last])

    def _rates(self, values: tuple[int, ...]) -> tuple[Rates, float]:
        """Return what plans cost, and what a worsening costs at most that is not out of question.

        A unit of each level outweighs all of the levels below. Only the first level that is not 0,
        and the next, are told to the search: the others would cost time and decide little.
        """
        weights = np.zeros(len(values), dtype=np.float64)
        focus = next((index for index, value in enumerate(values) if value), 0)
        weight = 1.0
        for index in range(min(focus + 2, len(values))):
            weight *= 0.5 / max(1, abs(values[index])) if index else 1.0
            weights[index] = weight
        rates = rates_of(self.problem, self.score, weights)
        return rates, 0.5 * (float(weights[focus - 1]) if focus else rates.broken)

    def _may_offer(self) -> bool:
        """Tell whether it is time to offer: with an effort always, else a few times a second."""
        return self.turn.effort is not None or monotonic() >= self.next_offer

    def _offer(self) -> None:
        """Hand in the best plan unless it breaks rules."""
        self.offered = self.best.total[COST]
        if self.best.op[:, BROKEN].any():
            return
        begun = monotonic()
        mode, start, end, change = (
            self.best.op[:, column].astype(np.int64) for column in (MODE, START, END, CHANGE)
        )
        unit = assign_units(self.problem, mode, start, end)
        plan = Schedule(mode, unit, start, end, change, Status.FEASIBLE)
        self.turn.exchange.offer(plan, _NAME)
        now = monotonic()
        self.next_offer = now + max(_OFFER_SECONDS, 10 * (now - begun))
