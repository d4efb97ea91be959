from __future__ import annotations

import csv
import json
import re
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner, Result

from scheduler.cli import main
from scheduler.difference import Difference
from scheduler.difference.bars import CLASSES, drawing
from scheduler.difference.figure import difference_figure
from scheduler.difference.page import MOST_ROWS, difference_page
from scheduler.difference.write import write_difference
from scheduler.outputs import OutputNotWritten, write_plan
from scheduler.outputs.folder_kinds import DIFFERENCE_FILES
from tests.scheduler.difference.changed import moved, other_plan
from tests.scheduler.outputs.sample_plan import sample_plan
from tests.scheduler.report.tiny import OPERATIONS, operation, order_row, tiny_plan, tiny_scenario

if TYPE_CHECKING:
    from pathlib import Path

    from plotly.graph_objects import Figure

HOSTILE = "</script><img src=x onerror=alert(1)>"
LABELS = ("yesterday", "today")
Bar = tuple[int, str, float]


def _bars(figure: Figure, *names: str) -> list[Bar]:
    """Return (row, local start, minutes) of the bars of some classes."""
    return sorted(
        (int(y), base[:16], x / 60_000)
        for trace in figure.data
        if trace.name in names
        for y, base, x in zip(trace.y, trace.base, trace.x, strict=True)
    )


def test_both_plans_are_drawn_on_one_axis_where_they_are() -> None:
    figure, note = difference_figure(Difference(tiny_plan(), other_plan()))
    assert note == ""
    assert list(figure.layout.yaxis.ticktext) == ["SAW-1", "MILL-1", "MILL-2"]
    # A/10, A/20 and C/10 of the first plan; B/10 is gone
    assert _bars(figure, "where it was") == [
        (0, "2026-06-01T08:00", 180), (1, "2026-06-01T11:00", 100), (2, "2026-06-01T06:00", 90),
    ]  # fmt: skip
    assert _bars(figure, "only in the first plan") == [(0, "2026-06-01T11:00", 180)]
    assert _bars(figure, "as before") == [(0, "2026-06-01T08:00", 180)]
    assert _bars(figure, "later") == [(1, "2026-06-01T12:00", 100)]
    assert _bars(figure, "on another machine") == [(1, "2026-06-01T06:00", 90)]
    assert _bars(figure, "only in the second plan") == [(2, "2026-06-01T06:00", 90)]


def test_reference_bars_are_thin_and_lie_below_the_others() -> None:
    figure, _ = difference_figure(Difference(tiny_plan(), other_plan()))
    bars = {trace.name: trace for trace in figure.data if trace.type == "bar"}
    now, was = bars["later"], bars["where it was"]
    assert was.width < now.width / 2
    # row 0 is on top, so below is a larger offset
    assert was.offset >= now.offset + now.width


def test_breaks_of_the_second_plan_are_drawn_over_the_bars() -> None:
    figure, _ = difference_figure(Difference(tiny_plan(), tiny_plan()))
    closed = figure.data[-1]
    assert closed.name == "not working"
    # the saw pauses from 12:00 to 13:00
    assert "2026-06-01T12:00:00.000" in closed.x
    assert "2026-06-01T13:00:00.000" in closed.x


def _many(count: int) -> tuple[Any, ...]:
    return tuple(operation(f"O{k}", 10, "SAW-1", (k, k, k, k + 1)) for k in range(count))


def test_a_large_figure_is_cut_to_what_changed_and_the_page_says_so() -> None:
    many = _many(60)
    orders = (order_row("O1", end=2, due=5),)
    before = tiny_plan(operations=many, orders=orders, demands=())
    changed = (moved(many[7], 500), moved(many[8], 500), *many[:7], *many[9:])
    difference = Difference(before, replace(before, operations=changed))
    # 120 bars; two operations changed, each with a bar in either plan
    assert len(drawing(difference, most=120).bars) == 120
    drawn = drawing(difference, most=119)
    assert {bar.operation.order for bar in drawn.bars} == {"O7", "O8"}
    assert drawn.note == "Only operations that changed are drawn."
    first = drawing(difference, most=3)
    assert {bar.operation.order for bar in first.bars} == {"O7"}
    assert "the first 1 of 2 by start" in first.note


def test_ten_thousand_operations_that_all_moved_do_not_stall_the_page() -> None:
    many = _many(10_000)
    before = tiny_plan(operations=many, orders=(order_row("O1", end=2, due=5),), demands=())
    after = replace(before, operations=tuple(moved(row, 1) for row in many))
    difference = Difference(before, after)
    figure, note = difference_figure(difference)
    assert sum(len(trace.x) for trace in figure.data if trace.type == "bar") <= 3_000
    assert "the first 1\u202f500 of 10\u202f000 by start" in note
    page = difference_page(difference, LABELS)
    assert note in page
    assert f"The first {MOST_ROWS} of 10\u202f000; diff.csv has them all." in page


def test_names_cannot_break_out_of_the_page() -> None:
    rows = (replace(OPERATIONS[0], order=HOSTILE, machine=HOSTILE), *OPERATIONS[1:])
    orders = (order_row(HOSTILE, end=5, due=1), *tiny_plan().orders)
    demand = replace(tiny_plan().demands[0], demand=HOSTILE)
    plan = tiny_plan(
        scenario=tiny_scenario(name=HOSTILE), operations=rows, orders=orders, demands=(demand,)
    )
    page = difference_page(Difference(tiny_plan(), plan), (HOSTILE, HOSTILE))
    assert HOSTILE not in page
    assert "&lt;/script&gt;&lt;img" in page
    spec = re.search(r'<script type="application/json" id="spec">(.*?)</script>', page, re.S)
    assert spec is not None
    drawn = json.loads(spec[1])
    texts = [text for trace in drawn["data"] for text in trace.get("hovertext", [])]
    assert any("&lt;img" in text for text in texts)
    assert "<img" not in json.dumps(drawn)
    assert not re.findall(r'(?:src|href)="https?:', page)


@pytest.mark.parametrize(
    "name", ["שלום/עולם", "🏭 Łódź", "quote \" ' & co", "x" * 300, "=HYPERLINK(1)", "@cmd"]
)
def test_every_name_is_told_on_the_page(name: str) -> None:
    after = tiny_plan(operations=(*OPERATIONS, replace(OPERATIONS[3], order=name)))
    page = difference_page(Difference(tiny_plan(), after), LABELS)
    from markupsafe import escape

    assert str(escape(f"{name} / 10")) in page


def test_a_page_of_equal_plans_says_that_nothing_differs() -> None:
    page = difference_page(Difference(tiny_plan(), tiny_plan()), LABELS)
    assert "Both plans have the same input." in page
    assert "Both plans do the same work at the same times, on the same machines." in page
    assert "Every machine runs the same operations in the same order." in page
    assert "No key figure differs." in page


def test_key_figures_that_differ_come_first_and_the_others_can_be_opened() -> None:
    before = tiny_plan(kpis={"late_demands": 3, "setup_cost": 5.0})
    after = tiny_plan(kpis={"late_demands": 1, "setup_cost": 5.0})
    page = difference_page(Difference(before, after), LABELS)
    open_part, _, folded = page.partition("<details>")
    assert "late demands" in open_part
    assert '<td dir="auto">3</td><td dir="auto">1</td><td>-2.00</td><td>better</td>' in open_part
    assert "setup cost" in folded
    assert "setup cost" not in open_part


def test_plans_without_anything_can_be_compared(tmp_path: Path) -> None:
    empty = tiny_plan(operations=(), orders=(), demands=(), kpis={})
    for pair in ((empty, empty), (empty, tiny_plan()), (tiny_plan(), empty)):
        write_difference(Difference(*pair), tmp_path / "diff", LABELS)
        assert {path.name for path in (tmp_path / "diff").iterdir()} == set(DIFFERENCE_FILES)


def test_plans_of_two_scenarios_are_told_so() -> None:
    header = tiny_scenario().scenario.model_copy(update={"id": "other & co"})
    other = tiny_plan(scenario=tiny_scenario().model_copy(update={"scenario": header}))
    page = difference_page(Difference(tiny_plan(), other), LABELS)
    assert "These are plans of two scenarios" in page
    assert "\u2068other &amp; co\u2069" in page


def test_the_table_of_operations_has_both_places(tmp_path: Path) -> None:
    write_difference(Difference(tiny_plan(), other_plan()), tmp_path / "diff", LABELS)
    with (tmp_path / "diff" / "diff.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["order"] + row["phase"]: row for row in csv.DictReader(file)}
    assert rows["A20"]["change"] == "moved"
    assert rows["A20"]["start_before"] == "2026-06-01T11:00:00+00:00"
    assert rows["A20"]["start_after"] == "2026-06-01T12:00:00+00:00"
    assert (rows["A20"]["start_shift_hours"], rows["A20"]["end_shift_hours"]) == ("1.0000",) * 2
    assert (rows["C10"]["machine_before"], rows["C10"]["machine_after"]) == ("MILL-2", "MILL-1")
    assert (rows["B10"]["start_after"], rows["D10"]["start_before"]) == ("", "")


def test_a_folder_with_something_else_is_not_replaced(tmp_path: Path) -> None:
    target = tmp_path / "plan"
    write_plan(sample_plan(), target)
    with pytest.raises(OutputNotWritten, match="something other than a difference of two plans"):
        write_difference(Difference(tiny_plan(), tiny_plan()), target, LABELS)
    assert (target / "plan.json").exists()


def _run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture
def two_plans(tmp_path: Path) -> tuple[Path, Path]:
    """Return the folders of the sample plan, and of one whose last phase is an hour later."""
    first = sample_plan()
    rows = (moved(first.operations[0], 60), *first.operations[1:])
    order = replace(first.orders[0], end=first.orders[0].end + 60)
    second = replace(
        first,
        operations=rows,
        orders=(order, *first.orders[1:]),
        kpis=first.kpis | {"setup_cost": 7.5},
    )
    folders = tmp_path / "monday", tmp_path / "tuesday"
    for plan, folder in zip((first, second), folders, strict=True):
        write_plan(plan, folder)
    return folders


def test_the_command_prints_the_folder_and_tells_the_rest_on_stderr(
    two_plans: tuple[Path, Path], tmp_path: Path
) -> None:
    target = tmp_path / "diff"
    result = _run("diff", *two_plans, "-o", target)
    assert (result.exit_code, result.stdout) == (0, f"{target}\n")
    assert "monday -> tuesday: Operations moved: 1, on another machine: 0" in result.stderr
    assert "  setup cost 0.00 -> 7.50 (worse)" in result.stderr
    assert "  orders that end elsewhen: MO-1 +1.0 h" in result.stderr
    assert "input differs" not in result.stderr
    assert "tuesday beside monday" in (target / "diff.html").read_text("utf-8")
    again = _run("diff", *reversed(two_plans), "-o", target)
    assert "  setup cost 7.50 -> 0.00 (better)" in again.stderr


def test_the_command_warns_of_another_input(two_plans: tuple[Path, Path], tmp_path: Path) -> None:
    path = two_plans[1] / "plan.json"
    text = path.read_text("utf-8")
    path.write_text(
        text.replace(
            '"stock": [{"item": "TUBE", "quantity": "2"',
            '"stock": [{"item": "TUBE", "quantity": "3"',
        ),
        "utf-8",
    )
    result = _run("diff", *two_plans, "-o", tmp_path / "diff")
    assert "warning: their input differs: stock (1 row)" in result.stderr


def test_a_folder_without_a_plan_is_refused_before_anything_is_written(
    two_plans: tuple[Path, Path], tmp_path: Path
) -> None:
    result = _run("diff", two_plans[0], tmp_path / "nowhere", "-o", tmp_path / "diff")
    assert result.exit_code == 2
    assert "expected a plan folder, or the plan.json of one" in result.stderr
    assert not (tmp_path / "diff").exists()


def test_every_class_of_bars_is_named_in_the_legend() -> None:
    figure, _ = difference_figure(Difference(tiny_plan(), other_plan()))
    names = {trace.name for trace in figure.data if trace.type == "bar"}
    # nothing is earlier here, and nothing else changed
    assert names == set(CLASSES) - {"earlier", "otherwise changed"}


def test_a_page_shows_local_time_of_the_second_plan() -> None:
    header = tiny_scenario().scenario.model_copy(update={"timezone": "Europe/Rome"})
    rome = tiny_plan(scenario=tiny_scenario().model_copy(update={"scenario": header}))
    figure, _ = difference_figure(Difference(tiny_plan(), rome))
    # C/10 begins at 06:00 UTC, which is 08:00 in Rome, and in Rome's own plan at 06:00
    assert (2, "2026-06-01T08:00", 90.0) in _bars(figure, "where it was")
    assert (2, "2026-06-01T06:00", 90.0) in _bars(figure, "earlier")
    assert datetime.fromisoformat(_bars(figure, "earlier")[0][1]).year == 2026
