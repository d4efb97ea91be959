"""Cells, the runs they make up, and the tables written of them."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from benchmarks.__main__ import main
from benchmarks.cell import Budget, Cell, Method
from benchmarks.jobshops import BestKnown
from benchmarks.machine import describe_machine, describe_versions
from benchmarks.measure import measure, measure_prepared, prepare
from benchmarks.methods import Found
from benchmarks.plants import plant
from benchmarks.registry import PLANT_OBJECTIVES, PLANTS, SUITES, BenchSpec
from benchmarks.runner import FAILED, Run, read_run, run, write_run
from benchmarks.table import markdown
from models.errors import SolverFault
from models.level_scale import resolve
from solvers.dispatch import best_dispatch

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from models.problem import Problem
    from models.schedule import Objective

# without alternatives, as the infinite passes know the main centers only; small enough to prove
TINY = BenchSpec(
    "tiny", "here", partial(plant, 24, 4, tightness=0.2, alternative_share=0), PLANT_OBJECTIVES
)


PLANT_CELL = Cell(
    spec="plant-9",
    method=Method.FINITECAP,
    seed=0,
    objective="tardiness",
    status="feasible",
    operations=9,
    value=7.0,
    tardiness_days=7.0,
    makespan=600,
    overload_hours=0.0,
    solve_seconds=1.25,
)
JOBSHOP_CELL = replace(PLANT_CELL, spec="ft06", objective="makespan", tardiness_days=None)


def _run(*cells: Cell) -> Run:
    return Run(
        suite="here",
        date="2026-06-01",
        budget={"time_limit": 20.0, "workers": 2},
        seeds=(0,),
        machine={"processor": "P", "cores": 2, "memory_gb": 4, "system": "S"},
        versions={"python": "3.11.4", "ortools": "9.15"},
        cells=cells,
    )


@pytest.fixture(scope="module")
def cells() -> dict[Method, Cell]:
    methods = (Method.ASAP, Method.ALAP, Method.RULES, Method.FINITECAP)
    return {method: measure(TINY, method, Budget(30.0, workers=1)) for method in methods}


def test_infinite_plans_have_overload_and_finite_ones_have_none(
    cells: dict[Method, Cell],
) -> None:
    overload = {method: cell.overload_hours or 0 for method, cell in cells.items()}
    assert overload[Method.RULES] == 0
    assert overload[Method.FINITECAP] == 0
    assert overload[Method.ASAP] > 0


def test_no_finite_plan_beats_infinite_asap_and_search_beats_no_worse_than_its_hint(
    cells: dict[Method, Cell],
) -> None:
    asap, rule, search = (
        cells[method].value for method in (Method.ASAP, Method.RULES, Method.FINITECAP)
    )
    assert asap is not None
    assert rule is not None
    assert search is not None
    # every operation of infinite ASAP starts as early as it can at all, but several at a time
    assert asap < search <= rule


def test_a_bound_is_below_its_value_and_only_a_search_has_one(cells: dict[Method, Cell]) -> None:
    assert [cell.bound for method, cell in cells.items() if not method.is_searching] == [None] * 3
    search = cells[Method.FINITECAP]
    assert search.bound is not None
    assert search.value is not None
    assert search.bound <= search.value + 1e-9
    assert (search.status, search.gap) == ("optimal", 0)


def test_a_plan_below_what_is_called_proved_is_no_figure(monkeypatch: pytest.MonkeyPatch) -> None:
    def boast(
        method: Method, problem: Problem, objectives: Sequence[Objective], *_: object
    ) -> Found:
        plan = best_dispatch(problem, resolve(problem, objectives))
        first = plan.levels[0]
        level = replace(first, bound=first.value + 1)
        return Found(replace(plan, levels=(level, *plan.levels[1:]), provenance=method.value))

    monkeypatch.setattr("benchmarks.methods.find", boast)
    prepared = prepare(TINY.build())
    with pytest.raises(SolverFault, match=r"finitecap has .*, though .* is called proved"):
        measure_prepared(TINY, Method.FINITECAP, Budget(1.0), prepared)


def test_a_cell_counts_operations_seconds_and_memory(cells: dict[Method, Cell]) -> None:
    for cell in cells.values():
        assert cell.operations == 24
        assert cell.solve_seconds is not None
        assert cell.compile_seconds is not None
        assert cell.peak_mb is None or cell.peak_mb > 1


def test_a_run_measures_in_processes_of_their_own_and_reads_back(tmp_path: Path) -> None:
    seen: list[Cell] = []
    result = run("one", PLANTS[:1], [Method.ASAP], Budget(1.0), seeds=(3, 4), report=seen.append)
    # ASAP does not search: one cell for two seeds
    assert list(result.cells) == seen
    assert [(cell.spec, cell.method, cell.status) for cell in seen] == [
        ("plant-100", "asap", "feasible")
    ]
    write_run(result, tmp_path / "deep" / "one.json")
    assert read_run(tmp_path / "deep" / "one.json") == result


def test_a_cell_whose_process_fails_is_kept_with_its_message() -> None:
    unknown = BenchSpec("no-such-spec", "", PLANTS[0].build, PLANT_OBJECTIVES)
    result = run("one", [unknown], [Method.ASAP], Budget(1.0))
    assert result.failures == result.cells
    assert "no-such-spec" in result.cells[0].message


def test_the_table_shows_the_median_of_several_seeds_with_their_range() -> None:
    seeds = [
        replace(PLANT_CELL, value=value, tardiness_days=value, seed=seed)
        for seed, value in enumerate((7.0, 5.0, 9.0))
    ]
    text = markdown(_run(*seeds), {})
    row = next(line for line in text.splitlines() if line.startswith("| plant-9"))
    # median of 7, 5, 9; nothing is proved; 600 minutes are 10 hours
    assert "| finitecap | 7.0 [5.0 to 9.0] |" in row
    assert "| 10.0 | 0.0 | no bound |" in row


def test_the_table_of_job_shops_compares_with_the_best_known() -> None:
    infinite = replace(JOBSHOP_CELL, method=Method.ASAP, value=47, makespan=47, overload_hours=2.0)
    rule = replace(JOBSHOP_CELL, method=Method.RULES, solver="dispatch:SPT", value=66, makespan=66)
    known = BestKnown(55, 55, "Fisher and Thompson 1963", "2026-06-01")
    text = markdown(_run(infinite, rule), {"ft06": known})
    # 66 / 55 - 1 = 20 %; a plan with overload is no plan to compare
    assert "| best rule (SPT) | 66 | 55 (2026-06-01) | 20.0 % |" in text
    assert "| infinite, ASAP | 47 | 55 (2026-06-01) |  | 2.0 |" in text


def test_the_table_says_what_failed() -> None:
    failed = Cell("plant-9", Method.FINITECAP, 0, "tardiness", FAILED, message="out of memory")
    assert "| finitecap: failed |" in markdown(_run(failed), {})


def test_the_heading_names_machine_versions_and_budget_but_no_host() -> None:
    text = markdown(_run(PLANT_CELL), {})
    assert "on P, 2 cores, 4 GB, S.\nTime limit of the search 20 s, 2 workers, seeds 0." in text
    assert set(describe_machine()) == {"processor", "cores", "memory_gb", "system"}
    assert "ortools" in describe_versions()


def test_names_of_specs_are_unique_and_every_suite_takes_from_them() -> None:
    names = [spec.name for spec in SUITES["full"]]
    assert len(set(names)) == len(names)
    assert {spec.name for suite in SUITES.values() for spec in suite} == set(names)


def test_an_unknown_spec_is_refused_in_words() -> None:
    done = CliRunner().invoke(main, ["run", "--spec", "plant-7"])
    assert done.exit_code == 2
    assert "no spec 'plant-7'; `python -m benchmarks list` names them" in done.output


def test_run_writes_the_figures_and_the_table(tmp_path: Path) -> None:
    options = ["--spec", "plant-100", "--method", "rules", "--output", str(tmp_path)]
    done = CliRunner().invoke(main, ["run", *options])
    assert done.exit_code == 0, done.output
    assert "1 of 1 cells measured" in done.output
    assert read_run(tmp_path / "selection.json").cells[0].overload_hours == 0
    assert "| plant-100 | 100 | best rule" in (tmp_path / "selection.md").read_text("utf-8")


def test_building_a_spec_twice_gives_the_same_scenario() -> None:
    assert PLANTS[0].build() == PLANTS[0].build()
