"""What `finitecap mrp` prints, and where."""

from __future__ import annotations

import csv
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

import scheduler.mrp
from models.material import Advice, DemandKind, MaterialPlan, Suggestion, Uncovered
from scheduler.cli import main
from scheduler.cli.trees import tree_lines
from scheduler.files import load
from scheduler.mrp.peg_nodes import NodeKind, PegNode

if TYPE_CHECKING:
    from models.scenario import Scenario

SCENARIOS = Path(__file__).parents[3] / "scenarios"
BICYCLE = str(SCENARIOS / "bicycle.yaml")


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["mrp", *(str(argument) for argument in arguments)])


@pytest.fixture
def advised(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let every plan carry suggestions and a requirement nobody covers; return the planners."""
    planners: list[str] = []

    def plan(scenario: Scenario) -> MaterialPlan:
        planners.append(scenario.settings.mrp.planner)
        return replace(
            MaterialPlan((), ()),
            suggestions=(
                Suggestion(Advice.ADVANCE, "TUBE", "PO-501", Decimal(200), 60, 0, "MO-1", "soon"),
                Suggestion(Advice.CREATE, "HUB", "PO-HUB-1", Decimal(5), new_date=0),
                Suggestion(Advice.CREATE, "RIM", "PO-RIM-1", Decimal(6), new_date=0),
            ),
            uncovered=(
                Uncovered(DemandKind.DEMAND, "SO-1", "TUBE", Decimal(5), "the item is blocked"),
            ),
        )

    monkeypatch.setattr(scheduler.mrp, "plan_materials", plan)
    return planners


@pytest.mark.usefixtures("advised")
def test_suggestions_go_to_stdout_as_csv_and_remarks_to_stderr() -> None:
    result = run(BICYCLE, "--suggestions")
    assert result.exit_code == 0
    rows = list(csv.DictReader(result.stdout.splitlines()))
    assert [(row["advice"], row["order"]) for row in rows] == [
        ("advance", "PO-501"), ("create", "PO-HUB-1"), ("create", "PO-RIM-1"),
    ]  # fmt: skip
    assert rows[0]["new_date"] == "2026-06-01T06:00:00+02:00"
    assert result.stderr.splitlines() == [
        "1 requirement has no supply: 5 TUBE for demand SO-1 (the item is blocked)",
        "3 suggestions: 1 advance, 2 create",
    ]


@pytest.mark.usefixtures("advised")
def test_suggestions_are_restricted_to_items() -> None:
    result = run(BICYCLE, "--suggestions", "--item", "HUB", "--item", "RIM")
    assert [row["item"] for row in csv.DictReader(result.stdout.splitlines())] == ["HUB", "RIM"]


def test_a_planner_of_the_command_line_comes_before_the_settings(
    advised: list[str], tmp_path: Path
) -> None:
    scenario = tmp_path / "plant.yaml"
    text = Path(BICYCLE).read_text("utf-8").replace("{id: TUBE,", "{id: TUBE, planner: Ada,")
    settings = "settings: {mrp: {planner: Bea}}\ncalendars:"
    scenario.write_text(text.replace("calendars:", settings, 1), encoding="utf-8")
    assert run(scenario, "--planner", "Ada").exit_code == 0
    assert run(scenario).exit_code == 0
    assert advised == ["Ada", "Bea"]
    unknown = run(scenario, "--planner", "Adam")
    assert unknown.exit_code == 2
    assert "expected a planner of one of the items" in unknown.stderr
    assert "Did you mean 'Ada'?" in unknown.stderr


def test_the_grid_is_restricted_to_an_item() -> None:
    result = run(BICYCLE, "--item", "TUBE")
    assert result.exit_code == 0
    rows = list(csv.DictReader(result.stdout.splitlines()))
    assert {row["item"] for row in rows} == {"TUBE"}
    unknown = run(BICYCLE, "--item", "TUBES")
    assert unknown.exit_code == 2
    assert "--item: found 'TUBES', expected the id of an item" in unknown.stderr
    assert "Did you mean 'TUBE'?" in unknown.stderr


def test_the_pegging_is_followed_up_to_every_demand_that_waits() -> None:
    result = run(BICYCLE, "--peg-up", "PO-501")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0] == "order PO-501: 200 TUBE"
    assert any("demand SO-8: 20 BIKE-BLUE" in line for line in lines)
    assert result.stderr.endswith("wait for PO-501\n")
    assert "demand SO-8 (20 BIKE-BLUE)" in result.stderr
    missing = run(BICYCLE, "--peg-up", "PO-500")
    assert missing.exit_code == 2
    assert "Did you mean 'PO-50" in missing.stderr


def test_a_demand_is_told_with_the_bought_parts_it_rests_on() -> None:
    told = run(BICYCLE, "--peg", "SO-8").stderr.splitlines()[-1]
    assert told.startswith("SO-8 rests on order SC-FORK-7 (20 FORK); order PO-FORK-RAW-2 (")
    assert told.endswith("; and 2 more")


def test_down_and_up_are_the_same_chain() -> None:
    # what serves SO-1 is what, from the other end, SO-1 waits for
    down = run(BICYCLE, "--peg", "SO-1").stdout
    orders = {
        line.split("order ")[1].split(":")[0] for line in down.splitlines() if "order " in line
    }
    assert orders
    for order in orders:
        assert "demand SO-1:" in run(BICYCLE, "--peg-up", order).stdout, order


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--peg", "SO-1", "--peg-up", "PO-501"), "--peg and --peg-up print different things"),
        (("--peg", "SO-1", "--suggestions"), "--peg and --suggestions print different things"),
        (("--peg", "SO-1", "--item", "TUBE"), "--item restricts the grid or the suggestions"),
        (("--excel",), "--excel needs a folder: add -o DIR."),
    ],
)
def test_options_that_contradict_each_other_are_refused(
    arguments: tuple[str, ...], message: str
) -> None:
    result = run(BICYCLE, *arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stdout == ""


def test_a_workbook_is_written_if_it_is_asked_for(tmp_path: Path) -> None:
    result = run(BICYCLE, "-o", tmp_path / "mrp", "--excel")
    assert result.exit_code == 0, result.stderr
    assert {path.name for path in (tmp_path / "mrp").iterdir()} == {
        "mrp.csv", "orders.csv", "pegging.csv", "suggestions.csv", "uncovered.csv", "mrp.xlsx",
    }  # fmt: skip


def test_a_foreign_folder_is_refused_before_anything_is_planned(
    advised: list[str], tmp_path: Path
) -> None:
    (tmp_path / "diary.txt").write_text("mine", encoding="utf-8")
    result = run(BICYCLE, "-o", tmp_path)
    assert result.exit_code == 2
    assert "is not replaced" in result.stderr
    assert advised == []


def _node(name: str, *below: PegNode) -> PegNode:
    return PegNode(NodeKind.ORDER, name, "X", Decimal(1), None, below)


def test_what_is_below_an_order_is_told_once() -> None:
    shared = _node("C", _node("D"))
    lines = list(tree_lines(_node("A", _node("B", shared), shared)))
    assert lines == [
        "order A: 1 X",
        "├─ order B: 1 X",
        "│  └─ order C: 1 X",
        "│     └─ order D: 1 X",
        "└─ order C: 1 X, see above",
    ]


def test_a_tree_as_deep_as_a_long_chain_is_told() -> None:
    node = _node("0")
    for number in range(1, 3_000):
        node = _node(str(number), node)
    assert sum(1 for _ in tree_lines(node)) == 3_000


def test_what_is_missing_is_told_with_its_reason() -> None:
    missing = PegNode(
        NodeKind.MISSING, "TUBE", "TUBE", Decimal(5), 10, (), "MAIN", "the item is blocked"
    )
    assert list(tree_lines(_node("A", missing)))[1] == (
        "└─ missing TUBE: 5 TUBE in MAIN for phase 10 (the item is blocked)"
    )


def test_the_scenario_is_written_with_its_planned_orders_and_needs_no_others(
    tmp_path: Path,
) -> None:
    target = tmp_path / "planned.yaml"
    assert run(BICYCLE, "--into", target).exit_code == 0
    before, written = load(Path(BICYCLE)), load(target)
    planned = [order.id for order in written.orders if order not in before.orders]
    assert planned
    assert {order.id for order in scheduler.mrp.plan_materials(written).orders} == {
        order.id for order in written.orders
    }
    again = run(BICYCLE, "--into", target)
    assert again.exit_code == 2
    assert "expected a name that does not exist yet" in again.stderr


def test_the_planner_of_one_run_is_not_written(tmp_path: Path) -> None:
    pumps, target = SCENARIOS / "pumps.yaml", tmp_path / "planned.yaml"
    planner = next(item.planner for item in load(pumps).items if item.planner)
    assert run(pumps, "--planner", planner, "--into", target).exit_code == 0
    assert load(target).settings == load(pumps).settings
