"""CP-SAT proves what trying everything finds: edges of all kinds, deadlines, money, nearness."""

import pytest

from models.level_scale import resolve
from models.measures import levels as measure
from models.problem_verify import check_schedule
from models.schedule import Status
from solvers.options import SolveOptions
from solvers.solve import solve
from tests.solvers.cpsat.edge_tiny import LEVELS, best_plan, edge_problem


def check(seed: int) -> None:
    problem = edge_problem(seed, 4, horizon=10) if seed % 10 == 0 else edge_problem(seed)
    wanted = LEVELS[seed % len(LEVELS)]
    resolved = resolve(problem, wanted, delay_cost=10.0)
    # a level takes far less than 10 deterministic seconds; the wall limit only guards the suite
    options = SolveOptions(
        objectives=wanted, delay_cost=10.0, workers=1, deterministic_limit=10.0, time_limit=120.0
    )
    best, schedule = best_plan(problem, resolved), solve(problem, options)
    if best is None:
        assert schedule.status is Status.INFEASIBLE
        assert schedule.facts
        return
    assert schedule.status is Status.OPTIMAL
    assert check_schedule(problem, schedule) == []
    assert measure(problem, schedule, resolved) == best
    assert tuple(level.value for level in schedule.levels) == best
    assert tuple(level.bound for level in schedule.levels) == best


@pytest.mark.parametrize("first", range(0, 160, 20))
def test_optimum_with_every_kind_of_edge_is_that_of_all_starts_and_modes(first: int) -> None:
    for seed in range(first, first + 20):
        check(seed)


@pytest.mark.slow
@pytest.mark.parametrize("first", range(10_000, 13_000, 300))
def test_optima_with_edges_match_in_a_large_campaign(first: int) -> None:
    for seed in range(first, first + 300):
        check(seed)
