"""`finitecap check --plan`: a plan folder that somebody has edited, cut off or taken apart."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from scheduler.cli import main
from scheduler.files import save
from tests.scheduler.changes.press_shop import shop
from tests.scheduler.simulation.shops import planned, state_of, written

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SCENARIO = "shop.yaml"


def check(folder: Path) -> Result:
    """Check the plan in a folder against the shop beside it."""
    return CliRunner().invoke(main, ["check", str(folder.parent / SCENARIO), "--plan", str(folder)])


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """Write the shop and its plan."""
    save(shop(), tmp_path / SCENARIO)
    return written(tmp_path, planned())


def test_an_edited_start_is_told_with_row_and_rule(plan: Path) -> None:
    table = plan / "operations.csv"
    text = table.read_text("utf-8")
    table.write_text(text.replace("2026-06-01T08:00:00", "2026-06-01T07:00:00", 1), "utf-8")
    before = state_of(plan)
    result = check(plan)
    assert result.exit_code == 3
    assert f"warning: {table}: order MO-" in result.stderr
    assert "plan.json has '2026-06-01T08:00:00+00:00'" in result.stderr
    assert f"{table} (line " in result.stdout
    assert "violation" in result.stderr
    assert state_of(plan) == before


def test_an_edit_that_breaks_no_rule_is_only_told(plan: Path) -> None:
    table = plan / "operations.csv"
    rows = [line.split(",") for line in table.read_text("utf-8").splitlines()]
    row = next(row for row in rows if row[3:6] == ["MO-TWO-1", "TWO", "20"])
    for column, cell in enumerate(row):  # packed at 09 instead of 08
        row[column] = cell.replace("T09:", "T10:").replace("T08:", "T09:")
    table.write_text("\n".join(map(",".join, rows)), "utf-8")
    result = check(plan)
    assert result.exit_code == 0, result.stdout
    assert result.stderr.count("warning: ") == 4
    assert "6 operations of plan.json obey" in result.stdout
    assert "so does operations.csv as it was edited" in result.stdout


def test_a_table_that_is_gone_is_told(plan: Path) -> None:
    (plan / "operations.csv").unlink()
    result = check(plan)
    assert result.exit_code == 0
    assert "warning: operations.csv is gone; only plan.json is verified" in result.stderr


def _without(key: str, text: str) -> str:
    values = json.loads(text)
    del values[key]
    return json.dumps(values)


@pytest.mark.parametrize(
    ("damaged", "expected"),
    [
        (lambda text: text[:2000], "expected whole JSON in UTF-8: "),
        (lambda text: text.replace('"format": ', '"format": 9'), "maybe a newer version wrote it"),
        (lambda text: text.encode("utf-16"), "expected whole JSON in UTF-8: "),
        (
            lambda text: text.replace("MO-TWO-1", "MO-ZWÖ-1").encode("latin-1"),
            "expected whole JSON",
        ),
        (lambda text: _without("pegs", text), "plan pegs: expected the field; it is missing"),
        (lambda _: "", "expected whole JSON in UTF-8: "),
        (lambda _: "[]", "expected a plan as finitecap writes it, an object with a field 'format'"),
    ],
)
def test_a_damaged_plan_is_refused_by_every_command(
    damaged: Callable[[str], str | bytes], expected: str, plan: Path
) -> None:
    path = plan / "plan.json"
    content = damaged(path.read_text("utf-8"))
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    before = state_of(plan.parent)
    for arguments in (
        ["check", str(plan.parent / SCENARIO), "--plan", str(plan)],
        ["simulate", str(plan), "--rush", "SO-SIX"],
        ["rollback", str(plan)],
        ["promise", str(plan), "--item", "SIX", "--quantity", "1"],
        ["sequence", str(plan), "--work-center", "PRESS"],
        ["explain", str(plan), "SO-SIX"],
    ):
        result = CliRunner().invoke(main, arguments)
        assert result.exit_code == 2, arguments
        assert f"{path}: " in result.stderr
        assert expected in result.stderr
    assert state_of(plan.parent) == before


def test_a_plan_that_an_editor_saved_with_a_mark_is_read(plan: Path) -> None:
    path = plan / "plan.json"
    path.write_text(path.read_text("utf-8"), "utf-8-sig")
    assert check(plan).exit_code == 0


def test_a_plan_that_is_not_there_is_asked_for(plan: Path) -> None:
    result = check(plan.with_name("plam"))
    assert result.exit_code == 2
    assert f"Did you mean '{plan}'?" in result.stderr


def test_a_plan_of_another_scenario_is_told(plan: Path) -> None:
    other = {"id": "other", "start": "2026-06-01T06:00", "horizon": "20d"}
    (plan.parent / SCENARIO).unlink()
    save(shop(scenario=other), plan.parent / SCENARIO)
    result = check(plan)
    assert result.exit_code == 3
    assert f"{plan}: this plan is of the scenario 'shop', not of 'other'" in result.stdout


def test_a_plan_that_holds_what_was_applied_is_told_apart_from_a_broken_one(plan: Path) -> None:
    changed = CliRunner().invoke(main, ["simulate", str(plan), "--drop", "SO-TWO", "--name", "x"])
    assert changed.exit_code == 0, changed.stderr
    result = check(plan.with_name("plan.snapshots") / "x")
    assert result.exit_code == 2  # the scenario is not beside it
    target = plan.with_name("copy")
    (plan.with_name("plan.snapshots") / "x").rename(target)
    result = check(target)
    assert result.exit_code == 3
    assert "warning: the scenario has changed since this plan was made" in result.stderr
    assert "it breaks no rule of the scenario that it was made of" in result.stderr
