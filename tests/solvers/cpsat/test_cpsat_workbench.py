"""The model on the bench holds the plan that lies on it, whichever lay there before."""

from __future__ import annotations

from threading import Event
from time import monotonic
from typing import TYPE_CHECKING

import pytest

from models.measures import levels
from solvers.cpsat.run import Budget, Effort, watched
from solvers.cpsat.workbench import Workbench
from tests.solvers.cpsat.overtaking import WANTED, plans, waiting_problem

if TYPE_CHECKING:
    from solvers.cpsat.model import ScheduleModel


def log_of(model: ScheduleModel) -> str:
    """Return what the solver writes about a model."""
    log: list[str] = []
    budget = Budget(Effort.PROVE, 1, 0, 60.0, 5.0)
    assert watched(model.model, budget, lambda _: False, on_log=log.append).status == "OPTIMAL"
    return "".join(log)


@pytest.mark.parametrize("is_cheap", [True, False])
def test_a_plan_that_is_worse_in_a_level_between_is_not_forbidden(*, is_cheap: bool) -> None:
    problem = waiting_problem()
    busy, waiting = plans(problem)
    bench = Workbench(problem, WANTED, Event())
    bench.place(busy, levels(problem, busy, WANTED), until=monotonic() + 60)
    assert bench.model(2, until=monotonic() + 60) is not None
    # little time is left to build again for narrower windows alone
    left = 1e6 if is_cheap else 0.0
    values = levels(problem, waiting, WANTED)
    bench.place(waiting, values, until=monotonic() + left)
    model = bench.model(2, until=monotonic() + 60)
    assert model is not None
    said = "The solution hint is complete and is feasible. Its objective value is"
    assert f"{said} {values[2]}." in log_of(model)


def test_a_model_is_kept_while_plans_only_become_better() -> None:
    problem = waiting_problem()
    _, waiting = plans(problem)
    bench = Workbench(problem, WANTED, Event())
    values = levels(problem, waiting, WANTED)
    bench.place(waiting, values, until=monotonic() + 60)
    first = bench.model(1, until=monotonic() + 60)
    bench.place(waiting, values, until=monotonic() + 60)
    assert bench.model(2, until=monotonic() + 60) is first
