from __future__ import annotations

from models.calendar import WorkingTime
from models.problem_builder import ModeSpec, ProblemBuilder
from models.schedule import Status
from solvers.options import SolveOptions
from solvers.solve import solve


def test_a_problem_without_any_resource_is_solved() -> None:
    builder = ProblemBuilder(horizon=1000)
    calendar = builder.calendar(WorkingTime.always(0, 1000))
    operations = [builder.operation([ModeSpec(30, calendar=calendar)]) for _ in range(3)]
    builder.precede(operations[0], operations[1])
    builder.demand(40, [operations[1]])
    schedule = solve(builder.build(), SolveOptions(workers=1, deterministic_limit=1))
    assert schedule.status is Status.OPTIMAL
    # the second ends at 60 at the soonest, 20 late
    assert schedule.levels[0].value == schedule.levels[0].bound == 20
