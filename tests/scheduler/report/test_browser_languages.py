"""The page's own texts, as a browser shows them in another language."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from benchmarks.devtools import Browser, find_chromium
from scheduler.report import render_report
from scheduler.report.page import page
from scheduler.words import words_of
from tests.scheduler.report.test_browser import BARS, FIRST_ON_TIME
from tests.scheduler.report.test_page import HOSTILE, _hostile_plan
from tests.scheduler.words.pseudo import pseudo_words
from tests.scheduler.words.test_pseudo import english, names_of, whole_plan

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(find_chromium() is None, reason="no Chromium is installed"),
]

DRAW_ALL = "window.dispatchEvent(new Event('beforeprint'))"
SHOWN = """JSON.stringify(
  [...document.querySelectorAll('main *, aside *, #tip *')].flatMap(node => [
    ...[...node.childNodes].filter(child => child.nodeType === 3).map(child => child.textContent),
    ...['title', 'aria-label', 'placeholder', 'data-title'].map(at => node.getAttribute(at) ?? '')
  ]))"""
"""Every text of the page, and what its attributes say, charts included."""


def written(folder: Path, text: str) -> Path:
    path = folder / "report.html"
    path.write_text(text, "utf-8")
    return path


def shown(browser: Browser) -> list[str]:
    texts: list[str] = json.loads(browser.run(SHOWN))
    return texts


def test_no_script_of_the_page_says_anything_in_english(tmp_path: Path) -> None:
    words = pseudo_words(tmp_path)
    plan = whole_plan()
    with Browser(1200, 900) as browser:
        browser.open(written(tmp_path, page(plan, words)))
        browser.run(DRAW_ALL)
        browser.wait("document.querySelector('#stock .js-plotly-plot') !== null")
        browser.wait("document.querySelectorAll('#peg-down li').length > 0")
        browser.run("window.dispatchEvent(new Event('afterprint'))")  # paper has no bars
        browser.wait(f"{BARS} > 0")
        browser.run("const f = document.getElementById('find'); f.value = 'd-b';"
                    "f.dispatchEvent(new Event('input'));"
                    "document.getElementById('search').requestSubmit()")  # fmt: skip
        browser.wait("!document.getElementById('selection').hidden")
        browser.run("document.getElementById('centers').scrollIntoView()")
        x, y = browser.run(FIRST_ON_TIME)
        browser.mouse("mouseMoved", x, y)
        browser.wait("!document.getElementById('tip').hidden")
        texts = shown(browser)
        assert browser.faults == []
    names = names_of(plan, words) | {"SC", "csv", "mrp", "pegging", "pcs"}
    names |= set(words.charts["locales"]["pl"]["format"]["shortMonths"])
    assert english(texts, names) == []


def test_an_italian_page_speaks_italian_with_its_commas_and_days(tmp_path: Path) -> None:
    with Browser(1200, 900) as browser:
        browser.open(written(tmp_path, render_report(whole_plan(), "it")))
        browser.run(DRAW_ALL)
        browser.wait("document.querySelector('#sequence-table td') !== null")
        head = browser.run("document.querySelector('#sequence-table tr').textContent")
        assert head.startswith("centro di lavoromacchinaseq.ordinefase")
        row = browser.run("document.querySelector('#sequence-table tbody tr').textContent")
        assert "2,5" in row
        assert "lun 01/06/2026 08:00" in row
        assert (
            browser.run("document.querySelector('#sequence-count').textContent")
            == "6 di 6 operazioni"
        )
        ticks = browser.run("[...document.querySelectorAll('#gantt-centers .xtick text')]"
                            ".map(node => node.textContent).join(' ')")  # fmt: skip
        assert "giu" in ticks
        assert "Jun" not in ticks
        assert browser.faults == []


@pytest.mark.parametrize("name", HOSTILE[:4])
def test_a_hostile_name_is_shown_and_not_run_in_italian(tmp_path: Path, name: str) -> None:
    with Browser(1200, 900) as browser:
        browser.open(written(tmp_path, page(_hostile_plan(name), words_of("it"))))
        assert browser.run("document.querySelector('h1').textContent") == name
        assert browser.run("document.querySelector('#late-table td').textContent") == name
        assert browser.run("document.querySelectorAll('img, svg[onload]').length") == 0
        assert browser.faults == []
