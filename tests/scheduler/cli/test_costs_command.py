"""`finitecap costs`: what it prints of a plan derived by hand."""

from __future__ import annotations

import csv
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from scheduler.cli import main
from scheduler.outputs import write_plan
from tests.scheduler.costing.test_documents import two_levels
from tests.scheduler.progress.progress_helpers import write_log
from tests.scheduler.progress.test_effectiveness import PRESSED, press_plan

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a plan of two levels, with cost items, a mark-up and rounding."""
    plan = two_levels(
        settings={"costing": {"markup_percent": 10, "rounding": "up", "rounding_to": 10}},
        cost_items=[
            {"id": "freight", "kind": "general", "rule": "fixed", "value": 3},
            {"id": "energy", "kind": "direct", "rule": "percent", "value": 5,
             "applies_to": "machine"},
        ],
    )  # fmt: skip
    place = tmp_path_factory.mktemp("costs") / "plan"
    write_plan(plan, place)
    return place


def told(folder: Path, *names: str) -> list[list[str]]:
    """Return the words of each line printed."""
    result = CliRunner().invoke(main, ["costs", str(folder), *names])
    assert result.exit_code == 0, result.stderr
    return [line.split() for line in result.stdout.splitlines()]


def test_a_plan_is_told_kind_by_kind(folder: Path) -> None:
    lines = told(folder)
    assert lines[:2] == [["material", "36.00"], ["machine", "84.00"]]
    assert lines[-1][:2] == ["=", "total"]
    assert sum(float(line[-1]) for line in lines[:-1]) == pytest.approx(float(lines[-1][-1]))


def test_an_order_is_told_from_cost_to_price_and_piece_by_piece(folder: Path) -> None:
    # 5 % of 84 = 4.20; 10 % of 124.20 = 12.42; + 3 = 139.62, up to 140
    assert [" ".join(line) for line in told(folder, "MO")] == [
        "order MO: 10 X",
        "material 36.00",
        "machine 84.00",
        "= industrial cost 120.00",
        "energy (direct) 4.20",
        "= total direct 124.20",
        "mark-up 12.42",
        "freight (general) 3.00",
        "rounding 0.38",
        "= total 140.00",
        "of one piece 14.00",
        "pieces of its own",
        "component P: 10 from PART 60.00",
        "phase 10 machine A-1: 2 h x 1 x 30 (as planned) 60.00",
    ]


def test_a_name_that_the_plan_does_not_have_is_told_with_the_one_meant(folder: Path) -> None:
    result = CliRunner().invoke(main, ["costs", str(folder), "SO-11"])
    assert result.exit_code == 2
    assert (
        f"{folder}: NAME: found 'SO-11', expected a job, a demand or a costed order of the plan\n"
        "    Did you mean 'SO-1'?"
    ) in result.stderr


@pytest.fixture(scope="module")
def pressed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the plan of a press and two fitters, and what the floor declared."""
    place = tmp_path_factory.mktemp("pressed")
    write_plan(press_plan(), place / "plan")
    rows = (
        "2 08:00 MO-1/20 opening",
        "2 11:00 MO-1/20 closing good=361 labour_time=4h workers=Eva",
        "2 11:00 MO-1/30 opening",
        "4 11:00 MO-1/30 closing good=361",
    )
    write_log(place, *PRESSED, *rows)
    return place


def actual(pressed: Path, *names: str) -> list[str]:
    """Return the lines about what was declared."""
    log = str(pressed / "day.csv")
    lines = [" ".join(line) for line in told(pressed / "plan", *names, "--declarations", log)]
    return lines[next(k for k, line in enumerate(lines) if line.startswith("work that was")) :]


def test_declared_work_stands_beside_its_estimate_by_kind_and_by_order(pressed: Path) -> None:
    # 400 min on the press and 200 min of two fitters were planned; Eva took 4 h at 25
    assert actual(pressed) == [
        "work that was declared estimated actual deviation %",
        "machine 200.00 195.00 -5.00 -2.5",
        "labour 133.33 100.00 -33.33 -25.0",
        "setup 15.00 15.00 0.00 0.0",
        "subcontract 0.00 180.50 +180.50",
        "order MO-1 348.33 490.50 +142.17 +40.8",
        "= total 348.33 490.50 +142.17 +40.8",
    ]


def test_declared_work_of_an_order_is_told_phase_by_phase_with_who_did_it(pressed: Path) -> None:
    assert actual(pressed, "MO-1")[1:5] == [
        "phase 10 machine 200.00 195.00 -5.00 -2.5",
        "phase 10 setup 15.00 15.00 0.00 0.0",
        "phase 20 labour 133.33 100.00 -33.33 -25.0",
        "FIT: Eva, not FIT: fitting",
    ]


def test_what_was_spent_is_a_table_of_the_progress_folder(pressed: Path, tmp_path: Path) -> None:
    log, folder = pressed / "day.csv", tmp_path / "progress"
    line = ["progress", str(pressed / "plan"), "--declarations", str(log), "-o", str(folder)]
    assert CliRunner().invoke(main, line).exit_code == 0
    with (folder / "spent.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    spent = {(row["phase"], row["piece"]): (row["estimate"], row["actual"]) for row in rows}
    assert spent["10", "machine"] == ("200.00", "195.00")
    assert sum(Decimal(row["actual"]) for row in rows) == Decimal("490.50")


def test_declarations_of_nothing_that_costs_are_told(pressed: Path, tmp_path: Path) -> None:
    log = write_log(tmp_path, "1 08:00 MO-1/10 opening")
    lines = told(pressed / "plan", "--declarations", str(log))
    assert " ".join(lines[-1]) == "nothing that costs something was declared"


def test_wrong_declarations_are_refused_with_their_line(pressed: Path, tmp_path: Path) -> None:
    log = write_log(tmp_path, "1 08:00 MO-9/10 opening")
    result = CliRunner().invoke(main, ["costs", str(pressed / "plan"), "--declarations", str(log)])
    assert result.exit_code == 2
    assert "'MO-9' (line 2)" in result.stderr
