"""Benchmark instances become scenarios."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from models.checks import check_scenario
from models.errors import InvalidScenarioFile
from scheduler.files import load, save
from scheduler.files.jobshop import jobshop_scenario, load_jobshop

if TYPE_CHECKING:
    from pathlib import Path

PLAIN = """\
# three jobs on two machines
3 2
0 3 1 2
1 4 0 1
0 2 1 2000
"""
FLEXIBLE = """\
2 3 1.5
2 2 1 5 3 4 1 2 7
1 1 3 2
"""


def test_a_job_shop_has_a_machine_an_item_and_a_demand_per_number(tmp_path: Path) -> None:
    path = tmp_path / "tiny.txt"
    path.write_text(PLAIN, encoding="utf-8")
    scenario = load_jobshop(path, flexible=False)
    assert scenario.scenario.id == "tiny"
    assert [center.id for center in scenario.work_centers] == ["M1", "M2"]
    steps = scenario.routing_by_item["J2"].operations
    assert [(step.phase, step.work_center, step.run) for step in steps] == [
        (10, "M2", timedelta(minutes=4)),
        (20, "M1", timedelta(minutes=1)),
    ]
    # 3 + 2 + 4 + 1 + 2 + 2000 = 2012 minutes need 2 days: due until the end of the second
    assert scenario.scenario.horizon == timedelta(days=2)
    assert {demand.due for demand in scenario.demands} == {date(2026, 1, 2)}
    findings = check_scenario(scenario)
    assert (findings.errors, findings.warnings) == ((), ())


def test_a_flexible_job_shop_has_alternatives(tmp_path: Path) -> None:
    path = tmp_path / "flexible.fjs"
    path.write_text(FLEXIBLE, encoding="utf-8")
    scenario = load_jobshop(path, flexible=True)
    first, second = scenario.routing_by_item["J1"].operations
    assert (first.work_center, first.run) == ("M1", timedelta(minutes=5))
    assert [(row.work_center, row.run) for row in first.alternatives] == [
        ("M3", timedelta(minutes=4))
    ]
    assert (second.work_center, second.alternatives) == ("M2", ())
    findings = check_scenario(scenario)
    assert (findings.errors, findings.warnings) == ((), ())


def test_an_imported_instance_is_a_scenario_like_any_other(tmp_path: Path) -> None:
    scenario = jobshop_scenario("x", [[[(0, 3)], [(1, 2), (2, 5)]], [[(2, 4)], [(0, 0)]]])
    save(scenario, tmp_path / "x.yaml")
    assert load(tmp_path / "x.yaml") == scenario


@pytest.mark.parametrize(
    ("text", "flexible", "message"),
    [
        ("", False, "expected a job shop; the file is empty"),
        ("3\n", False, "line 1: found '3', expected the number of jobs and of machines"),
        ("2 2\n0 1 1 1\n", False, "line 1: found '1 lines', expected 2 jobs, a line each"),
        ("0 2\n", False, "line 1: found '0 lines', expected at least one job"),
        ("1 2\n0 1 1\n", False, "line 2: found '3 numbers', expected pairs of machine and time"),
        ("1 2\n0 1 2 1\n", False, "line 2: found '2', expected a machine from 0 to 1"),
        ("1 2\n0 -1\n", False, "line 2: found '-1', expected a whole number, 0 or more"),
        ("1 2\n2 1 1 5\n", True, "line 2: found '1 operations', expected 2 operations"),
        ("1 2\n1 2 1 5\n", True, "line 2: found '2 numbers', expected 2 pairs of machine and time"),
        ("1 2\n1 1 0 5\n", True, "line 2: found '0', expected a machine from 1 to 2"),
        ("1 2\n1 0\n", True, "line 2: found '0 numbers', expected at least 1 alternative"),
        ("1 2\n0\n", True, "line 2: found '0 operations', expected at least one operation"),
    ],
)
def test_a_broken_instance_says_where(
    text: str, flexible: bool, message: str, tmp_path: Path
) -> None:
    path = tmp_path / "broken.txt"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidScenarioFile) as caught:
        load_jobshop(path, flexible=flexible)
    assert str(caught.value) == f"{path}: {message}"
