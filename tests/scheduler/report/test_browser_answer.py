"""The first screen in a real browser: the answer, the late demands, and the way to the Gantt."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from benchmarks.devtools import Browser, find_chromium
from models.plan import LostTime, LostTo
from scheduler.report import render_report
from tests.scheduler.report.synthetic import synthetic_plan
from tests.scheduler.report.test_page import HOSTILE
from tests.scheduler.report.tiny import DAY, demand_row, order_row, tiny_plan, tiny_scenario

if TYPE_CHECKING:
    from pathlib import Path

    from models.plan import Plan

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(find_chromium() is None, reason="no Chromium is installed"),
]

LATE_ROWS = "[...document.querySelectorAll('#late-table tbody tr:not(.spacer)')]"
NAMES = (
    "[...document.querySelectorAll('#promise-table tbody tr')].map(r => r.children[0].innerText)"
)

TOLD = (
    "[...document.querySelectorAll('#promise-table tbody tr')]"
    ".map(r => [r.children[0].innerText, [...r.children].slice(-3).map(c => c.innerText)])"
)


def _written(folder: Path, plan: Plan) -> Path:
    page = folder / "report.html"
    page.write_text(render_report(plan), "utf-8")
    return page


def _hostile() -> Plan:
    """Return a plan whose every name tries to break out, each demand served by order B."""
    demands = tuple(
        replace(
            demand_row(name, due=300, completion=480 + number, cause=name),
            customer=name,
            promised=350,
            lost=(LostTime(LostTo.QUEUE, name, 180 + number),),
        )
        for number, name in enumerate(HOSTILE)
    )
    return tiny_plan(
        scenario=tiny_scenario(name=HOSTILE[0] + HOSTILE[-1]),
        demands=demands,
        orders=(
            order_row("A", end=400, due=DAY),
            order_row("B", end=480, due=380, demands=HOSTILE),
            order_row("C", end=90, due=DAY),
        ),
        kpis={"bottleneck": HOSTILE[1] + HOSTILE[-1], "verified": "yes"},
    )


@pytest.mark.parametrize("plan", [synthetic_plan(400), synthetic_plan(60, late="all"), _hostile()])
def test_headline_and_late_demands_stand_on_the_first_screen(tmp_path: Path, plan: Plan) -> None:
    with Browser(1280, 800) as browser:
        browser.open(_written(tmp_path, plan))
        bottom = "{}.getBoundingClientRect().bottom"
        assert browser.run(bottom.format("document.getElementById('answer-title')")) < 400
        assert browser.run(bottom.format(f"{LATE_ROWS}[0].children[0].firstElementChild")) < 800
        assert browser.run("document.documentElement.scrollWidth") == 1280
        browser.resize(420, 900, scheme="dark")
        assert browser.run("document.documentElement.scrollWidth") == 420
        browser.open(tmp_path / "report.html")
        # a small window has which demand and how late, whatever the name
        right = f"{LATE_ROWS}[0].children[1].getBoundingClientRect().right"
        assert browser.run(right) <= 420
        assert browser.faults == []


def test_the_worst_comes_first_and_only_what_is_in_sight_exists(tmp_path: Path) -> None:
    plan = synthetic_plan(2_500, late="all")
    worst = max(plan.demands, key=lambda row: row.late)
    with Browser(1280, 800) as browser:
        browser.open(_written(tmp_path, plan))
        assert browser.run(f"{LATE_ROWS}[0].children[1].textContent") == _span(worst.late)
        assert browser.run(f"{LATE_ROWS}.length") < 100 < len(plan.demands)
        browser.run("document.querySelector('#late-table .scroller').scrollTop = 1e9")
        least = min(plan.demands, key=lambda row: row.late)
        browser.wait(f"{LATE_ROWS}.at(-1).children[1].textContent === '{_span(least.late)}'")
        assert browser.faults == []


def _span(ticks: int) -> str:
    """Return a time as the page writes it: days and hours, or less."""
    days, hours, minutes = ticks // DAY, ticks % DAY // 60, ticks % 60
    if days:
        return f"{days} d {hours} h" if hours else f"{days} d"
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"


def test_a_click_on_a_late_demand_selects_its_chain_and_goes_to_the_gantt(tmp_path: Path) -> None:
    plan = synthetic_plan(400)
    with Browser(1280, 800) as browser:
        browser.open(_written(tmp_path, plan))
        place = (
            f"(r => [r.left + 30, r.top + 8])({LATE_ROWS}[0].children[3].getBoundingClientRect())"
        )
        name = browser.run(f"{LATE_ROWS}[0].children[0].textContent")
        browser.click(*browser.run(place))
        browser.wait("!document.getElementById('selection').hidden")
        served = next(
            row.order
            for row in plan.orders
            if row.demands == (name,) and row.order.replace("MO", "SO") == name
        )
        assert browser.run("document.querySelector('#selection strong').textContent") == served
        top = browser.run("document.getElementById('centers').getBoundingClientRect().top")
        assert 0 <= top < 200
        browser.wait(f"{LATE_ROWS}[0].classList.contains('chosen')")
        assert browser.faults == []


def test_a_click_on_what_was_waited_for_lists_the_demands_that_waited(tmp_path: Path) -> None:
    plan = synthetic_plan(400)
    late = [row for row in plan.demands if row.late]
    centers = [next(p.name for p in row.lost if p.to is LostTo.QUEUE) for row in late]
    wait = "[...document.querySelectorAll('#answer [data-wait]')]"
    with Browser(1280, 800) as browser:
        browser.open(_written(tmp_path, plan))
        # the first is closed hours, which all of them lost
        label = browser.run(f"{wait}[1].textContent")
        browser.run(f"{wait}[1].click()")
        shown = browser.run(f"{LATE_ROWS}.map(row => row.children[0].textContent)")
        assert sorted(shown) == sorted(
            row.demand
            for row, center in zip(late, centers, strict=True)
            if label == f"waiting for {center}"
        )
        assert browser.run("document.getElementById('late-all').textContent") == (
            f"{len(shown)} of them: {label}; show all"
        )
        browser.run("document.getElementById('late-all').click()")
        assert browser.run(f"{LATE_ROWS}.length") == len(late)
        assert browser.faults == []


def test_all_key_figures_are_there_when_asked_for_and_on_paper(tmp_path: Path) -> None:
    with Browser(1280, 800) as browser:
        browser.open(_written(tmp_path, synthetic_plan(60)))
        card = "document.querySelector('.cards li')"
        assert not browser.run(f"{card}.checkVisibility()")
        browser.run("document.querySelector('#answer summary').click()")
        assert browser.run(f"{card}.checkVisibility()")
        browser.run("document.querySelector('#answer summary').click()")
        browser.run("window.dispatchEvent(new Event('beforeprint'))")
        assert browser.run(f"{card}.checkVisibility()")


@pytest.mark.parametrize(
    ("kind", "names"),
    [("all", ["LATER", "BROKEN", "KEPT", "LATE"]), ("broken", ["BROKEN"]),
     ("later", ["LATER", "BROKEN"]), ("late", ["LATE"])],
)  # fmt: skip
def test_promises_are_listed_by_what_became_of_them(
    tmp_path: Path, kind: str, names: list[str]
) -> None:
    rows: dict[str, Any] = {  # due, completion, promised
        "KEPT": (DAY, 480, 480), "BROKEN": (DAY, DAY + 60, DAY - 60), "LATER": (DAY, DAY, 600),
        "LATE": (DAY, DAY + 60, DAY + 90),
    }  # fmt: skip
    demands = tuple(
        replace(demand_row(name, due=due, completion=end), promised=promised)
        for name, (due, end, promised) in rows.items()
    )
    unknown = demand_row("OLD", due=DAY, completion=DAY)
    with Browser(1280, 800) as browser:
        browser.open(_written(tmp_path, tiny_plan(demands=(*demands, unknown))))
        browser.run("document.getElementById('infinite').scrollIntoView()")
        browser.wait("document.getElementById('infinite').dataset.state === 'ready'")
        browser.run(
            f"(s => {{ s.value = '{kind}'; s.dispatchEvent(new Event('change')); }})"
            "(document.getElementById('promise-kind'))"
        )
        assert browser.run(NAMES) == names
        told = dict(browser.run(TOLD))
        assert told.get("LATE", ["30 min sooner", "1 h 30 min", "1 h"]) == [
            "30 min sooner",
            "1 h 30 min",
            "1 h",
        ]
        assert browser.run("document.querySelectorAll('#promises .bars .point').length") > 0
        assert browser.faults == []


def test_a_plan_without_promises_says_so(tmp_path: Path) -> None:
    with Browser(1280, 800) as browser:
        browser.open(_written(tmp_path, tiny_plan()))
        browser.run("document.getElementById('infinite').scrollIntoView()")
        browser.wait("document.getElementById('infinite').dataset.state === 'ready'")
        assert browser.run("document.getElementById('infinite-empty').checkVisibility()")
        assert not browser.run("document.getElementById('promises').checkVisibility()")
