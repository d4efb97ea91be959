"""What would help a late demand stands beside its cause."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scheduler.remedies import remedies_for
from scheduler.report import render_report
from scheduler.report.content import Content, report_columns
from scheduler.report.demands import remedy_note
from scheduler.words import ENGLISH
from tests.scheduler.remedies.late_shops import OPTIONS, planned, press_shop

if TYPE_CHECKING:
    from models.plan import Plan


def told(plan: Plan) -> dict[str, str]:
    """Return what the late table has for each demand."""
    content = Content(plan)
    rows = report_columns(content)["demand_remedy"].tolist()
    texts = content.strings.table
    return {row.demand: texts[place] for row, place in zip(plan.demands, rows, strict=True)}


def test_the_late_table_has_what_would_help_and_nothing_where_nobody_looked() -> None:
    plan = remedies_for(planned(press_shop()), ["SO-4"], OPTIONS)
    assert told(plan) == {
        "SO-8": "",
        "SO-4": "overtime of 2 h on PRESS from Mon 2026-06-01 14:00, or SO-4 before all others"
        " (1 other demand later for it), would bring it on time",
    }
    assert set(told(replace(plan, remedies=())).values()) == {""}


def test_the_page_says_where_nobody_looked_what_would_help() -> None:
    plan = planned(press_shop())
    how = "finitecap explain PLAN DEMAND does."
    assert remedy_note(plan, ENGLISH) == f"What would help was not looked for: {how}"
    one = remedies_for(plan, ["SO-4"], OPTIONS)
    assert not remedy_note(one, ENGLISH)
    both = replace(
        one,
        demands=tuple(
            replace(row, completion=max(row.completion, row.due + 1)) for row in one.demands
        ),
    )
    assert remedy_note(both, ENGLISH) == (
        "What would help was looked for in 1 of 2, the worst by days times weight (SO-4);"
        f" in others {how}"
    )
    assert remedy_note(both, ENGLISH) in render_report(both)
