"""The section on load in a real browser. Skipped where no Chromium is installed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import scheduler
from benchmarks.devtools import Browser, find_chromium
from models.plan import Mode
from models.scenario import ResourceKind
from scheduler.report import render_report
from tests.scheduler.capacity.capacity_plans import HOUR, equal_loads, made, two_centers
from tests.scheduler.report.reckoning import (
    as_reckoned,
    as_told,
    autumn_plan,
    check_same,
    with_orders,
)
from tests.scheduler.report.synthetic import synthetic_plan
from tests.scheduler.scenario_builder import DAY
from tests.scheduler.test_capacity import crew_plant, operation

if TYPE_CHECKING:
    from collections.abc import Callable

    from models.plan import OperationRow, Plan

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(find_chromium() is None, reason="no Chromium is installed"),
]

SCENARIOS = Path(__file__).parents[3] / "scenarios"
CHART = "document.querySelector('#load-chart .js-plotly-plot')"
NONE = "\N{EN DASH}"
KEYS = {"Enter": 13, "ArrowLeft": 37, "ArrowRight": 39, "Home": 36}


def _opened(browser: Browser, folder: Path, plan: Plan) -> None:
    page = folder / "report.html"
    page.write_text(render_report(plan), "utf-8")
    browser.open(page)


def _scroll(browser: Browser) -> None:
    browser.run("document.getElementById('load').scrollIntoView()")
    browser.wait("document.getElementById('load').dataset.state === 'ready'")


def _pick(browser: Browser, name: str, value: str) -> None:
    browser.run(f"(() => {{ const pick = document.getElementById('{name}'); pick.value = '{value}';"
                "pick.dispatchEvent(new Event('change')); })()")  # fmt: skip


def _press(browser: Browser, key: str) -> None:
    named = {"key": key, "code": key, "windowsVirtualKeyCode": KEYS[key]}
    text = {"text": "\r"} if key == "Enter" else {}
    browser.call("Input.dispatchKeyEvent", type="keyDown", **text, **named)
    browser.call("Input.dispatchKeyEvent", type="keyUp", **named)


def _bars(browser: Browser, meta: str) -> list[float]:
    script = f"{CHART}.data.find(t => t.meta === '{meta}').y"
    return [round(value, 6) for value in browser.run(script)]


def _table(browser: Browser, name: str) -> list[list[str]]:
    rows = browser.run(f"[...document.querySelectorAll('#{name} tbody tr')]"
                       ".map(row => [...row.children].map(cell => cell.textContent))")  # fmt: skip
    return [list(row) for row in rows]


def _by_rule(name: str) -> Plan:
    return scheduler.plan(scheduler.load(SCENARIOS / name), rule="edd")


def _infinite() -> Plan:
    return scheduler.plan(scheduler.load(SCENARIOS / "pumps.yaml"), mode=Mode.ASAP)


def _crew() -> Plan:
    scenario = crew_plant()
    team, jig = scenario.resources
    crew = team.model_copy(update={"kind": ResourceKind.CREW})
    # a machine open around the clock with a crew that eats from 12 to 13, and a jig that stays
    rows = (
        operation(10, "A", 11 * HOUR, 14 * HOUR, run_start=11 * HOUR + 30),
        operation(20, "A", 14 * HOUR, 33 * HOUR),
        operation(30, "A", 33 * HOUR, 34 * HOUR),
    )
    return with_orders(made(scenario.replaced(resources=(crew, jig)), rows))


def _overloaded() -> Plan:
    """Return an infinite plan: on Monday 24 hours on a machine of eight, on Tuesday one."""
    rows: tuple[OperationRow, ...] = (
        operation(10, "D", 8 * HOUR, 17 * HOUR, machine="D", run_start=8 * HOUR + 30),
        operation(20, "D", 8 * HOUR, 17 * HOUR, machine="D"),
        operation(30, "D", 8 * HOUR, 17 * HOUR, machine="D"),
        operation(40, "D", DAY + 8 * HOUR, DAY + 9 * HOUR, machine="D"),
    )
    return with_orders(made(two_centers(), rows, mode=Mode.ASAP))


PLANS: dict[str, Callable[[], Plan]] = {
    "skills, sessions and overtime": lambda: _by_rule("coating.yaml"),
    "infinite": _infinite,
    "phases that are ready with their order": lambda: synthetic_plan(60),
    "crew and jig": _crew,
    "overload": _overloaded,
    "autumn": autumn_plan,
}


@pytest.mark.parametrize("make", PLANS.values(), ids=PLANS)
def test_O08_every_bar_and_its_phases_are_those_of_capacity_csv(
    tmp_path: Path, make: Callable[[], Plan]
) -> None:
    plan = make()
    with Browser(1200, 900) as browser:
        _opened(browser, tmp_path, plan)
        check_same(as_reckoned(browser), as_told(plan))
        assert browser.faults == []


def test_O08_overload_stands_red_above_what_fits_and_a_bar_opens_its_phases(
    tmp_path: Path,
) -> None:
    with Browser(1200, 900) as browser:
        _opened(browser, tmp_path, _overloaded())
        _scroll(browser)
        assert _bars(browser, "processing") == [23.5, 1]
        assert _bars(browser, "setup") == [0.5, 0]
        assert _bars(browser, "over") == [16, 0]
        assert _bars(browser, "capacity") == [8, 8, 8]  # a step line: its last point again
        said = browser.run("document.getElementById('load-answer').textContent")
        assert said == ("16.0 h of work are more than the centers can do on their days, "
                        "most of it, 16.0 h, at D.")  # fmt: skip
        browser.run("document.getElementById('load-chart').scrollIntoView({block: 'center'})")
        x, y = browser.run(
            "(box => [box.left + box.width / 4, box.top + box.height / 2])"
            "(document.querySelector('#load-chart .nsewdrag').getBoundingClientRect())"
        )
        browser.click(x, y)
        browser.wait("!document.getElementById('phases').hidden")
        title = browser.run("document.getElementById('phases-title').textContent")
        assert title == "D, Mon 2026-06-01: 24.0 h of 8.0 h, 3 phases"
        assert [row[:2] + row[3:7] for row in _table(browser, "phases-table")] == [
            ["MO-10", "10", "8.0", "33", "7.5", "0.5"],
            ["MO-20", "20", "8.0", "33", "8.0", NONE],
            ["MO-30", "30", "8.0", "33", "8.0", NONE],
        ]
        assert browser.faults == []


def test_a_week_sums_its_days_in_chart_and_table(tmp_path: Path) -> None:
    with Browser(1200, 900) as browser:
        _opened(browser, tmp_path, _overloaded())
        _scroll(browser)
        _pick(browser, "load-unit", "week")
        browser.wait(f"{CHART}.data[0].y.length === 1")
        assert _bars(browser, "processing") == [24.5]
        assert _bars(browser, "over") == [16]  # Tuesday is free, which does not help Monday
        # MO-40, an hour of work, waits through Monday: 8 of the 16 open hours
        (row,) = _table(browser, "load-table")
        assert row == ["Mon 2026-06-01 to Tue 2026-06-02", "16.0", "25.0", "156", "24.5", "0.5",
                       "0.0", "16.0", "0.5"]  # fmt: skip


def test_the_keyboard_goes_from_bar_to_bar_into_the_phases_and_to_the_chain(
    tmp_path: Path,
) -> None:
    with Browser(1200, 900) as browser:
        _opened(browser, tmp_path, _overloaded())
        _scroll(browser)
        browser.run("document.getElementById('load-chart').focus()")
        _press(browser, "Home")
        _press(browser, "ArrowRight")
        title = "document.getElementById('phases-title').textContent"
        browser.wait(f"{title} === 'D, Tue 2026-06-02: 1.0 h of 8.0 h, 1 phase'")
        _press(browser, "Enter")
        assert browser.run("document.activeElement.textContent") == "MO-40"
        _press(browser, "Enter")
        browser.wait("!document.getElementById('selection').hidden")
        assert browser.run("document.querySelector('#selection strong').textContent") == "MO-40"
        assert browser.faults == []


def test_K05_the_section_begins_with_the_bottleneck_and_a_click_chooses_another(
    tmp_path: Path,
) -> None:
    with Browser(1200, 900) as browser:
        _opened(browser, tmp_path, with_orders(equal_loads()))
        _scroll(browser)
        said = browser.run("document.getElementById('load-answer').textContent")
        assert said == ("E is the bottleneck: loaded 75 %, with 1.5 h of work queueing in front "
                        "of it on average.")  # fmt: skip
        # rank, center, load, queue, setup, fullest day, score; nothing is idle anywhere
        assert _table(browser, "rank-table") == [
            ["1", "E", "75", "1.5", "0", "Mon 2026-06-01, 75 %", "0.89"],
            ["2", "D", "75", "0.0", "0", "Mon 2026-06-01, 75 %", "0.75"],
        ]
        assert _bars(browser, "queue") == [1.5]
        words = "document.getElementById('load-words').textContent"
        assert browser.run(words) == (
            "E: loaded 75 %, 1.5 h of work queue in front of it on average, the bottleneck."
        )
        browser.run("document.querySelectorAll('#rank-table tbody button')[2].click()")
        browser.wait(f"{words}.startsWith('D: ')")
        assert browser.run(words) == "D: loaded 75 %, nothing queues in front of it, rank 2 of 2."
        assert browser.run("document.getElementById('load-center').selectedOptions[0].text") == (
            "D (75 %)"
        )
        assert browser.faults == []


def test_O13_what_is_loaded_does_not_change_with_what_the_gantt_shows(tmp_path: Path) -> None:
    under = ("JSON.stringify(document.querySelector('#gantt-centers .js-plotly-plot').data"
             ".filter(t => t.meta === 'load').map(t => t.y))")  # fmt: skip
    with Browser(1200, 900) as browser:
        _opened(browser, tmp_path, with_orders(equal_loads()))
        _scroll(browser)
        before = browser.run(under), _bars(browser, "processing")
        assert before == ("[[12]]", [6])
        browser.run("(() => { const find = document.getElementById('find'); find.value = 'E2';"
                    "find.dispatchEvent(new Event('input'));"
                    "document.getElementById('search').requestSubmit(); })()")  # fmt: skip
        browser.wait("!document.getElementById('selection').hidden")
        _pick(browser, "load-unit", "week")
        _pick(browser, "load-unit", "day")
        assert (browser.run(under), _bars(browser, "processing")) == before


def test_people_and_tools_have_bars_of_their_own(tmp_path: Path) -> None:
    with Browser(420, 900) as browser:
        _opened(browser, tmp_path, _crew())
        _scroll(browser)
        _pick(browser, "load-kind", "people")
        browser.wait("document.getElementById('load-words').textContent.startsWith('crew')")
        # two of three hands: 11-12 and 13-14 with half an hour of setup, 14-17; then 8-10
        assert _bars(browser, "processing") == [9, 4]
        assert _bars(browser, "setup") == [1, 0]
        _pick(browser, "load-kind", "tools")
        browser.wait("document.getElementById('load-words').textContent.startsWith('jig')")
        assert _bars(browser, "setup") == [0.5, 0]
        assert browser.run("document.getElementById('load-gantt').disabled") is True
        assert browser.faults == []


def test_a_plan_without_centers_says_that_nothing_is_loaded(tmp_path: Path) -> None:
    empty = two_centers(work_centers=[], routings=[])
    with Browser(1200, 900) as browser:
        _opened(browser, tmp_path, made(empty, ()))
        _scroll(browser)
        assert browser.run("document.getElementById('load-body').hidden") is True
        assert browser.run("document.getElementById('load-empty').hidden") is False
        assert browser.faults == []
