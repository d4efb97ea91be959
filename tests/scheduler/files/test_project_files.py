"""Project instances become scenarios: Patterson's form and that of PSPLIB."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
import pytest
from click.testing import CliRunner

from models.checks import check_scenario
from models.errors import InvalidScenarioFile
from models.schedule import Objective
from scheduler.cli import main
from scheduler.compile import compile_problem
from scheduler.files import load, save
from scheduler.files.psplib import load_project
from scheduler.mrp import plan_materials
from solvers.options import SolveOptions
from solvers.solve import solve

if TYPE_CHECKING:
    from pathlib import Path

    from models.scenario import Scenario

# 1 and 7 are begin and end; 4 is a milestone between 2, 3 and 5; 6 runs beside all
PATTERSON = """\
7 2

4 3
0 0 0 3 2 3 6
3 2 1 1 4
2 2 0
  1 4
0 0 0 1 5
4 1 3 1 7
5 1 0 1 7
0 0 0 0
"""
PSPLIB = """\
************************************************************************
file with basedata            : tiny
************************************************************************
projects                      :  1
jobs (incl. supersource/sink ):  7
horizon                       :  14
RESOURCES
  - renewable                 :  2   R
  - nonrenewable              :  0   N
  - doubly constrained        :  0   D
************************************************************************
PRECEDENCE RELATIONS:
jobnr.    #modes  #successors   successors
   1        1          3           2   3   6
   2        1          1           4
   3        1          1           4
   4        1          1           5
   5        1          1           7
   6        1          1           7
   7        1          0
************************************************************************
REQUESTS/DURATIONS:
jobnr. mode duration  R 1  R 2
------------------------------------------------------------------------
  1      1     0       0    0
  2      1     3       2    1
  3      1     2       2    0
  4      1     0       0    0
  5      1     4       1    3
  6      1     5       1    0
  7      1     0       0    0
************************************************************************
RESOURCEAVAILABILITIES:
  R 1  R 2
    4    3
************************************************************************
"""


def _load(tmp_path: Path, text: str) -> Scenario:
    path = tmp_path / "tiny.rcp"
    path.write_text(text, "utf-8")
    return load_project(path)


def test_a_project_is_one_order_with_a_phase_for_each_activity_that_takes_time(
    tmp_path: Path,
) -> None:
    scenario = _load(tmp_path, PATTERSON)
    assert [(row.id, row.capacity) for row in scenario.resources] == [("R1", 4), ("R2", 3)]
    steps = scenario.routing_by_item["PROJECT"].operations
    assert [(step.phase, step.run, step.after) for step in steps] == [
        (20, timedelta(minutes=3), ()),
        (30, timedelta(minutes=2), ()),
        (50, timedelta(minutes=4), (20, 30)),  # through the milestone
        (60, timedelta(minutes=5), ()),
    ]
    assert [[(use.resource, use.quantity) for use in step.resources] for step in steps] == [
        [("R1", 2), ("R2", 1)],
        [("R1", 2)],
        [("R1", 1), ("R2", 3)],
        [("R1", 1)],
    ]
    findings = check_scenario(scenario)
    assert (findings.errors, findings.warnings) == ((), ())


def test_both_forms_say_the_same(tmp_path: Path) -> None:
    assert _load(tmp_path, PSPLIB) == _load(tmp_path, PATTERSON)


def test_a_project_is_planned_within_its_resources(tmp_path: Path) -> None:
    scenario = _load(tmp_path, PATTERSON)
    problem = compile_problem(scenario, plan_materials(scenario)).problem
    options = SolveOptions(objectives=(Objective.MAKESPAN,), workers=1, deterministic_limit=5.0)
    schedule = solve(problem, options)
    # 2 and 3 hold all of R1 from 0 to 2; 6 needs one unit of it for 5, from 2 to 7; 5 starts
    # when 2 ends at 3 and takes 4: 7 again. Without 6 beside 2 from 2 on it would be 8.
    assert schedule.levels[0].value == 7
    assert np.array_equal(np.sort(schedule.end), [2, 3, 7, 7])


def test_an_imported_project_is_a_scenario_like_any_other(tmp_path: Path) -> None:
    scenario = _load(tmp_path, PATTERSON)
    save(scenario, tmp_path / "x.yaml")
    assert load(tmp_path / "x.yaml") == scenario


def test_the_command_converts_a_project(tmp_path: Path) -> None:
    (tmp_path / "tiny.sm").write_text(PSPLIB, "utf-8")
    source, target = str(tmp_path / "tiny.sm"), tmp_path / "tiny.json"
    done = CliRunner().invoke(main, ["convert", "--from", "project", source, str(target)])
    assert done.exit_code == 0, done.output
    assert len(load(target).routings[0].operations) == 4


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "expected a project; the file is empty"),
        ("0 1\n", "line 1: found '0', expected how many activities: 1 to 100000"),
        ("1 1\nx\n", "line 2: found 'x', expected units of R1: 1 to 10000"),
        ("1 1\n4\n-3 1 0\n", "line 3: found '-3', expected a duration: a whole number, 0 or more"),
        (
            "1 1\n4\n3 5 0\n",
            "line 3: found '5', expected units of R1, of which there are 4: 0 to 4",
        ),
        ("1 1\n4\n3 1 1 2\n", "line 3: found '2', expected a successor: 1"),
        ("1 1\n4\n3 1\n", "line 3: expected how many successors; the numbers end too early"),
        ("1 1\n4\n3 1 0\n9\n", "line 4: found '9', expected the end of the numbers"),
        (
            "3 1\n4\n1 1 1 2\n1 1 1 3\n1 1 1 2\n",
            "line 4: found 'activity 2', expected successors that do not lead back to it",
        ),
        ("1 1\n4\n0 0 0\n", "expected an activity that takes time"),
    ],
)
def test_a_broken_project_says_where(text: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidScenarioFile) as caught:
        _load(tmp_path, text)
    assert str(caught.value) == f"{tmp_path / 'tiny.rcp'}: {message}"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "- nonrenewable              :  0",
            "- nonrenewable              :  2",
            "line 9: found '2', expected no resource that is used up, as they cannot be planned: 0",
        ),
        (
            "   2        1          1",
            "   2        3          1",
            "line 15: found '3', expected how many modes, as one can be planned: 1",
        ),
        (
            "  3      1     2       2",
            "  9      1     2       2",
            "line 27: found '9', expected the next job: 3",
        ),
        ("RESOURCEAVAILABILITIES", "AVAILABLE", "expected a section 'RESOURCEAVAILABILITIES:'"),
        ("jobs (", "works (", "expected a line 'jobs (incl. supersource/sink ) : number'"),
        ("    4    3\n", "    4\n", "line 35: expected units of R2; the numbers end too early"),
    ],
)
def test_a_broken_psplib_file_says_where(old: str, new: str, message: str, tmp_path: Path) -> None:
    assert PSPLIB.count(old) == 1
    with pytest.raises(InvalidScenarioFile) as caught:
        _load(tmp_path, PSPLIB.replace(old, new))
    assert str(caught.value) == f"{tmp_path / 'tiny.rcp'}: {message}"
