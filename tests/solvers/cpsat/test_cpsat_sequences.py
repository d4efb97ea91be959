import numpy as np

from models.calendar import WorkingTime
from models.problem_builder import ModeSpec, ProblemBuilder
from models.schedule import Schedule
from solvers.cpsat.sequences import changeovers, state_sequences


def test_what_has_no_state_keeps_the_state(tiny_schedule: Schedule) -> None:
    builder = ProblemBuilder(horizon=100)
    builder.calendar(WorkingTime.always(0, 100))
    matrix = builder.setup_matrix([[0, 3], [5, 0]])
    machine = builder.resource("M", setup=matrix, initial_state=1)
    for state in (0, -1, 1):
        builder.operation([ModeSpec(2, machine, state=state)])
    problem = builder.build()
    assert dict(state_sequences(problem, tiny_schedule)) == {machine: [0, 2]}
    # 1 to 0 takes 5; then, past the operation without a state, 0 to 1 takes 3
    assert changeovers(problem, tiny_schedule).tolist() == [5, 0, 3]


def test_the_first_setup_is_free_without_an_initial_state(tiny_schedule: Schedule) -> None:
    builder = ProblemBuilder(horizon=100)
    builder.calendar(WorkingTime.always(0, 100))
    matrix = builder.setup_matrix([[0, 3], [5, 0]])
    machine = builder.resource("M", setup=matrix)
    for state in (0, 1, 0):
        builder.operation([ModeSpec(2, machine, state=state)])
    assert changeovers(builder.build(), tiny_schedule).tolist() == [0, 3, 5]


def test_machines_without_setups_have_no_sequence(tiny_schedule: Schedule) -> None:
    builder = ProblemBuilder(horizon=100)
    builder.calendar(WorkingTime.always(0, 100))
    builder.setup_matrix([[0, 3], [5, 0]])
    for resource in (builder.resource("M"), -1, builder.resource("N")):
        builder.operation([ModeSpec(2, resource)])
    problem = builder.build()
    assert not state_sequences(problem, tiny_schedule)
    assert not np.any(changeovers(problem, tiny_schedule))
