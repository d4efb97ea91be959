"""The page in a real browser. Skipped where no Chromium is installed."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np
import pytest

from benchmarks.devtools import Browser, find_chromium
from models.material import Advice, DemandKind, ItemGrid, Suggestion, Uncovered
from models.quantity import QUANTITY_SCALE
from scheduler.report import render_report
from tests.scheduler.report.synthetic import synthetic_plan
from tests.scheduler.report.test_page import HOSTILE, _hostile_plan
from tests.scheduler.report.tiny import tiny_plan

if TYPE_CHECKING:
    from pathlib import Path

    from models.plan import Plan

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(find_chromium() is None, reason="no Chromium is installed"),
]

GANTT = "document.querySelector('#gantt-centers .js-plotly-plot')"
BARS = (
    f"{GANTT}.data.filter(t => t.meta.startsWith('class'))"
    ".reduce((n, t) => n + t.x.filter(x => x !== null).length, 0)"
)
FIRST_ON_TIME = (
    "(({xaxis, yaxis}, trace, box, k = trace.x.findIndex(x => x !== null)) =>"
    " [box.left + xaxis.l2p(trace.base[k] + trace.x[k] / 2), box.top + yaxis.l2p(trace.y[k])])"
    f"({GANTT}._fullLayout, {GANTT}.data.find(t => t.meta === 'class0'),"
    " document.querySelector('#gantt-centers .nsewdrag').getBoundingClientRect())"
)
"""The middle of the first bar that is on time, in the window."""


def _written(folder: Path, text: str) -> Path:
    page = folder / "report.html"
    page.write_text(text, "utf-8")
    return page


def test_the_gantt_stands_without_a_network(tmp_path: Path) -> None:
    page = _written(tmp_path, render_report(synthetic_plan(60)))
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=20000"]
    done = subprocess.run(
        [find_chromium() or "", *flags, f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom",
         page.as_uri()],
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    assert 'data-state="ready"' in done.stdout
    assert '<p id="fault" role="alert" hidden=""></p>' in done.stdout
    chart = done.stdout.partition('id="gantt-centers"')[2].partition('id="orders"')[0]
    assert chart.count('class="point"') >= 60  # a bar for each operation, and its setups


def test_a_search_selects_the_order_and_its_chain(tmp_path: Path) -> None:
    page = _written(tmp_path, render_report(tiny_plan()))
    with Browser(1200, 900) as browser:
        browser.open(page)
        assert browser.run(BARS) == 4
        browser.run("const f = document.getElementById('find'); f.value = 'd-b';"
                    "f.dispatchEvent(new Event('input'));"
                    "document.getElementById('search').requestSubmit()")  # fmt: skip
        browser.wait("!document.getElementById('selection').hidden")
        # the demand D-B is served by B; A feeds it; C has nothing to do with either
        assert browser.run("document.querySelector('#selection strong').textContent") == "B"
        browser.wait(f"{GANTT}.data.some(t => t.meta === 'class0' && t.marker.opacity?.at(-1) < 1)")
        assert browser.run(f"{GANTT}.data.find(t => t.meta === 'class1').marker.opacity") == [
            1,
            1,
            1,
        ]
        assert browser.faults == []


def test_a_click_on_a_bar_selects_its_order_and_the_wheel_zooms_in_time_only(
    tmp_path: Path,
) -> None:
    page = _written(tmp_path, render_report(tiny_plan()))
    with Browser(1200, 900) as browser:
        browser.open(page)
        browser.run("document.getElementById('centers').scrollIntoView()")
        x, y = browser.run(FIRST_ON_TIME)
        browser.click(x, y)
        browser.wait("!document.getElementById('selection').hidden")
        assert browser.run("document.querySelector('#selection strong').textContent") == "C"
        before = browser.run(f"{GANTT}.layout.xaxis.range.map(Number)")
        rows = browser.run(f"{GANTT}.layout.yaxis.range")
        browser.mouse("mouseWheel", x, y, deltaX=0, deltaY=-300)
        browser.wait(f"String({GANTT}.layout.xaxis.range) !== '{','.join(map(str, before))}'")
        assert browser.run(f"{GANTT}.layout.yaxis.range") == rows
        assert browser.faults == []


STOCK = "document.querySelector('#stock .js-plotly-plot')"


def _advised_plan() -> Plan:
    """Return the tiny plan with a part that runs short, and what MRP says of it."""
    plan = tiny_plan()
    unit = QUANTITY_SCALE
    stock = np.array([3, -2, -2], dtype=np.int64) * unit
    nothing = np.zeros(3, dtype=np.int64)
    gross = np.array([0, 5, 0], dtype=np.int64) * unit
    grids = (
        ItemGrid("BOLT", 0, nothing, nothing, nothing, nothing, nothing, nothing),
        ItemGrid("PART", 3 * unit, gross, nothing, stock, nothing, nothing, nothing),
    )
    material = replace(
        plan.material,
        grid=grids,
        num_buckets=3,
        suggestions=(Suggestion(Advice.CREATE, "PART", "PO-1", Decimal(2), new_date=0),),
        uncovered=(Uncovered(DemandKind.ORDER, "A", "BOLT", Decimal(9), "the item is blocked"),),
    )
    return replace(plan, material=material)


def test_the_item_that_runs_short_is_found_and_drawn_red(tmp_path: Path) -> None:
    page = _written(tmp_path, render_report(_advised_plan()))
    with Browser(1200, 900) as browser:
        browser.open(page)
        browser.run("document.getElementById('mrp').scrollIntoView()")
        browser.wait(f"{STOCK} !== null")
        browser.run("const k = document.getElementById('mrp-kind'); k.value = 'zero';"
                    "k.dispatchEvent(new Event('change'))")  # fmt: skip
        browser.wait("document.getElementById('mrp-name').textContent === 'PART'")
        browser.wait(f"{STOCK}.data.find(t => t.meta === 'negative').y?.length === 2")
        assert browser.run(f"{STOCK}.data.find(t => t.meta === 'negative').y") == [-2, -2]
        assert browser.run(f"{STOCK}.data.find(t => t.meta === 'stock').y") == [3, -2, -2, -2]
        # however few they are, bars stand in their day: out before noon, in after it
        places = browser.run(
            "['gross', 'scheduled', 'planned']"
            f".map(meta => {STOCK}.data.find(t => t.meta === meta))"
            ".map(t => [t.offset, t.offset + t.width[0]].map(ms => ms / 36e5))"
        )
        assert all(-12 <= low < high <= 12 for low, high in places)
        assert places[0][1] < places[1][0]
        assert browser.run("document.querySelectorAll('#mrp-table td.bad').length") == 1
        assert browser.run("document.querySelector('#mrp-count').textContent") == "1 of 2 items"
        assert browser.faults == []


def test_the_pegging_goes_down_to_what_is_missing_and_up_to_the_demand(tmp_path: Path) -> None:
    page = _written(tmp_path, render_report(_advised_plan()))
    with Browser(1200, 900) as browser:
        browser.open(page)
        browser.run("document.getElementById('pegging').scrollIntoView()")
        browser.wait("document.querySelectorAll('#peg-down li').length > 0")
        # the latest demand comes first: D-B, served by B, which A feeds, which misses bolts
        assert browser.run("document.getElementById('peg-title').textContent") == "demand D-B"
        browser.run("document.querySelectorAll('#peg-down details').forEach(d => d.open = true)")
        browser.wait("document.querySelector('#peg-down .missing') !== null")
        missing = browser.run("document.querySelector('#peg-down .missing').textContent")
        assert missing.endswith("BOLT: the item is blocked")
        browser.run("const f = document.getElementById('peg-find'); f.value = 'a';"
                    "document.getElementById('peg-form').requestSubmit()")  # fmt: skip
        browser.wait("document.getElementById('peg-title').textContent === 'order A'")
        waiting = browser.run("document.getElementById('peg-waiting').textContent")
        assert waiting == "In the end: demand D-B."
        assert browser.faults == []


def test_a_suggestion_leads_to_the_grid_of_its_item_by_keyboard(tmp_path: Path) -> None:
    page = _written(tmp_path, render_report(_advised_plan()))
    with Browser(1200, 900) as browser:
        browser.open(page)
        browser.run("document.getElementById('advice').scrollIntoView()")
        browser.wait("document.querySelector('#advice-table tbody button') !== null")
        browser.run("document.querySelector('#advice-table tbody button').focus()")
        enter = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13}
        browser.call("Input.dispatchKeyEvent", type="keyDown", text="\r", **enter)
        browser.call("Input.dispatchKeyEvent", type="keyUp", **enter)
        browser.wait("document.getElementById('mrp-name').textContent === 'PART'")
        assert browser.faults == []


@pytest.mark.parametrize("name", HOSTILE[:4])
def test_a_hostile_name_is_shown_and_not_run(tmp_path: Path, name: str) -> None:
    page = _written(tmp_path, render_report(_hostile_plan(name)))
    with Browser(1200, 900) as browser:
        browser.open(page)
        assert browser.run("document.querySelector('h1').textContent") == name
        assert browser.run("document.querySelector('#late-table td').textContent") == name
        assert browser.run("document.querySelectorAll('img, svg[onload]').length") == 0
        assert browser.faults == []


def test_a_plan_too_large_for_bars_is_drawn_as_a_picture(tmp_path: Path) -> None:
    page = _written(tmp_path, render_report(synthetic_plan(3_000)))
    with Browser(1200, 900) as browser:
        browser.open(page)
        assert browser.run(f"{GANTT}.layout.images.length") == 1
        assert browser.run(BARS) == 0
        browser.run("document.querySelector('#zoom-centers button').click()")  # one day
        browser.wait(f"{GANTT}.layout.images.length === 0 && {BARS} > 20")
        assert browser.faults == []
