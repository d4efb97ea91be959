"""Plans and scenarios as notebooks show them."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import scheduler
from models import views
from scheduler.outputs.every_table import EVERY_TABLE
from tests.scheduler.outputs.sample_plan import SCENARIO, sample_plan
from tests.scheduler.report.tiny import demand_row, tiny_plan, tiny_scenario

ROOT = Path(__file__).parents[2]
HOSTILE = '<script>alert("1")</script>'


def test_a_plan_draws_itself() -> None:
    figure = tiny_plan().gantt(centers=["MILL"])
    assert list(figure.layout.yaxis.ticktext) == ["MILL-1", "MILL-2"]


def test_a_plan_has_its_tables_as_data_frames() -> None:
    plan = sample_plan()
    operations = plan.frame()
    assert list(operations["machine"]) == ["SAW-1", "PAINT, wet-2", "PAINT, wet-10", "PLATE"]
    assert str(operations["start"].dt.tz) == "Europe/Rome"
    for name, table in EVERY_TABLE.items():
        assert list(plan.frame(name).columns) == list(table.columns)
    assert plan.frame("subcontracts")["send"].iloc[0] == pd.Timestamp("2026-10-25T01:00+01:00")


def test_a_table_that_there_is_not_is_refused_with_those_there_are() -> None:
    with pytest.raises(ValueError, match="found the table 'operation', expected one of orders, "):
        tiny_plan().frame("operation")


def test_a_plan_shows_key_figures_and_late_demands() -> None:
    text = tiny_plan()._repr_html_()
    assert text is not None
    assert "Tiny: finite plan, feasible" in text
    assert '<td dir="auto">late demands</td><td dir="auto">1</td>' in text
    # 100 of 1440 minutes
    assert '<td dir="auto">0.1 d</td><td dir="auto">the saw was busy</td>' in text


def test_only_the_latest_demands_are_shown_and_how_many_there_are() -> None:
    rows = tuple(demand_row(f"D{k}", due=0, completion=k + 1) for k in range(12))
    text = str(tiny_plan(demands=rows)._repr_html_())
    assert "The latest 10 of 12 late demands." in text
    assert ">D11<" in text
    assert ">D1<" not in text


@pytest.mark.parametrize(
    ("completion", "told"),
    [(380, "Every demand is on time."), (-1, "1 demands are not scheduled.")],
)
def test_a_plan_says_if_nothing_is_late_or_never_comes(completion: int, told: str) -> None:
    plan = tiny_plan(demands=(demand_row("D-B", due=380, completion=completion),))
    text = str(plan._repr_html_())
    assert told in text
    assert "late demand<" not in text


def test_names_are_escaped_and_cut() -> None:
    row = demand_row(HOSTILE, due=0, completion=1, cause="y" * 300)
    plan = tiny_plan(demands=(row,), scenario=tiny_scenario(name=HOSTILE))
    shown = f"{plan._repr_html_()}{plan.scenario._repr_html_()}"
    assert "<script" not in shown
    assert "&lt;script&gt;" in shown
    assert "y" * 80 not in shown


def test_a_scenario_shows_its_tables() -> None:
    text = SCENARIO._repr_html_()
    assert text is not None
    assert "sample: from 2026-10-24 06:00 Europe/Rome, 10 days" in text
    assert '<td dir="auto">work_centers</td><td dir="auto">3</td>' in text
    # tables without rows are left out
    assert "workers" not in text


def test_plans_are_compared_in_one_line() -> None:
    plan = tiny_plan()
    assert scheduler.diff(plan, plan).is_empty
    assert not scheduler.diff(plan, replace(plan, operations=())).is_empty


def test_without_the_scheduler_models_show_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "_VIEWS", {})
    assert tiny_plan()._repr_html_() is None
    with pytest.raises(RuntimeError, match="there is no view 'gantt'; import scheduler first"):
        tiny_plan().gantt()


def test_to_import_the_scheduler_loads_no_library_of_a_view() -> None:
    heavy = "('pandas', 'plotly', 'numpy')"
    code = f"import sys, scheduler; print([n for n in {heavy} if n in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout == "[]\n"
