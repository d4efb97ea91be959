"""What shares nothing is taken apart, planned alone and put together again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from models.calendar import WorkingTime
from models.level import Level, Objective, Term
from models.measures import level_results, objective_value
from models.problem_builder import ModeSpec, ProblemBuilder
from models.problem_verify import check_schedule
from models.schedule import LevelResult, Status
from solvers.dispatch import dispatch
from solvers.portfolio.components import (
    combined_results,
    components,
    merge,
    part_problem,
    separable,
)
from tests.solvers.dispatch.rich_problems import rich_problem

if TYPE_CHECKING:
    from models.problem import Problem

HORIZON = 400
SUMS = tuple(map(Level.of, (Objective.TARDINESS, Objective.FLOW, Objective.LATE, Objective.SETUP)))
MAXIMA = tuple(map(Level.of, (Objective.MAKESPAN, Objective.MAX_LATENESS)))


class Plant:
    """Operations of three ticks on machines of a random plant, added one by one."""

    def __init__(self, seed: int = 0) -> None:
        self.rng = np.random.default_rng(seed)
        self.builder = ProblemBuilder(horizon=HORIZON)
        self.always = self.builder.calendar(WorkingTime.always(0, HORIZON))

    def machine(self, capacity: int = 1) -> int:
        return self.builder.resource(capacity=capacity, calendar=self.always)

    def operation(self, *resources: int, uses: tuple[tuple[int, int], ...] = ()) -> int:
        modes = [ModeSpec(3, resource, self.always, uses=uses) for resource in resources]
        return self.builder.operation(modes, flow=(-1, 2))


def _random(seed: int) -> Problem:
    """Return 14 operations on 9 machines, some alternatives, edges, tools and demands."""
    plant = Plant(seed)
    rng, builder = plant.rng, plant.builder
    matrix = builder.setup_matrix([[0, 2], [3, 0]])
    machines = [plant.machine(int(rng.integers(1, 3))) for _ in range(8)]
    machines.append(builder.resource(calendar=plant.always, setup=matrix, initial_state=0))
    for _ in range(14):
        picked = rng.choice(machines, size=int(rng.integers(1, 3)), replace=False).tolist()
        uses = ((machines[0], 1),) if rng.random() < 0.1 and machines[0] not in picked else ()
        modes = [
            ModeSpec(
                int(rng.integers(0, 9)), resource, plant.always, uses=uses,
                state=int(rng.integers(0, 2)) if resource == machines[-1] else -1,
            )
            for resource in picked
        ]  # fmt: skip
        builder.operation(modes, flow=(int(rng.integers(-2, 3)), int(rng.integers(-2, 3))))
    for succ in range(1, 14):
        if rng.random() < 0.2:
            builder.precede(int(rng.integers(0, succ)), succ)
    for _ in range(5):
        ops = rng.choice(14, size=int(rng.integers(0, 3)), replace=False).tolist()
        builder.demand(int(rng.integers(0, 30)), ops, weight=int(rng.integers(1, 4)), flow=1)
    return builder.build()


def _naive(problem: Problem) -> set[frozenset[int]]:
    """Return the parts found by joining sets that touch, every resource scarce for two."""
    groups: list[set[int]] = [{op} for op in range(problem.num_operations)]

    def join(members: set[int]) -> None:
        touched = [group for group in groups if group & members]
        for group in touched:
            groups.remove(group)
        groups.append(members.union(*touched))

    for pred, succ in zip(problem.pred.tolist(), problem.succ.tolist(), strict=True):
        join({pred, succ})
    for demand in range(problem.num_demands):
        rows = problem.demand_op[problem.demand_ptr[demand] : problem.demand_ptr[demand + 1]]
        if rows.size:
            join(set(rows.tolist()))
    for resource in range(problem.num_resources):
        main = problem.mode_op[problem.mode_resource == resource]
        use = problem.mode_op[problem.use_mode[problem.use_resource == resource]]
        users = [*main.tolist(), *use.tolist()]
        has_setup = problem.resource_setup[resource] >= 0
        if len(users) > problem.resource_capacity[resource] or (has_setup and users):
            join(set(users))
    return {frozenset(group) for group in groups}


@pytest.mark.parametrize("seed", range(20))
def test_parts_are_those_that_joining_one_by_one_finds(seed: int) -> None:
    problem = _random(seed)
    assert {frozenset(part.tolist()) for part in components(problem)} == _naive(problem)


@pytest.mark.parametrize("seed", range(20))
def test_plans_of_the_parts_are_a_plan_of_the_whole_and_add_up(seed: int) -> None:
    problem = _random(seed)
    parts = components(problem)
    problems = [part_problem(problem, ops, is_first=not row) for row, ops in enumerate(parts)]
    plans = [dispatch(part) for part in problems]
    whole = merge(problem, zip(parts, plans, strict=True))
    assert not check_schedule(problem, whole)
    pairs = list(zip(problems, plans, strict=True))
    for level in SUMS:
        values = [objective_value(part, plan, level) for part, plan in pairs]
        assert objective_value(problem, whole, level) == sum(values)
    for level in MAXIMA:
        values = [objective_value(part, plan, level) for part, plan in pairs]
        assert objective_value(problem, whole, level) == max(values)


def test_a_pool_with_a_unit_for_everybody_ties_nobody() -> None:
    plant = Plant()
    pool = plant.machine(capacity=3)
    for _ in range(3):
        plant.operation(pool)
    assert len(components(plant.builder.build())) == 3
    plant.operation(pool)  # four want three units
    assert len(components(plant.builder.build())) == 1


def test_people_who_may_be_away_are_not_there_for_everybody() -> None:
    plant = Plant()
    crew = plant.builder.resource(capacity=2, calendar=plant.always, profile=[(5, 9, 1)])
    for _ in range(2):
        plant.operation(plant.machine(), uses=((crew, 1),))
    assert len(components(plant.builder.build())) == 1


def test_units_of_a_pool_that_ties_nobody_are_given_out_anew() -> None:
    plant = Plant()
    pool = plant.machine(capacity=2)
    for _ in range(2):
        plant.operation(pool)
    problem = plant.builder.build()
    parts = components(problem)
    whole = merge(problem, [(ops, dispatch(part_problem(problem, ops))) for ops in parts])
    assert sorted(whole.unit.tolist()) == [0, 1]
    assert not check_schedule(problem, whole)


def test_a_pinned_mode_leaves_the_machines_of_the_others_to_others() -> None:
    plant = Plant()
    one, other = plant.machine(), plant.machine()
    first = plant.operation(one, other)
    plant.operation(other)
    assert len(components(plant.builder.build())) == 1
    plant.builder.fix(first, start=0, mode=0)
    assert len(components(plant.builder.build())) == 2


def test_changeovers_with_one_crew_tie_their_machines() -> None:
    plant = Plant()
    builder = plant.builder
    matrix = builder.setup_matrix([[0, 2], [3, 0]])
    crew = plant.machine()
    for _ in range(2):
        machine = builder.resource(calendar=plant.always, setup=matrix)
        builder.setup_crew(machine, crew)
        plant.operation(machine)
    assert len(components(builder.build())) == 1


def test_a_family_is_one_part_even_on_two_ovens() -> None:
    plant = Plant()
    for family in (0, 0, 1):
        oven = plant.builder.resource(calendar=plant.always, session=(10, 5, -1))
        plant.builder.operation([ModeSpec(3, oven, plant.always, family=family, fill=2)])
    assert [part.tolist() for part in components(plant.builder.build())] == [[0, 1], [2]]


def test_a_rich_plant_with_one_crew_is_one_part_and_stays_as_it_is() -> None:
    problem = rich_problem(1)
    (ops,) = components(problem)
    assert ops.tolist() == list(range(problem.num_operations))
    part = part_problem(problem, ops, is_first=True)
    for name, value in vars(problem).items():
        if isinstance(value, np.ndarray) and not name.startswith("_"):
            np.testing.assert_array_equal(getattr(part, name), value, err_msg=name)


def test_nothing_has_no_parts() -> None:
    assert components(ProblemBuilder(horizon=HORIZON).build()) == []


TARDINESS, FLOW, MAKESPAN = map(Level.of, (Objective.TARDINESS, Objective.FLOW, Objective.MAKESPAN))


def _bounds(levels: list[Level], *parts: list[tuple[int, int | None]]) -> list[int | None]:
    """Return the bounds of the whole; of each part value and bound of each level."""
    problem = _random(0)
    rows = [
        [LevelResult(level, *pair) for level, pair in zip(levels, part, strict=True)]
        for part in parts
    ]
    return [row.bound for row in combined_results(problem, dispatch(problem), levels, rows)]


def test_bounds_of_sums_add_up_and_of_maxima_the_largest_holds() -> None:
    assert _bounds([TARDINESS], [(9, 3)], [(8, 4)]) == [7]
    assert _bounds([MAKESPAN], [(9, 3)], [(8, 4)]) == [4]
    assert _bounds([TARDINESS], [(9, 3)], [(8, None)]) == [None]
    # a part of 3 ticks at least is in every whole of 3 ticks at least, whatever the other
    assert _bounds([MAKESPAN], [(9, 3)], [(8, None)]) == [3]


def test_a_later_level_is_bounded_once_the_parts_are_proved_in_the_sums_above() -> None:
    levels = [TARDINESS, FLOW]
    assert _bounds(levels, [(3, 3), (9, 5)], [(4, 4), (7, -2)]) == [7, 3]
    # with 8 late ticks in all, the first part may have 4 of them and less flow cost than 5
    assert _bounds(levels, [(3, 3), (9, 5)], [(5, 4), (7, -2)]) == [7, None]


def test_a_maximum_leaves_the_levels_below_it_without_bounds() -> None:
    # the part of 3 ticks may take 4 as well, and cost less then
    assert _bounds([MAKESPAN, FLOW], [(3, 3), (9, 5)], [(4, 4), (7, 2)]) == [4, None]


def test_a_maximum_beside_a_sum_that_may_be_negative_has_no_bound() -> None:
    mixed = Level((Term(Objective.MAKESPAN, 2), Term(Objective.FLOW, 1)), unit=1.0)
    late = Level((Term(Objective.MAKESPAN, 2), Term(Objective.LATE, 1)), unit=1.0)
    assert _bounds([mixed], [(9, 3)], [(8, 4)]) == [None]
    assert _bounds([late], [(9, 3)], [(8, 4)]) == [4]


def test_only_sums_are_separable() -> None:
    assert separable(SUMS)
    assert not any(separable([*SUMS, level]) for level in MAXIMA)


def test_bounds_of_merged_plans_are_below_what_the_whole_reaches() -> None:
    problem = _random(4)
    parts = components(problem)
    assert len(parts) > 1
    levels = [*SUMS[:1], *MAXIMA]
    rows = []
    for row, ops in enumerate(parts):
        part = part_problem(problem, ops, is_first=not row)
        rows.append(level_results(part, dispatch(part), levels))
    proved = [[LevelResult(one.objective, one.value, one.value) for one in part] for part in rows]
    plans = [
        (ops, dispatch(part_problem(problem, ops, is_first=not row)))
        for row, ops in enumerate(parts)
    ]
    whole = merge(problem, plans)
    assert whole.status is Status.FEASIBLE
    results = combined_results(problem, whole, levels, proved)
    assert results[0].bound == results[0].value  # proved in every part, so in the whole
    assert results[1].bound == results[1].value
    assert results[2].bound is None  # below a maximum
