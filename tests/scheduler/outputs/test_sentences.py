"""Causes and reasons in `plan.json`: read back, a plan speaks any language."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from models.errors import InvalidScenarioFile
from models.plan import Unscheduled
from scheduler.outputs import dump_plan, load_plan
from scheduler.words import Amount, Listed, Moment, Said, words_of
from scheduler.words.of_plan import plan_in
from tests.scheduler.outputs.sample_plan import sample_plan

if TYPE_CHECKING:
    from pathlib import Path

    from models.plan import Plan

NOON = datetime(2026, 6, 5, 12)  # noqa: DTZ001 - local by design
CAUSE = Said(
    "{headline}: {facts}",
    headline=Said("{time} late", time=Said("{amount} d", amount=Amount("1.5"))),
    facts=Listed(
        (
            Said("{what} on {date}", what=Said("its material"), date=Moment(NOON)),
            Said.plural("for {count} lesser reason", "for {count} lesser reasons", 2),
            Said("{item} is blocked until {date}", item="B", date=Moment(NOON, is_day=True)),
        ),
        "; ",
    ),
)
ITALIAN = (
    "1,5 g di ritardo: il suo materiale il 05/06/2026 12:00; per 2 motivi minori;"
    " B è bloccato fino al 05/06/2026"
)


def plan_with(cause: str) -> Plan:
    plan = sample_plan()
    return replace(plan, demands=(replace(plan.demands[0], cause=cause), *plan.demands[1:]))


def written(plan: Plan, folder: Path) -> dict[str, Any]:
    (folder / "plan.json").write_text(dump_plan(plan), encoding="utf-8")
    values: dict[str, Any] = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    return values


def test_a_cause_read_back_is_said_in_another_language(tmp_path: Path) -> None:
    written(plan_with(CAUSE), tmp_path)
    plan = load_plan(tmp_path)
    assert plan.demands[0].cause == CAUSE
    assert plan_in(plan, words_of("it")).demands[0].cause == ITALIAN


def test_a_plan_written_in_italian_is_read_back_as_written_and_speaks_english(
    tmp_path: Path,
) -> None:
    values = written(plan_in(plan_with(CAUSE), words_of("it")), tmp_path)
    # a reader of the file alone finds the text of the run
    assert values["demands"][0]["cause"] == ITALIAN
    plan = load_plan(tmp_path)
    assert plan.demands[0].cause == ITALIAN
    assert plan_in(plan, words_of("en")).demands[0].cause == str(CAUSE)


def test_a_sentence_that_many_rows_have_is_written_once(tmp_path: Path) -> None:
    plan = plan_with(CAUSE)
    left = Unscheduled(plan.material.orders[0].id, None, CAUSE, (CAUSE, "by hand"))
    values = written(replace(plan, unscheduled=(left,)), tmp_path)
    assert [row["text"] for row in values["said"]] == [str(CAUSE)]


def test_a_text_that_nobody_made_so_stays_as_it_is(tmp_path: Path) -> None:
    assert written(plan_with("by hand"), tmp_path)["said"] == []
    plan = plan_in(load_plan(tmp_path), words_of("it"))
    assert plan.demands[0].cause == "by hand"


@pytest.mark.parametrize(
    "value",
    [
        7,
        {"number": 1.5},
        {"number": "many"},
        {"time": "noon"},
        {"day": "2026-06-05T00:00:00", "hour": "12"},
        {"list": ["a"], "between": 3},
        {"list": [{"number": "1"}], "between": ", "},
        {"said": "{time} late", "many": "", "values": ["1 d"]},
        {"said": "{time} late", "values": {}},
    ],
)
def test_a_damaged_value_is_refused_with_its_row(tmp_path: Path, value: object) -> None:
    values = written(plan_with(CAUSE), tmp_path)
    values["said"][0]["values"]["headline"] = value
    (tmp_path / "plan.json").write_text(json.dumps(values), encoding="utf-8")
    with pytest.raises(InvalidScenarioFile) as caught:
        load_plan(tmp_path)
    assert "said row 1 values: found" in str(caught.value)
    assert "expected the values of a sentence by name" in str(caught.value)


def test_a_count_that_is_none_is_said_as_it_stands(tmp_path: Path) -> None:
    # a file made by hand must not break the report
    values = written(plan_with(CAUSE), tmp_path)
    values["said"][0] |= {"many": "{count} things", "values": {"count": {"number": "1.5"}}}
    values["said"][0]["template"] = "{count} thing"
    (tmp_path / "plan.json").write_text(json.dumps(values), encoding="utf-8")
    assert plan_in(load_plan(tmp_path), words_of("it")).demands[0].cause == "1,5 thing"
