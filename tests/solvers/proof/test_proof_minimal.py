"""Smallest problems on which solver and checker once disagreed."""

from models.calendar import WorkingTime
from models.problem_builder import ModeSpec, ProblemBuilder
from models.problem_verify import check_schedule
from models.schedule import Objective
from solvers.dispatch import dispatch
from tests.solvers.cpsat.solving import optimum


def test_a_changeover_waits_until_its_machine_is_there() -> None:
    # away from 1 to 3, the machine is changed from 3 to 6: three ticks in one piece
    builder = ProblemBuilder(horizon=20)
    always = builder.calendar(WorkingTime.always(0, 20))
    setup = builder.setup_matrix([[0, 3], [3, 0]])
    machine = builder.resource(
        "M", calendar=always, setup=setup, initial_state=0, profile=[(1, 3, 0)]
    )
    for state in (1, 1, 0):
        builder.operation([ModeSpec(2, machine, always, state=state)])
    problem = builder.build()
    plan = dispatch(problem)
    assert check_schedule(problem, plan) == []
    # 6-8 and 8-10 in state 1, then 13-15 in state 0; before the gap, state 0 fits 3-5 only: as
    # long together, 3-5, 8-10 and 10-12
    best = optimum(problem, Objective.MAKESPAN)
    assert best is not None
    assert int(best.end.max()) == 12
    first = min(plan.start[plan.changeover == 3])
    assert first >= 6
