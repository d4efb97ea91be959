"""Plans that others are made of obey their scenario, or are refused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from models.errors import InvalidScenarioFile
from scheduler.changes import Drop
from scheduler.outputs import load_plan
from scheduler.plan_check import check_sound, sound_plan
from scheduler.simulation.applying import apply
from tests.scheduler.simulation.shops import MANNER, planned, snapshot, state_of, written

if TYPE_CHECKING:
    from pathlib import Path


def spoil(folder: Path) -> None:
    """Let the first operation of a plan end an hour later."""
    path = folder / "plan.json"
    values = json.loads(path.read_text("utf-8"))
    values["operations"][0]["end"] += 60
    path.write_text(json.dumps(values), "utf-8")


def test_a_sound_plan_is_read_back(tmp_path: Path) -> None:
    plan = planned()
    assert sound_plan(written(tmp_path, plan)).operations == plan.operations
    check_sound(plan)


def test_a_plan_that_breaks_a_rule_is_refused_with_the_rule(tmp_path: Path) -> None:
    folder = written(tmp_path)
    spoil(folder)
    assert load_plan(folder).operations  # its form is right
    with pytest.raises(InvalidScenarioFile) as caught:
        sound_plan(folder)
    assert f"{folder / 'plan.json'}: plan: found 'duration: order" in str(caught.value)
    assert "it was edited since finitecap wrote it" in str(caught.value)


def test_a_snapshot_that_was_edited_does_not_become_the_plan(tmp_path: Path) -> None:
    plan = planned()
    main = written(tmp_path, plan)
    made = snapshot(main, plan, [Drop("SO-TWO")], "less")
    spoil(made.folder)
    before = state_of(tmp_path)
    with pytest.raises(InvalidScenarioFile, match="a plan that breaks no rule; it was edited"):
        apply(made.folder, MANNER, lambda _: "<html></html>")
    assert state_of(tmp_path) == before
