"""Remedies within plans: for whom, how much work, written and read back."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from decimal import Decimal
from threading import Event
from typing import TYPE_CHECKING

import pytest

import scheduler
from models.errors import InvalidScenarioFile
from scheduler.outputs import load_plan
from scheduler.outputs.plan_json import dump_plan
from scheduler.outputs.remedy_table import remedies_table
from scheduler.remedies import affordable, remedies_for, worst_late
from scheduler.words import words_of
from scheduler.words.of_plan import plan_in
from solvers.options import SolveOptions
from tests.scheduler.remedies.late_shops import (
    OPTIONS,
    demand,
    found,
    open_shop,
    planned,
    press_shop,
)

if TYPE_CHECKING:
    from pathlib import Path

    from models.plan import Plan


@pytest.fixture(scope="module")
def kept() -> Plan:
    """Return the plan of the press shop with the remedies of SO-4."""
    return remedies_for(planned(press_shop()), ["SO-4"], OPTIONS)


def read_back(plan: Plan, folder: Path) -> Plan:
    (folder / "plan.json").write_text(dump_plan(plan), encoding="utf-8")
    return load_plan(folder)


def test_remedies_are_read_back_as_they_were_written(kept: Plan, tmp_path: Path) -> None:
    again = read_back(kept, tmp_path)
    assert again.remedies == kept.remedies == found(kept)
    assert dump_plan(again) == dump_plan(kept)


def test_a_plan_without_remedies_is_written_as_it_always_was(tmp_path: Path) -> None:
    plan = planned(press_shop())
    assert "remedies" not in json.loads(dump_plan(plan))
    assert read_back(plan, tmp_path).remedies == ()


def test_sentences_of_remedies_can_be_said_again_in_another_language(
    kept: Plan, tmp_path: Path
) -> None:
    italian = plan_in(read_back(kept, tmp_path), words_of("it"))
    assert plan_in(italian, words_of("en")).remedies == kept.remedies


def test_a_remedy_of_nobody_is_refused(kept: Plan, tmp_path: Path) -> None:
    rows = tuple(replace(row, demand="SO-5") for row in kept.remedies)
    with pytest.raises(InvalidScenarioFile, match=r"remedies row 1 demand: found .*SO-5"):
        read_back(replace(kept, remedies=rows), tmp_path)


def test_the_table_has_a_row_for_each_remedy_and_how_to_try_it(kept: Plan) -> None:
    stream = io.StringIO()
    remedies_table(kept).write_csv(stream)
    assert stream.getvalue().splitlines() == [
        "demand,rank,remedy,kind,subject,amount,unit,late_hours,remaining_late_hours,"
        "is_sufficient,cost,lateness_cost,later_demands,moved_phases,command,note",
        "SO-4,1,overtime of 2 h on PRESS from Mon 2026-06-01 14:00,overtime,PRESS,2,h,2.0000,"
        "0.0000,true,80.00,0.00,,1,"
        "finitecap simulate PLAN --shift=PRESS:2026-06-01T14:00..2026-06-01T16:00,",
        "SO-4,2,SO-4 before all others,rush,SO-4,,,2.0000,0.0000,true,0,125.00,"
        "SO-8 (weight 3) 0.4 d late,2,finitecap simulate PLAN --rush=SO-4,"
        "demands that weigh more are later for it",
    ]


def two_late() -> Plan:
    """Return a plan with SO-A until 10, 3 h late, then SO-B until 18, 2 h late of weight 2."""
    demands = [
        demand("SO-A", "FOUR", "2026-06-01T07:00"),
        demand("SO-B", "EIGHT", "2026-06-01T16:00", weight=2),
    ]
    return planned(open_shop(demands=demands))


def test_the_worst_demand_is_the_one_whose_days_late_weigh_most() -> None:
    assert [row.demand for row in worst_late(two_late())] == ["SO-B", "SO-A"]


@pytest.mark.parametrize(
    ("operations", "demands", "trials"),
    [(2, 3, 60), (500, 3, 20), (1000, 2, 15), (2000, 1, 15), (2001, 0, 0)],
)
def test_the_work_that_nobody_asked_for_is_bounded(
    operations: int, demands: int, trials: int
) -> None:
    plan = planned(press_shop())
    large = replace(plan, operations=plan.operations[:1] * operations)
    assert affordable(large) == (demands, trials)


def test_an_interrupt_ends_after_the_demand_that_was_looked_at() -> None:
    stop = Event()
    told: list[tuple[str, int]] = []

    def tell(name: str, count: int) -> None:
        told.append((name, count))
        stop.set()

    options = SolveOptions(workers=1, stop=stop)
    kept = remedies_for(two_late(), ["SO-B", "SO-A"], options, progress=tell)
    assert told == [("SO-B", 1)]
    assert {row.demand for row in kept.remedies} == {"SO-B"}


def test_a_notebook_asks_for_the_remedies_of_a_demand() -> None:
    rows = scheduler.remedies_for(planned(press_shop()), "SO-4")
    assert rows[0].amount == Decimal(2)


def test_a_plan_that_breaks_a_rule_has_no_remedies() -> None:
    plan = planned(press_shop())
    first, *rest = plan.operations
    moved = replace(plan, operations=(replace(first, end=first.end - 60), *rest))
    with pytest.raises(InvalidScenarioFile, match="a plan that breaks no rule; it was edited"):
        scheduler.remedies_for(moved, "SO-4")
