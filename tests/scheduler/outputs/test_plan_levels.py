"""Levels of the objective in `plan.json`: plain ones as text, sums with their integers."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from models.schedule import Level, LevelResult, Objective, Term
from scheduler.outputs.plan_json import dump_plan, load_plan
from tests.scheduler.outputs.sample_plan import sample_plan

if TYPE_CHECKING:
    from pathlib import Path

COST = Level((Term(Objective.TARDINESS, 36_000_000_000), Term(Objective.FLOW, 7)), "cost", 1e-9)


def test_levels_read_back_as_they_were(tmp_path: Path) -> None:
    plan = sample_plan()
    levels = (
        LevelResult(Level((Term(Objective.LATE, 1, 2),)), 3, 1),
        LevelResult(COST, 12_000_000_000_000, None),
    )
    plan = replace(plan, solve=replace(plan.solve, levels=levels, cost_unit=0.25))
    path = tmp_path / "plan.json"
    path.write_text(dump_plan(plan), encoding="utf-8")
    rows = json.loads(path.read_text("utf-8"))["solve"]["levels"]
    assert rows[0]["objective"] == "late[2]"
    assert rows[1]["objective"] == {
        "text": "cost", "unit": 1e-9, "terms": ["36000000000*tardiness", "7*flow"],
    }  # fmt: skip
    assert load_plan(path).solve == plan.solve


def test_a_plan_of_format_2_had_no_cost_unit(tmp_path: Path) -> None:
    document = json.loads(dump_plan(sample_plan()))
    del document["solve"]["cost_unit"]
    document["format"] = 2
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    assert load_plan(path).solve == sample_plan().solve
