from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import scheduler

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", scheduler.__all__)
def test_every_public_name_can_be_had(name: str) -> None:
    assert getattr(scheduler, name) is not None


def test_a_name_that_is_not_public_is_refused() -> None:
    with pytest.raises(AttributeError, match="module 'scheduler' has no attribute 'plam'"):
        _ = scheduler.plam


def test_a_notebook_plans_verifies_and_draws_in_four_lines() -> None:
    scenario = scheduler.load(ROOT / "scenarios" / "bicycle.yaml")
    plan = scheduler.plan(scenario, mode="asap")
    assert scheduler.verify(plan) == ()
    assert scheduler.render_report(plan).startswith("<!DOCTYPE html>")


def test_an_unknown_mode_or_objective_is_refused_with_its_name() -> None:
    scenario = scheduler.load(ROOT / "scenarios" / "mrp-lecture.yaml")
    with pytest.raises(ValueError, match="'best' is not a valid Mode"):
        scheduler.plan(scenario, mode="best")
    with pytest.raises(ValueError, match="found 'speed' at position 1"):
        scheduler.plan(scenario, objectives=["speed"])


def test_a_notebook_plans_by_a_rule_and_near_an_earlier_plan() -> None:
    scenario = scheduler.load(ROOT / "scenarios" / "bicycle.yaml")
    first = scheduler.plan(scenario, rule="edd")
    assert first.solve.provenance == "dispatch:edd"
    again = scheduler.plan(
        scenario, objectives="moved, shift", previous=first, time_limit=10, workers=1
    )
    assert [level.value for level in again.solve.levels] == [0, 0]
    with pytest.raises(ValueError, match="found the rule 'fastest', expected one of "):
        scheduler.plan(scenario, rule="fastest")


def test_somebody_elses_models_package_is_named(tmp_path: Path) -> None:
    foreign = tmp_path / "models"
    foreign.mkdir()
    (foreign / "__init__.py").write_text("", encoding="utf-8")
    script = f"import sys; sys.path[:0] = [{str(tmp_path)!r}, {str(ROOT)!r}]; import scheduler"
    result = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert result.returncode == 1
    assert "ImportError: finitecap's package 'models' is hidden by another one" in result.stderr
    assert "environment of its own" in result.stderr
