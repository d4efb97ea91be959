"""Compiled dispatching keeps all rules, and plans as the dispatcher in Python does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from models.calendar import WorkingTime
from models.problem import Precedence
from models.problem_builder import ModeSpec, ProblemBuilder
from models.problem_verify import check_schedule
from solvers.dispatch import dispatch
from solvers.dispatch.rules import RULES as PLAIN_RULES
from solvers.dispatch.rules import Queue
from solvers.dispatch.urgency import urgency_of
from solvers.flat import FlatProblem
from solvers.search.jit import kernel
from solvers.search.rules import FastDispatcher
from solvers.search.rules_kernel import GRID, RULES, Kind, index
from solvers.search.simulate_shop import applies
from tests.solvers.dispatch.rich_problems import Rules, rich_problem
from tests.solvers.edge_problems import edge_plant
from tests.solvers.problems import (
    chain_problem,
    crew_problem,
    overlap_problem,
    pool_problem,
    random_problem,
    setup_problem,
)
from tests.solvers.proof.everything_tiny import everything_problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from models.problem import Problem
    from solvers.search.rules_kernel import Pressure, Rule

HORIZON = 100

PLANTS: dict[str, Callable[[int], Problem]] = {
    "random": lambda seed: random_problem(seed, 30),
    "rich": lambda seed: rich_problem(seed, 18, Rules(sessions=False)),
    "edges": lambda seed: edge_plant(seed, 24, waits=0.0),
    "everything": lambda seed: everything_problem(seed, 4),
}


@pytest.mark.parametrize("name", PLANTS)
def test_plans_by_every_rule_keep_all_rules_of_the_problem(name: str) -> None:
    made = 0
    for seed in range(12):
        problem = PLANTS[name](seed)
        if not applies(problem):
            continue
        dispatcher = FastDispatcher(problem)
        for rule in (*RULES.values(), GRID["atcs-4-0.3"]):
            plan = dispatcher.plan(rule)
            if plan is not None:
                assert not check_schedule(problem, dispatcher.finished(plan, "test"))
                made += 1
    assert made > 10  # of the tiny ones, many fit no horizon


@pytest.mark.parametrize(
    "make", [chain_problem, setup_problem, pool_problem, overlap_problem, crew_problem]
)
@pytest.mark.parametrize("rule", ["weighted-due-date", "atc", "setup-avoiding", "spt", "fifo"])
def test_small_plans_are_those_of_the_dispatcher_in_python(
    make: Callable[[], Problem], rule: str
) -> None:
    problem = make()
    plan, expected = FastDispatcher(problem).plan(RULES[rule]), dispatch(problem, rule)
    assert plan is not None
    for name in ("mode", "start", "end", "changeover"):
        np.testing.assert_array_equal(getattr(plan, name), getattr(expected, name), err_msg=name)


@pytest.mark.parametrize("name", PLANTS)
def test_operations_are_as_urgent_as_in_python(name: str) -> None:
    for seed in range(12):
        problem = PLANTS[name](seed)
        if not applies(problem):
            continue
        pressure = FastDispatcher(problem).pressure
        urgency = urgency_of(FlatProblem(problem))
        for column in ("due", "latest", "weight", "work", "must"):
            np.testing.assert_array_equal(
                getattr(pressure, column), getattr(urgency, column), err_msg=column
            )
        assert pressure.span == pytest.approx(urgency.span)
        assert pressure.setup == pytest.approx(urgency.setup)


@kernel
def _number(pressure: Pressure, rule: Rule, op: int, tick: int, waits: tuple[int, int]) -> float:
    return index(pressure, rule, op, tick, waits)


@pytest.mark.parametrize("name", [name for name in RULES if name in PLAIN_RULES])
def test_rules_give_the_numbers_of_the_rules_in_python(name: str) -> None:
    problem = random_problem(7, 20)
    urgency = urgency_of(FlatProblem(problem))
    pressure = FastDispatcher(problem).taken(RULES[name])
    ops = list(range(problem.num_operations))
    for tick in (0, 60, 400):
        queue = Queue(ops, tick, [op // 2 for op in ops], [op % 4 for op in ops])
        expected = PLAIN_RULES[name].index(urgency, queue)
        rule = RULES[name].rule
        numbers = [_number(pressure, rule, op, tick, (op // 2, op % 4)) for op in ops]
        if rule.kind in (Kind.URGENT, Kind.COST):
            numbers = np.exp(numbers).tolist()
        assert numbers == pytest.approx(list(expected))


class Shop:
    """A shop that works round the clock."""

    def __init__(self) -> None:
        self.builder = ProblemBuilder(horizon=HORIZON)
        self.always = self.builder.calendar(WorkingTime.always(0, HORIZON))

    def operation(self, duration: int, machine: int, state: int = -1, release: int = 0) -> int:
        mode = ModeSpec(duration, machine, self.always, state=state)
        return self.builder.operation([mode], release=release)

    def plan(self, rule: str = "fifo") -> tuple[list[int], list[int]]:
        """Return starts and changeovers."""
        problem = self.builder.build()
        dispatcher = FastDispatcher(problem)
        plan = dispatcher.plan(RULES[rule])
        assert plan is not None
        assert not check_schedule(problem, dispatcher.finished(plan, "test"))
        return plan.start.tolist(), plan.changeover.tolist()


def test_work_goes_before_pinned_work_if_both_changeovers_leave_room() -> None:
    shop = Shop()
    matrix = shop.builder.setup_matrix([[0, 3], [5, 0]])
    machine = shop.builder.resource(calendar=shop.always, setup=matrix, initial_state=0)
    pinned = shop.operation(4, machine, state=0)
    shop.builder.fix(pinned, start=20)
    shop.operation(12, machine, state=1)
    # 3 to change, 12 of work, 5 to change back: 20 in all
    assert shop.plan() == ([20, 3], [5, 3])
    shop.operation(1, machine, state=1, release=2)
    # one more tick of work has no room: behind the pinned work, after a change of 3
    assert shop.plan() == ([20, 3, 27], [5, 3, 3])


def test_who_is_away_runs_nothing() -> None:
    shop = Shop()
    crew = shop.builder.resource(
        calendar=shop.always, capacity=2, profile=[(4, 10, 1), (12, 15, 0)]
    )
    ops = [shop.operation(3, crew) for _ in range(4)]
    # two from 0 to 3; one from 3 to 6 while one of two is away; then from 6 to 9
    assert shop.plan()[0] == [0, 0, 3, 6]
    shop.builder.release(ops[3], 7)
    # 7 to 10; a fifth finds both away from 12 to 15
    shop.operation(4, crew, release=9)
    assert shop.plan()[0] == [0, 0, 3, 7, 15]


def test_pinned_work_must_follow_what_precedes_it() -> None:
    shop = Shop()
    machines = [shop.builder.resource(calendar=shop.always) for _ in range(2)]
    first, second = (shop.operation(5, machine) for machine in machines)
    shop.builder.precede(first, second)
    shop.builder.fix(second, start=5)
    assert shop.plan()[0] == [0, 5]
    shop.builder.release(first, 1)
    assert FastDispatcher(shop.builder.build()).plan(RULES["fifo"]) is None


def test_what_ends_too_late_is_no_plan() -> None:
    shop = Shop()
    machine = shop.builder.resource(calendar=shop.always)
    ops = [shop.operation(duration, machine) for duration in (6, 5)]
    shop.builder.deadline(ops[1], 5)
    dispatcher = FastDispatcher(shop.builder.build())
    assert dispatcher.plan(RULES["lpt"]) is None
    plan = dispatcher.plan(RULES["deadline"])
    assert plan is not None
    assert plan.start.tolist() == [5, 0]


def test_sessions_setup_crews_and_maximum_waits_are_refused() -> None:
    def base() -> tuple[Shop, int, tuple[int, int]]:
        shop = Shop()
        matrix = shop.builder.setup_matrix([[0, 3], [5, 0]])
        machine = shop.builder.resource(calendar=shop.always, setup=matrix)
        return shop, machine, (shop.operation(5, machine), shop.operation(5, machine))

    shop, machine, ops = base()
    assert applies(shop.builder.build())
    shop.builder.precede(*ops)
    assert applies(shop.builder.build())
    shop.builder.precede(*ops, Precedence.MAX_WAIT, 4)
    assert not applies(shop.builder.build())
    shop, machine, _ = base()
    shop.builder.setup_crew(machine, shop.builder.resource(calendar=shop.always))
    assert not applies(shop.builder.build())
    shop, _, _ = base()
    shop.builder.resource(calendar=shop.always, session=(10, 5, -1))
    assert not applies(shop.builder.build())


def test_pinned_work_with_a_choice_or_on_a_crowded_machine_is_refused() -> None:
    shop = Shop()
    matrix = shop.builder.setup_matrix([[0, 3], [5, 0]])
    machine = shop.builder.resource(calendar=shop.always, setup=matrix)
    modes = [ModeSpec(5, machine, shop.always), ModeSpec(6, machine, shop.always)]
    both = shop.builder.operation(modes)
    shop.builder.fix(both, start=3)
    assert not applies(shop.builder.build())
    shop.builder.fix(both, start=3, mode=1)
    assert applies(shop.builder.build())
    other = shop.builder.resource(calendar=shop.always)
    shop.builder.operation([ModeSpec(2, other, shop.always, uses=((machine, 1),))])
    assert not applies(shop.builder.build())


def test_a_circle_of_precedences_is_told() -> None:
    shop = Shop()
    ops = [shop.operation(2, -1) for _ in range(2)]
    shop.builder.precede(ops[0], ops[1])
    shop.builder.precede(ops[1], ops[0])
    with pytest.raises(ValueError, match="circle"):
        FastDispatcher(shop.builder.build())
