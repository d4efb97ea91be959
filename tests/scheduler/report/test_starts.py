"""Reasons of starts as columns: what most operations wait for is not written down."""

from __future__ import annotations

import re
from typing import Any

from models.scenario import Scenario
from models.starts import StartKind, StartReason
from scheduler.report import render_report
from scheduler.report.content import STATES, Content, report_columns
from scheduler.report.payload import unpack
from scheduler.report.starts import KINDS
from tests.scheduler.report.tiny import tiny_plan, tiny_scenario

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


def test_work_that_was_interrupted_and_the_setup_state_reach_the_page() -> None:
    scenario = tiny_scenario()
    order = {"id": "A", "type": "production", "item": "PART", "quantity": 5, "status": "launched",
             "start": "2026-06-01", "end": "2026-06-05",
             "progress": [{"phase": 20, "state": "interrupted"}]}  # fmt: skip
    routing = {"item": "PART", "operations": [
        {"phase": 10, "work_center": "SAW", "run": "1m", "state": {"colour": "red", "die": "D1"}},
        {"phase": 20, "work_center": "MILL", "run": "1m"},
    ]}  # fmt: skip
    data = scenario.model_dump(by_alias=True)
    plan = tiny_plan(
        scenario=Scenario.model_validate(data | {"orders": [order], "routings": [routing]})
    )
    content = Content(plan)
    columns = report_columns(content)
    # by row and start: A/10, B/10, A/20, C/10
    assert [STATES[k] for k in columns["op_state"]] == [
        "planned",
        "planned",
        "interrupted",
        "planned",
    ]
    families = [content.strings.table[k] for k in columns["op_family"]]
    assert families == ["red, D1", "red, D1", "", "red, D1"]
    page = render_report(plan)
    found = re.search(r'id="data">([^<]*)<', page)
    assert found is not None
    figures: Any = unpack(found[1])[0]["figures"]
    shown = {trace["meta"]: trace for trace in figures["centers"]["data"]}
    assert shown["interrupted"]["marker"]["symbol"] == "hourglass"
    assert "started" not in shown  # nobody has
