"""What is appended keeps all rules, and is no later than the plan whose order it follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from models.calendar import WorkingTime
from models.problem import Precedence, Problem
from models.problem_builder import ModeSpec, ProblemBuilder
from models.problem_verify import check_schedule
from solvers.dispatch import best_dispatch
from solvers.search.decoder_plain import is_exact, plain_facts
from solvers.search.decoder_plan import Decoder
from solvers.search.decoder_spare import spare_resources
from solvers.search.listing_order import by_rank, start_order
from tests.solvers.dispatch.rich_problems import Rules, rich_problem
from tests.solvers.problems import one_machine
from tests.solvers.proof.everything_tiny import everything_problem

if TYPE_CHECKING:
    from models.schedule import Schedule

PLAIN = Rules(crews=False, sessions=False)
WITHOUT_SETUPS = Rules(crews=False, sessions=False, setups=False)


def decoded(problem: Problem, order: list[int], modes: list[int] | None = None) -> Schedule | None:
    """Return what appending a list makes, ``None`` if it cannot."""
    decoder = Decoder(problem, is_plain=True)
    chosen = modes or [-1] * len(order)
    return decoder.decode(np.array(order, dtype=np.int64), np.array(chosen, dtype=np.int64))


def plain_problems() -> list[Problem]:
    rich = [rich_problem(seed, 14, PLAIN) for seed in range(40)]
    rich += [rich_problem(seed, 14, WITHOUT_SETUPS) for seed in range(20)]
    tiny = [everything_problem(seed, 6, horizon=40) for seed in range(200)]
    return [one for one in (*rich, *tiny) if plain_facts(one) is not None]


PROBLEMS = plain_problems()


def test_there_are_many_plain_problems() -> None:
    assert len(PROBLEMS) > 25


@pytest.mark.parametrize("index", range(len(PROBLEMS)))
def test_the_start_order_of_a_plan_is_decoded_to_one_no_later(index: int) -> None:
    problem = PROBLEMS[index]
    plan = best_dispatch(problem)
    if not plan.is_plan:
        return
    order = start_order(problem, plan)
    found = decoded(problem, order.tolist(), plan.mode.tolist())
    is_in_start_order = (np.diff(plan.start[order]) >= 0).all()
    if is_exact(problem) and is_in_start_order:  # an END_END edge lets successors start first
        assert found is not None
        assert (found.end <= plan.end).all()
    if found is not None:
        assert check_schedule(problem, found) == []


@pytest.mark.parametrize("index", range(len(PROBLEMS)))
def test_random_lists_are_decoded_to_plans_that_keep_all_rules(index: int) -> None:
    problem = PROBLEMS[index]
    rng = np.random.default_rng(index)
    for _ in range(5):
        found = decoded(problem, by_rank(problem, rng.permutation(problem.num_operations)).tolist())
        if found is not None:
            assert check_schedule(problem, found) == []


def _builder() -> tuple[ProblemBuilder, int]:
    builder = ProblemBuilder(horizon=100)
    return builder, builder.calendar(WorkingTime.of([(0, 4), (6, 10), (20, 60)]))


def test_work_goes_on_after_a_break_and_a_successor_waits_for_its_lag() -> None:
    builder, day = _builder()
    machine, other = builder.resource(calendar=day), builder.resource(calendar=day)
    first = builder.operation([ModeSpec(3, machine, day)])
    second = builder.operation([ModeSpec(3, machine, day)])
    third = builder.operation([ModeSpec(1, other, day)])
    builder.precede(second, third, Precedence.END_START, 2)
    found = decoded(builder.build(), [first, second, third])
    assert found is not None
    # 0 to 3; one tick before the break of 4 to 6 and two after it; 8 + 2 is after hours
    assert found.start.tolist() == [0, 3, 20]
    assert found.end.tolist() == [3, 8, 21]


def test_a_pool_gives_the_unit_that_was_free_last() -> None:
    builder = ProblemBuilder(horizon=100)
    always = builder.calendar(WorkingTime.always(0, 100))
    pool = builder.resource(capacity=2, calendar=always)
    for duration, release in ((5, 0), (3, 0), (2, 4), (4, 3), (1, 0)):
        builder.operation([ModeSpec(duration, pool, always)], release=release)
    found = decoded(builder.build(), [0, 1, 2, 3, 4])
    assert found is not None
    # units are free at 5 and 3; the third takes the one of 3 from 4 to 6, the fourth that of 5
    assert found.start.tolist() == [0, 0, 4, 5, 6]


def test_the_mode_that_ends_first_is_taken_and_of_equals_the_lower_changeover() -> None:
    builder = ProblemBuilder(horizon=100)
    always = builder.calendar(WorkingTime.always(0, 100))
    matrix = builder.setup_matrix([[0, 2], [2, 0]])
    changed = builder.resource(calendar=always, setup=matrix, initial_state=0)
    kept = builder.resource(calendar=always, setup=matrix, initial_state=1)
    modes = [ModeSpec(3, changed, always, state=1), ModeSpec(5, kept, always, state=1)]
    builder.operation(modes)
    found = decoded(builder.build(), [0])
    assert found is not None
    # both end at 5: two ticks of changeover and three of work, or five of work
    assert (found.mode[0], found.start[0], found.end[0], found.changeover[0]) == (1, 0, 5, 0)


def test_a_list_that_lets_pinned_work_wait_has_no_plan() -> None:
    builder = one_machine(3, 3, 3)
    builder.fix(2, start=4)
    problem = builder.build()
    assert decoded(problem, [0, 1, 2]) is None  # 0 to 3, 3 to 6, and then 4 is taken
    found = decoded(problem, [0, 2, 1])
    assert found is not None
    assert found.start.tolist() == [0, 7, 4]


def test_a_crew_of_as_many_as_its_machines_need_is_not_counted() -> None:
    builder = ProblemBuilder(horizon=100)
    always = builder.calendar(WorkingTime.always(0, 100))
    machines = [builder.resource(calendar=always) for _ in range(3)]
    enough = builder.resource(capacity=3, calendar=always)
    scarce = builder.resource(capacity=2, calendar=always)
    for machine in machines:
        builder.operation([ModeSpec(3, machine, always, uses=((enough, 1), (scarce, 1)))])
    problem = builder.build()
    assert spare_resources(problem).tolist() == [False, False, False, True, False]
    found = decoded(problem, [0, 1, 2])
    assert found is not None
    assert found.start.tolist() == [0, 0, 3]
