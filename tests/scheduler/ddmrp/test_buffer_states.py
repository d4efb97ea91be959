from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner, Result

from scheduler.cli import main
from scheduler.ddmrp import Buffers, BufferState, buffer_states
from scheduler.ddmrp.table import BUFFER_COLUMNS, buffers_table
from scheduler.files import save
from tests.scheduler.ddmrp.ddmrp_helpers import (
    PIECE,
    TWELVE_DAYS,
    bom,
    buffered,
    item,
    state_of,
    tree,
)
from tests.scheduler.mrp.mrp_helpers import scenario_of

if TYPE_CHECKING:
    from pathlib import Path

    from models.scenario import Scenario


def example(**fields: Any) -> Scenario:
    """Return a bought item with 80 in stock, 100 on order and 20 wanted today."""
    row = buffered("A", 5, "buy", **TWELVE_DAYS)
    bought = {"id": "PO", "type": "purchase", "item": "A", "quantity": 100, "status": "confirmed"}
    return scenario_of(
        items=[row | {"standard_cost": 4} | fields],
        stock=[{"item": "A", "quantity": 80}],
        orders=[{**bought, "end": "2026-06-09"}],
        demands=[{"id": "SO", "item": "A", "quantity": 20, "due": "2026-06-01"}],
    )


def state(**fields: Any) -> BufferState:
    return buffer_states(example(**fields))[0]


def test_R31_buffer_zones_net_flow_order_and_lead_times() -> None:
    row = state()
    zones, flow = row.zones, row.flow
    # yellow 10 x 12, red 120 x 0.5 x 1.5, green max(50, 10 x 7, 120 x 0.5)
    assert [zones.yellow, zones.red, zones.green] == [120 * PIECE, 90 * PIECE, 70 * PIECE]
    assert [zones.top_of_red, zones.top_of_yellow, zones.top_of_green] == [
        90 * PIECE,
        210 * PIECE,
        280 * PIECE,
    ]
    assert zones.average_stock == 125 * PIECE  # 90 + 70 / 2
    assert flow.position == 160 * PIECE  # 80 + 100 - 20
    assert row.order == 120 * PIECE  # 280 - 160
    assert row.capital == 500  # 125 x 4
    # FP(2) of S1(5) and of S2(3) of P1(10)
    alone = state_of(buffer_states(tree("FP")), "FP")
    assert (alone.cumulative_days, alone.decoupled_days) == (15, 15)
    decoupled = state_of(buffer_states(tree("FP", "P1")), "FP")
    assert (decoupled.cumulative_days, decoupled.decoupled_days) == (15, 7)


@pytest.mark.parametrize(
    ("fields", "order"),
    [
        ({"lot": {"rule": "fixed", "size": 50}}, 150),
        ({"lot": {"rule": "minimum", "size": 200}}, 200),
        ({"lot": {"rounding": 25}}, 125),
        ({"lot": {"maximum": 70}}, 120),  # in two orders
        ({"blocked": True}, 0),
        ({"blocked": True, "blocked_until": "2026-06-02"}, 0),
        ({"blocked": True, "blocked_until": "2026-06-01"}, 120),
    ],
)
def test_orders_obey_the_lot_and_what_may_be_planned(fields: dict[str, Any], order: int) -> None:
    assert state(**fields).order == order * PIECE


def test_orders_and_documents_lose_their_scrap() -> None:
    # 100 on order supply 90.909090: the position is 150.909090, and 129.090910 are missing
    assert state(scrap="0.1").order == 142_000_001  # 129.090910 x 1.1


def test_the_order_brings_the_position_to_the_top_of_green() -> None:
    row = state(lot={"rule": "fixed", "size": 50})
    assert row.flow.position + row.order >= row.zones.top_of_green


def test_excluded_items_and_those_of_other_planners_have_no_row() -> None:
    assert buffer_states(example(excluded=True)) == ()
    mine = scenario_of(
        items=[buffered("A") | {"planner": "ann"}, buffered("B") | {"planner": "bob"}],
        settings={"mrp": {"planner": "bob"}},
    )
    assert [row.item for row in buffer_states(mine)] == ["B"]


def test_the_deepest_penetration_comes_first_whatever_the_order_of_rows() -> None:
    items = [buffered(name, 10, "buy") for name in ("A", "B", "C", "D")]
    stock = [
        {"item": "A", "quantity": 70},
        {"item": "B", "quantity": 10},
        {"item": "C", "quantity": 40},
    ]
    for step in (1, -1):
        scenario = scenario_of(items=items[::step], stock=stock[::step])
        assert [row.item for row in buffer_states(scenario)] == ["D", "B", "C", "A"]


def test_capital_is_materials_and_work_from_outside() -> None:
    supplier = {"supplier": "V", "price": 3}
    items = [
        buffered("TOP", 10),
        item("SUB", 0, "subcontract", suppliers=[supplier]),
        item("B", 0, "buy", standard_cost=5),
        item(
            "C", 0, "buy", suppliers=[{"supplier": "W", "price": 7}, {**supplier, "blocked": True}]
        ),
    ]
    boms = [bom("TOP", SUB=2, C=1), bom("SUB", B=4)]
    row = buffer_states(scenario_of(items=items, boms=boms))[0]
    # SUB 3 + 4 x 5 = 23, TOP 2 x 23 + 7 = 53; red 75 and half of green 50
    assert row.capital == 53 * 100


def test_the_projection_runs_from_todays_position() -> None:
    run = Buffers(example()).projection("A")
    assert [tuple(row) for row in run.proposals] == [(0, 12, 120 * PIECE)]
    # 60 left today, 100 on day 8, 120 on day 12
    assert [run.on_hand[day] // PIECE for day in (0, 7, 8, 11, 12, 19)] == [
        60, 60, 160, 160, 280, 280,
    ]  # fmt: skip


def test_zones_of_the_projection_follow_the_dates() -> None:
    fields = {**TWELVE_DAYS, "red_on": {"2026-06-11": 100}}
    scenario = scenario_of(
        items=[buffered("A", 5, "buy", **fields)], stock=[{"item": "A", "quantity": 280}]
    )
    run = Buffers(scenario).projection("A")
    assert [zones.red // PIECE for zones in run.zones[9:12]] == [90, 100, 90]


def test_the_table_tells_the_example_in_pieces_days_and_percent() -> None:
    (row,) = buffers_table(buffer_states(example())).rows
    cells = {name: str(cell) for name, cell in zip(BUFFER_COLUMNS, row, strict=True)}
    assert cells == {
        "item": "A", "profile": "P-M-M", "adu": "10", "dlt": "12", "clt": "5",
        "red": "90", "yellow": "120", "green": "70", "tor": "90", "toy": "210", "tog": "280",
        "on_hand": "80", "on_order": "100", "demand_due": "20", "spikes": "0", "nfp": "160",
        "order": "120", "status": "yellow", "order_status": "yellow",
        # 80 of 90; 88.88...
        "priority_percent": "88.9", "average_stock": "125", "capital": "500",
        "critical_path": "A",
    }  # fmt: skip


def test_a_buffer_without_red_has_no_priority() -> None:
    (row,) = buffers_table(buffer_states(scenario_of(items=[buffered("A", 0, "buy")]))).rows
    assert row[BUFFER_COLUMNS.index("priority_percent")] is None


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["buffers", *map(str, arguments)])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    save(example(), tmp_path / "plant.yaml")
    return tmp_path / "plant.yaml"


def test_the_command_prints_a_row_for_each_buffer(file: Path) -> None:
    result = run(file)
    assert result.exit_code == 0
    header, row = csv.reader(result.stdout.splitlines())
    assert header == list(BUFFER_COLUMNS)
    assert row[:5] == ["A", "P-M-M", "10", "12", "5"]


def test_the_command_writes_a_file_and_replaces_only_its_own(file: Path, tmp_path: Path) -> None:
    target = tmp_path / "buffers.csv"
    for _ in range(2):
        result = run(file, "-o", target)
        assert result.exit_code == 0
        assert result.stdout == ""
    assert target.read_text("utf-8") == run(file).stdout
    target.write_text("notes", "utf-8")
    result = run(file, "-o", target)
    assert result.exit_code == 2
    assert "holds something other than buffers, so it is not replaced" in result.stderr
    assert target.read_text("utf-8") == "notes"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["buffers.csv", "plant.yaml"]


def test_the_command_refuses_places_it_cannot_write_to(file: Path, tmp_path: Path) -> None:
    result = run(file, "-o", tmp_path)
    assert result.exit_code == 2
    assert "is a folder, expected a file" in result.stderr
    result = run(file, "-o", tmp_path / "nowhere" / "buffers.csv")
    assert result.exit_code == 2
    assert "cannot be written: No such file or directory" in result.stderr


def test_without_a_buffer_there_is_a_header_and_a_word(tmp_path: Path) -> None:
    save(scenario_of(items=[item("A", 1, "buy")]), tmp_path / "plant.yaml")
    result = run(tmp_path / "plant.yaml")
    assert result.exit_code == 0
    assert result.stdout == f"{','.join(BUFFER_COLUMNS)}\n"
    assert "no item has the policy ddmrp" in result.stderr
