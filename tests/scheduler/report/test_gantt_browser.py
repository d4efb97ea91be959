"""The Gantts in a real browser: reasons, filters, keys, colours, zoom."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from benchmarks.devtools import Browser, find_chromium
from models.plan import OperationState
from models.starts import StartKind, StartReason
from scheduler.report import render_report
from tests.scheduler.report.synthetic import synthetic_plan
from tests.scheduler.report.test_browser import BARS, FIRST_ON_TIME, GANTT
from tests.scheduler.report.test_page import HOSTILE, _hostile_plan
from tests.scheduler.report.test_starts import STARTS
from tests.scheduler.report.tiny import OPERATIONS, operation, order_row, tiny_plan

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from models.plan import Plan

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(find_chromium() is None, reason="no Chromium is installed"),
]

SAID = "document.getElementById('said').textContent"
COUNT = "document.getElementById('filter-count').textContent"
LABELS = f"{GANTT}.layout.yaxis.ticktext"
OPACITY = (
    f"{GANTT}.data.filter(t => t.meta.startsWith('class'))"
    ".flatMap(t => t.y.map((y, k) => [y, t.marker.opacity?.[k]]))"
    ".filter(([y]) => y !== null).sort()"
)
"""Row and opacity of each bar."""

KEYS = {"ArrowLeft": 37, "ArrowUp": 38, "ArrowRight": 39, "ArrowDown": 40, "Enter": 13,
        "Escape": 27, "+": 187}  # fmt: skip


def press(browser: Browser, *keys: str) -> None:
    """Press keys one after the other, e.g. ``Alt+ArrowUp``."""
    for key in keys:
        name = key.removeprefix("Alt+")
        values: dict[str, Any] = {"key": name, "windowsVirtualKeyCode": KEYS[name],
                                  "modifiers": int(name != key)}  # fmt: skip
        browser.call("Input.dispatchKeyEvent", type="keyDown", **values)
        browser.call("Input.dispatchKeyEvent", type="keyUp", **values)
        browser.run("new Promise(r => setTimeout(r, 60))")


def fill(browser: Browser, name: str, value: str) -> None:
    """Set a field of the filters, and let the page draw."""
    browser.run(
        f"(field => {{ field.value = '{value}'; field.dispatchEvent(new Event('change')); }})"
        f"(document.getElementById('filter-{name}'))"
    )


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with Browser(1200, 900) as opened:
        yield opened


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Any]:
    """Yield a function that opens a plan's page; nothing may go wrong on it."""

    def show(plan: Plan, hash_text: str = "") -> Browser:
        page = tmp_path / "report.html"
        page.write_text(render_report(plan), "utf-8")
        browser.call("Page.navigate", url="about:blank")
        browser.call("Page.navigate", url=page.as_uri() + hash_text)
        browser.wait("document.documentElement?.dataset.state === 'ready'")
        return browser

    browser.resize(1200, 900)
    yield show
    assert browser.faults == []
    assert browser.run("document.getElementById('fault').textContent") == ""


class TestReasons:
    def test_a_click_says_why_the_operation_starts_then_and_leads_to_what_it_waits_for(
        self, opened: Any
    ) -> None:
        page = opened(tiny_plan(starts=STARTS))
        page.run("document.getElementById('centers').scrollIntoView()")
        page.click(*page.run(FIRST_ON_TIME))
        page.wait("document.querySelector('.why')")
        why = page.run("document.querySelector('.why').textContent")
        begin, _, because = why.partition(": ")
        assert begin == "C / 10 starts Mon 2026-06-01 06:00"
        assert because == "waits for HUB from PO-502 until Mon 2026-06-01 06:00"
        press(page, "Escape")
        page.run("document.getElementById('gantt-centers').focus()")
        # from the second mill to the first, and on to the saw, to what is nearest in time
        press(page, "ArrowUp", "ArrowUp", "Enter")
        page.wait("document.querySelector('.why button')")
        why = page.run("document.querySelector('.why').textContent")
        # the saw is left at 11:00 (tick 300), and B begins there at once
        begin, _, because = why.partition(": ")
        assert begin == "B / 10 starts Mon 2026-06-01 11:00"
        assert because.startswith("SAW-1 is busy with A / 10 until Mon 2026-06-01 11:00")
        page.run("document.querySelector('.why button').click()")
        page.wait("document.querySelector('#selection strong').textContent === 'A'")
        why = page.run("document.querySelector('.why').textContent")
        assert why == "A / 10 starts Mon 2026-06-01 08:30: nobody works there until then"
        assert page.run("document.querySelectorAll('.ring:not([hidden])').length") == 1

    def test_what_passes_between_the_cause_and_the_start_is_told(self, opened: Any) -> None:
        # A/10 is said to end at 09:00 (tick 180); an hour of drying, and A/20 begins at 11:00;
        # B finds the saw free at 10:00 (tick 240), and begins an hour later
        dries = StartReason(StartKind.PREDECESSOR, 180, 0, lag=60)
        page = opened(
            tiny_plan(starts=(STARTS[0], dries, replace(STARTS[2], since=240), STARTS[3]))
        )
        page.run("document.getElementById('gantt-centers').focus()")
        press(page, "ArrowRight", "Alt+ArrowRight")
        because = (
            "follows phase 10, which ends Mon 2026-06-01 09:00, then 1 h waiting time, "
            "then closed until Mon 2026-06-01 11:00"
        )
        assert because in page.run(SAID)
        press(page, "Alt+ArrowRight")
        assert "A / 10 until Mon 2026-06-01 10:00, then closed until" in page.run(SAID)


class TestFilters:
    def test_filters_combine_dim_other_work_and_drop_machines_without_any(
        self, opened: Any
    ) -> None:
        page = opened(tiny_plan())
        fill(page, "order", "a")
        page.wait(f"{COUNT} === '2 of 4 operations'")
        # A runs on the saw and on the first mill; B on the saw is pale, the second mill is gone
        page.wait(f"{LABELS}.length === 3")
        assert page.run(LABELS) == ["SAW-1", "MILL-1", "due dates"]
        assert page.run(OPACITY) == [[0, 0.16], [0, 1], [1, 1]]
        fill(page, "center", page.run("String([...document.querySelectorAll("
                                      "'#filter-center option')].at(-1).value)"))  # fmt: skip
        page.wait(f"{COUNT} === '1 of 4 operations'")
        chips = page.run("[...document.querySelectorAll('#filter-chips .chip')]"
                         ".map(chip => chip.textContent)")  # fmt: skip
        assert chips == [
            "order: a \N{MULTIPLICATION SIGN}",
            "work center: MILL \N{MULTIPLICATION SIGN}",
        ]
        page.run("document.querySelector('#filter-chips .chip').click()")
        page.wait(f"{COUNT} === '2 of 4 operations'")
        press(page, "Escape")
        page.wait(f"{COUNT} === ''")
        assert page.run("location.hash") == ""

    def test_O13_the_load_is_the_same_before_and_after_a_filter(self, opened: Any) -> None:
        page = opened(synthetic_plan(60))
        loads = f"JSON.stringify({GANTT}.data.filter(t => t.meta.startsWith('load')).map(t => t.y))"
        before = page.run(loads)
        assert len(before) > 50
        fill(page, "order", "MO-00003")
        page.wait(f"!{COUNT}.startsWith('60 ') && {COUNT} !== ''")
        assert page.run(loads) == before

    def test_the_address_carries_the_filters_to_the_next_reader(self, opened: Any) -> None:
        page = opened(tiny_plan(), "#order=A&state=planned&center=nowhere&from=tomorrow")
        assert page.run(COUNT) == "2 of 4 operations"  # what is not known is left out
        page.run("document.getElementById('sequence').scrollIntoView()")
        page.wait("document.querySelectorAll('#sequence-table tbody tr').length === 2")
        page.run("document.querySelector('nav a[href=\"#orders\"]').click()")
        page.wait("location.hash === '#orders&order=A&state=planned'")

    def test_the_late_demands_follow_the_filters(self, opened: Any) -> None:
        page = opened(tiny_plan())
        rows = "document.querySelectorAll('#late-table tbody tr').length"
        assert page.run(rows) == 1
        fill(page, "order", "C")
        page.wait(f"{rows} === 0")
        empty = "document.querySelector('#late-table .empty').textContent"
        count = "document.getElementById('late-count').textContent"
        assert page.run(empty) == "No such demand."  # not: all are on time
        assert page.run(count) == "0 of 1 demand"
        fill(page, "order", "")
        page.wait(f"{rows} === 1")
        assert page.run(count) == ""

    def test_nothing_that_fits_is_said(self, opened: Any) -> None:
        page = opened(tiny_plan())
        fill(page, "customer", "nobody")
        page.wait(f"{COUNT} === '0 of 4 operations'")
        assert not page.run("document.getElementById('centers-none').hidden")


class TestPaper:
    def test_paper_has_pages_of_whole_centers_and_leaves_nothing_behind(self, opened: Any) -> None:
        page = opened(synthetic_plan(300))
        page.run("window.dispatchEvent(new Event('beforeprint'))")
        plots = "[...document.querySelectorAll('#centers .js-plotly-plot')]"
        page.wait(f"{plots}.length === 2 && {plots}.every(plot => plot.layout.images.length)")
        rows = page.run(f"{plots}.map(plot => plot.layout.yaxis.ticktext)")
        machines = [[name for name in names if name.startswith("WC")] for names in rows]
        # 12 centers of 4 machines: nine of them fit on a page of 36 rows
        assert [len(names) for names in machines] == [36, 12]
        assert [names[0] for names in machines] == ["WC00-1", "WC09-1"]
        # A4 less its margins is 710 pixels high, of which the title takes some
        assert page.run(f"Math.max(...{plots}.map(plot => plot.layout.height))") <= 660
        # without colours each class has a hatch of its own
        shapes = (
            f"{plots}[0].data.filter(t => t.meta.startsWith('class'))"
            ".map(t => t.marker.pattern.shape)"
        )
        assert page.run(shapes) == ["", ".", "-", "/"]
        page.run("window.dispatchEvent(new Event('afterprint'))")
        page.wait(f"{plots}.length === 1 && {BARS} === 300")

    def test_on_paper_no_table_runs_over_what_follows_and_filters_are_named(
        self, opened: Any
    ) -> None:
        page = opened(synthetic_plan(300), "#center=WC00")
        page.resize(1030, 700)  # paper is as narrow as a small window
        page.call("Emulation.setEmulatedMedia", media="print")
        page.run("window.dispatchEvent(new Event('beforeprint'))")
        page.wait("document.querySelectorAll('#mrp-items tbody tr').length > 9")
        over = (
            "[...document.querySelectorAll('.scroller')]"
            ".filter(box => box.scrollHeight > box.clientHeight + 4)"
            ".map(box => box.getAttribute('aria-label'))"
        )
        assert page.run(over) == []
        look = "getComputedStyle(document.querySelector('#late-table {}')).{}"
        assert page.run(look.format("td", "whiteSpace")) == "nowrap"  # 'P00 / 04' is no name
        assert page.run(look.format("td div.wide", "whiteSpace")) == "normal"
        # a head that is a box of its own is blank on every sheet but the first
        assert page.run(look.format("th button", "display")) == "contents"
        told = "document.querySelector('nav').innerText.replace(/\\s+/g, ' ')"
        assert "work center: WC00" in page.run(told)
        assert "Late demands" not in page.run(told)  # links lead nowhere on paper
        page.run("window.dispatchEvent(new Event('afterprint'))")
        page.call("Emulation.setEmulatedMedia", media="")
        page.resize(1200, 900)


class TestKeys:
    def test_arrows_go_along_machines_and_chains_and_every_step_is_said(self, opened: Any) -> None:
        page = opened(tiny_plan(starts=STARTS))
        page.run("document.getElementById('gantt-centers').focus()")
        press(page, "ArrowRight")
        assert page.run(SAID).startswith("A / 10; PART; SAW-1;")
        press(page, "Alt+ArrowRight")
        assert page.run(SAID).startswith("A / 20; PART; MILL-1;")
        press(page, "Alt+ArrowRight")  # A feeds B
        assert page.run(SAID).startswith("B / 10; PART; SAW-1;")
        press(page, "Alt+ArrowUp")  # B waits for the saw
        assert page.run(SAID).startswith("A / 10;")
        press(page, "ArrowDown", "ArrowDown")
        assert page.run(SAID).startswith("C / 10; PART; MILL-2;")
        before = page.run(f"{GANTT}.layout.xaxis.range.map(Number)")
        press(page, "+")
        page.wait(f"{GANTT}.layout.xaxis.range[1] - {GANTT}.layout.xaxis.range[0]"
                  f" < {before[1] - before[0] - 1}")  # fmt: skip

    def test_a_search_finds_machines_and_customers(self, opened: Any) -> None:
        page = opened(tiny_plan())
        find = ("(f => {{ f.value = '{}'; f.dispatchEvent(new Event('input'));"
                "document.getElementById('search').requestSubmit(); }})"
                "(document.getElementById('find'))")  # fmt: skip
        page.run("(f => { f.value = 'mill'; f.dispatchEvent(new Event('input')); })"
                 "(document.getElementById('find'))")  # fmt: skip
        offered = page.run("[...document.querySelectorAll('#find-list option')]"
                           ".map(option => [option.value, option.textContent])")  # fmt: skip
        assert offered == [["MILL", "center"], ["MILL-1", "machine"], ["MILL-2", "machine"]]
        page.run(find.format("MILL-2"))
        page.wait(f"{SAID}.startsWith('C / 10')")
        page.run(find.format("alba"))
        page.wait(f"{COUNT} === '3 of 4 operations'")  # C serves nobody


class TestLook:
    def test_bars_take_the_colour_of_their_item_state_or_center(self, opened: Any) -> None:
        frozen = replace(OPERATIONS[3], state=OperationState.FROZEN)
        page = opened(tiny_plan(operations=(*OPERATIONS[:3], frozen)))
        pick = ("(f => {{ f.value = '{}'; f.dispatchEvent(new Event('change')); }})"
                "(document.getElementById('colour'))")  # fmt: skip
        names = f"{GANTT}.data.filter(t => t.meta.startsWith('class')).map(t => t.name)"
        page.run(pick.format("center"))
        page.wait(f"String({names}) === 'MILL,SAW' || String({names}) === 'SAW,MILL'")
        page.run(pick.format("state"))
        page.wait(f"String({names}) === 'planned,frozen'")
        page.run(pick.format("item"))
        page.wait(f"String({names}) === 'PART'")
        # no operation has a setup state, so that nobody is offered to look for it
        assert page.run("document.querySelector('#colour [value=family]')") is None
        assert page.run(f"{GANTT}.data.find(t => t.meta === 'frozen').y") == [2]

    def test_views_reach_from_a_quarter_to_minutes(self, opened: Any) -> None:
        page = opened(synthetic_plan(60))
        width = f"({GANTT}.layout.xaxis.range[1] - {GANTT}.layout.xaxis.range[0]) / 60000"
        for number, days in enumerate((1, 7, 28, 91), start=1):
            page.run(f"document.querySelector('#zoom-centers button:nth-child({number})').click()")
            page.wait(f"Math.abs({width} - {days * 1440}) < 1")
        for _ in range(16):
            page.run("document.querySelector('#zoom-centers [aria-label=\"Zoom in\"]').click()")
            page.run("new Promise(r => setTimeout(r, 40))")
        page.wait(f"Math.abs({width} - 10) < 0.1")

    @pytest.mark.parametrize("size", [420, 900, 1600])
    def test_labels_of_the_time_axis_do_not_overlap(self, opened: Any, size: int) -> None:
        page = opened(synthetic_plan(60))
        page.resize(size, 900)
        page.run("new Promise(r => setTimeout(r, 400))")
        gaps = (
            "(boxes => boxes.slice(1).map((box, k) => box.left - boxes[k].right))"
            "([...document.querySelectorAll('#gantt-centers .xtick text')]"
            ".map(text => text.getBoundingClientRect()).sort((a, b) => a.left - b.left))"
        )
        for number in range(1, 6):
            page.run(f"document.querySelector('#zoom-centers button:nth-child({number})').click()")
            page.run("new Promise(r => setTimeout(r, 150))")
            found = page.run(gaps)
            assert found
            assert min(found) > 0

    def test_an_order_of_forty_phases_of_minutes_and_weeks_is_drawn(self, opened: Any) -> None:
        rows = tuple(
            operation("L", 10 * k, "SAW-1", (k * 31_000, k * 31_000, k * 31_000,
                                             k * 31_000 + (1 if k % 2 else 3 * 7 * 1440)))
            for k in range(1, 41)
        )  # fmt: skip
        orders = (order_row("L", end=rows[-1].end, due=1440),)
        page = opened(tiny_plan(operations=rows, orders=orders, demands=()))
        assert page.run(BARS) == 40
        page.run("document.getElementById('gantt-centers').focus()")
        press(page, "ArrowRight", "Alt+ArrowRight")
        assert page.run(SAID).startswith("L / 20;")
        assert page.run("document.querySelectorAll('.ring:not([hidden])').length") == 1

    def test_a_plan_of_one_operation_and_one_of_none_can_be_filtered(self, opened: Any) -> None:
        one = opened(tiny_plan(operations=OPERATIONS[:1], orders=(order_row("A", end=300, due=9),)))
        fill(one, "late", "")
        assert one.run(BARS) == 1
        none = opened(tiny_plan(operations=(), orders=(), demands=()), "#order=A")
        none.run("document.getElementById('gantt-centers').focus()")
        press(none, "ArrowRight", "ArrowDown", "Enter", "Alt+ArrowUp")
        assert none.run(COUNT) == "0 of 0 operations"

    @pytest.mark.parametrize("name", HOSTILE)
    def test_a_hostile_name_is_filtered_and_told_and_not_run(self, opened: Any, name: str) -> None:
        page = opened(_hostile_plan(name))
        page.run("(f => { f.value = document.querySelector('h1').textContent;"
                 "f.dispatchEvent(new Event('change')); })"
                 "(document.getElementById('filter-order'))")  # fmt: skip
        page.wait(f"{COUNT} !== ''")
        page.run("document.getElementById('gantt-centers').focus()")
        press(page, "ArrowRight", "Enter")
        assert page.run("document.querySelectorAll('img, svg[onload]').length") == 0
        assert page.run("document.documentElement.scrollWidth <= innerWidth")
