"""What a run was, as far as it came."""

from __future__ import annotations

from dataclasses import replace

import pytest

from models.errors import Fault
from scheduler.runs import Recording, RunStatus
from tests.scheduler.outputs.sample_plan import sample_plan


def test_an_interrupted_run_that_wrote_its_best_plan_has_its_counts() -> None:
    plan = sample_plan()
    plan = replace(plan, solve=replace(plan.solve, interrupted=True))
    recording = Recording("plan")
    recording.saw_plan(plan, "mine", {"reading": 0.12345})
    record = recording.record()
    assert (record.status, record.exit_code) == (RunStatus.INTERRUPTED, 130)
    assert (record.output, record.counts["operations"]) == ("mine", len(plan.operations))
    assert record.steps == {"reading": 0.123}
    assert [level.objective for level in record.levels] == [
        str(level.objective) for level in plan.solve.levels
    ]


def test_of_very_many_warnings_the_first_hundred_are_kept_and_all_are_counted() -> None:
    plan = sample_plan()
    faults = tuple(Fault("items", f"'I{number}'", "name", "", "a name") for number in range(250))
    recording = Recording("plan")
    recording.saw_scenario(plan.scenario, faults)
    recording.failed(OSError(28, "No space left on device"))
    record = recording.record()
    assert record.num_warnings == 250
    assert [row.row for row in record.warnings] == [f"'I{number}'" for number in range(100)]
    assert (record.status, record.exit_code) == (RunStatus.NOT_WRITTEN, 2)
    assert "No space left" in record.errors[0].text


@pytest.mark.parametrize("error", [ValueError("oops"), RecursionError("deep")])
def test_an_error_that_nobody_foresaw_is_a_fault_of_ours(error: Exception) -> None:
    recording = Recording("plan")
    recording.failed(error)
    record = recording.record()
    assert record.status is RunStatus.FAULT
    assert record.errors[0].text == f"{type(error).__name__}: {error}"
    assert record.scenario == record.digest == ""


def test_two_runs_of_one_second_have_ids_of_their_own() -> None:
    recording = Recording("plan")
    recording.failed(ValueError())
    assert len({recording.record().id for _ in range(20)}) > 1
