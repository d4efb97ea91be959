"""`finitecap simulate`, `apply` and `rollback` as a planner calls them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from scheduler.cli import main
from tests.scheduler.changes.press_shop import shop
from tests.scheduler.simulation.shops import planned, state_of, written

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def quick_report(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the report: half a second each, and it has tests of its own."""
    monkeypatch.setattr(
        "scheduler.report.render_report", lambda plan, *_: f"<html>{plan.end}</html>"
    )


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_a_snapshot_is_made_shown_applied_and_taken_back(tmp_path: Path) -> None:
    plan = written(tmp_path)
    before = state_of(plan)
    result = run("simulate", plan, "--move", "MO-FOUR-1/10=2026-06-03T06:00", "--name", "later")
    assert result.exit_code == 0, result.stderr
    folder = (tmp_path / "plan.snapshots" / "later").resolve()
    assert result.stdout == f"{folder}\n"
    assert "MO-FOUR-1 phase 10 moves to 2026-06-03 06:00" in result.stderr
    places = "2026-06-01 08:00 to 12:00 PRESS-1   2026-06-03 06:00 to 10:00 PRESS-1"
    assert f"MO-FOUR-1 10   {places}" in result.stderr
    assert "served later for it: SO-FOUR by 1.9 d (on time)" in result.stderr
    served = "2026-06-04 00:00   2026-06-01 13:00   2026-06-03 11:00   46.00         on time"
    assert f"SO-FOUR   {served}" in result.stderr
    assert "MO-FOUR-1   2026-06-01 13:00   2026-06-03 11:00   46.00" in result.stderr
    assert state_of(plan) == before
    assert (folder / "report.html").exists()
    child = run("simulate", folder, "--rush", "SO-SIX", "--name", "rush", "--block")
    assert child.exit_code == 0, child.stderr
    tree = run("simulate", plan, "--list").stdout.splitlines()
    assert tree[0] == "plan"
    assert tree[1].startswith("└─ 1 later: MO-FOUR-1 phase 10 moves to 2026-06-03 06:00; by ")
    assert tree[2].startswith("   └─ 2 rush [blocks]: SO-SIX goes first; by ")
    applied = run("apply", tmp_path / "plan.snapshots" / "rush")
    assert applied.exit_code == 0, applied.stderr
    assert applied.stdout == f"{plan.resolve()}\n"
    assert "what the plan was before is in before-1" in applied.stderr
    assert "2 rush [applied]" in run("simulate", plan, "--list").stdout
    back = run("rollback", plan)
    assert back.exit_code == 0, back.stderr
    assert "the snapshot 'rush' is not the plan any more" in back.stderr
    assert state_of(plan) == before


def test_changes_of_every_kind_are_read(tmp_path: Path) -> None:
    result = run(
        "simulate", written(tmp_path), "--name", "all",
        "--move", "MO-TWO-1/20=+1d2h", "--machine", "MO-SIX-1/10=OLD",
        "--shift", "PRESS:2026-06-06", "--shift", "PACK:2026-06-02T14:00..2026-06-02T16:00",
        "--breakdown", "PACK-1:2026-06-04T06:00..2026-06-04T10:00", "--drop", "SO-FOUR",
        "--extra", "TWO=1.5@2026-06-09", "--rush", "SO-TWO",
    )  # fmt: skip
    assert result.exit_code == 0, result.stderr
    lines = result.stderr.splitlines()
    assert lines[:8] == [
        "PACK-1 is down from 2026-06-04 06:00 to 2026-06-04 10:00",
        "PRESS works on 2026-06-06",
        "overtime of PACK from 2026-06-02 14:00 to 2026-06-02 16:00",
        "1.5 more of TWO, due 2026-06-09",
        "SO-TWO goes first",
        "SO-FOUR is dropped",
        "MO-TWO-1 phase 20 moves to 2026-06-02 10:00",
        "MO-SIX-1 phase 10 moves to OLD",
    ]


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (["--move", "MO-1=2026-06-03"], "found 'MO-1=2026-06-03', expected ORDER/PHASE=2026-06-0"),
        (["--move", "MO-1/10=tomorrow"], "found 'MO-1/10=tomorrow', expected ORDER/PHASE="),
        (["--move", "MO-1/10=2026-02-30"], "day is out of range for month"),
        (["--move", "MO-1/10=+soon"], "a duration with a unit, e.g. '20m'"),
        (["--machine", "MO-1/x=M"], "found 'MO-1/x=M', expected ORDER/PHASE=MACHINE"),
        (["--shift", "PRESS"], "found 'PRESS', expected CENTER:2026-06-13, or CENTER:"),
        (["--breakdown", "M:2026-06-03"], "expected MACHINE:2026-06-09T08:00..2026-06-09T12:00"),
        (["--earlier", "PO-1"], "found 'PO-1', expected ORDER=DAYS, e.g. PO-502=1"),
        (["--extra", "X=1"], "found 'X=1', expected ITEM=QUANTITY@DUE"),
        (["--extra", "X=1.2.3@2026-06-09"], "'1.2.3' is no quantity; write digits such as 12 or"),
        (["--extra", "X=1,5@2026-06-09"], "'1,5' is no quantity; write 1.5, with a point"),
        (["--extra", "X=-1@2026-06-09"], "the quantity -1 is not more than 0"),
        (["--extra", "X=0.0@2026-06-09"], "the quantity 0.0 is not more than 0"),
        (["--extra", "X=12 pcs@2026-06-09"], "'12 pcs' is no quantity; write digits such as 12"),
        (["--extra", "X=@2026-06-09"], "'' is no quantity; write digits such as 12 or 2.5"),
        (["--extra", "X=1@soon"], "'soon' is neither a day such as 2026-06-20 nor a time such"),
        (["--extra", "SIX=1e9@2026-06-09"], "'1e9' is no quantity"),
        (
            ["--extra", "SIX=9999999999999@2026-06-09"],
            "plan: --extra quantity: found '9999999999999', expected no more than 12 digits before",
        ),
        (["--earlier", "PO-1=0"], "'0' is no number of whole days from 1 to 9999"),
        (["--earlier", "PO-1=1.5"], "'1.5' is no number of whole days from 1 to 9999"),
        (["--list", "--rush", "SO-SIX"], "--list tries nothing: leave the changes away"),
        (["--discard", "x", "--drop", "SO-SIX"], "--discard tries nothing: leave the changes"),
        (["--rule", "edd"], "--rule plans everything again: add --full."),
        (["--list", "--discard", "x"], "--list and --discard are two things; choose one."),
        (["--discard", "x"], "plan: --discard: found 'x', expected the name of a snapshot"),
        (
            ["--breakdown", "PRESS:2026-06-03T10:00..2026-06-03T06:00"],
            "plan: --breakdown to: found '2026-06-03 06:00', expected an end after its begin",
        ),
        (
            ["--rush", "SO-SIXTY"],
            "plan: --rush: found 'SO-SIXTY', expected the id of a demand or an or",
        ),
        (
            ["--move", "NONE/10=+1d"],
            "plan: --move: found 'NONE', expected an order with phases in the pl",
        ),
        (["--drop-rule", "fill"], "expected a plan at infinite capacity (asap, alap)"),
        (
            ["--name", "a\nb"],
            "expected 1 to 300 characters on one line, no sign that cannot be seen",
        ),
    ],
)
def test_what_cannot_be_tried_exits_with_2_and_writes_nothing(
    arguments: list[str], text: str, tmp_path: Path
) -> None:
    plan = written(tmp_path)
    before = state_of(tmp_path)
    result = run("simulate", plan, *arguments)
    assert result.exit_code == 2
    assert text in " ".join(result.stderr.split())
    assert state_of(tmp_path) == before


def test_a_folder_that_is_no_plan_has_no_snapshots(tmp_path: Path) -> None:
    for name in ("simulate", "rollback", "apply"):
        result = run(name, tmp_path)
        assert result.exit_code == 2
        assert "Traceback" not in result.stderr
    result = run("simulate", tmp_path)
    assert "expected a plan folder, or the plan.json of one; there is no such file" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_orders_with_slashes_and_equals_signs_can_be_moved(tmp_path: Path) -> None:
    order = {
        "id": "A/1=b 🚲", "type": "production", "item": "TWO", "quantity": 1, "end": "2026-06-04",
    }  # fmt: skip
    plan = written(tmp_path, planned(shop(orders=[order])))
    result = run("simulate", plan, "--move", "A/1=b 🚲/20=2026-06-04", "--name", "x")
    assert result.exit_code == 0, result.stderr
    assert "A/1=b 🚲 phase 20 moves to 2026-06-04" in result.stderr


def test_everything_may_be_planned_again_by_one_rule(tmp_path: Path) -> None:
    plan = written(tmp_path)
    result = run("simulate", plan, "--full", "--rule", "lpt", "--name", "long first")
    assert "1 long first: all is planned again; by " in run("simulate", plan, "--list").stdout
    assert result.exit_code == 0, result.stderr
    places = "2026-06-01 12:00 to 2026-06-02 10:00 PRESS-1   2026-06-01 06:00 to 12:00 PRESS-1"
    assert f"MO-SIX-1 10    {places}" in result.stderr


def test_a_snapshot_may_be_written_elsewhere_and_discarded(tmp_path: Path) -> None:
    plan = written(tmp_path)
    result = run("simulate", plan, "-o", tmp_path / "mine", "--name", "mine")
    assert result.exit_code == 0, result.stderr
    assert "nothing is otherwise" in result.stderr
    again = run("simulate", plan, "-o", tmp_path / "mine", "--name", "other")
    assert again.exit_code == 2
    assert "holds something other than a snapshot of a plan" in again.stderr
    assert run("simulate", plan, "--discard", "mine").exit_code == 0
    assert {path.name for path in tmp_path.iterdir() if path.is_dir()} == {"plan"}
