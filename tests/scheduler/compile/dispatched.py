"""Plans of tiny scenarios by dispatching alone, read back in the user's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.problem_verify import check_schedule
from scheduler.compile import Compiled, compile_problem
from scheduler.decode import operation_rows
from solvers.dispatch import best_dispatch

if TYPE_CHECKING:
    from models.material import MaterialPlan
    from models.plan import OperationRow
    from models.scenario import Scenario

Rows = dict[tuple[str, int], "OperationRow"]


def planned(scenario: Scenario, material: MaterialPlan) -> Rows:
    """Return the rows of a plan by order and phase; it keeps every rule of its problem."""
    return rows_of(compile_problem(scenario, material))


def rows_of(compiled: Compiled) -> Rows:
    """Return the rows of the best dispatched plan."""
    schedule = best_dispatch(compiled.problem)
    assert schedule.is_plan, schedule.facts
    assert check_schedule(compiled.problem, schedule) == []
    return {(row.order, row.phase): row for row in operation_rows(compiled, schedule)}


def edges(compiled: Compiled) -> list[tuple[str, str, int, int]]:
    """Return the edges of a problem: predecessor, successor, kind, lag in the first mode."""
    problem = compiled.problem
    return [
        (
            problem.op_names[pred],
            problem.op_names[succ],
            int(problem.kind[edge]),
            int(problem.lags[problem.lag_ptr[edge]]),
        )
        for edge, (pred, succ) in enumerate(
            zip(problem.pred.tolist(), problem.succ.tolist(), strict=True)
        )
    ]
