from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner, Result

from scheduler.cli import main

SCENARIOS = Path(__file__).parents[3] / "scenarios"
BICYCLE = str(SCENARIOS / "bicycle.yaml")
LECTURE = str(SCENARIOS / "mrp-lecture.yaml")


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def asap_plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("plans") / "asap"
    result = run("plan", BICYCLE, "--mode", "asap", "-o", folder)
    assert result.exit_code == 0, result.stderr
    assert result.stdout == f"{folder}\n"
    return folder


def test_the_overview_names_every_command() -> None:
    result = run("--help")
    assert result.exit_code == 0
    for name in (
        "init",
        "plan",
        "mrp",
        "compare",
        "check",
        "explain",
        "convert",
        "schema",
        "bench",
    ):
        assert f"\n  {name} " in result.stdout
        assert run(name, "--help").exit_code == 0


def test_an_unknown_command_is_refused_with_a_suggestion() -> None:
    result = run("plann", BICYCLE)
    assert result.exit_code == 2
    assert "No such command 'plann'. Did you mean 'plan'?" in result.stderr


def test_a_plan_folder_holds_every_file(asap_plan: Path) -> None:
    assert {path.name for path in asap_plan.iterdir()} == {
        "operations.csv", "orders.csv", "demands.csv", "mrp.csv", "pegging.csv", "load.csv",
        "suggestions.csv", "uncovered.csv", "unscheduled.csv", "subcontracts.csv", "costs.csv",
        "valuations.csv", "capacity.csv", "centers.csv", "kpis.json", "plan.json", "report.html",
        "remedies.csv",
    }  # fmt: skip
    assert json.loads((asap_plan / "kpis.json").read_text("utf-8"))["verified"] == "yes"


def test_check_verifies_a_plan_and_names_what_was_spoilt(asap_plan: Path, tmp_path: Path) -> None:
    good = run("check", BICYCLE, "--plan", asap_plan)
    assert good.exit_code == 0
    assert "verified, 49 operations of plan.json obey" in good.stdout
    document = json.loads((asap_plan / "plan.json").read_text("utf-8"))
    table = document["operations"]
    first = table[0]
    if isinstance(first, dict):
        first["end"] += 7
    else:
        table[0] = [value + 7 if isinstance(value, int) else value for value in first]
    spoilt = tmp_path / "plan.json"
    spoilt.write_text(json.dumps(document), encoding="utf-8")
    bad = run("check", BICYCLE, "--plan", spoilt)
    assert bad.exit_code in (2, 3)


def test_wrong_input_exits_with_2_and_writes_nothing(tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    text = Path(BICYCLE).read_text("utf-8")
    broken.write_text(text.replace("work_center: SAW", "work_center: SWA"), encoding="utf-8")
    target = tmp_path / "plan"
    result = run("plan", broken, "-o", target)
    assert result.exit_code == 2
    assert "finitecap: 1 error in the input:" in result.stderr
    assert "found 'SWA', expected the id of a work center" in result.stderr
    assert "Did you mean 'SAW'?" in result.stderr
    assert not target.exists()
    assert result.stdout == ""


def test_a_foreign_folder_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "diary.txt").write_text("mine", encoding="utf-8")
    result = run("plan", LECTURE, "--mode", "asap", "-o", tmp_path)
    assert result.exit_code == 2
    assert "is not replaced" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["diary.txt"]


def test_orders_that_contradict_each_other_are_left_out(tmp_path: Path) -> None:
    scenario = tmp_path / "pinned.yaml"
    scenario.write_text(
        """
scenario: {id: pinned, start: 2026-06-01T06:00, horizon: 10d}
calendars: [{id: always, shifts: {mon-sun: ["00:00-24:00"]}}]
work_centers: [{id: A}]
items: [{id: X, source: make}]
routings: [{item: X, operations: [{phase: 10, work_center: A, run: 1h}]}]
orders:
  - {id: M-1, type: production, item: X, quantity: 3, start: 2026-06-01T08:00,
     end: 2026-06-02, frozen: true}
  - {id: M-2, type: production, item: X, quantity: 3, start: 2026-06-01T09:00,
     end: 2026-06-02, frozen: true}
""",
        encoding="utf-8",
    )
    result = run("plan", scenario, "-o", tmp_path / "plan", "--time-limit", "5")
    assert result.exit_code == 0, result.stderr
    assert "orders not scheduled: 1" in result.stderr
    assert "order M-2 phase 10: it contradicts order M-1" in result.stderr
    assert "another start of order M-2 phase 10 would help" in result.stderr


def test_a_scenario_of_which_nothing_can_be_planned_exits_with_3(tmp_path: Path) -> None:
    scenario = tmp_path / "down.yaml"
    scenario.write_text(
        """
scenario: {id: down, start: 2026-06-01T06:00, horizon: 10d}
calendars: [{id: always, shifts: {mon-sun: ["00:00-24:00"]}}]
work_centers: [{id: A}]
items: [{id: X, source: make}]
routings: [{item: X, operations: [{phase: 10, work_center: A, run: 1h}]}]
downtimes: [{resource: A, from: 2026-06-01T00:00, to: 2100-01-01T00:00}]
demands: [{id: SO-1, item: X, quantity: 3, due: 2026-06-02}]
""",
        encoding="utf-8",
    )
    result = run("plan", scenario, "-o", tmp_path / "plan", "--time-limit", "5")
    assert result.exit_code == 3, result.stderr
    assert "no plan can exist" in result.stderr
    assert "A never works" in result.stderr
    assert not (tmp_path / "plan").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--mode", "best"), "'best' is not one of"),
        (("--objective", "speed"), "found 'speed' at position 1 of the objective 'speed'"),
        (("--objective", "flow,flow"), "the level 'flow' is named twice"),
        (("--time-limit", "0"), "0.0 is not in the range"),
        (("--workers", "65"), "65 is not in the range"),
        (("--workers", "0"), "0 is not in the range"),
    ],
)
def test_wrong_options_are_refused(arguments: tuple[str, ...], message: str) -> None:
    result = run("plan", BICYCLE, *arguments)
    assert result.exit_code == 2
    assert message in result.stderr


def test_mrp_prints_the_grid_of_the_lecture() -> None:
    result = run("mrp", LECTURE)
    assert result.exit_code == 0
    with (SCENARIOS / "mrp-lecture.expected.csv").open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(result.stdout.splitlines())) == list(csv.reader(file))


def test_mrp_follows_the_pegging_to_the_last_part() -> None:
    result = run("mrp", BICYCLE, "--peg", "SO-1")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0] == "demand SO-1: 10 BIKE-RED"
    assert "   └─ order MO-FRAME-RED-1: 10 FRAME-RED for phase 10" in lines or any(
        "order MO-FRAME-RED-1: 10 FRAME-RED for phase 10" in line for line in lines
    )
    missing = run("mrp", BICYCLE, "--peg", "SO-11")
    assert missing.exit_code == 2
    assert "Did you mean 'SO-1'?" in missing.stderr


def test_mrp_writes_its_tables(tmp_path: Path) -> None:
    result = run("mrp", BICYCLE, "-o", tmp_path / "mrp")
    assert result.exit_code == 0
    assert {path.name for path in (tmp_path / "mrp").iterdir()} == {
        "mrp.csv", "orders.csv", "pegging.csv", "suggestions.csv", "uncovered.csv",
    }  # fmt: skip


def test_init_writes_an_example_that_plans(tmp_path: Path) -> None:
    result = run("init", tmp_path / "shop")
    assert result.exit_code == 0
    example = Path(result.stdout.strip())
    assert run("check", example).exit_code == 0
    assert run("plan", example, "--mode", "alap", "-o", tmp_path / "plan").exit_code == 0
    again = run("init", tmp_path / "shop")
    assert again.exit_code == 2


@pytest.mark.parametrize("name", ["b.json", "b.xlsx", "b", "b.yaml"])
def test_convert_keeps_the_plan(name: str, tmp_path: Path) -> None:
    assert run("convert", BICYCLE, tmp_path / name).exit_code == 0
    grid = run("mrp", tmp_path / name)
    assert grid.stdout == run("mrp", BICYCLE).stdout


def test_schema_is_json() -> None:
    document = json.loads(run("schema").stdout)
    assert "work_centers" in document["properties"]


def test_explain_tells_the_story_of_a_demand_and_of_an_order(asap_plan: Path) -> None:
    demand = run("explain", asap_plan, "SO-1")
    assert demand.exit_code == 0
    assert demand.stdout.startswith("demand SO-1: 10 BIKE-RED, due 2026-06-09 00:00")
    assert "order MO-BIKE-RED-1" in demand.stdout
    assert "demand SO-1" in run("explain", asap_plan, "MO-BIKE-RED-1").stdout
    missing = run("explain", asap_plan, "SO-99")
    assert missing.exit_code == 2
    assert "Did you mean" in missing.stderr


def test_ctrl_c_writes_the_best_plan_so_far(tmp_path: Path) -> None:
    # 15 x 15 with random times: CP-SAT needs far longer than this to prove an optimum
    random = Random(1)
    rows = []
    for _ in range(15):
        machines = random.sample(range(15), 15)
        rows.append(" ".join(f"{machine} {random.randint(1, 99)}" for machine in machines))
    source = tmp_path / "shop.txt"
    source.write_text("15 15\n" + "\n".join(rows) + "\n", encoding="utf-8")
    shop = tmp_path / "shop.json"
    assert run("convert", "--from", "jobshop", source, shop).exit_code == 0
    process = subprocess.Popen(
        [sys.executable, "-m", "scheduler", "plan", str(shop), "--time-limit", "300",
         "--objective", "makespan", "-o", str(tmp_path / "plan")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=dict(os.environ),
        text=True,
    )  # fmt: skip
    assert process.stderr is not None
    assert "planning shop" in process.stderr.readline()
    time.sleep(4)  # let CP-SAT begin; the limit is far away
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 130, errors
    assert "stopping with the best plan so far" in errors
    assert (tmp_path / "plan" / "report.html").exists()
    verdict = run("check", shop, "--plan", tmp_path / "plan")
    assert verdict.exit_code == 0


def test_convert_never_writes_over_a_file_by_accident(tmp_path: Path) -> None:
    source, other = tmp_path / "a.yaml", tmp_path / "b.json"
    source.write_text(Path(BICYCLE).read_text("utf-8"), encoding="utf-8")
    assert run("convert", source, other).exit_code == 0
    before = source.read_text("utf-8")
    assert run("convert", source, source, "--overwrite").exit_code == 2
    refused = run("convert", source, other)
    assert refused.exit_code == 2
    assert "expected a TARGET that does not exist yet, or --overwrite" in refused.stderr
    assert run("convert", source, other, "--overwrite").exit_code == 0
    assert source.read_text("utf-8") == before


def test_a_comparison_replaces_itself_but_never_a_plan(asap_plan: Path, tmp_path: Path) -> None:
    target = tmp_path / "compare"
    for _ in range(2):
        result = run("compare", LECTURE, "--time-limit", "2", "-o", target)
        assert result.exit_code == 0, result.stderr
    assert {path.name for path in target.iterdir()} == {
        "compare.csv", "compare.html", "demands.csv", "overload.csv",
    }  # fmt: skip
    assert result.stdout.startswith("name,on_time,demands,")
    refused = run("compare", LECTURE, "--time-limit", "2", "-o", asap_plan)
    assert refused.exit_code == 2
    assert "holds something other than a comparison" in refused.stderr
    assert (asap_plan / "plan.json").exists()


def test_check_tells_a_plan_of_another_scenario_at_once(asap_plan: Path) -> None:
    result = run("check", LECTURE, "--plan", asap_plan)
    assert result.exit_code == 3
    assert "this plan is of the scenario 'bicycle', not of 'mrp-lecture'" in result.stdout


def test_a_time_limit_that_is_no_number_is_refused() -> None:
    result = run("plan", BICYCLE, "--time-limit", "nan")
    assert result.exit_code == 2
    assert "nan is not in the range 0.1<=x<=604800" in result.stderr


@pytest.mark.parametrize("command", ["plan", "compare"])
def test_help_tells_how_long_a_search_may_take(command: str) -> None:
    assert "60.0; 0.1<=x<=604800" in " ".join(run(command, "--help").stdout.split())
