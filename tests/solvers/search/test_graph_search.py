"""A plan that moves have changed is the plan computed anew, and every one keeps all rules."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

import numpy as np
import pytest

from models.calendar import WorkingTime
from models.level_scale import resolve
from models.measures import levels
from models.problem_builder import ModeSpec, ProblemBuilder
from models.problem_verify import check_schedule
from models.schedule import Objective, Schedule, Status
from solvers.dispatch import best_dispatch
from solvers.search.annealing import anneal
from solvers.search.dice import dice_of
from solvers.search.graph_cost import rates_of
from solvers.search.graph_net import net_of
from solvers.search.graph_state import (
    BROKEN,
    CHANGE,
    COST,
    END,
    MODE,
    START,
    load,
    new_state,
    sequence,
)
from solvers.search.score import score_of
from solvers.search.sequencing import applies
from solvers.search.sequencing_moves import find_late
from solvers.units import assign_units
from tests.solvers.search.calling import called
from tests.solvers.search.sequencing_problems import everything_representable, plant

if TYPE_CHECKING:
    from models.problem import Problem
    from solvers.search.graph_state import State

make_sequences, list_late = called(sequence), called(find_late)
EVER = (-np.inf, np.inf)
ALL = tuple(
    objective for objective in Objective if objective not in (Objective.COST, Objective.OVERTIME)
)


class Walk:
    """A plan, changed one move at a time."""

    def __init__(
        self,
        problem: Problem,
        objectives: tuple[Objective, ...] = ALL,
        weights: tuple[float, ...] = (7.0, 5.0, 3.0, 2.0, 1.0, 11.0, 13.0, 17.0, 19.0),
    ) -> None:
        self.problem, self.levels = problem, resolve(problem, objectives)
        self.weights = np.array(weights)[: len(self.levels)]
        score = score_of(problem, self.levels)
        self.net = net_of(problem)
        self.rates = rates_of(problem, score, self.weights)
        self.state, self.best = new_state(self.net), new_state(self.net)
        self.dice = dice_of(1)

    def load(self, plan: Schedule) -> None:
        load(self.net, self.state, plan)
        self.best.total[COST] = np.inf
        self.time(self.state)

    def time(self, state: State) -> None:
        """Compute times and costs of a plan whose sequences are new."""
        anneal(self.net, self.rates, (state, self.best), np.zeros(7), self.dice, 0)

    def step(self, temperature: float, patience: float = np.inf) -> bool:
        """Make one move; tell whether it was refused for what it costs in the end."""
        heat = np.array([temperature, np.inf, 0.0, 0.0, patience, *EVER])
        anneal(self.net, self.rates, (self.state, self.best), heat, self.dice, 1)
        return heat[3] > 0 and temperature == 0.0

    def anew(self) -> State:
        """Return the same sequences, all times and costs computed from nothing."""
        other = deepcopy(self.state)
        other.op[:, :MODE] = -7
        make_sequences(self.net, other)
        self.time(other)
        return other

    def schedule(self) -> Schedule:
        mode, start, end, change = (
            self.state.op[:, column].astype(np.int64) for column in (MODE, START, END, CHANGE)
        )
        unit = assign_units(self.problem, mode, start, end)
        return Schedule(mode, unit, start, end, change, Status.FEASIBLE)


def _contents(state: State) -> tuple[object, ...]:
    parts = (state.op, state.node, state.lane, state.order, state.own, state.completion)
    return (*(part.tolist() for part in parts), state.total[COST])


def _begun(problem: Problem) -> Walk | None:
    first = best_dispatch(problem)
    if not first.is_plan or not applies(problem, resolve(problem, ALL)):
        return None
    walk = Walk(problem)
    walk.load(first)
    return walk


def _walk_keeps_everything(problem: Problem, moves: int) -> int:
    """Walk at random; return how many plans on the way kept all rules."""
    walk, clean = _begun(problem), 0
    if walk is None:
        return 0
    for number in range(moves):
        walk.step(np.inf if number % 3 else 50.0, np.inf if number % 2 else 0.0)
        if number % 20:
            continue
        other = walk.anew()
        assert _contents(walk.state)[:4] == _contents(other)[:4]
        assert walk.state.completion.tolist() == other.completion.tolist()
        assert walk.state.total[COST] == pytest.approx(other.total[COST])
        if not walk.state.op[:, BROKEN].any():
            clean += 1
            plan = walk.schedule()
            assert check_schedule(problem, plan) == []
            values = np.array(levels(problem, plan, walk.levels), dtype=np.float64)
            assert walk.state.total[COST] == pytest.approx(values @ walk.weights)
    return clean


@pytest.mark.parametrize("first", range(0, 300, 50))
def test_moves_on_problems_of_all_rules_leave_what_computing_anew_gives(first: int) -> None:
    clean = [
        _walk_keeps_everything(everything_representable(seed, 7), 100)
        for seed in range(first, first + 50)
    ]
    # dispatching and `applies` leave about half of them; pins and deadlines break some plans
    assert sum(count > 0 for count in clean) >= 15


@pytest.mark.parametrize("seed", range(3))
def test_thousands_of_moves_on_a_plant_leave_what_computing_anew_gives(seed: int) -> None:
    assert _walk_keeps_everything(plant(seed), 2_000) == 100


def test_what_is_moved_behind_itself_is_timed_again_wherever_it_is_in_the_order() -> None:
    # each of 100 operations is the last on a machine of its own, so it can only change its mode
    # and the lane of its crew; marks are kept 32 to a word, and those at a border were lost
    builder = ProblemBuilder(horizon=2_000)
    builder.calendar(WorkingTime.always(0, 2_000))
    crew = builder.resource("CREW", capacity=3)
    for number in range(100):
        machine = builder.resource()
        modes = [ModeSpec(length, machine, uses=((crew, 1),)) for length in (3 + number % 5, 9)]
        builder.demand(10, [builder.operation(modes)])
    assert _walk_keeps_everything(builder.build(), 2_000) == 100


@pytest.mark.parametrize("seed", range(3))
def test_a_refused_move_leaves_no_trace(seed: int) -> None:
    walk = _begun(plant(seed))
    assert walk is not None
    refused = 0
    for _ in range(1_000):
        before = _contents(walk.state)
        if walk.step(0.0):
            refused += 1
            assert _contents(walk.state) == before
    assert refused > 300


@pytest.mark.parametrize("seed", range(2))
def test_what_is_latest_is_listed_alone_only_where_the_largest_lateness_comes_first(
    seed: int,
) -> None:
    problem = plant(seed)
    for objectives, is_alone in (
        ((Objective.MAX_LATENESS, Objective.TARDINESS), True),
        ((Objective.TARDINESS, Objective.MAX_LATENESS), False),
    ):
        walk = Walk(problem, objectives, (1.0, 1e-6))
        walk.load(best_dispatch(problem))
        lateness = walk.state.completion - problem.demand_due
        listed = walk.state.late[: list_late(walk.net, walk.rates, walk.state, EVER)]
        is_late = (lateness > 0) & (problem.demand_weight > 0)
        expected = lateness == lateness.max() if is_alone else is_late
        assert 0 < listed.size == expected.sum()
        assert expected[listed].all()
        assert is_late.sum() > 1  # otherwise both would list the same


def test_only_late_demands_complete_within_the_window_are_listed() -> None:
    problem = plant(0)
    walk = Walk(problem, (Objective.TARDINESS,), (1.0,))
    walk.load(best_dispatch(problem))
    completion = walk.state.completion
    late = np.flatnonzero(completion > problem.demand_due)
    assert late.size > 2
    first, last = float(completion[late].min()), float(completion[late].max())
    for window in ((first + 1, np.inf), (-np.inf, last - 1)):
        listed = walk.state.late[: list_late(walk.net, walk.rates, walk.state, window)]
        inside = (completion >= window[0]) & (completion <= window[1])
        assert sorted(listed.tolist()) == late[inside[late]].tolist()
        assert 0 < listed.size < late.size
