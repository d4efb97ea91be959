"""Open reports in headless Chromium: measure opening, redrawing and panning, take screenshots.

Run from the root of the repository; Debian's Chromium comes with ``apt-get install chromium``::

    python -m benchmarks.report_browser --out plans/browser               # synthetic plans
    python -m benchmarks.report_browser --out plans/browser report.html   # a report you have
    python -m benchmarks.report_browser --sizes 100 1000 --out plans/browser

Writes ``report_browser.json``, the table ``report.md`` and PNG files to the folder. Every figure is
of the page's main thread: ``busy_*`` are seconds it worked, which other load on the machine does
not stretch; ``open_seconds`` is wall time until the first chart stands. ``move_ms`` is what one
mouse move costs while the whole plan is panned: 16 is 60 frames a second, 33 is 30. Nothing here
passes or fails on a time; a fault on the page's console does.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.devtools import Browser, BrowserFault
from benchmarks.machine import describe_machine

SIZES = ((1600, 1000), (1200, 800), (900, 700), (400, 800))
GANTT = "document.querySelector('#gantt-centers .js-plotly-plot')"
AREA = "document.querySelector('#gantt-centers .nsewdrag')"
SECTIONS = (
    "late", "centers", "orders", "load", "infinite", "sequence", "mrp", "advice", "pegging",
    "purchases", "costs", "run",
)  # fmt: skip
MOVES = 30
TARGETS = {
    1_000: ("0.8", "0.5", "1.2", "60", "16"),
    10_000: ("1.0", "1.5", "1.5", "150", "16"),
    50_000: ("2.0", "5", "2.0", "300", "33"),
}
"""By operations: megabytes, seconds of Python and to the first Gantt, ms of a redraw and a move."""

Figures = dict[str, Any]  # numbers and texts, written as JSON


def _settle(browser: Browser) -> None:
    """Wait until the main thread rests for two frames."""
    frames = "new Promise(r => requestAnimationFrame(() => requestAnimationFrame(() => r(true))))"
    before = -1.0
    while browser.busy() - before > 0.004:
        before = browser.busy()
        browser.run(frames)
        time.sleep(0.05)


def _busy(browser: Browser, action: str) -> float:
    """Return the main thread's seconds for a script and all it sets off."""
    before = browser.busy()
    browser.run(action)
    time.sleep(0.3)
    _settle(browser)
    return round(browser.busy() - before, 4)


def _redraws(browser: Browser) -> Figures:
    buttons = {"day": 1, "week": 2, "four_weeks": 3, "whole": 5}
    click = "document.querySelector('#zoom-centers button:nth-child({})').click()"
    return {f"busy_{name}": _busy(browser, click.format(at)) for name, at in buttons.items()}


def _move(browser: Browser) -> float:
    """Return the ms of main thread per mouse move while dragging the whole plan."""
    browser.run("document.querySelector('#zoom-centers button:nth-child(5)').click()")
    browser.run("document.getElementById('centers').scrollIntoView()")
    time.sleep(0.5)
    _settle(browser)
    box = f"(r => [r.left, r.top, r.width])({AREA}.getBoundingClientRect())"
    left, top, width = browser.run(box)
    x, y = left + width * 0.7, top + 60
    browser.mouse("mouseMoved", x, y)
    browser.mouse("mousePressed", x, y, button="left", clickCount=1)
    before = browser.busy()
    for _ in range(MOVES):
        x -= width / (3 * MOVES)
        browser.mouse("mouseMoved", x, y, button="left", buttons=1)
        browser.run("new Promise(r => requestAnimationFrame(() => r(true)))")
    cost = browser.busy() - before
    browser.mouse("mouseReleased", x, y, button="left", clickCount=1)
    _settle(browser)
    return round(1000 * cost / MOVES, 1)


def _scroll_through(browser: Browser) -> float:
    """Draw every section by scrolling to it; return the main thread's seconds for all."""
    before = browser.busy()
    for name in SECTIONS:
        browser.run(f"document.getElementById('{name}').scrollIntoView()")
        time.sleep(0.15)
        _settle(browser)
    return round(browser.busy() - before, 4)


def measure(page: Path, out: Path) -> Figures:
    """Return the figures of one report, and leave its screenshots in a folder.

    Raises
    ------
    BrowserFault
        If the page reports an error on its console, or cannot be drawn.
    """
    figures: Figures = {"page": page.name, "megabytes": round(page.stat().st_size / 1e6, 3)}
    with Browser(*SIZES[0]) as browser:
        figures["open_seconds"] = round(browser.open(page), 3)
        _settle(browser)
        figures["busy_open"] = round(browser.busy(), 3)
        if browser.run(f"!!{AREA}"):
            figures |= _redraws(browser)
            figures["move_ms"] = _move(browser)
        figures["busy_all_sections"] = _scroll_through(browser)
        figures["nodes"] = browser.run("document.querySelectorAll('*').length")
        for width, height in SIZES:
            browser.resize(width, height)
            browser.run("window.scrollTo(0, 0)")
            time.sleep(0.6)
            _settle(browser)
            browser.screenshot(out / f"{page.stem}-{width}x{height}.png")
            browser.run("document.getElementById('centers').scrollIntoView()")
            _settle(browser)
            browser.screenshot(out / f"{page.stem}-{width}x{height}-gantt.png")
        said = browser.run("document.getElementById('fault').textContent")
        if browser.faults or said:
            message = "; ".join([*browser.faults, said])
            raise BrowserFault(message)
    return figures


def _synthetic(sizes: list[int], out: Path) -> list[tuple[Path, float]]:
    """Return reports of synthetic plans, each with the seconds Python took to build it."""
    # here: a report you have needs neither plotly nor the tests
    import plotly.graph_objects  # noqa: F401 - its import must not count

    from scheduler.report import render_report
    from tests.scheduler.report.synthetic import synthetic_plan

    pages = []
    for size in sizes:
        plan = synthetic_plan(size)
        begin = time.perf_counter()
        text = render_report(plan)
        seconds = time.perf_counter() - begin
        page = out / f"synthetic-{size}.html"
        page.write_text(text, "utf-8")
        pages.append((page, round(seconds, 3)))
    return pages


def table(results: list[Figures]) -> str:
    """Return the figures of synthetic reports as a page in Markdown, each beside its target."""
    lines = [
        "# The report in the browser",
        "",
        ", ".join(f"{name}: {value}" for name, value in describe_machine().items()),
        "",
        "`python -m benchmarks.report_browser --sizes 1000 10000 50000`: headless Chromium without"
        " a GPU, 1600 x 1000; synthetic plans. Reached / asked. Redraws and moves are ms of the"
        " page's main thread: a redraw is the middle one of a day, a week, four weeks and the"
        " whole plan, a move is one of the mouse while the whole plan is panned; 16 ms are 60"
        " frames a second. Python counts what the first report of a program loads beside plotly.",
        "",
        "| operations | file, MB | Python, s | first Gantt, s | redraw, ms | move, ms |",
        "|---:|---:|---:|---:|---:|---:|",
    ]
    for row in results:
        if row.get("operations") not in TARGETS:
            continue
        redraws = [1000 * row[f"busy_{name}"] for name in ("day", "week", "four_weeks", "whole")]
        reached = (
            f"{row['megabytes']:.2f}", f"{row['build_seconds']:.1f}", f"{row['open_seconds']:.1f}",
            f"{median(redraws):.0f}", f"{row['move_ms']:.0f}",
        )  # fmt: skip
        asked = TARGETS[row["operations"]]
        cells = (f"{one} / {other}" for one, other in zip(reached, asked, strict=True))
        lines.append(f"| {row['operations']:,} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; see the module's docstring."""
    parser = argparse.ArgumentParser(prog="report_browser", description=__doc__)
    parser.add_argument("reports", nargs="*", type=Path, help="report.html files")
    parser.add_argument("--out", type=Path, required=True, help="folder for JSON and screenshots")
    parser.add_argument("--sizes", nargs="*", type=int, default=[100, 1_000, 3_000, 10_000])
    options = parser.parse_args(arguments)
    options.out.mkdir(parents=True, exist_ok=True)
    pages = [(page, None) for page in options.reports] or _synthetic(options.sizes, options.out)
    results = []
    for page, seconds in pages:
        figures = measure(page, options.out)
        if seconds is not None:
            figures["build_seconds"] = seconds
            figures["operations"] = int(page.stem.rpartition("-")[2])
        print(json.dumps(figures), file=sys.stderr)
        results.append(figures)
    text = json.dumps(results, indent=2) + "\n"
    (options.out / "report_browser.json").write_text(text, "utf-8")
    (options.out / "report.md").write_text(table(results), "utf-8")
    print(options.out / "report_browser.json")
    return 0


if __name__ == "__main__":
    sys.exit(main())
