"""The costs of the page: exact, by kind, the costliest documents, and what is behind them."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.devtools import Browser, find_chromium
from models.plan import DemandRow
from scheduler.costing import estimate, plan_cost
from scheduler.kpi import flow_cost
from scheduler.report import render_report
from scheduler.report.content import Content, report_columns, report_names
from scheduler.report.cost_columns import cost_columns
from scheduler.report.costs import Costs
from scheduler.report.palette import COST_COLOURS
from scheduler.words import words_of
from tests.scheduler.costing.costing_helpers import (
    DAY,
    delivered,
    from_stock,
    operation,
    order,
    plan_of,
    plant,
)
from tests.scheduler.progress.test_effectiveness import press_plan

if TYPE_CHECKING:
    from pathlib import Path

    from models.plan import Plan

ITEMS = [
    {"id": "X", "source": "make", "standard_cost": "80"},
    {"id": "T", "source": "buy", "standard_cost": "1.25"},
]


def costed(num_orders: int = 2, **settings: Any) -> Plan:
    """Return orders of ten pieces, each an hour of a machine at 30 and ten parts at 1.25.

    Each serves a demand of its own; the first is two days late, at 100 a day.
    """
    scenario = plant(
        items=ITEMS,
        work_centers=[{"id": "A", "hourly_rate": 30}],
        boms=[{"parent": "X", "components": [{"item": "T", "quantity": 1}]}],
        routings=[{"item": "X", "operations": [{"phase": 10, "work_center": "A", "run": "6m"}]}],
        **settings,
    )
    names = [f"MO-{number}" for number in range(num_orders)]
    pegs = tuple(row for name in names
            for row in (from_stock(name, "T", 10), delivered(name, f"SO-{name}", 10)))  # fmt: skip
    rows = tuple(
        operation(name, 10, "A", 60 + number, sequence=number + 1)
        for number, name in enumerate(names)
    )
    plan = plan_of(scenario, [order(name) for name in names], rows, pegs=pegs)
    demands = tuple(
        DemandRow(f"SO-{name}", "X", Decimal(10), DAY, (1 if number else 3) * DAY, Decimal(1))
        for number, name in enumerate(names)
    )
    return replace(plan, demands=demands)


def columns_of(plan: Plan, **limits: int) -> tuple[dict[str, Any], dict[str, list[int]], list[str]]:
    """Return what the page carries of costs, and its table of texts."""
    content = Content(plan)
    report_columns(content)
    meta, columns = cost_columns(content, Costs(plan), **limits)
    texts: Any = report_names(content)["strings"]
    return dict(meta), {name: column.tolist() for name, column in columns.items()}, texts


def test_the_lines_are_what_the_plan_costs_and_add_up() -> None:
    plan = costed()
    lines = {line.label: line.amount for line in Costs(plan).lines()}
    whole = plan_cost(plan, flow_cost(plan).total)
    # two orders: 30.00 and 30.50 of the machine, 12.50 each of parts
    assert (lines["machine"], lines["material"]) == ("60.50", "25.00")
    assert lines["lateness"] == "200.00"
    assert Decimal(lines["total"].replace("\N{NARROW NO-BREAK SPACE}", "")) == whole.total
    assert sum(Costs(plan).amounts) == whole.total


def test_flow_cost_is_told_with_its_two_parts_and_they_add_up_to_it() -> None:
    plan = costed(settings={"stock_cost_percent": 10})
    lines = list(Costs(plan).lines())
    flow, wip, warehouse = (
        Decimal(line.amount) for line in lines if "flow" in line.label or line.is_part
    )
    assert flow == wip + warehouse == plan_cost(plan, flow_cost(plan).total).flow > 0
    assert [line.label for line in lines if line.is_part] == [
        "of it work in progress",
        "of it warehouse",
    ]
    assert wip > 0


def test_amounts_are_exact_texts_and_the_costliest_come_first() -> None:
    meta, columns, texts = columns_of(costed(3))
    orders = [k for k, kind in enumerate(columns["cost_kind"]) if kind == 2]
    assert [texts[columns["cost_industrial"][k]] for k in orders] == ["43.50", "43.00", "42.50"]
    assert [columns["cost_ref"][k] for k in orders] == [2, 1, 0]
    assert meta["cost_total"] == [0, 3, 3]
    assert len(meta["cost_labels"]) == len(COST_COLOURS) == len(meta["cost_plan"])


def test_behind_an_order_are_its_pieces_and_behind_a_demand_its_supplies() -> None:
    _, columns, texts = columns_of(costed(1))
    rows = [
        [
            (texts[columns["piece_name"][i]], texts[columns["piece_place"][i]],
             texts[columns["piece_amount"][i]])
            for i in range(*columns["cost_first"][k : k + 2])
        ]
        for k in range(2)
    ]  # fmt: skip
    assert rows == [[("X", "MO-0", "42.50")], [("T", "", "12.50"), ("A-1", "A", "30.00")]]


@given(st.integers(0, 6), st.integers(0, 4), st.integers(0, 5))
def test_what_is_left_out_is_counted(num_orders: int, documents: int, pieces: int) -> None:
    plan = costed(num_orders)
    meta, columns, _ = columns_of(plan, max_documents=documents, max_pieces=pieces)
    kinds = columns["cost_kind"]
    assert meta["cost_total"] == [0, num_orders, num_orders]
    assert kinds.count(2) == min(documents, num_orders)
    assert columns["cost_first"][-1] == len(columns["piece_piece"]) <= 2 * pieces
    spans = zip(columns["cost_first"], columns["cost_first"][1:], strict=False)
    for (first, last), kind, cut in zip(spans, kinds, columns["cost_cut"], strict=False):
        # an order has its part and its machine, a demand its order
        assert cut == (last - first < (2 if kind == 2 else 1))


def test_a_scenario_without_costs_says_so_and_what_days_late_cost() -> None:
    free = costed(2)
    items = tuple(row.model_copy(update={"standard_cost": Decimal(0)}) for row in
                  free.scenario.items)  # fmt: skip
    centers = tuple(row.model_copy(update={"hourly_rate": Decimal(0)}) for row in
                    free.scenario.work_centers)  # fmt: skip
    scenario = free.scenario.model_copy(update={"items": items, "work_centers": centers})
    plan = replace(free, scenario=type(scenario).model_validate(scenario))
    said = "The scenario knows no costs: no rate, no price, no standard cost."
    assert Costs(plan).empty() == f"{said} Days late cost 200.00."
    page = render_report(plan)
    section = page.partition('<section id="costs"')[2].partition("</section>")[0]
    assert said in section
    assert "cost-table" not in section
    assert columns_of(plan)[1]["cost_kind"] == []
    punctual = replace(plan, demands=())
    assert Costs(punctual).empty() == said


def begun_plan() -> Plan:
    """Return the plan of a press that began: two hours were declared of 400 minutes."""
    document = {
        "id": "MO-1", "type": "production", "item": "FRAME", "quantity": 400, "end": "2026-06-05",
        "status": "launched",
        "progress": [{"phase": 10, "state": "started", "good": 100, "worked": "2h",
                      "machine": "PRESS-1"}],
    }  # fmt: skip
    return press_plan(orders=[document])


def test_what_was_declared_stands_beside_the_estimate() -> None:
    line = next(line for line in Costs(begun_plan()).lines() if line.label == "machine")
    # 400 min at 30 an hour for the order, two hours of them so far
    assert (line.begun, line.declared, line.is_over) == ("200.00", "60.00", False)
    _, columns, texts = columns_of(begun_plan())
    declared = [texts[columns["cost_declared"][k]] for k in range(len(columns["cost_kind"]))]
    assert declared == ["60.00"]


def test_more_declared_than_estimated_is_told() -> None:
    document = begun_plan().scenario.orders[0]
    rows = [document.progress[0].model_copy(update={"worked": 5 * (document.progress[0].worked)})]  # type: ignore[operator]  # it is there
    dear = press_plan(orders=[document.model_copy(update={"progress": tuple(rows)})])
    lines = {line.label: line for line in Costs(dear).lines()}
    assert lines["machine"].is_over
    assert not lines["labour"].is_over


def test_amounts_have_the_marks_of_the_language() -> None:
    assert Costs(costed(), words_of("it")).money(Decimal("1234567.5")) == "1.234.567,50"


@pytest.mark.browser
@pytest.mark.skipif(find_chromium() is None, reason="no Chromium is installed")
def test_an_order_that_is_selected_shows_its_pieces(tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    plan = costed(3)
    page.write_text(render_report(plan), "utf-8")
    with Browser(1200, 900) as browser:
        browser.open(page)
        browser.run("document.getElementById('costs').scrollIntoView()")
        browser.wait("document.getElementById('costs').dataset.state === 'ready'")
        cell = "document.querySelectorAll('#cost-table tbody td:first-child')"
        names = f"[...{cell}].map(c => c.textContent)"
        assert browser.run(names) == ["MO-2", "MO-1", "MO-0"]
        browser.run("document.querySelectorAll('#cost-table tbody button')[1].click()")
        browser.wait("document.getElementById('cost-name').textContent === 'MO-1'")
        cells = "[...document.querySelectorAll('#cost-pieces tbody tr')].map(r => r.textContent)"
        material, machine = browser.run(cells)
        assert "12.50" in material
        assert "30.50" in machine
        # the order is selected in the whole page
        assert browser.run("document.querySelector('#selection strong').textContent") == "MO-1"
        browser.run("const k = document.getElementById('cost-kind'); k.value = 1;"
                    "k.dispatchEvent(new Event('change'))")  # fmt: skip
        browser.wait("document.getElementById('cost-count').textContent === '3 of 3'")
        assert sorted(browser.run(names)) == ["SO-MO-0", "SO-MO-1", "SO-MO-2"]
        chart = "document.querySelector('#cost-plan .js-plotly-plot').data"
        shown = browser.run(f"{chart}.filter(t => t.visible !== false).map(t => [t.meta, t.x[0]])")
        assert shown[:3] == [["cost0", 37.5], ["cost1", 91.5], ["cost6", 200]]
        assert browser.faults == []


@pytest.mark.browser
@pytest.mark.skipif(find_chromium() is None, reason="no Chromium is installed")
def test_bars_tell_amounts_with_the_places_of_the_scenario(tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    plan = costed(3, settings={"costing": {"decimals": 3}})
    page.write_text(render_report(plan), "utf-8")
    with Browser(1200, 900) as browser:
        browser.open(page)
        browser.run("document.getElementById('costs').scrollIntoView()")
        browser.wait("document.getElementById('costs').dataset.state === 'ready'")
        for chart, name in (("cost-plan", "plan<br>material 37.500"), ("cost-chart", "12.500")):
            traces = f"document.querySelector('#{chart} .js-plotly-plot').data"
            told = browser.run(
                f"{traces}.filter(t => t.visible !== false).map(t => t.hovertext[0])"
            )
            assert told[0].endswith(name), told
        assert browser.faults == []


def test_the_section_has_a_link_and_names_its_table() -> None:
    page = render_report(costed())
    assert re.search(r'<a href="#costs">Costs</a>', page)
    assert '<th scope="row"><i class="dot"' in page
    assert estimate(costed()).own.industrial == Decimal("85.50")
