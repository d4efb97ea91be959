from dataclasses import replace

import numpy as np

from models.calendar import WorkingTime
from models.problem import Problem
from models.problem_builder import ModeSpec, ProblemBuilder
from models.schedule import Schedule
from solvers.cpsat.sequences import state_sequences


def problem_of(*states: int, machine: bool = True) -> Problem:
    builder = ProblemBuilder(horizon=100)
    builder.calendar(WorkingTime.always(0, 100))
    matrix = builder.setup_matrix([[0, 3], [5, 0]])
    resource = builder.resource("M", setup=matrix if machine else -1, initial_state=1)
    for state in states:
        builder.operation([ModeSpec(2, resource, state=state)])
    return builder.build()


def test_what_has_no_state_is_not_in_the_sequence(tiny_schedule: Schedule) -> None:
    assert dict(state_sequences(problem_of(0, -1, 1), tiny_schedule)) == {0: [0, 2]}


def test_machines_without_setups_have_no_sequence(tiny_schedule: Schedule) -> None:
    assert not state_sequences(problem_of(0, 1, 0, machine=False), tiny_schedule)


def test_of_moments_at_one_tick_the_one_with_a_changeover_is_first(tiny_schedule: Schedule) -> None:
    at_once = np.full(3, 7, dtype=np.int64)
    plan = replace(tiny_schedule, start=at_once, end=at_once, changeover=np.array([0, 0, 5]))
    assert state_sequences(problem_of(0, 1, 0), plan) == {0: [2, 0, 1]}
    no_changeover = replace(plan, changeover=np.zeros(3, dtype=np.int64))
    assert state_sequences(problem_of(0, 1, 0), no_changeover) == {0: [0, 1, 2]}
