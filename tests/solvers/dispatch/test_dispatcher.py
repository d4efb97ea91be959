"""Dispatching: feasible whatever the plant, derived numbers on tiny ones, facts where none fits."""

from __future__ import annotations

import time
from threading import Event

import numpy as np
import pytest

from models.calendar import WorkingTime
from models.errors import InvalidProblem
from models.measures import levels
from models.overload import overload_ticks
from models.problem_builder import ModeSpec, ProblemBuilder
from models.problem_verify import check_schedule
from models.schedule import Objective, Status
from solvers.dispatch import RULES, best_dispatch, dispatch, sequence_dispatch
from solvers.options import SolveOptions
from solvers.timing import infinite_asap
from tests.solvers.problems import (
    chain_problem,
    crew_problem,
    one_machine,
    overlap_problem,
    pool_problem,
    random_problem,
    setup_problem,
)

SEEDS = range(20)


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_makes_a_feasible_plan_of_every_mixed_plant(rule: str) -> None:
    for seed in SEEDS:
        problem = random_problem(seed, 12 + seed)
        plan = dispatch(problem, rule)
        assert plan.status is Status.FEASIBLE, plan.facts
        assert check_schedule(problem, plan) == [], seed
        assert plan.provenance == f"dispatch:{rule}"


def test_a_large_plant_is_planned_without_a_fault() -> None:
    problem = random_problem(3, 1500)
    assert check_schedule(problem, dispatch(problem)) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_s08_finite_plans_have_no_overload(seed: int) -> None:
    problem = random_problem(seed, 25, tightness=3.0)
    assert overload_ticks(problem, dispatch(problem, "atc")).tolist() == [0] * problem.num_resources


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_starts_before_the_asap_plan_of_the_same_modes(seed: int) -> None:
    problem = random_problem(seed, 25)
    problem = problem.replace(op_fixed_mode=problem.mode_ptr[:-1].copy())
    assert (dispatch(problem).start >= infinite_asap(problem).start).all()


@pytest.mark.parametrize("seed", range(5))
def test_the_same_problem_gets_the_same_plan(seed: int) -> None:
    first, second = (best_dispatch(random_problem(seed, 30)) for _ in range(2))
    assert first.provenance == second.provenance
    for column in ("mode", "unit", "start", "end", "changeover"):
        assert np.array_equal(getattr(first, column), getattr(second, column))


def test_without_rivals_a_finite_plan_is_the_asap_plan() -> None:
    plan = dispatch(chain_problem())
    assert plan.start.tolist() == [8, 13, 34]
    assert plan.unit.tolist() == [0, 0, 0]


def test_an_overlapping_phase_waits_so_that_it_does_not_end_first() -> None:
    plan = dispatch(overlap_problem())
    assert list(zip(plan.start.tolist(), plan.end.tolist(), strict=True)) == [
        (0, 10),
        (8, 10),
        (10, 13),
    ]


def test_shortest_first_fills_a_pool_as_derived() -> None:
    # 2 and 3 start at once; 4 follows the 2 at 2, 5 follows the 3 at 3
    plan = dispatch(pool_problem(), "spt")
    assert plan.start.tolist() == [3, 2, 0, 0]
    assert sorted(plan.unit.tolist()) == [0, 0, 1, 1]


def test_longest_first_is_optimal_on_the_pool() -> None:
    # 5 and 4 at once, 3 after the 4, 2 after the 5: both machines end at 7
    plan = dispatch(pool_problem(), "lpt", objectives=(Objective.MAKESPAN,))
    assert plan.start.tolist() == [0, 0, 4, 5]
    assert [level.value for level in plan.levels] == [7]


def test_a_crew_takes_one_operation_after_the_other() -> None:
    assert sorted(dispatch(crew_problem()).start.tolist()) == [8, 12, 32]


def test_the_scarce_crew_serves_the_heaviest_demand_first() -> None:
    problem = crew_problem().replace(demand_weight=np.array([1, 2, 9]))
    assert dispatch(problem).start.tolist() == [32, 12, 8]


def test_first_come_changes_over_each_time_and_setup_avoiding_only_once() -> None:
    problem = setup_problem().replace(
        demand_due=np.full(4, 8), demand_weight=np.ones(4, dtype=np.int64)
    )
    alternating = dispatch(problem, "fifo")
    # states 0 1 0 1: three changeovers, 3 + 5 + 3
    assert alternating.start.tolist() == [0, 5, 12, 17]
    assert alternating.changeover.tolist() == [0, 3, 5, 3]
    batched = dispatch(problem, "setup-avoiding")
    # states 0 0 1 1
    assert batched.start.tolist() == [0, 7, 2, 9]
    assert batched.changeover.tolist() == [0, 3, 0, 0]


def test_an_operation_takes_the_mode_in_which_it_ends_first() -> None:
    builder = ProblemBuilder(horizon=100)
    always = builder.calendar(WorkingTime.always(0, 100))
    fast, slow = (
        builder.resource("FAST", calendar=always),
        builder.resource("SLOW", calendar=always),
    )
    modes = [ModeSpec(4, fast, always), ModeSpec(6, slow, always)]
    for weight in (3, 2, 1):
        builder.demand(0, [builder.operation(modes)], weight=weight)
    plan = dispatch(builder.build())
    # the first takes FAST 0-4; the second would end at 8 there, at 6 on SLOW; the third 4-8
    assert plan.mode.tolist() == [0, 3, 4]
    assert plan.end.tolist() == [4, 6, 8]


def test_component_orders_inherit_urgency_from_what_they_serve() -> None:
    builder = ProblemBuilder(horizon=200)
    always = builder.calendar(WorkingTime.always(0, 200))
    machine, other = (builder.resource(name, calendar=always) for name in ("M", "N"))
    loose = builder.operation([ModeSpec(10, machine, always)], "LOOSE")
    component = builder.operation([ModeSpec(10, machine, always)], "COMPONENT")
    assembly = builder.operation([ModeSpec(30, other, always)], "ASSEMBLY")
    builder.precede(component, assembly)
    builder.demand(35, [loose])
    builder.demand(40, [assembly])
    # the loose one is due first, but the component must start at 0 for the assembly
    for rule in ("slack", "weighted-due-date"):
        assert dispatch(builder.build(), rule).start.tolist() == [10, 0, 10]


def test_the_best_plan_is_no_worse_than_that_of_any_rule() -> None:
    objectives = (Objective.LATE, Objective.MAKESPAN)
    problem = random_problem(11, 40, tightness=2.0)
    best = best_dispatch(problem, objectives)
    values = levels(problem, best, objectives)
    assert tuple(level.value for level in best.levels) == values
    tried = [rule for rule in RULES if rule not in ("deadline", "list", "setup-patient")]
    assert values == min(levels(problem, dispatch(problem, rule), objectives) for rule in tried)


def test_no_further_rule_begins_once_asked_to_stop_or_late() -> None:
    problem = random_problem(11, 40, tightness=2.0)
    stop = Event()
    stop.set()
    for plan in (
        best_dispatch(problem, stop=stop),
        best_dispatch(problem, deadline=time.monotonic() - 1),
    ):
        assert plan.provenance == "dispatch:weighted-due-date"


def test_levels_are_the_default_objectives_unless_others_are_asked_for() -> None:
    plan = dispatch(pool_problem())
    assert tuple(level.objective for level in plan.levels) == SolveOptions().levels


def test_pinned_work_keeps_its_machine_and_others_fill_the_gap_before() -> None:
    problem = pool_problem().replace(
        resource_capacity=np.array([1]), op_fixed_start=np.array([-1, 5, -1, -1])
    )
    plan = dispatch(problem, "lpt")
    # O1 holds 5-9; O0 (5) fits before it, O2 (3) and O3 (2) follow
    assert plan.start.tolist() == [0, 5, 9, 12]


def test_what_pinned_work_waits_for_goes_before_heavier_work() -> None:
    builder = ProblemBuilder(horizon=100)
    always = builder.calendar(WorkingTime.always(0, 100))
    machine = builder.resource("M", calendar=always)
    heavy = builder.operation([ModeSpec(6, machine, always)], "HEAVY")
    before = builder.operation([ModeSpec(4, machine, always)], "BEFORE")
    pinned = builder.operation([ModeSpec(3, machine, always)], "PINNED")
    builder.precede(before, pinned)
    builder.fix(pinned, start=5)
    builder.demand(0, [heavy], weight=99)
    plan = dispatch(builder.build())
    assert plan.start.tolist() == [8, 0, 5]


def test_two_pins_on_one_machine_are_infeasible_with_a_fact() -> None:
    problem = pool_problem().replace(
        resource_capacity=np.array([1]), op_fixed_start=np.array([3, 5, -1, -1])
    )
    plan = dispatch(problem)
    assert plan.status is Status.INFEASIBLE
    assert plan.facts == (
        "O1 is pinned to start at tick 5, but other pinned work or a changeover holds POOL then",
    )
    assert plan.start.size == 0


def test_a_pin_before_any_end_of_its_predecessor_is_infeasible() -> None:
    problem = chain_problem().replace(op_fixed_start=np.array([-1, 10, -1]))
    plan = best_dispatch(problem)
    assert plan.status is Status.INFEASIBLE
    assert plan.facts == (
        "B is pinned to start at tick 10, but what it waits for is not there before tick 12",
    )


def test_a_pin_that_was_not_reached_is_a_fact_but_no_proof() -> None:
    builder = ProblemBuilder(horizon=100)
    always = builder.calendar(WorkingTime.always(0, 100))
    machine = builder.resource("M", calendar=always)
    first, before, pinned = (
        builder.operation([ModeSpec(work, machine, always)], name)
        for work, name in ((3, "FIRST"), (4, "BEFORE"), (3, "PINNED"))
    )
    builder.precede(before, pinned)
    builder.fix(first, start=0)
    builder.fix(pinned, start=5)
    plan = dispatch(builder.build())
    # alone, 0-4 would do; between the two pins there are two ticks only, after them it is 8-12
    assert plan.status is Status.NO_SOLUTION
    assert plan.facts == (
        "PINNED is pinned to start at tick 5, but what it waits for is not there before tick 12",
    )


def test_more_units_than_a_resource_has_are_infeasible_with_a_fact() -> None:
    problem = crew_problem().replace(use_units=np.array([1, 3, 1]))
    plan = best_dispatch(problem)
    assert plan.status is Status.INFEASIBLE
    assert plan.facts == ("B needs 3 units of CREW, which has 2",)


def test_what_finds_no_place_behind_others_is_a_fact_but_no_proof() -> None:
    builder = one_machine(4, 4, 4, horizon=10)
    plan = dispatch(builder.build(), "fifo")
    # in another order all might fit, for all the dispatcher knows
    assert plan.status is Status.NO_SOLUTION
    assert plan.facts == (
        "O2 cannot start before tick 0 and works 4 ticks: it does not fit before the horizon"
        " at tick 10",
    )


def test_work_longer_than_the_horizon_is_infeasible() -> None:
    problem = pool_problem().replace(mode_duration=np.array([5, 101, 3, 2]))
    plan = dispatch(problem, "fifo")
    assert plan.status is Status.INFEASIBLE
    assert plan.facts == (
        "O1 cannot start before tick 0 and works 101 ticks: it does not fit before the horizon"
        " at tick 100",
    )


def test_a_circle_of_precedences_is_refused() -> None:
    problem = chain_problem().replace(pred=np.array([0, 1]), succ=np.array([1, 0]))
    with pytest.raises(InvalidProblem, match="in a circle: A > B > A"):
        dispatch(problem)


def test_an_unknown_rule_is_refused() -> None:
    with pytest.raises(KeyError, match="alphabetical"):
        dispatch(chain_problem(), "alphabetical")


def test_nothing_to_plan_is_a_plan() -> None:
    plan = best_dispatch(ProblemBuilder(horizon=10).build())
    assert plan.is_plan
    assert plan.start.size == 0


def test_a_sequence_is_executed_in_its_order() -> None:
    problem = pool_problem().replace(resource_capacity=np.array([1]))
    plan = sequence_dispatch(problem, [2, 0, 3, 1])
    # 3, 5, 2 and 4 ticks one after the other
    assert plan.start.tolist() == [3, 10, 0, 8]
    assert plan.provenance == "dispatch:sequence"


def test_a_sequence_waits_for_predecessors_named_later() -> None:
    assert sequence_dispatch(chain_problem(), [2, 1, 0]).start.tolist() == [8, 13, 34]


def test_a_sequence_keeps_the_modes_given() -> None:
    problem = random_problem(5, 30, pinned=False)
    modes = (problem.mode_ptr[1:] - 1).tolist()  # the last mode of each
    plan = sequence_dispatch(problem, range(30), modes)
    assert plan.mode.tolist() == modes
    assert check_schedule(problem, plan) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_any_sequence_decodes_to_a_feasible_plan(seed: int) -> None:
    problem = random_problem(seed, 30)
    order = np.random.default_rng(seed).permutation(30).tolist()
    plan = sequence_dispatch(problem, order, infinite_asap(problem).mode.tolist())
    assert plan.is_plan, plan.facts
    assert check_schedule(problem, plan) == []
