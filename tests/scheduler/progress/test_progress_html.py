"""The page of plan against actual."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from models.scenario import Remainder
from scheduler.progress.page import progress_page
from tests.scheduler.progress.progress_helpers import floor_of, plan_of
from tests.scheduler.progress.test_progress_comparison import MONDAY
from tests.scheduler.words.pseudo import pseudo, pseudo_words

if TYPE_CHECKING:
    from pathlib import Path


def _boxes(page: str) -> list[tuple[str, str, str]]:
    """Return the class, the text and the width of each phase."""
    found = re.findall(r'<li class="([^"]*)" title="[^"]*">(.*?)<i style="width: ([^%]*)%', page)
    return [(kind, re.sub(r"<[^>]*>", "", text), width) for kind, text, width in found]


def test_K02_every_phase_has_a_box_as_wide_as_it_is_done(tmp_path: Path) -> None:
    page = progress_page(floor_of(tmp_path, *MONDAY), Remainder.QUANTITY)
    boxes = _boxes(page)
    assert len(boxes) == 9
    # three closed phases of MO-3, and MO-1 phase 10 with 30 of its 100 pieces
    assert sum(kind == "grey closed" and width == "100.0" for kind, _, width in boxes) == 3
    (running,) = [(text, width) for kind, text, width in boxes if kind.endswith("running")]
    assert running[1] == "30.0"
    assert "30%" in running[0]


def test_colours_have_signs_and_what_is_done_comes_last(tmp_path: Path) -> None:
    boxes = _boxes(progress_page(floor_of(tmp_path, *MONDAY), Remainder.QUANTITY))
    for kind, text, _ in boxes:
        assert ("✓" in text) == ("grey" in kind)
        assert ("!" in text) == ("red" in kind)
    assert [kind for kind, _, _ in boxes][-3:] == ["grey closed"] * 3


def test_more_than_planned_has_a_triangle_and_fills_its_box(tmp_path: Path) -> None:
    rows = ("1 08:20 MO-1/10 opening machine=SAW-1", "1 09:30 MO-1/10 closing good=120")
    boxes = _boxes(progress_page(floor_of(tmp_path, *rows), Remainder.QUANTITY))
    (over,) = [box for box in boxes if "▲" in box[1]]
    assert "120%" in over[1]
    assert over[2] == "100.0"


def test_names_are_text_on_the_page_of_progress(tmp_path: Path) -> None:
    plan = plan_of()
    header = plan.scenario.scenario.model_copy(update={"name": "<script>alert(1)</script>"})
    named = replace(plan, scenario=plan.scenario.replaced(scenario=header))
    floor = floor_of(tmp_path, *MONDAY, plan=named)
    page = progress_page(floor, Remainder.QUANTITY, told=["<img src=x onerror=alert(1)>"])
    assert "<script" not in page
    assert "<img" not in page


def test_the_page_of_progress_speaks_the_language_of_the_run(tmp_path: Path) -> None:
    words = pseudo_words(tmp_path / "locale")
    page = progress_page(floor_of(tmp_path, *MONDAY), Remainder.TIME, words)
    assert pseudo("scrapped") in page
    assert pseudo("opened").rstrip("·") in page
