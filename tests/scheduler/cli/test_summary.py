"""What the terminal says of a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.plan import Mode, SolveReport
from models.schedule import Level, LevelResult, Objective, Status
from scheduler.cli.summary import print_summary
from tests.scheduler.report.tiny import tiny_plan

if TYPE_CHECKING:
    import pytest


def test_hours_of_setup_and_the_objective_setup_are_told_apart(
    capsys: pytest.CaptureFixture[str],
) -> None:
    levels = (LevelResult(Level.of(Objective.SETUP), 0),)
    solve = SolveReport(Mode.FINITE, Status.FEASIBLE, levels, "rules", 0.5)
    # the plan has own setups, which are not changeovers
    print_summary(tiny_plan(solve=solve, kpis={"setup_hours": 2.5}))
    said = capsys.readouterr().err
    assert "objective: setup (changeovers alone) 0.00 h (no bound)" in said
    assert "own setup and changeovers h 2.5" in said
