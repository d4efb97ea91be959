"""The tables of a plan as CSV and as data frames."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from models.material import MaterialPlan
from models.scenario import Scenario
from scheduler import outputs
from scheduler.mrp import plan_materials
from scheduler.outputs.table import Table, original
from tests.scheduler.outputs.sample_plan import DAY, MATERIAL, SCENARIO, sample_plan

Rows = list[dict[str, str]]

# the columns that the design names, and which come first
COLUMNS = {
    "operations.csv": "work_center, machine, sequence, order, item, phase, quantity, setup_start, "
    "start, end, state",
    "orders.csv": "order, type, item, quantity, start, end, due, late_hours, demands",
    "demands.csv": "demand, item, quantity, due, completion, late_hours, cause",
    "mrp.csv": "item, bucket, gross, scheduled_receipts, projected_on_hand, net, planned_receipts, "
    "planned_releases",
    "pegging.csv": "supply, demand, item, quantity",
    "suggestions.csv": "advice, item, warehouse, order, quantity, date, new_date, need, reason",
    "uncovered.csv": "demand, demand_kind, item, warehouse, quantity, phase, reason",
    "unscheduled.csv": "order, item, quantity, phase, cause, facts, remedy, waits_for",
    "load.csv": "work_center, date, capacity_minutes, load_minutes, setup_minutes, "
    "overload_minutes",
}


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Rows]:
    """Return what a reader of CSV finds in each file of a plan folder."""
    folder = tmp_path_factory.mktemp("plans") / "sample"
    outputs.write_plan(sample_plan(), folder)
    return {name: read(folder / name) for name in COLUMNS}


def read(path: Path) -> Rows:
    """Read a CSV file, and take away what keeps texts from being formulas."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            {name: original(cell) for name, cell in row.items()} for row in csv.DictReader(file)
        ]


def test_the_columns_of_the_design_come_first(tables: dict[str, Rows]) -> None:
    for name, columns in COLUMNS.items():
        expected = columns.split(", ")
        assert list(tables[name][0])[: len(expected)] == expected, name


def test_the_phase_sequence_goes_by_center_machine_and_position(tables: dict[str, Rows]) -> None:
    rows = tables["operations.csv"]
    # centers as in the scenario, machine 2 before machine 10
    assert [row["machine"] for row in rows] == ["SAW-1", "PAINT, wet-2", "PAINT, wet-10", "PLATE"]
    # 24 October 06:00 in Rome plus 4 h, 5 h, 6 h, 8 h
    assert rows[2] == {
        "work_center": "PAINT, wet",
        "machine": "PAINT, wet-10",
        "sequence": "1",
        "order": "MO-1",
        "item": '=FRAME "A"',
        "phase": "20",
        "quantity": "15",
        "setup_start": "2026-10-24T10:00:00+02:00",
        "start": "2026-10-24T12:00:00+02:00",
        "end": "2026-10-24T14:00:00+02:00",
        "state": "frozen",
        "operation_start": "2026-10-24T11:00:00+02:00",
        "changeover_minutes": "60.0000",
        "idle_minutes": "0.0000",
        "session": "",
        "also": "",
    }
    # 44 elapsed hours, one more than the clock shows: summer time ends on 25 October at 03:00
    assert rows[3]["end"] == "2026-10-26T01:00:00+01:00"


def test_what_shares_a_session_idles_or_holds_more_machines_says_so(
    tables: dict[str, Rows],
) -> None:
    row = next(row for row in tables["operations.csv"] if row["phase"] == "10")
    assert (row["idle_minutes"], row["session"], row["also"]) == ("7.0000", "2", "PAINT, wet-3")


def test_what_is_left_out_tells_why_and_what_would_help(tables: dict[str, Rows]) -> None:
    assert tables["unscheduled.csv"] == [
        {
            "order": "PO-2", "item": "TUBE", "quantity": "7", "phase": "20",
            "cause": 'it contradicts "MO-1", twice', "facts": "A must end by noon; B, too",
            "remedy": "a later end of MO-1", "waits_for": "PO-2",
        }
    ]  # fmt: skip


def test_orders_tell_by_how_much_they_are_late(tables: dict[str, Rows]) -> None:
    purchase, production, _ = tables["orders.csv"]
    assert production["late_hours"] == "2.0000"  # ends at 44 h, due at 42 h
    assert production["demands"] == "SO-1; SO-2"
    assert production["past_due"] == "true"
    assert (purchase["due"], purchase["late_hours"]) == ("", "")
    assert purchase["quantity"] == "2.999995"
    assert purchase["start"] == "2026-10-23T06:00:00+02:00"


def test_demands_come_by_due_date_with_their_cause_as_it_is(tables: dict[str, Rows]) -> None:
    rows = tables["demands.csv"]
    assert [row["demand"] for row in rows] == ["SO-1", "SO-2"]
    assert rows[1]["late_hours"] == "0.0167"  # one minute
    assert rows[1]["cause"] == '1 min late: MO-1 waits for "PAINT"\nand Łódź'
    assert rows[1]["customer"] == "@Brio, s.r.l."


def test_demands_tell_what_infinite_capacity_promised(tables: dict[str, Rows]) -> None:
    known = {row["demand"]: row["promised"] for row in tables["demands.csv"]}
    # 54 h after 24 October 2026, 06:00: the clocks go back in between
    assert known == {"SO-1": "", "SO-2": "2026-10-26T11:00:00+01:00"}


def test_the_grid_has_a_row_for_each_item_and_day(tables: dict[str, Rows]) -> None:
    rows = tables["mrp.csv"]
    assert [(row["item"], row["bucket"]) for row in rows[:4]] == [
        ('=FRAME "A"', "2026-10-24"),
        ('=FRAME "A"', "2026-10-25"),
        ('=FRAME "A"', "2026-10-26"),
        ("TUBE", "2026-10-24"),
    ]
    assert list(rows[1].values())[2:] == ["10", "0", "5", "10", "15", "0", "2", "0", "indep 10", ""]
    assert [row["past_due_releases"] for row in rows[:3]] == ["15", "0", "0"]
    assert rows[3]["gross"] == "4.999995"
    assert rows[3]["requirements"] == '=FRAME "A"x0.333333 4.999995'
    assert rows[3]["warehouse"] == "MAIN"


def test_pegging_and_load_are_complete(tables: dict[str, Rows]) -> None:
    pegs = [(row["supply"], row["demand"], row["phase"]) for row in tables["pegging.csv"]]
    assert pegs == [
        ("MO-1", "SO-1", ""), ("MO-1", "SO-2", ""), ("PO-1", "MO-1", "10"), ("TUBE", "MO-1", ""),
    ]  # fmt: skip
    assert [list(row.values()) for row in tables["load.csv"]] == [
        ["SAW", "2026-10-24", "1080", "60", "0", "0"],
        ["crew", "2026-10-25", "3000", "3001", "5", "1"],
    ]


def test_key_figures_are_plain_json(tmp_path: Path) -> None:
    outputs.write_plan(sample_plan(), tmp_path / "plan")
    figures = json.loads((tmp_path / "plan" / "kpis.json").read_text("utf-8"))
    assert figures == sample_plan().kpis
    assert figures["late_demands"] == 1


LINES = st.text(st.characters(exclude_characters="\r\0", exclude_categories=["Cs"]))


@given(st.lists(st.tuples(LINES, LINES), max_size=5))
def test_any_text_is_read_back_from_csv_as_it_was(rows: list[tuple[str, str]]) -> None:
    stream = io.StringIO(newline="")
    Table(("a", "b"), rows).write_csv(stream)
    stream.seek(0)
    found = [tuple(map(original, row)) for row in csv.reader(stream)]
    assert found == [("a", "b"), *rows]


def test_decimals_are_written_without_an_exponent() -> None:
    stream = io.StringIO()
    Table(("a", "b", "c"), [(Decimal("1E+3"), Decimal("0.000001"), None)]).write_csv(stream)
    assert stream.getvalue() == "a,b,c\n1000,0.000001,\n"


def test_data_frames_have_local_times_numbers_and_dates() -> None:
    import pandas as pd

    plan = sample_plan()
    operations = plan.frame("operations")
    assert list(operations["machine"]) == ["SAW-1", "PAINT, wet-2", "PAINT, wet-10", "PLATE"]
    assert operations["end"].iloc[3] == pd.Timestamp("2026-10-26T01:00+01:00")
    assert str(operations["start"].dt.tz) == "Europe/Rome"
    assert operations["quantity"].dtype == "float64"
    orders = plan.frame("orders")
    assert orders["due"].isna().tolist() == [True, False, True]
    assert orders["moved_from"].iloc[0] == pd.Timestamp("2026-10-25T05:00+01:00")  # a day later
    suggestions = plan.frame("suggestions")
    assert suggestions["new_date"].iloc[0] == pd.Timestamp("2026-10-24T08:00+02:00")
    assert suggestions["date"].isna().tolist() == [False, True]
    assert plan.frame("uncovered")["quantity"].sum() == pytest.approx(1.000005)
    assert plan.frame("demands")["late_hours"].sum() == pytest.approx(0.0167)
    assert plan.frame("load")["date"].iloc[1] == pd.Timestamp("2026-10-25")
    assert plan.frame("mrp").groupby("item")["gross"].sum()["TUBE"] == 4.999995
    assert len(plan.frame("pegging")) == 4


def test_data_frames_of_an_empty_plan_have_their_columns() -> None:
    plan = replace(
        sample_plan(), operations=(), orders=(), demands=(), load=(), material=MaterialPlan((), ())
    )
    for name in (
        "operations",
        "orders",
        "demands",
        "load",
        "mrp",
        "pegging",
        "suggestions",
        "uncovered",
    ):
        frame = plan.frame(name)
        assert len(frame) == 0
        assert list(frame.columns)[:2] == COLUMNS[f"{name}.csv"].split(", ")[:2]


def test_writing_a_plan_does_not_load_pandas() -> None:
    code = "import sys, scheduler.outputs; sys.exit('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_orders_of_a_material_plan_are_due_when_their_consumer_starts(tmp_path: Path) -> None:
    outputs.write_mrp(MATERIAL, SCENARIO, tmp_path / "mrp")
    production, purchase, _ = read(tmp_path / "mrp" / "orders.csv")
    # MO-1 serves SO-1, due at the end of 25 October, and SO-2: it ends before
    assert production["due"] == "2026-10-26T00:00:00+01:00"
    assert production["late_hours"] == "0.0000"
    # PO-1 comes two hours after tick 0 for an order that should have started a day before it
    assert purchase["due"] == "2026-10-23T06:00:00+02:00"
    assert purchase["late_hours"] == f"{(DAY + 120) / 60:.4f}"
    assert purchase["demands"] == "SO-1; SO-2"


def test_periods_of_the_grid_start_with_what_was_before() -> None:
    stream = io.StringIO()
    outputs.write_grid(MATERIAL, stream)
    lines = list(csv.reader(io.StringIO(stream.getvalue())))
    assert lines[0] == ["item", "row", "p0", "p1", "p2", "p3"]
    assert ["TUBE", "poh", "2", "0", "0", "0"] in lines
    assert ["TUBE", 'req:=FRAME "A"x0.333333', "", "4.999995", "0", "0"] in lines


def test_times_of_a_scenario_in_seconds_carry_seconds() -> None:
    header = SCENARIO.scenario.model_copy(update={"tick": "1s"})
    scenario = Scenario.model_validate(SCENARIO.model_copy(update={"scenario": header}))
    plan = replace(sample_plan(), scenario=scenario)
    first = plan.frame("operations").iloc[1]
    # tick 60 is one minute after 06:00
    assert first["start"].to_pydatetime() == datetime.fromisoformat("2026-10-24T06:01:00+02:00")


def test_the_grid_of_the_lecture_is_written_cell_by_cell() -> None:
    folder = Path(__file__).resolve().parents[3] / "scenarios"
    text = (folder / "mrp-lecture.yaml").read_text("utf-8")
    material = plan_materials(Scenario.model_validate(yaml.safe_load(text)))
    stream = io.StringIO()
    outputs.write_grid(material, stream)
    assert stream.getvalue() == (folder / "mrp-lecture.expected.csv").read_text("utf-8")
