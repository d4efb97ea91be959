"""`finitecap costs`: what it prints of a plan derived by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from scheduler.cli import main
from scheduler.outputs import write_plan
from tests.scheduler.costing.test_documents import two_levels

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
