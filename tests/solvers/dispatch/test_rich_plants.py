"""Whatever the dispatcher answers keeps every rule of plants that mix all of them."""

from __future__ import annotations

import numpy as np
import pytest

from models.problem_verify import check_schedule
from models.schedule import Status
from solvers.dispatch import RULES, dispatch, sequence_dispatch
from solvers.units import unit_sets
from tests.solvers.dispatch.rich_problems import Rules, rich_problem

SEEDS = range(40)


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_plans_every_rich_plant_without_a_fault(rule: str) -> None:
    first = len(SEEDS) * list(RULES).index(rule)  # other plants for each rule
    for seed in range(first, first + len(SEEDS)):
        problem = rich_problem(seed)
        plan = dispatch(problem, rule)
        assert plan.status is Status.FEASIBLE, (seed, plan.facts)
        assert check_schedule(problem, plan) == [], seed


def test_a_list_plans_every_rich_plant_without_a_fault() -> None:
    for seed in SEEDS:
        problem = rich_problem(seed)
        order = np.random.default_rng(seed).permutation(problem.num_operations).tolist()
        plan = sequence_dispatch(problem, order)
        assert plan.is_plan, (seed, plan.facts)
        assert check_schedule(problem, plan) == [], seed


@pytest.mark.parametrize("rules", [Rules(waits=True), Rules(patient=True)], ids=["waits", "full"])
def test_plants_that_may_have_no_plan_get_none_with_a_fault(rules: Rules) -> None:
    planned = 0
    for seed in SEEDS:
        problem = rich_problem(seed, rules=rules)
        for rule in ("weighted-due-date", "setup-avoiding"):
            plan = dispatch(problem, rule)
            planned += plan.is_plan
            assert not plan.is_plan or check_schedule(problem, plan) == [], seed
            assert plan.is_plan or plan.facts
    # most of these plants can be planned
    assert planned > 1.7 * len(SEEDS)


def test_no_machine_of_a_pool_is_held_twice() -> None:
    for seed in range(40):
        problem = rich_problem(seed)
        plan = dispatch(problem)
        sets, pool = unit_sets(problem, plan), problem.resource_names.index("POOL")
        on_pool = np.flatnonzero(problem.mode_resource[plan.mode] == pool).tolist()
        for op in on_pool:
            assert len(set(sets[op])) == problem.mode_units[plan.mode[op]]
            assert min(sets[op]) == plan.unit[op]
            for other in on_pool:
                is_apart = plan.end[op] <= plan.start[other] or plan.end[other] <= plan.start[op]
                assert op == other or is_apart or not set(sets[op]) & set(sets[other])


def test_a_large_rich_plant_is_planned_without_a_fault() -> None:
    problem = rich_problem(1, 250)
    assert check_schedule(problem, dispatch(problem)) == []
