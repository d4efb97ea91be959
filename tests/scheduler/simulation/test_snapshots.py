"""Snapshots beside a plan: their tree, their folders, and what they block."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from models.errors import InvalidScenarioFile
from scheduler.changes import Breakdown, Drop, Move, Rush
from scheduler.outputs import FolderKind, OutputNotWritten, check_target, load_plan, write_plan
from scheduler.simulation.record import load_record
from scheduler.simulation.snapshot import discard, simulate, write_snapshot
from scheduler.simulation.tree import Tree, folder_name
from tests.scheduler.changes.press_shop import shop
from tests.scheduler.changes.test_changes import at
from tests.scheduler.simulation.shops import (
    MANNER,
    author,
    planned,
    snapshot,
    starts,
    state_of,
    written,
)

if TYPE_CHECKING:
    from pathlib import Path

LATER = Move("MO-FOUR-1", 10, at(3, 6))


def test_O10_a_snapshot_leaves_the_main_plan_and_its_parent_as_they_are(tmp_path: Path) -> None:
    plan = planned()
    main = written(tmp_path, plan)
    before = state_of(main)
    first = snapshot(main, plan, [LATER], "later")
    between = state_of(first.folder)
    second = snapshot(first.folder, first.plan, [Rush("SO-SIX")], "rush")
    assert state_of(main) == before
    assert state_of(first.folder) == between
    # the child builds on its parent
    assert starts(load_plan(second.folder))["FOUR", 10] != starts(plan)["FOUR", 10]
    assert plan.scenario == load_plan(main).scenario


def test_O10_snapshots_are_a_tree_below_the_main_plan(tmp_path: Path) -> None:
    plan = planned()
    main = written(tmp_path, plan)
    first = snapshot(main, plan, [LATER], "later")
    second = snapshot(first.folder, first.plan, [], "child")
    third = snapshot(main, plan, [], "other")
    tree = Tree.of(second.folder)
    assert tree.main == main.resolve()
    assert [row.record.number for row in tree.snapshots] == [1, 2, 3]
    assert [row.folder for row in tree.line(second.folder)] == [first.folder, second.folder]
    assert [row.folder for row in tree.children(main)] == [first.folder, third.folder]
    assert [row.folder for row in tree.children(first.folder)] == [second.folder]
    # folders move together
    tmp_path.joinpath("plan").rename(tmp_path / "new")
    with pytest.raises(InvalidScenarioFile, match="the snapshot belongs to; it is gone"):
        Tree.of(second.folder)


def test_O10_the_record_tells_who_when_what_and_every_phase_that_moved(tmp_path: Path) -> None:
    plan = planned()
    made = snapshot(written(tmp_path, plan), plan, [LATER, Drop("SO-TWO")], "later")
    assert made.folder == (tmp_path / "plan.snapshots" / "later").resolve()
    values = json.loads((made.folder / "simulation.json").read_text("utf-8"))
    assert (values["name"], values["number"], values["user"]) == ("later", 1, "ann")
    assert values["time"] == "2026-06-01T05:30:00+00:00"
    assert (values["main"], values["parent"]) == ("../../plan", "../../plan")
    assert values["told"] == [
        "MO-FOUR-1 phase 10 moves to 2026-06-03 06:00", "SO-TWO is dropped"
    ]  # fmt: skip
    moved = {(row["order"], row["phase"]): row for row in values["log"]}
    assert moved["MO-FOUR-1", 10] == {
        "order": "MO-FOUR-1", "item": "FOUR", "phase": 10,
        "old_start": "2026-06-01T08:00:00+00:00", "old_end": "2026-06-01T12:00:00+00:00",
        "old_machine": "PRESS-1", "new_start": "2026-06-03T06:00:00+00:00",
        "new_end": "2026-06-03T10:00:00+00:00", "new_machine": "PRESS-1",
    }  # fmt: skip
    assert moved["MO-TWO-1", 20]["new_start"] is None
    lines = (made.folder / "changes.csv").read_text("utf-8").splitlines()
    assert len(lines) == 1 + len(values["log"])
    assert lines[0].startswith("order,item,phase,old_start,old_end,old_machine,new_start")
    assert load_record(made.folder / "simulation.json") == made.record


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("..", "snapshot"),
        ("../../etc", "etc"),
        ("a/b\\c", "a_b_c"),
        ("x" * 300, "x" * 80),
        ("🚲 spät", "spät"),
        ("<script>alert(1)</script>", "script_alert_1___script"),
        (".hidden", "hidden"),
        ("CON:", "CON"),
    ],
)
def test_any_name_gives_a_folder_directly_among_the_snapshots(
    name: str, folder: str, tmp_path: Path
) -> None:
    assert folder_name(name, tmp_path) == tmp_path / folder
    (tmp_path / folder).mkdir()
    assert folder_name(name, tmp_path) == tmp_path / f"{folder}-2"


def test_a_name_is_one_line_and_not_taken(tmp_path: Path) -> None:
    plan = planned()
    main = written(tmp_path, plan)
    made = snapshot(main, plan, [], "🚲 'x' = a/b")
    assert Tree.of(main).at(made.folder) is not None
    for name, expected in (
        ("🚲 'x' = a/b", "a name that no other snapshot of the plan has"),
        ("two\nlines", "1 to 300 characters on one line, no sign that cannot be seen"),
        ("x" * 301, "1 to 300 characters on one line, no sign that cannot be seen"),
        ("  ", "1 to 300 characters on one line, no sign that cannot be seen"),
    ):
        with pytest.raises(InvalidScenarioFile, match=expected):
            simulate(main, plan, [], MANNER, author(name))


def test_without_a_name_it_is_called_by_who_and_when(tmp_path: Path) -> None:
    plan = planned()
    made = simulate(written(tmp_path, plan), plan, [], MANNER, author())
    assert made.record.name == "ann 2026-06-01 05:30:00"
    assert made.folder.name == "ann_2026-06-01_05_30_00"


def test_a_snapshot_is_replaced_neither_by_a_plan_nor_by_another_one(tmp_path: Path) -> None:
    plan = planned()
    main = written(tmp_path, plan)
    made = snapshot(main, plan, [], "first")
    before = state_of(made.folder)
    with pytest.raises(OutputNotWritten, match="holds something other than a plan"):
        write_plan(plan, made.folder)
    with pytest.raises(OutputNotWritten, match="holds something other than a snapshot of a plan"):
        simulate(main, plan, [], MANNER, author("second"), output=made.folder)
    with pytest.raises(OutputNotWritten, match="holds something other than a snapshot of a plan"):
        check_target(main, FolderKind.SNAPSHOT)
    assert state_of(made.folder) == before


def test_what_fails_while_it_is_written_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = planned()
    main = written(tmp_path, plan)
    made = simulate(main, plan, [], MANNER, author("first"))

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("scheduler.simulation.snapshot.changes_table", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_snapshot(made)
    assert [path.name for path in tmp_path.iterdir()] == ["plan"]


def test_O12_orders_of_a_blocking_snapshot_are_refused_until_it_is_gone(tmp_path: Path) -> None:
    plan = planned()
    main = written(tmp_path, plan)
    made = snapshot(main, plan, [LATER], "late shift", blocks=True)
    assert made.record.included == ("MO-FOUR-1",)
    with pytest.raises(InvalidScenarioFile) as caught:
        simulate(main, plan, [Rush("SO-FOUR")], MANNER, author("rush"))
    assert str(caught.value) == (
        "order: found 'MO-FOUR-1', expected an order that nobody blocks; the snapshot"
        " 'late shift' of ann, 2026-06-01 05:30, blocks it\n"
        "    Apply it, or drop it with --discard 'late shift'."
    )
    # others may change, and its own children may go on
    simulate(main, plan, [Move("MO-TWO-1", 20, at(4, 6))], MANNER, author("packing"))
    child = snapshot(made.folder, made.plan, [Move("MO-FOUR-1", 10, at(4, 6))], "later still")
    with pytest.raises(InvalidScenarioFile, match="a snapshot without children; it has 'later st"):
        discard(Tree.of(main), "late shift")
    discard(Tree.of(main), "later still")
    assert discard(Tree.of(main), "late shift") == made.folder
    assert not made.folder.exists()
    assert not child.folder.exists()
    simulate(main, plan, [Rush("SO-FOUR")], MANNER, author("rush"))


def test_O12_work_that_would_only_make_way_is_blocked_too(tmp_path: Path) -> None:
    plan = planned()
    main = written(tmp_path, plan)
    snapshot(main, plan, [Move("MO-SIX-1", 20, at(4, 6))], "six", blocks=True)
    with pytest.raises(InvalidScenarioFile, match="found 'MO-SIX-1', expected an order that nob"):
        simulate(main, plan, [Breakdown("PRESS", at(1, 12), at(2))], MANNER, author("down"))


def test_a_block_that_nobody_would_see_is_refused(tmp_path: Path) -> None:
    plan = planned()
    main = written(tmp_path, plan)
    far = tmp_path / "far" / "away"
    with pytest.raises(InvalidScenarioFile, match="beside the plan: nobody would see the block"):
        simulate(main, plan, [LATER], MANNER, author("x"), output=far, blocks=True)
    beside = simulate(
        main, plan, [LATER], MANNER, author("x"), output=tmp_path / "beside", blocks=True
    )
    write_snapshot(beside)
    assert [row.folder for row in Tree.of(main).snapshots] == [(tmp_path / "beside").resolve()]


def test_discarding_keeps_the_files_of_others(tmp_path: Path) -> None:
    plan = planned()
    main = written(tmp_path, plan)
    made = snapshot(main, plan, [], "first")
    (made.folder / "notes.txt").write_text("mine", "utf-8")
    with pytest.raises(InvalidScenarioFile, match="Did you mean 'first'"):
        discard(Tree.of(main), "firts")
    discard(Tree.of(main), "first")
    assert [path.name for path in made.folder.iterdir()] == ["notes.txt"]
    assert Tree.of(main).snapshots == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"format": 1', "whole JSON in UTF-8"),
        ('{"format": 99}', "a simulation of format 1; maybe a newer version wrote it"),
        ('{"format": 1}', "the field is missing"),
    ],
)
def test_a_damaged_record_is_named(text: str, expected: str, tmp_path: Path) -> None:
    plan = planned()
    made = snapshot(written(tmp_path, plan), plan, [], "first")
    (made.folder / "simulation.json").write_text(text, "utf-8")
    with pytest.raises(InvalidScenarioFile, match=expected) as caught:
        Tree.of(tmp_path / "plan")
    assert "first/simulation.json" in str(caught.value)


def test_a_record_with_a_change_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    plan = planned()
    made = snapshot(written(tmp_path, plan), plan, [LATER], "first")
    path = made.folder / "simulation.json"
    values = json.loads(path.read_text("utf-8"))
    values["changes"][0]["kind"] = "magic"
    path.write_text(json.dumps(values), "utf-8")
    with pytest.raises(InvalidScenarioFile, match=r"changes row 1 kind: found .*magic"):
        load_record(path)


def test_a_file_instead_of_a_folder_has_no_snapshots(tmp_path: Path) -> None:
    plan = planned(shop())
    main = written(tmp_path, plan)
    with pytest.raises(InvalidScenarioFile, match="expected the folder of a plan"):
        simulate(main / "plan.json", plan, [], MANNER, author("x"))
