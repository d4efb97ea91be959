"""Costs as a reader of the files finds them."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from scheduler.costing import DeclaredPhase, actual_costs, deviations, estimate
from scheduler.files import load
from scheduler.objectives import scenario_options
from scheduler.outputs import write_plan
from scheduler.outputs.cost_tables import deviations_table
from scheduler.pipeline import plan as make_plan
from tests.scheduler.costing.test_documents import two_levels

if TYPE_CHECKING:
    from models.plan import Plan
    from scheduler.outputs.table import Table

Rows = list[dict[str, str]]
SCENARIOS = Path(__file__).parents[3] / "scenarios"


def read(path: Path) -> Rows:
    """Read a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def cells(table: Table) -> Rows:
    """Return a table as a reader of its CSV finds it."""
    stream = io.StringIO()
    table.write_csv(stream)
    stream.seek(0)
    return list(csv.DictReader(stream))


def test_costs_have_a_row_for_each_order_and_piece(tmp_path: Path) -> None:
    write_plan(two_levels(), tmp_path / "plan")
    rows = read(tmp_path / "plan" / "costs.csv")
    assert [(row["order"], row["piece"], row["name"], row["amount"]) for row in rows] == [
        ("PART", "material", "C", "36.00"),
        ("PART", "machine", "B-1", "24.00"),
        ("MO", "component", "P", "60.00"),
        ("MO", "machine", "A-1", "60.00"),
    ]
    assert rows[3] == {
        "order": "MO", "item": "X", "piece": "machine", "phase": "10", "name": "A-1",
        "work_center": "A", "supply": "", "quantity": "", "hours": "2.0000", "units": "1",
        "rate": "30", "amount": "60.00", "basis": "plan",
    }  # fmt: skip
    assert (rows[2]["supply"], rows[2]["quantity"], rows[2]["rate"]) == ("PART", "10", "")


def test_valuations_go_from_cost_to_price(tmp_path: Path) -> None:
    settings = {"costing": {"markup_percent": 10, "rounding": "up", "rounding_to": 10}}
    write_plan(two_levels(settings=settings), tmp_path / "plan")
    rows = {row["id"]: row for row in read(tmp_path / "plan" / "valuations.csv")}
    assert list(rows) == ["SO-1", "SO-2", "PART", "MO"]
    assert rows["SO-2"] == {
        "document": "demand", "id": "SO-2", "item": "X", "quantity": "4", "material": "90.80",
        "machine": "25.20", "labour": "0.00", "setup": "0.00", "overtime": "0.00",
        "subcontract": "0.00", "industrial": "116.00", "direct": "0.00", "total_direct": "116.00",
        "markup": "11.60", "marked_up": "127.60", "general": "0.00", "other": "0.00",
        "correction": "0.00", "rounding": "2.40", "total": "130.00", "unit": "32.50",
        "lacks": "",
    }  # fmt: skip


def test_frames_hold_the_tables_with_numbers() -> None:
    plan = two_levels()
    assert plan.frame("costs")["amount"].sum() == 180.0
    prices = plan.frame("valuations").set_index("id")["total"]
    assert prices.to_dict() == {"SO-1": 60.0, "SO-2": 116.0, "PART": 60.0, "MO": 120.0}


def test_deviations_name_the_place_only_where_it_differs() -> None:
    plan = two_levels()
    real = actual_costs(plan, [DeclaredPhase("MO", 10, "B")])
    rows = cells(deviations_table(deviations(estimate(plan).rows, real.rows)))
    assert rows[1] == {
        "order": "MO", "phase": "10", "piece": "machine", "item": "", "estimate": "60.00",
        "actual": "0", "deviation": "-60.00", "percent": "-100.0", "is_over": "false",
        "estimated_at": "A: A-1", "actual_at": "",
    }  # fmt: skip


@pytest.fixture(scope="module", params=["bicycle", "coating"])
def dispatched(request: pytest.FixtureRequest) -> Plan:
    """Return the plan of a shipped scenario by a dispatching rule alone."""
    from dataclasses import replace

    scenario = load(SCENARIOS / f"{request.param}.yaml")
    return make_plan(scenario, replace(scenario_options(scenario), rule="edd"))


def test_the_files_of_a_whole_plant_add_up_to_the_last_cent(
    dispatched: Plan, tmp_path: Path
) -> None:
    write_plan(dispatched, tmp_path / "plan")
    rows = read(tmp_path / "plan" / "costs.csv")
    priced = {row["id"]: row for row in read(tmp_path / "plan" / "valuations.csv")}
    orders = {row["order"] for row in rows}
    for order in orders:
        spent = sum(Decimal(row["amount"]) for row in rows if row["order"] == order)
        assert Decimal(priced[order]["industrial"]) == spent
    figures = json.loads((tmp_path / "plan" / "kpis.json").read_text("utf-8"), parse_float=Decimal)
    own = sum(Decimal(row["amount"]) for row in rows if row["piece"] != "component")
    assert figures["cost_total"] == own + figures["cost_lateness"] + figures["cost_flow"]
    for row in rows:
        if row["rate"]:
            units = Decimal(row["quantity"] or row["units"])
            hours = Decimal(row["hours"] or 1)
            exact = units * hours * Decimal(row["rate"])
            assert abs(exact - Decimal(row["amount"])) < Decimal("0.02")
