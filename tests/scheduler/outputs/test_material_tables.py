"""The tables of a material plan beyond the columns that every plan has."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.material import DemandKind, ItemGrid, MaterialPlan, Peg, SupplyKind
from models.scenario import Scenario
from scheduler.mrp import plan_materials
from scheduler.outputs import write_grid, write_mrp, write_plan, write_suggestions
from scheduler.outputs.due import DueDates
from scheduler.outputs.material_tables import (
    busy_days,
    material_orders_table,
    mrp_table,
    pegging_table,
    suggestions_table,
)
from scheduler.outputs.table import original
from tests.scheduler.outputs.sample_plan import FRAME, MATERIAL, SCENARIO, sample_plan

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return [
            {name: original(cell) for name, cell in row.items()} for row in csv.DictReader(file)
        ]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the sample's material plan."""
    target = tmp_path_factory.mktemp("material") / "mrp"
    write_mrp(MATERIAL, SCENARIO, target)
    return target


def test_suggestions_say_what_to_do_with_which_order_and_why(folder: Path) -> None:
    advance, create = _read(folder / "suggestions.csv")
    assert advance == {
        "advice": "advance",
        "item": "TUBE",
        "warehouse": "MAIN",
        "order": "PO-1",
        "quantity": "2.999995",
        # tick 1440 is 24 h after 24 October 06:00, and clocks went back an hour
        "date": "2026-10-25T05:00:00+01:00",
        "new_date": "2026-10-24T08:00:00+02:00",
        "need": "MO-1",
        "reason": "MO-1 begins on 24 October",
    }
    assert (create["advice"], create["date"], create["need"]) == ("create", "", "")


def test_suggestions_go_to_a_stream_as_to_the_file(folder: Path) -> None:
    stream = io.StringIO()
    write_suggestions(MATERIAL, SCENARIO, stream)
    assert stream.getvalue() == (folder / "suggestions.csv").read_text("utf-8")


def test_what_is_not_covered_is_listed_with_its_reason(folder: Path) -> None:
    blocked, unsupplied = _read(folder / "uncovered.csv")
    assert list(blocked.values()) == [
        "MO-1", "order", "TUBE", "MAIN", "0.000005", "10", "TUBE, is blocked",
    ]  # fmt: skip
    assert (unsupplied["demand"], unsupplied["phase"]) == ("SO-2", "")


def test_orders_name_warehouse_supplier_job_and_what_is_only_proposed(folder: Path) -> None:
    _, document, proposal = _read(folder / "orders.csv")
    assert list(document.values())[-9:] == [
        "MAIN", "Alba, s.p.a.", "B", "JOB-1", "1.5", "2026-10-25T05:00:00+01:00", "false",
        "EAST", "",
    ]  # fmt: skip
    assert (proposal["order"], proposal["is_proposal"], proposal["confirmed"]) == (
        "PO-2", "true", "",
    )  # fmt: skip


def test_a_plan_lists_proposals_after_the_orders_it_schedules(tmp_path: Path) -> None:
    write_plan(sample_plan(), tmp_path / "plan")
    rows = _read(tmp_path / "plan" / "orders.csv")
    assert [(row["order"], row["is_proposal"]) for row in rows] == [
        ("PO-1", "false"), ("MO-1", "false"), ("PO-2", "true"),
    ]  # fmt: skip
    assert (rows[0]["supplier"], rows[1]["supplier"]) == ("Alba, s.p.a.", "")
    assert rows[2]["start"] == "2026-10-25T05:00:00+01:00"


def _grid(num_buckets: int, item: str = "TUBE", warehouse: str = "") -> ItemGrid:
    row = np.zeros(num_buckets, dtype=np.int64)
    return ItemGrid(item, 0, row, row, row, row, row, row, warehouse=warehouse)


def test_a_material_plan_leaves_out_days_on_which_nothing_happens(folder: Path) -> None:
    days = [(row["item"], row["period"]) for row in _read(folder / "mrp.csv")]
    # FRAME: released on day 1, wanted on 2 and 3; TUBE: all on day 1
    assert days == [(FRAME, "1"), (FRAME, "2"), (FRAME, "3"), ("TUBE", "1")]


@given(st.data())
def test_days_left_out_have_no_movement_and_the_stock_of_the_day_before(
    data: st.DataObject,
) -> None:
    num = data.draw(st.integers(1, 12))
    row = st.lists(st.sampled_from([0, 0, 0, 5]), min_size=num, max_size=num).map(np.array)
    gross, scheduled, planned, released = (data.draw(row) for _ in range(4))
    opening = data.draw(st.integers(0, 9))
    stock = opening + np.cumsum(scheduled + planned - gross)
    nothing = np.zeros(num, dtype=np.int64)
    grid = ItemGrid("X", opening, gross, scheduled, stock, nothing, planned, released)
    shown = busy_days(grid)
    assert shown[0] == 0
    assert shown == sorted(set(shown))
    for day in set(range(num)) - set(shown):
        assert not any(values[day] for values in (gross, scheduled, planned, released))
        assert stock[day] == stock[day - 1]


class _Lazy:
    """A grid that makes its rows when they are asked for, and counts those that are alive."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.made = 0

    def __len__(self) -> int:
        return self.number

    def __iter__(self) -> Iterator[ItemGrid]:
        for index in range(self.number):
            self.made += 1
            yield _grid(3, f"I{index}")


def test_the_grid_is_written_item_by_item_and_not_gathered_first() -> None:
    lazy = _Lazy(1000)
    grid: Sequence[ItemGrid] = lazy  # type: ignore[assignment]  # all that writing needs of one
    rows = iter(mrp_table(replace(MATERIAL, grid=grid), SCENARIO).rows)
    assert lazy.made == 0
    for _ in range(6):
        next(rows)
    assert lazy.made == 2  # six rows are two items of three days


def test_a_horizon_of_no_day_has_no_row(tmp_path: Path) -> None:
    empty = MaterialPlan((), (), (_grid(0),), 0)
    write_mrp(empty, SCENARIO, tmp_path / "mrp")
    assert _read(tmp_path / "mrp" / "mrp.csv") == []


def test_the_printed_grid_is_restricted_to_items_and_names_warehouses() -> None:
    grids = (_grid(1, "A", "MAIN"), _grid(1, "B", "MAIN"), _grid(1, "A", "EAST"))
    stream = io.StringIO()
    write_grid(MaterialPlan((), (), grids, 1), stream, {"A"}, by_warehouse=True)
    rows = list(csv.reader(io.StringIO(stream.getvalue())))
    assert rows[0] == ["item", "warehouse", "row", "p0", "p1"]
    assert {tuple(row[:2]) for row in rows[1:]} == {("A", "MAIN"), ("A", "EAST")}
    assert [row[2] for row in rows[1:7]] == ["gross", "sr", "poh", "net", "rec", "rel"]


def test_pegs_of_one_item_in_two_warehouses_are_told_apart() -> None:
    pegs = tuple(
        Peg(SupplyKind.STOCK, "TUBE", DemandKind.DEMAND, "SO-1", "TUBE", Decimal(1), warehouse=name)
        for name in ("WEST", "EAST")
    )
    rows = list(pegging_table(MaterialPlan((), pegs)).rows)
    assert [row[-1] for row in rows] == ["EAST", "WEST"]


def test_orders_are_due_for_demands_forecasts_job_rows_and_consumers() -> None:
    tables = SCENARIO.model_dump(mode="json", by_alias=True)
    tables["forecasts"] = [{"id": "F-1", "item": "TUBE", "quantity": 9, "date": "2026-10-27"}]
    tables["jobs"] = [
        {"id": "JOB-1", "rows": [{"row": 10, "item": "TUBE", "quantity": 1, "due": "2026-10-26"}]}
    ]
    scenario = Scenario.model_validate(tables)
    order = MATERIAL.orders[0]
    consumers = (
        (DemandKind.FORECAST, "F-1"), (DemandKind.JOB, "JOB-1/10"), (DemandKind.DEMAND, "SO-1"),
        (DemandKind.ORDER, order.id), (DemandKind.SAFETY_STOCK, "TUBE"), (DemandKind.DEMAND, "?"),
    )  # fmt: skip
    pegs = tuple(
        Peg(SupplyKind.ORDER, f"P{number}", kind, name, "TUBE", Decimal(1))
        for number, (kind, name) in enumerate(consumers)
    )
    dates = DueDates(MaterialPlan((order,), pegs), scenario)
    # midnights after 27, 26 and 25 October; 24 October 06:00 is tick 0, and 25 hours has the 25th
    assert [dates.first_need(f"P{number}") for number in range(6)] == [
        18 * 60 + 25 * 60 + 2 * 1440, 18 * 60 + 25 * 60 + 1440, 18 * 60 + 25 * 60, order.start,
        None, None,
    ]  # fmt: skip


def test_material_of_a_later_phase_is_due_when_that_phase_starts() -> None:
    tables = {
        "scenario": {"id": "phases", "start": "2026-06-01T06:00", "horizon": "30d"},
        "calendars": [{"id": "day", "shifts": {"mon-fri": ["08:00-16:00"]}}],
        "work_centers": [{"id": "ASSY"}],
        "items": [
            {"id": "LAMP", "source": "make"},
            {"id": "BULB", "source": "buy", "lead_time": "2d"},
            {"id": "CABLE", "source": "buy", "lead_time": "2d"},
        ],
        "boms": [
            {
                "parent": "LAMP",
                "components": [
                    {"item": "CABLE", "quantity": 1, "phase": 10},
                    {"item": "BULB", "quantity": 1, "phase": 20},
                ],
            }
        ],
        "routings": [
            {
                "item": "LAMP",
                "operations": [
                    {"phase": 10, "work_center": "ASSY", "run": "10m"},
                    {"phase": 20, "work_center": "ASSY", "run": "20m"},
                ],
            }
        ],
        "demands": [{"id": "SO-1", "item": "LAMP", "quantity": 15, "due": "2026-06-15"}],
    }
    scenario = Scenario.model_validate(tables)
    rows = material_orders_table(plan_materials(scenario), scenario).rows
    # 15 x 20m before Monday 16:00 is 11:00, 15 x 10m before that 08:30: nothing comes late
    found = {row[2]: (row[6], row[7]) for row in rows}
    assert found["BULB"] == (datetime(2026, 6, 15, 11, tzinfo=UTC), 0)
    assert found["CABLE"] == (datetime(2026, 6, 15, 8, 30, tzinfo=UTC), 0)


@pytest.mark.parametrize("due", ["2026-06-10", "2026-06-10T11:00"])
def test_a_purchase_entered_with_its_suggested_date_is_in_time(due: str) -> None:
    tables: dict[str, object] = {
        "scenario": {"id": "buy", "start": "2026-06-01T06:00", "horizon": "30d"},
        "calendars": [{"id": "day", "shifts": {"mon-fri": ["08:00-16:00"]}}],
        "items": [{"id": "TUBE", "source": "buy", "lead_time": "4d"}],
        "demands": [{"id": "SO-1", "item": "TUBE", "quantity": 7, "due": due}],
    }
    scenario = Scenario.model_validate(tables)
    material = plan_materials(scenario)
    ((*_, new_date, _, _),) = suggestions_table(material, scenario).rows
    ((_, _, _, _, start, end, *_),) = material_orders_table(material, scenario).rows
    assert new_date == end
    assert isinstance(end, datetime)
    # four calendar days before the 10th, on which it is needed
    assert (start, end.date().isoformat()) == (datetime(2026, 6, 6, tzinfo=UTC), "2026-06-10")
    tables["orders"] = [
        {"id": "P", "type": "purchase", "item": "TUBE", "quantity": 7, "end": end.date()}
    ]
    assert plan_materials(Scenario.model_validate(tables)).suggestions == ()
