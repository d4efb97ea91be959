"""Whoever surely runs between two others keeps them from being neighbours on a machine."""

from models.calendar import WorkingTime
from models.problem import Problem
from models.problem_builder import ModeSpec, ProblemBuilder
from models.schedule import Objective
from solvers.cpsat.model import ScheduleModel
from solvers.cpsat.order import Sequence, SureOrder
from solvers.cpsat.windows import Network, propagate
from tests.solvers.cpsat.solving import optimum


def chain_on_a_machine_with_setups(*, middle: int) -> Problem:
    """Return A, B and C one after the other, and D, on one machine; B takes `middle` ticks."""
    builder = ProblemBuilder(horizon=100)
    calendar = builder.calendar(WorkingTime.always(0, 100))
    setup = builder.setup_matrix([[0, 2], [3, 0]])
    machine = builder.resource("M", calendar=calendar, setup=setup)
    for state, duration in ((0, 4), (1, middle), (0, 4), (1, 4)):
        builder.operation([ModeSpec(duration, machine, calendar, state=state)])
    builder.precede(0, 1)
    builder.precede(1, 2)
    return builder.build()


def arcs(problem: Problem) -> set[str]:
    windows = propagate(problem, Network(problem), [problem.horizon] * problem.num_operations)
    model = ScheduleModel(problem, windows)
    return {
        variable.name
        for variable in model.model.proto.variables
        if variable.name.startswith(("next[", "first[", "last["))
    }


def test_neighbours_agree_with_precedences() -> None:
    # not backwards, not from A to C past B; only A and D can be first, only C and D last
    assert arcs(chain_on_a_machine_with_setups(middle=4)) == {
        *("next[0,1]", "next[1,2]", "first[0]", "first[3]", "last[2]", "last[3]"),
        *(f"next[{mode},3]" for mode in range(3)),
        *(f"next[3,{mode}]" for mode in range(3)),
    }


def test_what_takes_no_time_may_be_passed() -> None:
    assert "next[0,2]" in arcs(chain_on_a_machine_with_setups(middle=0))


def test_the_best_sequence_is_still_there() -> None:
    plan = optimum(chain_on_a_machine_with_setups(middle=4), Objective.MAKESPAN)
    # A, B with D beside it, C: 16 ticks of work, 2 and 3 of setup
    assert plan is not None
    assert plan.end.max() == 21


def test_order_is_transitive() -> None:
    problem = chain_on_a_machine_with_setups(middle=4)
    order = Sequence(SureOrder(Network(problem)), surely=[1])
    assert not order.may_follow(2, 0, takes_time=True)
    assert order.may_follow(2, 0, takes_time=False)
    assert not order.may_follow(0, 2, takes_time=True)
    assert not order.may_follow(3, 3, takes_time=True)
    assert not order.may_be_first(2)
    assert order.may_be_first(3)
    assert not order.may_be_last(0)
