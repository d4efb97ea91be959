"""What the decoder makes of random sequences, put before the checker and before CP-SAT's model."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from ortools.sat.python import cp_model

from models.level_scale import resolved
from models.measures import objective_value
from models.problem_verify import check_schedule
from models.schedule import Objective
from solvers.cpsat.extract import extract
from solvers.cpsat.model import ScheduleModel
from solvers.cpsat.windows import Network, propagate
from solvers.dispatch import sequence_dispatch
from tests.solvers.dispatch.rich_problems import Rules, rich_problem
from tests.solvers.proof.everything_tiny import everything_problem, random_level

if TYPE_CHECKING:
    from models.problem import Problem
    from models.schedule import Level, Schedule

__all__ = ["Judge", "agreed_plans"]


class Judge:
    """CP-SAT's model of one problem, built once, with nothing cut off but what no plan can do."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        windows = propagate(problem, Network(problem), [problem.horizon] * problem.num_operations)
        self.is_open = all(windows.possible)
        self.model = ScheduleModel(problem, windows) if self.is_open else None

    def value(self, schedule: Schedule, level: Level) -> int | None:
        """Return a level of a plan by CP-SAT, every variable fixed; ``None`` if it refuses it."""
        if self.model is None:
            return None
        self.model.minimize(level)
        self.model.hint(schedule)
        solver = _solver()
        solver.parameters.fix_variables_to_their_hinted_value = True
        status = solver.solve(self.model.model)
        return round(solver.objective_value) if status == cp_model.OPTIMAL else None

    def first_plan(self) -> Schedule | None:
        """Return some plan that CP-SAT finds, ``None`` if it finds none quickly."""
        if self.model is None:
            return None
        self.model.minimize(Objective.MAKESPAN)
        hint = self.model.model.proto.solution_hint
        hint.vars.clear()
        hint.values.clear()
        solver = _solver()
        solver.parameters.max_deterministic_time = 0.5
        solver.parameters.stop_after_first_solution = True
        if solver.solve(self.model.model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None
        return extract(self.problem, self.model, list(solver.response_proto.solution))


def _solver() -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 0
    # a model whose variables are fixed is loaded, not searched: what prepares a search costs more
    solver.parameters.cp_model_presolve = False
    solver.parameters.linearization_level = 0
    solver.parameters.symmetry_level = 0
    return solver


def _problem(seed: int) -> Problem:
    """Return a problem of 8 to 15 operations: of tiny machines, or a plant of several days."""
    operations = 8 + seed // 2 % 8
    if seed % 2:
        return everything_problem(seed, operations, horizon=10 * operations)
    return rich_problem(seed, operations, Rules(waits=True, patient=seed % 4 == 0))


def agreed_plans(seed: int, sequences: int) -> int:
    """Check that all agree on what becomes of random sequences of one problem.

    Returns
    -------
    int
        How many plans were made; where the decoder ends in a dead end there is none.
    """
    problem, rng = _problem(seed), np.random.default_rng(seed)
    judge, plans = Judge(problem), 0
    for number in range(sequences):
        order = rng.permutation(problem.num_operations).tolist()
        modes = rng.integers(problem.mode_ptr[:-1], problem.mode_ptr[1:]).tolist()
        plan = sequence_dispatch(problem, order, modes if number % 3 else None)
        if plan.is_plan:
            plans += 1
            _all_agree(judge, plan, resolved(problem, random_level(1_000 * seed + number)))
    found = judge.first_plan()
    if found is not None:
        assert check_schedule(problem, found) == [], seed
        order = np.lexsort((found.end, found.start)).tolist()
        again = sequence_dispatch(problem, order, found.mode.tolist())
        assert not again.is_plan or check_schedule(problem, again) == [], seed
    return plans


def _all_agree(judge: Judge, plan: Schedule, level: Level) -> None:
    assert check_schedule(judge.problem, plan) == []
    assert judge.value(plan, level) == objective_value(judge.problem, plan, level), str(level)
