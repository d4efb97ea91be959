"""Reasons of starts as columns: what most operations wait for is not written down."""

from __future__ import annotations

from models.starts import StartKind, StartReason
from scheduler.report.content import Content, report_columns
from scheduler.report.starts import KINDS
from tests.scheduler.report.tiny import tiny_plan

# in the plan's order: A/10 and A/20, B/10 after A/10 on the saw, C/10
STARTS = (
    StartReason(StartKind.CLOSED, 0),
    StartReason(StartKind.PREDECESSOR, 300, 0),
    StartReason(StartKind.MACHINE, 300, 0),
    StartReason(StartKind.MATERIAL, 0, what="HUB from PO-502"),
)


def test_only_reasons_that_the_kind_does_not_tell_are_written_down() -> None:
    content = Content(tiny_plan(starts=STARTS))
    columns = report_columns(content)
    # by row and start: A/10, B/10, A/20, C/10
    assert [KINDS[k] for k in columns["op_why"]] == ["closed", "machine", "predecessor", "material"]
    assert columns["why_op"].tolist() == [3]
    assert columns["why_other"].tolist() == [-1]
    assert columns["why_since"].tolist() == [360]  # six hours lie before tick 0
    assert content.strings.table[columns["why_text"][0]] == "HUB from PO-502"


def test_a_cause_that_is_not_the_usual_one_is_written_down() -> None:
    lag = StartReason(StartKind.PREDECESSOR, 300, 0, lag=60)
    earlier = StartReason(StartKind.MACHINE, 250, 0)  # the saw is left before A/10 ends
    content = Content(tiny_plan(starts=(STARTS[0], lag, earlier, STARTS[3])))
    columns = report_columns(content)
    assert columns["why_op"].tolist() == [1, 2, 3]
    assert columns["why_other"].tolist() == [0, 0, -1]
    assert columns["why_lag"].tolist() == [0, 60, 0]


def test_a_plan_without_reasons_has_none_on_its_page() -> None:
    columns = report_columns(Content(tiny_plan()))
    assert columns["op_why"].tolist() == [0, 0, 0, 0]
    assert columns["why_op"].size == 0
