"""What becomes of every answer CP-SAT can give."""

from time import monotonic

import pytest

from models.calendar import WorkingTime
from models.errors import SolverFault
from models.problem import Problem
from models.problem_builder import ModeSpec, ProblemBuilder
from models.schedule import Objective, Status
from solvers.cpsat import levels as levels_module
from solvers.cpsat.levels import LexicographicAnswer, improve
from solvers.cpsat.limits import limits
from solvers.cpsat.model import ScheduleModel
from solvers.cpsat.recorder import ModelTooLarge
from solvers.cpsat.run import Answer
from solvers.cpsat.windows import Network, propagate
from solvers.dispatch import best_dispatch
from solvers.options import SolveOptions
from tests.solvers.problems import pool_problem, setup_problem

OPTIONS = SolveOptions(
    objectives=(Objective.TARDINESS, Objective.MAKESPAN), workers=1, deterministic_limit=5.0
)


def answer_with(monkeypatch: pytest.MonkeyPatch, answer: Answer) -> None:
    def run(*arguments: object, **options: object) -> Answer:
        del arguments, options
        return answer

    monkeypatch.setattr(levels_module, "run", run)


def improved(problem: Problem) -> LexicographicAnswer:
    """Let CP-SAT work on the plan of the dispatching rules."""
    plan = best_dispatch(problem, OPTIONS.objectives)
    return improve(problem, plan, OPTIONS, started=monotonic())


def test_no_answer_leaves_the_dispatching_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    answer_with(monkeypatch, Answer("UNKNOWN", [], None, None))
    answer = improved(pool_problem())
    assert answer.status is Status.FEASIBLE
    assert answer.schedule is not None
    assert answer.schedule.provenance.startswith("dispatch:")


def test_a_bound_without_a_plan_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    answer_with(monkeypatch, Answer("UNKNOWN", [], None, 3))
    assert improved(pool_problem()).levels[0].bound == 3


def test_a_refused_model_is_said_to_be_rejected(monkeypatch: pytest.MonkeyPatch) -> None:
    answer_with(monkeypatch, Answer("MODEL_INVALID", [], None, None))
    answer = improved(pool_problem())
    assert answer.status is Status.REJECTED
    assert answer.schedule is None
    assert answer.facts[0].startswith("CP-SAT refuses the model")


def test_infeasible_beside_a_checked_plan_is_a_fault_of_ours(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answer_with(monkeypatch, Answer("INFEASIBLE", [], None, None))
    with pytest.raises(SolverFault, match="CP-SAT says INFEASIBLE, but a checked plan exists"):
        improved(pool_problem())


def tampered_values(shift: int) -> tuple[list[int], int]:
    """Return the values of the dispatching plan, all starts moved, and its true tardiness."""
    problem = pool_problem()
    plan = best_dispatch(problem, OPTIONS.objectives)
    cut = limits(problem, plan, OPTIONS.objectives, plan.levels[0].value)
    model = ScheduleModel(problem, propagate(problem, Network(problem), cut.deadlines))
    model.minimize(Objective.TARDINESS)
    values = model.recorder.values_of(plan)
    for tracks in model.variables.tracks:
        for track in tracks:
            values[track.start.index] += shift
    return values, plan.levels[0].value


def test_a_worse_plan_than_the_one_reported_is_a_fault_of_ours(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    values, reported = tampered_values(1)
    answer_with(monkeypatch, Answer("FEASIBLE", values, reported, 0))
    with pytest.raises(SolverFault, match=rf"reports tardiness {reported}, but the plan has"):
        improved(pool_problem())


def test_a_plan_that_breaks_a_rule_is_a_fault_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    values, reported = tampered_values(-1)
    answer_with(monkeypatch, Answer("FEASIBLE", values, reported, 0))
    with pytest.raises(SolverFault, match="before its release 0"):
        improved(pool_problem())


def test_a_proof_below_what_is_known_is_a_fault_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    values, reported = tampered_values(0)
    answer_with(monkeypatch, Answer("OPTIMAL", values, reported + 1, reported + 1))
    with pytest.raises(SolverFault, match="CP-SAT proves tardiness"):
        improved(pool_problem())


def test_a_model_too_large_for_the_time_leaves_the_dispatching_plan(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def too_large(*arguments: object, **options: object) -> None:
        del arguments, options
        raise ModelTooLarge

    monkeypatch.setattr(levels_module, "ScheduleModel", too_large)
    answer = improved(setup_problem())
    assert answer.status is Status.FEASIBLE
    assert answer.schedule is not None
    assert answer.schedule.provenance.startswith("dispatch:")
    assert answer.schedule.levels[0].value >= (answer.levels[0].bound or 0)


def test_work_without_room_before_its_deadline_is_named_with_it() -> None:
    builder = ProblemBuilder(horizon=100)
    builder.calendar(WorkingTime.of([(0, 8), (24, 32)]))
    for name in ("P", "Q", "R"):
        builder.operation([ModeSpec(6)], name)
    builder.precede(0, 1)
    builder.deadline(1, 20)
    answer = improve(builder.build(), None, OPTIONS, started=0.0)
    assert answer.status is Status.INFEASIBLE
    # P 0-6, Q 6-8 and 24-28
    assert answer.facts[-1] == (
        "Q finds no working time until its deadline at tick 20, even if it were alone"
    )
