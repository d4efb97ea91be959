"""How demands are served, as key figures and the first screen count it."""

from __future__ import annotations

from dataclasses import replace

from scheduler.kpi import kpis
from scheduler.report.answer import answer
from scheduler.served import Served
from tests.scheduler.outputs.sample_plan import sample_plan


def test_one_late_demand_of_thousands_is_not_100_percent_on_time() -> None:
    plan = sample_plan()
    row = replace(plan.demands[0], due=100, completion=100, promised=100)
    rows = [replace(row, demand=f"D{number}") for number in range(4000)]
    rows[0] = replace(rows[0], completion=200)
    plan = replace(plan, demands=tuple(rows), material=replace(plan.material, uncovered=()))
    plan = replace(plan, kpis=kpis(plan))
    # 3,999 of 4,000 are 99.975 %; infinite capacity promised them all
    assert Served(plan).percent(3999) == 99.9
    assert plan.kpis["on_time_percent"] == 99.9
    assert plan.kpis["promised_on_time_percent"] == 100.0
    figure = next(row for row in answer(plan).figures if row.label == "on time")
    assert figure.value == "99.9\N{NO-BREAK SPACE}%"
