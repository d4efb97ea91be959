"""Anytime curves of results."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from benchmarks.__main__ import main
from benchmarks.cell import Cell, Method
from benchmarks.curves import curve_points, curves_page, read_cells

if TYPE_CHECKING:
    from pathlib import Path

CELL = Cell(
    "ta21",
    Method.FINITECAP,
    0,
    "makespan",
    "feasible",
    value=1650.0,
    solve_seconds=60.0,
    events=(
        (0.001, "dispatch:spt", "makespan", 2000.0, None),
        (1.0, "tabu", "makespan", 1700.0, 1500.0),
        (1.5, "tabu", "flow", 5.0, None),
        (2.0, "cp-sat", "makespan", 1700.0, 1600.0),
        (3.0, "tabu", "makespan", 1650.0, 1550.0),
    ),
)


def test_values_fall_bounds_rise_and_both_reach_to_the_end() -> None:
    values, bounds = curve_points(CELL)
    # the axis begins at 0.01 s; 1700 again and the bound 1550 say nothing new; flow is not shown
    assert values == ([0.01, 1.0, 3.0, 60.0], [2000.0, 1700.0, 1650.0, 1650.0])
    assert bounds == ([1.0, 2.0, 60.0], [1500.0, 1600.0, 1600.0])


def test_the_page_has_a_figure_for_each_spec_and_needs_no_network() -> None:
    other = Cell("la21", Method.RULES, 0, "makespan", "feasible", events=CELL.events[:1])
    page = curves_page([CELL, other, Cell("la29", Method.RULES, 0, "makespan", "feasible")], {})
    assert page.count("Plotly.newPlot") >= 2
    assert "ta21: makespan" in page
    assert "la21: makespan" in page
    assert "la29: makespan" not in page
    assert '<script src="http' not in page
    assert page.count("<!doctype html>") == 1


@pytest.mark.parametrize("row", [CELL.as_dict(), {"code": "a", "cell": CELL.as_dict()}])
def test_results_of_both_kinds_are_read(row: dict[str, object], tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(json.dumps({"cells": [row]}), "utf-8")
    assert read_cells(path) == [CELL]


def test_the_command_writes_the_page_beside_the_results(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(json.dumps({"cells": [CELL.as_dict()]}), "utf-8")
    done = CliRunner().invoke(main, ["curves", str(path)])
    assert done.exit_code == 0, done.output
    assert "written: x.curves.html" in done.output
    assert "1642" in (tmp_path / "x.curves.html").read_text("utf-8")  # best known of ta21


def test_a_file_without_results_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text("[]", "utf-8")
    done = CliRunner().invoke(main, ["curves", str(path)])
    assert done.exit_code == 1
    assert "x.json: no results of `run` or `targets`" in done.output
