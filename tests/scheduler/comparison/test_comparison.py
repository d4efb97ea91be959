from __future__ import annotations

import json
import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from models.material import DemandKind, Uncovered
from models.plan import Mode
from scheduler.comparison import Comparison, compare
from scheduler.comparison.figure import compare_figure
from scheduler.comparison.page import comparison_page
from scheduler.comparison.write import demands_table, overload_table, summary_table
from scheduler.kpi import kpis
from solvers.options import SolveOptions
from tests.scheduler.scenario_builder import plant, routing

HOSTILE = "</script><img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    """Three orders of an hour want the one machine, each by the end of its first hour."""
    demands: list[dict[str, Any]] = [
        {"id": name, "item": item, "quantity": 1, "due": "2026-06-01T01:00"}
        for name, item in (("D1", "X"), ("D2", "Y"), (HOSTILE, "Z"))
    ]
    scenario = plant(
        work_centers=[{"id": "A"}],
        items=[{"id": item, "source": "make"} for item in "XYZ"],
        routings=[routing(item, (10, "A", "1h")) for item in "XYZ"],
        demands=demands,
    )
    return compare(scenario, SolveOptions(workers=1, deterministic_limit=1))


def test_an_infinite_plan_promises_what_one_machine_cannot_keep(comparison: Comparison) -> None:
    rows = {row.name: row for row in comparison.summaries()}
    for mode in ("asap", "alap"):
        # all three in the first hour: 3 h of work for 24 h of the day, so no day is overloaded
        assert rows[f"{mode} as promised"].on_time == 3
        # one after the other: on time, 1 h late, 2 h late
        assert rows[f"{mode} as executed"].on_time == 1
        assert rows[f"{mode} as executed"].weighted_tardiness_days == pytest.approx(3 / 24)
    assert rows["finite"].on_time == 1
    assert rows["finite"].max_lateness_days == pytest.approx(2 / 24)


def test_the_figure_draws_the_numbers_of_the_tables(comparison: Comparison) -> None:
    figure = compare_figure(comparison)
    on_time, *rest = figure.data
    assert list(on_time.y) == [row.on_time for row in comparison.summaries()]
    curves = {trace.name: trace for trace in rest if trace.type == "scatter"}
    assert set(curves) == set(comparison.plans())
    # a third at once, a third within an hour, a third within two
    assert list(curves["finite"].x) == pytest.approx([0, 0, 1 / 24, 2 / 24, 2 / 24])
    assert list(curves["finite"].y) == pytest.approx([0, 100 / 3, 200 / 3, 100, 100])


def test_tables_have_a_row_per_plan_and_per_demand(comparison: Comparison) -> None:
    assert len(list(summary_table(comparison).rows)) == 5
    assert [row[0] for row in demands_table(comparison).rows] == ["D1", "D2", HOSTILE]
    assert overload_table(comparison).columns == (
        "work_center",
        f"{Mode.ASAP}_overload_hours",
        f"{Mode.ALAP}_overload_hours",
    )


def test_names_cannot_break_out_of_the_page(comparison: Comparison) -> None:
    page = comparison_page(comparison)
    assert HOSTILE not in page
    assert "&lt;/script&gt;&lt;img" in page
    spec = re.search(r'<script type="application/json" id="spec">(.*?)</script>', page, re.S)
    assert spec is not None
    assert json.loads(spec[1])["data"]
    assert not re.findall(r'(?:src|href)="https?:', page)


def test_a_demand_that_lacks_something_is_not_met_as_key_figures_have_it(
    comparison: Comparison,
) -> None:
    finite = comparison.finite
    lacks = Uncovered(DemandKind.DEMAND, "D4", "Z", Decimal(1), "no supplier")
    plan = replace(finite, material=replace(finite.material, uncovered=(lacks,)))
    # one of three was on time; of the fourth nothing is planned
    row = Comparison(plan, {}, {}).summaries()[0]
    assert (row.on_time, row.demands) == (1, 4)
    assert kpis(plan)["on_time_percent"] == 25.0


def test_a_demand_that_no_plan_completes_is_never_on_time(comparison: Comparison) -> None:
    finite = comparison.finite
    never = replace(finite.demands[0], completion=-1)
    left_out = Comparison(
        replace(finite, demands=(never, *finite.demands[1:])),
        comparison.promised,
        comparison.executed,
    )
    on_time = [sum(not row.late for row in plan.demands) for plan in (finite,)]
    was_on_time = int(not finite.demands[0].late)
    assert left_out.summaries()[0].on_time == on_time[0] - was_on_time
    assert next(iter(demands_table(left_out).rows))[2] is None
    assert "not scheduled" in comparison_page(left_out)
    assert "not scheduled" not in comparison_page(comparison)
    curve = next(t for t in compare_figure(left_out).data if t.type == "scatter")
    assert curve.y[-1] == pytest.approx(200 / 3)
