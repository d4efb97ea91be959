"""`finitecap explain` and `plan --remedies`: what would help, on a shop known by hand."""

from __future__ import annotations

import csv
import json
import os
import signal
from typing import TYPE_CHECKING

import pytest
import yaml
from click.testing import CliRunner

from scheduler.cli import main
from scheduler.outputs import load_plan
from tests.scheduler.remedies.late_shops import press_shop

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

    from models.plan import Plan
    from solvers.options import SolveOptions


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def planned(folder: Path, *options: str) -> Path:
    """Write the plan of the press shop, where SO-4 is late, and return its folder."""
    text = yaml.safe_dump(
        press_shop().model_dump(mode="json", by_alias=True, exclude_defaults=True)
    )
    (folder / "shop.yaml").write_text(text, encoding="utf-8")
    result = run("plan", folder / "shop.yaml", "-o", folder / "plan", "--rule", "edd", *options)
    assert result.exit_code == 0, result.stderr
    return folder / "plan"


@pytest.fixture(scope="module")
def late(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a plan without remedies."""
    return planned(tmp_path_factory.mktemp("late"), "--remedies", "0")


def test_the_summary_of_a_plan_tells_what_would_help_its_late_demands(tmp_path: Path) -> None:
    path = tmp_path / "shop.yaml"
    text = press_shop().model_dump(mode="json", by_alias=True, exclude_defaults=True)
    path.write_text(yaml.safe_dump(text), encoding="utf-8")
    told = {}
    for count in ("0", "1"):
        folder = tmp_path / f"plan-{count}"
        result = run("plan", path, "-o", folder, "--rule", "edd", "--remedies", count)
        assert result.exit_code == 0, result.stderr
        told[count] = " ".join(result.stderr.split())
    assert (
        "what would help SO-4: overtime of 2 h on PRESS from Mon 2026-06-01 14:00, or SO-4 before"
        " all others, would bring it on time what it costs and who is later for it: finitecap"
        " explain PLAN_FOLDER SO-4"
    ) in told["1"]
    assert "what would help SO-4:" not in told["0"]


def test_a_late_demand_is_told_with_what_would_help(late: Path) -> None:
    result = run("explain", late, "SO-4")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[1].startswith("  because 2.0 h late: ")
    begin = lines.index("    120 min  late in all") + 1
    assert lines[begin : begin + 4] == [
        "  overtime of 2 h on PRESS from Mon 2026-06-01 14:00, or SO-4 before all others,"
        " would bring it on time",
        "  what would help, the cheapest first",
        "    overtime of 2 h on PRESS from Mon 2026-06-01 14:00: on time, costs 80.00,"
        " 1 phase moves",
        "      to try it: --shift=PRESS:2026-06-01T14:00..2026-06-01T16:00",
    ]
    assert "  decided by, the latest first" in lines


def test_without_remedies_only_the_cause_is_told(late: Path) -> None:
    result = run("explain", late, "SO-4", "--no-remedies")
    assert "because" in result.stdout
    assert "would bring it" not in result.stdout


def test_an_order_tells_what_would_help_the_demands_it_serves(late: Path) -> None:
    result = run("explain", late, "MO-FOUR-1")
    assert result.stdout.startswith("order MO-FOUR-1: 1 FOUR")
    assert "overtime of 2 h on PRESS" in result.stdout


def test_a_demand_on_time_has_nothing_to_remedy(late: Path) -> None:
    result = run("explain", late, "SO-8")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[0].endswith("on time: nothing to remedy")


def test_all_late_demands_are_told_the_worst_first_and_no_more_than_asked_for(late: Path) -> None:
    result = run("explain", late, "--late", "--limit", "1")
    assert result.exit_code == 0
    assert result.stdout.startswith("demand SO-4: ")
    assert "order MO-" not in result.stdout.splitlines()[0]


def test_the_whole_story_is_there_as_json(late: Path) -> None:
    result = run("explain", late, "SO-4", "--json")
    (story,) = json.loads(result.stdout)
    assert story["late_minutes"] == sum(part["minutes"] for part in story["parts"]) == 120
    assert story["chain"][-1]["from"] == "2026-06-01T06:00:00+00:00"
    first, second = story["remedies"]
    assert (first["kind"], first["amount"], first["cost"]) == ("overtime", "2", "80.00")
    assert second["later_demands"] == ["SO-8 (weight 3) 0.4 d late"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["SO-44"], "Did you mean 'SO-4'?"),
        ([], "Name an order or a demand, or ask for all late demands with --late."),
        (["SO-4", "--late"], "Name an order or a demand, or ask for all late demands"),
        (["SO-4", "--limit", "1"], "--limit goes with --late."),
    ],
)
def test_what_cannot_be_told_is_refused(late: Path, arguments: list[str], message: str) -> None:
    result = run("explain", late, *arguments)
    assert result.exit_code == 2
    assert message in result.stderr


def test_a_plan_edited_by_hand_is_refused_with_the_rule_it_breaks(
    late: Path, tmp_path: Path
) -> None:
    document = json.loads((late / "plan.json").read_text("utf-8"))
    document["operations"][0]["end"] += 60
    (tmp_path / "plan.json").write_text(json.dumps(document), encoding="utf-8")
    result = run("explain", tmp_path, "SO-4")
    assert result.exit_code == 2
    assert f"{tmp_path / 'plan.json'}: plan: found 'duration: order" in result.stderr
    assert "expected a plan that breaks no rule; it was edited since" in result.stderr


def test_plan_keeps_the_remedies_of_the_worst_demands_and_explain_tells_these(
    tmp_path: Path,
) -> None:
    folder = planned(tmp_path)
    assert [row.demand for row in load_plan(folder).remedies] == ["SO-4", "SO-4"]
    with (folder / "remedies.csv").open(encoding="utf-8") as file:
        kinds = [row["kind"] for row in csv.DictReader(file)]
    assert kinds == ["overtime", "rush"]
    anew = run("explain", folder, "SO-4", "--trials", "1").stdout
    assert "overtime of 2 h" not in anew  # one trial finds less
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("scheduler.remedies.remedies_for", pytest.fail)  # nobody looks again
        assert "overtime of 2 h" in run("explain", folder, "SO-4").stdout


def test_the_time_that_remedies_took_is_in_the_record_of_the_run(tmp_path: Path) -> None:
    plan = planned(tmp_path, "--remedies", "1")
    (record,) = json.loads(run("runs", plan, "--json").stdout)
    assert "remedies" in record["steps"]
    without = planned(tmp_path, "--remedies", "0")
    newest = json.loads(run("runs", without, "--last", "1", "--json").stdout)[0]
    assert "remedies" not in newest["steps"]


def test_where_nothing_is_late_that_is_said(tmp_path: Path) -> None:
    shop = press_shop().model_dump(mode="json", by_alias=True, exclude_defaults=True)
    for demand in shop["demands"]:
        demand["due"] = "2026-06-30"
    (tmp_path / "shop.yaml").write_text(yaml.safe_dump(shop), encoding="utf-8")
    made = run("plan", tmp_path / "shop.yaml", "-o", tmp_path / "plan", "--rule", "edd")
    assert made.exit_code == 0, made.stderr
    result = run("explain", tmp_path / "plan", "--late")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "No late demand\n")


def test_an_order_in_the_wrong_case_is_found_as_a_hint(late: Path) -> None:
    result = run("explain", late, "so-4")
    assert result.exit_code == 2
    assert "Did you mean 'SO-4'?" in result.stderr


def test_a_run_that_is_stopped_while_remedies_are_looked_for_is_recorded_as_such(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(
        plan: Plan, _demands: list[str], options: SolveOptions, **_of_trials: object
    ) -> Plan:
        options.stop.set()  # as Ctrl-C does
        return plan

    shop = press_shop().model_dump(mode="json", by_alias=True, exclude_defaults=True)
    (tmp_path / "shop.yaml").write_text(yaml.safe_dump(shop), encoding="utf-8")
    monkeypatch.setattr("scheduler.remedies.remedies_for", stopped)
    made = run("plan", tmp_path / "shop.yaml", "-o", tmp_path / "plan", "--rule", "edd")
    assert made.exit_code == 130
    (record,) = json.loads(run("runs", tmp_path / "plan", "--json").stdout)
    assert (record["status"], record["exit_code"]) == ("interrupted", 130)
    assert record["counts"]["demands"] > 0


def test_ctrl_c_ends_the_search_and_what_was_found_is_told(
    late: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(plan: Plan, _demands: list[str], options: SolveOptions, **_: object) -> Plan:
        os.kill(os.getpid(), signal.SIGINT)
        assert options.stop.wait(10)
        return plan

    monkeypatch.setattr("scheduler.remedies.remedies_for", interrupted)
    result = run("explain", late, "SO-4")
    assert result.exit_code == 130
    assert "stopping; what was found is told" in result.stderr
    assert "  decided by, the latest first" in result.stdout
