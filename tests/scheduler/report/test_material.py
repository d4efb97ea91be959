"""Grid, suggestions, uncovered needs and pegging as the page carries them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.material import (
    Advice,
    DemandKind,
    ItemGrid,
    MaterialPlan,
    Peg,
    Suggestion,
    SupplyKind,
    SupplyOrder,
    Uncovered,
)
from models.quantity import QUANTITY_SCALE
from models.scenario import OrderStatus, OrderType, Scenario
from scheduler.report import render_report
from scheduler.report.advice import DEMAND_KINDS
from scheduler.report.content import Content, report_columns, report_names
from scheduler.report.figure import stock_frame
from scheduler.report.mrp import GRID_ROWS, mrp_columns, shown_grids
from scheduler.report.palette import THEMES
from tests.scheduler.report.tiny import DAY, order_row, tiny_plan

Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
FAR = 1000 * 365 * DAY


def grid(item: str, stock: list[int], *, receipts: list[int] | None = None) -> ItemGrid:
    """Return a grid with a stock in pieces, nothing on hand before."""
    row = np.array(stock, dtype=np.int64) * QUANTITY_SCALE
    nothing = np.zeros_like(row)
    arrivals = nothing if receipts is None else np.array(receipts, dtype=np.int64) * QUANTITY_SCALE
    return ItemGrid(item, 0, nothing, nothing, row, nothing, arrivals, nothing)


def rows_of(columns: dict[str, Ints], days: int) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Return the values of the first grid, shape (rows, days), in its unit."""
    values = columns["grid_high"] * 2**30 + columns["grid_low"]
    return values[: len(GRID_ROWS) * days].reshape(len(GRID_ROWS), days)


def test_the_page_carries_only_days_on_which_something_happens() -> None:
    one = grid("PART", [0, 0, 5, 5, 5, 5], receipts=[0, 0, 5, 0, 0, 0])
    plan = tiny_plan(material=MaterialPlan((), (), (one,), 6))
    meta, columns = mrp_columns(plan)
    assert columns["grid_day"].tolist() == [0, 2]
    assert meta["grid_buckets"] == 6
    # the largest unit that divides all is five pieces
    assert rows_of(columns, 2).tolist() == [[0, 0], [0, 0], [0, 1], [0, 0], [0, 1], [0, 0]]
    assert meta["grid"] == [["PART", "", 0, 0, 5 * QUANTITY_SCALE, 2, None, None]]


@given(st.lists(st.integers(-3, 3), min_size=1, max_size=10))
def test_the_stock_of_a_day_left_out_is_that_of_the_day_before(stock: list[int]) -> None:
    one = grid("PART", stock)
    meta, columns = mrp_columns(tiny_plan(material=MaterialPlan((), (), (one,), len(stock))))
    entries: Any = meta["grid"]
    days = columns["grid_day"]
    shown = rows_of(columns, days.size)[2] * entries[0][4] // QUANTITY_SCALE
    at = np.searchsorted(days, np.arange(len(stock)), side="right") - 1
    assert shown[at].tolist() == stock


def test_thresholds_are_those_of_the_warehouse() -> None:
    tables = tiny_plan().scenario.model_dump(mode="json", by_alias=True)
    tables["settings"]["mrp"]["by_warehouse"] = True
    tables["warehouses"] = [{"id": "MAIN"}, {"id": "EAST"}]
    tables["items"] = [
        {
            "id": "PART", "source": "buy", "safety_stock": 5, "reorder_level": "7.5",
            "warehouses": [{"warehouse": "EAST", "safety_stock": 2}],
        }
    ]  # fmt: skip
    grids = tuple(replace(grid("PART", [0]), warehouse=name) for name in ("MAIN", "EAST"))
    plan = tiny_plan(
        scenario=Scenario.model_validate(tables), material=MaterialPlan((), (), grids, 1)
    )
    entries: Any = mrp_columns(plan)[0]["grid"]
    assert [(entry[1], *entry[6:]) for entry in entries] == [("MAIN", 5, 7.5), ("EAST", 2, 7.5)]


def test_what_needs_attention_is_shown_first_where_not_all_fits() -> None:
    # one day each: calm, advised, short, without supply, calm
    grids = (grid("A", [1]), grid("B", [1]), grid("C", [-1]), grid("D", [1]), grid("E", [1]))
    material = MaterialPlan(
        (), (), grids, 1,
        (Suggestion(Advice.CREATE, "B", "PO-1", Decimal(1)),),
        (Uncovered(DemandKind.DEMAND, "SO-1", "D", Decimal(1), "blocked"),),
    )  # fmt: skip
    tables = tiny_plan().scenario.model_dump(mode="json", by_alias=True)
    tables["items"] = [{"id": name, "source": "buy"} for name in "ABCDE"]
    plan = tiny_plan(scenario=Scenario.model_validate(tables), material=material)
    assert [row.item for row in shown_grids(plan, 4)] == ["A", "B", "C", "D"]
    assert [row.item for row in shown_grids(plan, 3)] == ["B", "C", "D"]
    assert len(shown_grids(plan)) == 5
    assert mrp_columns(plan, shown_grids(plan, 3))[0]["grid_total"] == 5


PEGS = (
    Peg(SupplyKind.ORDER, "A", DemandKind.ORDER, "B", "PART", Decimal("1.5"), 20, "EAST"),
    Peg(SupplyKind.STOCK, "BOLT", DemandKind.DEMAND, "D-B", "BOLT", Decimal(2)),
    Peg(SupplyKind.ORDER, "B", DemandKind.JOB, "JOB-1/10", "PART", Decimal(3)),
    Peg(SupplyKind.ORDER, "B", DemandKind.SAFETY_STOCK, "PART", "PART", Decimal(4)),
    Peg(SupplyKind.ORDER, "ONLY-PROPOSED", DemandKind.DEMAND, "D-B", "PART", Decimal(5)),
)


def columns_of(material: MaterialPlan, **changes: Any) -> tuple[dict[str, Any], Any]:
    content = Content(tiny_plan(material=material, **changes))
    columns = report_columns(content)
    return columns, report_names(content)


def test_pegs_lead_from_orders_and_stock_to_every_kind_of_need() -> None:
    columns, names = columns_of(MaterialPlan((), PEGS))
    assert (names["items"][0][0], names["items"][1][0]) == ("PART", "BOLT")
    # orders A and B stand at 0 and 1; stock of BOLT, item 1, is -2; what is no order is left out
    assert columns["peg_supply"].tolist() == [0, -2, 1, 1]
    assert [DEMAND_KINDS[kind] for kind in columns["peg_kind"]] == [
        peg.demand_kind for peg in PEGS[:4]
    ]
    places = columns["peg_demand"].tolist()
    assert places[:2] == [1, 0]
    assert names["strings"][-1 - places[2]] == "JOB-1/10"
    assert places[3] == 0
    assert [names["strings"][k] for k in columns["peg_quantity"]] == ["1.5", "2", "3", "4"]
    assert columns["peg_phase"].tolist() == [20, -1, -1, -1]
    assert names["strings"][columns["peg_warehouse"][0]] == "EAST"


def test_suggestions_name_orders_of_the_plan_and_dates_they_have() -> None:
    rows = (
        Suggestion(Advice.POSTPONE, "PART", "A", Decimal(2), 0, DAY, "D-B", "nobody needs it"),
        Suggestion(Advice.CREATE, "BOLT", "PO-9", Decimal("0.5"), new_date=DAY),
        Suggestion(Advice.CANCEL, "BOLT", "PO-8", Decimal(1), FAR),
    )
    columns, names = columns_of(MaterialPlan((), (), suggestions=rows))
    text = names["strings"]
    assert [text[k] for k in columns["advice_kind"]] == ["postpone", "create", "cancel"]
    assert columns["advice_order"].tolist() == [0, -1, -1]
    assert [text[k] for k in columns["advice_name"]] == ["A", "PO-9", "PO-8"]
    assert columns["advice_has"].tolist() == [3, 2, 1]
    # tick 0 is 06:00, 360 minutes after midnight of the first day
    assert columns["advice_date"][0] == 360
    assert columns["advice_new"].tolist()[:2] == [360 + DAY, 360 + DAY]
    assert text[columns["advice_reason"][0]] == "nobody needs it"


def test_what_nobody_supplies_names_its_need_and_reason() -> None:
    rows = (
        Uncovered(DemandKind.ORDER, "B", "BOLT", Decimal(3), "blocked", 10, "EAST"),
        Uncovered(DemandKind.FORECAST, "F-1", "PART", Decimal(4), "no supplier"),
    )
    columns, names = columns_of(MaterialPlan((), (), uncovered=rows))
    places = columns["uncovered_demand"].tolist()
    assert places[0] == 1
    assert names["strings"][-1 - places[1]] == "F-1"
    assert columns["uncovered_phase"].tolist() == [10, -1]
    assert [names["strings"][k] for k in columns["uncovered_reason"]] == ["blocked", "no supplier"]


def test_orders_carry_job_warehouse_and_supplier() -> None:
    supply = SupplyOrder(
        "B", OrderType.PURCHASE, "PART", Decimal(1), OrderStatus.PLANNED, 0, 1,
        is_document=False, job="JOB-1", warehouse="EAST", supplier="Alba",
    )  # fmt: skip
    columns, names = columns_of(MaterialPlan((supply,), ()))
    told = [
        [names["strings"][k] for k in columns[f"order_{name}"]]
        for name in ("job", "warehouse", "supplier")
    ]
    assert told == [["", "JOB-1", ""], ["", "EAST", ""], ["", "Alba", ""]]


@pytest.mark.parametrize("tick", ["1m", "1s"])
def test_a_document_without_a_date_neither_breaks_nor_stretches_the_page(tick: str) -> None:
    plan = tiny_plan()
    header = plan.scenario.scenario.model_copy(update={"tick": tick})
    plan = replace(
        plan,
        scenario=plan.scenario.replaced(scenario=header),
        orders=(*plan.orders, order_row("LATER", end=60 * FAR, due=60 * FAR)),
    )
    content = Content(plan)
    assert content.until < 450 * plan.clock.ticks_per_day
    assert report_columns(content)["order_due"][-1] >= 2**30
    assert "<!DOCTYPE html>" in render_report(plan)


def test_items_that_nothing_refers_to_stay_out_of_the_page() -> None:
    columns, names = columns_of(MaterialPlan((), ()))
    assert [row[0] for row in names["items"]] == ["PART"]
    assert set(columns["order_item"].tolist()) == {0}


def test_the_stock_chart_has_bars_thresholds_and_red_below_zero() -> None:
    figure = stock_frame()
    traces = {trace.meta: trace for trace in figure.data}
    assert list(traces) == [
        "negative", "gross", "scheduled", "planned", "safety", "reorder", "stock",
    ]  # fmt: skip
    assert traces["stock"].line.shape == "hv"
    assert traces["negative"].marker.color == THEMES["light"]["over"]
    # planned receipts stand on the scheduled ones, beside what goes out
    assert traces["scheduled"].offsetgroup == traces["planned"].offsetgroup
    assert traces["gross"].offsetgroup != traces["planned"].offsetgroup
