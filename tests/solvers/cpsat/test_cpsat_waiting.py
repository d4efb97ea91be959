from models.calendar import WorkingTime
from models.problem import Problem
from models.problem_builder import ModeSpec, ProblemBuilder
from solvers.cpsat.waiting import rewards_waiting


def order(first: int, last: int, demand: int) -> Problem:
    """Return a chain of three operations with flow cost at its start, end and demand."""
    builder = ProblemBuilder(horizon=100)
    builder.calendar(WorkingTime.always(0, 100))
    machine = builder.resource("M")
    a, b, c = (builder.operation([ModeSpec(2, machine)]) for _ in range(3))
    builder.precede(a, b)
    builder.precede(b, c)
    builder.add_flow(a, start=first)
    builder.add_flow(c, end=last)
    builder.demand(10, [c], flow=demand)
    return builder.build()


def test_value_held_until_delivery_rewards_no_waiting() -> None:
    # 5 per tick less for starting later, but 3 + 2 more for ending and delivering later
    assert not rewards_waiting(order(-5, 3, 2))


def test_a_start_that_gains_more_than_its_end_loses_rewards_waiting() -> None:
    assert rewards_waiting(order(-6, 3, 2))


def test_an_end_that_gains_cannot_be_paid_by_a_start_before_it() -> None:
    # all together lose 1 per tick, but the last operation alone gains 1 by waiting
    assert rewards_waiting(order(2, -1, 0))


def test_without_gains_there_is_nothing_to_ask() -> None:
    assert not rewards_waiting(order(0, 0, 0))
