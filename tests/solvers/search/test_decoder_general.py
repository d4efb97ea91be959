"""The general decoder keeps every rule, and finds what the plain dispatcher finds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from models.calendar import WorkingTime
from models.problem import Precedence
from models.problem_builder import ModeSpec, ProblemBuilder
from models.problem_verify import check_schedule
from solvers.dispatch import best_dispatch, sequence_dispatch
from solvers.search.decoder_plan import Decoder
from solvers.search.listing_order import by_rank, start_order
from tests.solvers.dispatch.rich_problems import Rules, rich_problem
from tests.solvers.problems import one_machine
from tests.solvers.proof.everything_tiny import everything_problem

if TYPE_CHECKING:
    from models.problem import Problem

LISTS = 2
KINDS = {
    "rich": [rich_problem(seed, 14) for seed in range(25)],
    "patient": [rich_problem(seed, 14, Rules(patient=True)) for seed in range(25)],
    "waits": [rich_problem(seed, 14, Rules(waits=True)) for seed in range(25)],
    "tiny": [everything_problem(seed, 6, horizon=40) for seed in range(60)],
}
SHARES = {"rich": 0.98, "patient": 0.8, "waits": 0.8, "tiny": 0.95}
"""Part of the lists with a plan of the dispatcher for which there must be one of the decoder."""


def lists_of(problem: Problem, seed: int) -> list[list[int]]:
    rng = np.random.default_rng(seed)
    ops = problem.num_operations
    return [by_rank(problem, rng.permutation(ops)).tolist() for _ in range(LISTS)]


@pytest.mark.parametrize("kind", KINDS)
def test_random_lists_have_plans_that_keep_all_rules_where_the_dispatcher_finds_one(
    kind: str,
) -> None:
    wanted = found = 0
    for seed, problem in enumerate(KINDS[kind]):
        decoder = Decoder(problem, is_plain=False)
        modes = np.full(problem.num_operations, -1, dtype=np.int64)
        for order in lists_of(problem, seed):
            plan = decoder.decode(np.array(order), modes)
            if plan is not None:
                assert check_schedule(problem, plan) == []
            if sequence_dispatch(problem, order).is_plan:
                wanted += 1
                found += plan is not None
    assert found >= SHARES[kind] * wanted


def has_free_order(problem: Problem) -> bool:
    """Tell whether starts alone say what comes first, and nobody waits for others."""
    has_ties = np.isin(problem.kind, (Precedence.MAX_WAIT, Precedence.END_END)).any()
    return not (has_ties or (problem.mode_family >= 0).any())


@pytest.mark.parametrize("seed", range(40))
def test_the_start_order_of_a_plan_is_decoded_to_one_no_later(seed: int) -> None:
    rules = Rules(sessions=False, elastic=False)
    problem = everything_problem(seed, 6, horizon=40) if seed % 2 else rich_problem(seed, 12, rules)
    plan = best_dispatch(problem)
    if not plan.is_plan or not has_free_order(problem):
        return
    decoder = Decoder(problem, is_plain=False)
    found = decoder.decode(start_order(problem, plan), plan.mode)
    assert found is not None
    assert check_schedule(problem, found) == []
    assert (found.end <= plan.end).all()


def test_a_list_in_any_order_is_decoded_like_the_list_with_predecessors_first() -> None:
    for seed, problem in enumerate(KINDS["rich"][:10]):
        decoder = Decoder(problem, is_plain=False)
        wanted = np.random.default_rng(seed).permutation(problem.num_operations)
        modes = np.full(problem.num_operations, -1, dtype=np.int64)
        one = decoder.decode(wanted, modes)
        other = decoder.decode(by_rank(problem, wanted), modes)
        assert one is not None
        assert other is not None
        assert check_schedule(problem, one) == []
        if not (problem.mode_family >= 0).any():
            assert one.start.tolist() == other.start.tolist()


def test_gaps_are_found_where_appending_leaves_them() -> None:
    builder = ProblemBuilder(horizon=100)
    always = builder.calendar(WorkingTime.always(0, 100))
    machine = builder.resource(calendar=always)
    for duration, release in ((5, 10), (4, 0), (7, 0)):
        builder.operation([ModeSpec(duration, machine, always)], release=release)
    problem = builder.build()
    order, modes = np.arange(3), np.arange(3)
    appended = Decoder(problem, is_plain=True).decode(order, modes)
    assert appended is not None
    assert appended.start.tolist() == [10, 15, 19]
    found = Decoder(problem, is_plain=False).decode(order, modes)
    assert found is not None
    assert found.start.tolist() == [10, 0, 15]  # 4 ticks fit before tick 10, 7 more do not


def test_a_longest_wait_puts_its_predecessor_off() -> None:
    builder = ProblemBuilder(horizon=100)
    always = builder.calendar(WorkingTime.always(0, 100))
    first, second = builder.resource(calendar=always), builder.resource(calendar=always)
    builder.operation([ModeSpec(20, second, always)])
    builder.operation([ModeSpec(5, first, always)])
    builder.operation([ModeSpec(5, second, always)])
    builder.precede(1, 2)
    builder.precede(1, 2, Precedence.MAX_WAIT, 3)
    found = Decoder(builder.build()).decode(np.arange(3), np.arange(3))
    assert found is not None
    # the second machine is taken until 20, so the first work ends at 17
    assert found.start.tolist() == [0, 12, 20]


def test_what_cannot_be_in_time_has_no_plan() -> None:
    builder = one_machine(5, 5, 5)
    builder.deadline(2, 12)
    decoder = Decoder(builder.build(), is_plain=False)
    assert decoder.decode(np.arange(3), np.arange(3)) is None  # it would end at 15
    assert decoder.decode(np.array([0, 2, 1]), np.arange(3)) is not None
