"""What the page shows of sessions, several machines, waiting, and work that is not scheduled."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from benchmarks.devtools import Browser, find_chromium
from models.material import MaterialPlan, SupplyOrder
from models.plan import Unscheduled
from models.scenario import OrderStatus, OrderType
from scheduler.report import gantt_figure, render_report
from scheduler.report.content import Content, report_columns
from scheduler.report.header import cards
from tests.scheduler.report.tiny import OPERATIONS, demand_row, operation, tiny_plan

if TYPE_CHECKING:
    from pathlib import Path

    from models.plan import Plan

in_browser = [
    pytest.mark.browser,
    pytest.mark.skipif(find_chromium() is None, reason="no Chromium is installed"),
]


def shop_plan() -> Plan:
    """Return a plan in which A/20 holds both mills, B waits at the saw, and E and F share it."""
    a10, a20, b10, _ = OPERATIONS
    return tiny_plan(
        operations=(
            a10,
            replace(a20, also=("MILL-2",)),
            replace(b10, idle=60),
            replace(operation("C", 20, "SAW-1", (480, 480, 480, 600)), session=1),
            replace(operation("A", 30, "SAW-1", (480, 480, 480, 600)), session=1),
        )
    )


def left_out_plan() -> Plan:
    """Return a plan without order R, which nobody can do, and without S, which needs it."""
    orders = tuple(
        SupplyOrder(
            name, OrderType.PRODUCTION, "PART", Decimal(4), OrderStatus.PLANNED, 0, 900,
            is_document=False,
        )
        for name in ("R", "S")
    )  # fmt: skip
    return tiny_plan(
        material=MaterialPlan(orders, ()),
        unscheduled=(
            Unscheduled("S", None, "it needs PART of order R", waits_for="R"),
            Unscheduled("R", 20, "nobody welds", ("R must end", "R begins late"), "a later end"),
        ),
        demands=(
            demand_row("D-B", due=380, completion=480, cause="the saw was busy"),
            demand_row("D-S", due=380, completion=-1, cause="order R is not scheduled"),
        ),
        kpis={"unscheduled_orders": 2, "setup_cost": 0.0, "sessions": 3},
    )


def test_further_machines_name_the_column_of_their_operation() -> None:
    columns = report_columns(Content(shop_plan()))
    # by row and start: A/10, B/10, C/20 and A/30 on the saw, A/20 on the first mill
    assert columns["op_row"].tolist() == [0, 0, 0, 0, 1]
    assert (columns["also_op"].tolist(), columns["also_row"].tolist()) == ([4], [2])
    assert columns["op_session"].tolist() == [0, 0, 1, 1, 0]


def test_waiting_begins_where_the_own_work_is_done() -> None:
    columns = report_columns(Content(shop_plan()))
    # B works 300-360 and 420-480 around lunch: of its 120 minutes the last 60 are waiting, and
    # its own work is done when lunch begins
    assert columns["op_idle"].tolist() == [0, 60, 0, 0, 0]
    assert columns["op_idle_span"].tolist() == [0, 480 - 360, 0, 0, 0]


def test_waiting_is_in_the_legend_only_where_somebody_waits() -> None:
    with_idle = {trace.meta for trace in gantt_figure(shop_plan()).data}
    without = {trace.meta for trace in gantt_figure(tiny_plan()).data}
    assert with_idle - without == {"idle"}
    idle = next(trace for trace in gantt_figure(shop_plan()).data if trace.meta == "idle")
    assert list(idle.x) == [120 * 60_000]


def test_the_figure_of_a_notebook_has_a_bar_on_each_machine() -> None:
    late = next(trace for trace in gantt_figure(shop_plan()).data if trace.meta == "class1")
    # A and B serve the late demand: A/10, B/10 and A/30 on the saw, A/20 on both mills
    assert sorted(late.y) == [0, 0, 0, 1, 2]
    assert sum("MILL-1 + MILL-2" in text for text in late.hovertext) == 2


def test_what_is_not_scheduled_comes_before_the_charts_with_its_causes() -> None:
    content = Content(left_out_plan())
    columns, text = report_columns(content), content.strings.table
    assert [text[k] for k in columns["left_order"]] == ["R", "S"]  # the root first
    assert [text[k] for k in columns["left_cause"]] == ["nobody welds", "it needs PART of order R"]
    assert text[columns["left_facts"][0]] == "R must end\nR begins late"
    assert columns["left_phase"].tolist() == [20, -1]
    assert columns["demand_scheduled"].tolist() == [1, 0]
    page = render_report(left_out_plan())
    assert "2 orders not scheduled</a>" in page
    assert "1 order that cannot be done as the scenario stands, 1 that waits for them" in page
    # beside the demands that wait for it, and before the charts
    assert page.index('id="late"') < page.index('id="unscheduled"') < page.index('id="centers"')
    assert 'id="unscheduled"' not in render_report(tiny_plan())


def test_figures_that_say_nothing_have_no_card() -> None:
    shown = {card.label: (card.value, card.tone) for card in cards(left_out_plan())}
    assert shown == {"orders not scheduled": ("2", "bad"), "sessions": ("3", "")}


GANTT = "document.querySelector('#gantt-centers .js-plotly-plot')"


class TestInABrowser:
    """The same in a real browser."""

    pytestmark = in_browser

    def test_a_session_is_one_bar_and_an_operation_stands_on_each_of_its_machines(
        self, tmp_path: Path
    ) -> None:
        page = tmp_path / "report.html"
        page.write_text(render_report(shop_plan()), "utf-8")
        with Browser(1200, 900) as browser:
            browser.open(page)
            rows = browser.run(
                f"{GANTT}.data.filter(t => t.meta.startsWith('class'))"
                ".flatMap(t => t.y.filter(y => y !== null)).sort()"
            )
            # A/10, B/10 and the session on the saw; A/20 on both mills
            assert rows == [0, 0, 0, 1, 2]
            idle = browser.run(f"{GANTT}.data.find(t => t.meta === 'idle').x")
            # one box: 60 minutes of waiting around lunch
            assert [end - idle[0] for end in idle[:4]] == [0, 120 * 60_000, 120 * 60_000, 0]
            browser.run("document.getElementById('sequence').scrollIntoView()")
            browser.wait("document.querySelectorAll('#sequence-table tbody tr').length === 5")
            machines = browser.run(
                "[...document.querySelectorAll('#sequence-table tbody tr')]"
                ".map(row => row.children[1].textContent)"
            )
            assert machines == ["SAW-1"] * 4 + ["MILL-1 + MILL-2"]
            # the dates are those of operations.csv: setup_start, start, end
            heads = browser.run(
                "[...document.querySelectorAll('#sequence-table th')].map(h => h.textContent)"
            )
            at = heads.index("machine held")
            assert heads[at : at + 3] == ["machine held", "first piece", "end"]
            assert browser.faults == []

    def test_the_members_of_a_session_are_told_and_chosen_one_after_the_other(
        self, tmp_path: Path
    ) -> None:
        page = tmp_path / "report.html"
        page.write_text(render_report(shop_plan()), "utf-8")
        with Browser(1200, 900) as browser:
            browser.open(page)
            browser.run("document.getElementById('centers').scrollIntoView()")
            x, y = browser.run(
                "(({xaxis, yaxis}, box) => [box.left + xaxis.l2p(xaxis.r2l('2026-06-01 15:00')),"
                " box.top + yaxis.l2p(0)])"
                f"({GANTT}._fullLayout,"
                " document.querySelector('#gantt-centers .nsewdrag').getBoundingClientRect())"
            )
            browser.mouse("mouseMoved", x, y)
            browser.wait("!document.getElementById('tip').hidden")
            tip = browser.run("document.getElementById('tip').textContent")
            assert "C / 20" in tip
            assert "A / 30" in tip
            chosen = []
            for _ in range(3):
                before = browser.run("document.querySelector('#selection strong')?.textContent")
                browser.click(x, y)
                browser.wait(
                    "document.querySelector('#selection strong')?.textContent !=="
                    f" {'undefined' if before is None else repr(before)}"
                )
                chosen.append(
                    browser.run("document.querySelector('#selection strong').textContent")
                )
            assert chosen[0] == chosen[2] != chosen[1]
            assert sorted(chosen[:2]) == ["A", "C"]
            assert browser.faults == []

    def test_orders_left_out_and_their_demands_are_listed(self, tmp_path: Path) -> None:
        page = tmp_path / "report.html"
        page.write_text(render_report(left_out_plan()), "utf-8")
        with Browser(390, 844) as browser:
            browser.open(page)
            first = "document.querySelector('#unscheduled-table tbody tr')"
            cells = browser.run(f"[...{first}.children].map(cell => cell.textContent)")
            assert cells[:4] == ["R", "nobody welds", "a later end", "R must end; R begins late"]
            late = browser.run(
                "[...document.querySelectorAll('#late-table tbody tr')]"
                ".map(row => [row.children[0].textContent, row.children[5].textContent])"
            )
            assert late[0] == ["D-S", "not scheduled"]
            assert late[1][0] == "D-B"
            # the table itself scrolls, the page does not
            assert browser.run("document.documentElement.scrollWidth") == 390
            assert browser.faults == []
