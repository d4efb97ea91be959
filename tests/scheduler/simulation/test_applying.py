"""A snapshot becomes the plan, and the plan that was there comes back."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from models.errors import InvalidScenarioFile
from models.plan import OperationState, Plan
from scheduler.api import verify
from scheduler.changes import Breakdown, Drop, ExtraDemand, Move, Overtime, Rush
from scheduler.outputs import load_plan, write_plan
from scheduler.simulation.applying import apply, rollback
from scheduler.simulation.difference import phase_moves
from scheduler.simulation.tree import Tree
from tests.scheduler.changes.press_shop import shop, started
from tests.scheduler.changes.test_changes import at
from tests.scheduler.simulation.shops import (
    MANNER,
    planned,
    rows_of,
    snapshot,
    starts,
    state_of,
    written,
)

if TYPE_CHECKING:
    from pathlib import Path

LATER = Move("MO-FOUR-1", 10, at(3, 6))


def report(plan: Plan) -> str:
    """Return what stands for the report."""
    return f"<html>{len(plan.operations)}</html>"


def test_O11_an_applied_snapshot_is_the_plan_with_a_log_of_old_and_new_dates(
    tmp_path: Path,
) -> None:
    plan = planned()
    main = written(tmp_path, plan)
    (main / "notes.txt").write_text("mine", "utf-8")
    made = snapshot(main, plan, [LATER], "later")
    applied = apply(made.folder, MANNER, report)
    assert applied.main == main.resolve()
    assert (main / "plan.json").read_bytes() == (made.folder / "plan.json").read_bytes()
    assert (main / "notes.txt").read_text("utf-8") == "mine"
    log = json.loads((main / "applied.json").read_text("utf-8"))["log"]
    assert [(row["order"], row["phase"]) for row in log] == [("MO-FOUR-1", 10), ("MO-FOUR-1", 20)]
    assert log[0]["old_start"] == "2026-06-01T08:00:00+00:00"
    assert log[0]["new_start"] == "2026-06-03T06:00:00+00:00"
    (node,) = Tree.of(main).snapshots
    assert node.record.is_valid
    with pytest.raises(InvalidScenarioFile, match="a snapshot that is not applied already"):
        apply(made.folder, MANNER, report)


def test_O10_rollback_after_apply_restores_every_byte(tmp_path: Path) -> None:
    plan = planned()
    main = written(tmp_path, plan)
    before = state_of(main)
    made = snapshot(main, plan, [LATER], "later")
    child = snapshot(made.folder, made.plan, [Rush("SO-SIX")], "rush")
    aside = state_of(tmp_path / "plan.snapshots")
    apply(made.folder, MANNER, report)
    between = state_of(main)
    apply(child.folder, MANNER, report)
    assert state_of(main) != between
    assert rollback(main) == (main.resolve(), "rush")
    assert state_of(main) == between
    with pytest.raises(InvalidScenarioFile, match="expected the plan itself, plan: snapshots stay"):
        rollback(made.folder)
    assert rollback(main) == (main.resolve(), "later")
    assert state_of(main) == before
    assert state_of(tmp_path / "plan.snapshots") == aside
    assert not any(row.record.is_valid for row in Tree.of(main).snapshots)
    with pytest.raises(InvalidScenarioFile, match="expected a plan to which a snapshot was appl"):
        rollback(main)


def test_a_plan_that_was_made_anew_since_is_not_rolled_back(tmp_path: Path) -> None:
    plan = planned()
    main = written(tmp_path, plan)
    apply(snapshot(main, plan, [LATER], "later").folder, MANNER, report)
    write_plan(planned(rule="lpt"), main)
    with pytest.raises(InvalidScenarioFile) as caught:
        rollback(main)
    assert str(caught.value) == (
        f"PLAN_FOLDER: found '{main}', expected a plan that is still as it was applied; it was"
        " planned again since\n    What it was before is in plan.snapshots: before-1."
    )


def test_O11_what_has_begun_since_stays_and_what_may_move_moves(tmp_path: Path) -> None:
    plan = planned(started(is_begun=False))
    main = written(tmp_path, plan)
    moves = [Move("MO-7", 10, at(4, 6)), LATER]
    made = snapshot(main, plan, moves, "later")
    # an hour later TWO has begun
    now = planned(started())
    write_plan(now, main)
    applied = apply(made.folder, MANNER, report)
    after = load_plan(main)
    assert verify(after) == ()
    assert rows_of(after)["MO-7", 10] == rows_of(now)["MO-7", 10]
    assert rows_of(after)["MO-7", 10].state is OperationState.STARTED
    assert starts(after)["FOUR", 10] == "03 06:00"
    assert applied.stayed == (
        "MO-7 phase 10 stays where it is: it has begun, and runs on PRESS-1 until 2026-06-01 08:00",
    )
    moved = {(row.order, row.phase) for row in phase_moves(applied.difference)}
    assert {order for order, _ in moved} <= {"MO-FOUR-1", "MO-7"}
    assert ("MO-7", 10) not in moved


def test_a_snapshot_of_an_applied_one_adds_only_what_is_its_own(tmp_path: Path) -> None:
    plan = planned()
    main = written(tmp_path, plan)
    extra = ExtraDemand("TWO", Decimal(1), at(9))
    made = snapshot(main, plan, [extra], "extra")
    child = snapshot(made.folder, made.plan, [Move("MO-TWO-1", 20, at(4, 6))], "packing")
    apply(made.folder, MANNER, report)
    # made anew since: the digest is another, but the extra demand is in it already
    now = replace(load_plan(main), warnings=())
    record = (main / "applied.json").read_bytes()
    write_plan(replace(now, kpis=now.kpis | {"demands": 4}, solve=replace(now.solve, seed=7)), main)
    (main / "applied.json").write_bytes(record)
    apply(child.folder, MANNER, report)
    after = load_plan(main)
    assert [row.id for row in after.scenario.demands][3:] == ["EXTRA-1"]
    assert rows_of(after)["MO-TWO-1", 20].start == rows_of(child.plan)["MO-TWO-1", 20].start


def test_two_snapshots_of_one_plan_can_both_be_applied(tmp_path: Path) -> None:
    plan = planned()
    main = written(tmp_path, plan)
    first = snapshot(main, plan, [LATER], "later")
    second = snapshot(main, plan, [Move("MO-TWO-1", 20, at(4, 6))], "packing")
    apply(first.folder, MANNER, report)
    apply(second.folder, MANNER, report)
    after = load_plan(main)
    assert verify(after) == ()
    assert starts(after)["FOUR", 10] == "03 06:00"
    assert starts(after)["TWO", 20] == "04 06:00"


@pytest.mark.parametrize(
    "change",
    [
        Breakdown("PRESS", at(1, 9), at(2)),
        Overtime("PRESS", at(1, 14), at(1, 18)),
        Drop("SO-TWO"),
        Rush("SO-SIX"),
        ExtraDemand("TWO", Decimal(1), at(9)),
    ],
)
def test_every_kind_of_change_can_be_applied_to_a_plan_that_changed(
    change: object, tmp_path: Path
) -> None:
    plan = planned()
    main = written(tmp_path, plan)
    made = snapshot(main, plan, [change], "tried")  # type: ignore[list-item]  # one of the kinds
    write_plan(planned(rule="lpt"), main)
    apply(made.folder, MANNER, report)
    assert verify(load_plan(main)) == ()
    assert rollback(main)[1] == "tried"
    assert starts(load_plan(main)) == starts(planned(rule="lpt"))


def test_what_is_no_snapshot_or_of_another_scenario_is_not_applied(tmp_path: Path) -> None:
    plan = planned()
    main = written(tmp_path, plan)
    (tmp_path / "empty").mkdir()
    for name, text in (
        ("plan", f"this is a plan that has none\n    Make one with: finitecap simulate {main}"),
        ("empty", "expected the folder of a snapshot; this folder holds no plan"),
        ("nowhere", "expected the folder of a snapshot; there is no such folder"),
    ):
        with pytest.raises(InvalidScenarioFile) as caught:
            apply(tmp_path / name, MANNER, report)
        assert text in str(caught.value)
    made = snapshot(main, plan, [LATER], "later")
    with pytest.raises(InvalidScenarioFile) as caught:
        apply(main, MANNER, report)
    assert "this is the plan itself\n    Its snapshots are in" in str(caught.value)
    with pytest.raises(InvalidScenarioFile) as caught:
        apply(made.folder.with_name("latter"), MANNER, report)
    assert f"Did you mean '{made.folder}'?" in str(caught.value)
    header = {"id": "other", "start": "2026-06-01T06:00", "horizon": "20d"}
    write_plan(planned(shop(scenario=header)), main)
    before = state_of(tmp_path)
    with pytest.raises(InvalidScenarioFile) as caught:
        apply(made.folder, MANNER, report)
    assert str(caught.value) == (
        "SNAPSHOT scenario: found 'shop', expected a snapshot of a plan of 'other', which the"
        " main plan is of"
    )
    assert state_of(tmp_path) == before


def test_O12_orders_that_another_snapshot_blocks_are_not_applied(tmp_path: Path) -> None:
    plan = planned()
    main = written(tmp_path, plan)
    first = snapshot(main, plan, [Rush("SO-SIX")], "rush")
    second = snapshot(main, plan, [LATER], "later", blocks=True)
    with pytest.raises(InvalidScenarioFile, match="'later' of ann, 2026-06-01 05:30, blocks it"):
        apply(first.folder, MANNER, report)
    apply(second.folder, MANNER, report)  # its own orders it may change, and is valid then
    apply(first.folder, MANNER, report)


def test_an_interrupt_while_a_plan_is_applied_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = planned()
    main = written(tmp_path, plan)
    made = snapshot(main, plan, [LATER], "later")
    before = state_of(tmp_path)

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("scheduler.simulation.applying.changes_table", interrupted)
        with pytest.raises(KeyboardInterrupt):
            apply(made.folder, MANNER, report)
    assert state_of(tmp_path) == before
