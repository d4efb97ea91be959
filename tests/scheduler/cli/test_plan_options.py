"""Options of `finitecap plan`: rules, an earlier plan, hard dates, and what is left out."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

from scheduler.cli import main

COATING = Path(__file__).parents[3] / "scenarios" / "coating.yaml"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def shop(folder: Path, **tables: Any) -> Path:
    """Write a shop with one press that works Monday to Friday 06-14: three orders of 6, 4, 2 h."""
    items = {"SIX": "6h", "FOUR": "4h", "TWO": "2h"}
    base: dict[str, Any] = {
        "scenario": {"id": "shop", "start": "2026-06-01T06:00", "horizon": "20d"},
        "calendars": [{"id": "day", "shifts": {"mon-fri": ["06:00-14:00"]}}],
        "work_centers": [{"id": "PRESS"}],
        "items": [{"id": name, "source": "make"} for name in items],
        "routings": [
            {"item": name, "operations": [{"phase": 10, "work_center": "PRESS", "run": run}]}
            for name, run in items.items()
        ],
        "demands": [
            {"id": f"SO-{name}", "item": name, "quantity": 1, "due": due}
            for name, due in (("SIX", "2026-06-02"), ("FOUR", "2026-06-03"), ("TWO", "2026-06-04"))
        ],
    }
    path = folder / "shop.yaml"
    path.write_text(yaml.safe_dump(base | tables), "utf-8")
    return path


def sequence(folder: Path) -> list[str]:
    """Return the orders of the press in their sequence."""
    with (folder / "operations.csv").open(encoding="utf-8") as file:
        return [row["item"] for row in csv.DictReader(file)]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("spt", ["TWO", "FOUR", "SIX"]),
        ("lpt", ["SIX", "FOUR", "TWO"]),
        ("edd", ["SIX", "FOUR", "TWO"]),
    ],
)
def test_a_plan_by_one_rule_follows_it_and_nothing_else(
    rule: str, expected: list[str], tmp_path: Path
) -> None:
    result = run("plan", shop(tmp_path), "--rule", rule, "-o", tmp_path / "plan")
    assert result.exit_code == 0, result.stderr
    assert f"by dispatch:{rule}" in result.stderr
    assert sequence(tmp_path / "plan") == expected


def test_a_rule_needs_finite_capacity_and_a_name_that_is_known(tmp_path: Path) -> None:
    infinite = run("plan", shop(tmp_path), "--rule", "edd", "--mode", "asap")
    assert infinite.exit_code == 2
    assert "--rule plans at finite capacity, not with --mode asap" in infinite.stderr
    unknown = run("plan", shop(tmp_path), "--rule", "edx")
    assert unknown.exit_code == 2
    assert "'edx' is not one of" in unknown.stderr


def test_a_plan_near_an_earlier_one_moves_nothing_it_need_not(tmp_path: Path) -> None:
    scenario, first, second = shop(tmp_path), tmp_path / "first", tmp_path / "second"
    assert run("plan", scenario, "--rule", "spt", "-o", first).exit_code == 0
    result = run(
        "plan", scenario, "--previous", first, "--objective", "moved,tardiness", "--workers", "1",
        "-o", second,
    )  # fmt: skip
    assert result.exit_code == 0, result.stderr
    assert "moved 0.00 operations (proven)" in result.stderr
    assert sequence(second) == ["TWO", "FOUR", "SIX"]


def test_frozen_days_keep_the_work_of_the_earlier_plan(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    assert run("plan", shop(tmp_path), "--rule", "spt", "-o", first).exit_code == 0
    frozen = shop(tmp_path, settings={"shop": {"frozen_days": "1d"}})
    result = run("plan", frozen, "--previous", first, "--rule", "lpt", "-o", second)
    assert result.exit_code == 0, result.stderr
    # all three began on Monday: 06:00, 08:00 and 12:00
    assert sequence(second) == ["TWO", "FOUR", "SIX"]
    rows = json.loads((second / "plan.json").read_text("utf-8"))["operations"]
    assert [row["start"] for row in rows] == [0, 120, 360]


def test_what_is_no_plan_is_told_before_any_work(tmp_path: Path) -> None:
    result = run("plan", shop(tmp_path), "--previous", tmp_path, "-o", tmp_path / "plan")
    assert result.exit_code == 2
    assert "expected a plan folder, or the plan.json of one; there is no such file" in result.stderr
    assert not (tmp_path / "plan").exists()


def test_the_plan_of_another_scenario_is_doubted(tmp_path: Path) -> None:
    first = tmp_path / "first"
    assert run("plan", shop(tmp_path), "--rule", "spt", "-o", first).exit_code == 0
    other = shop(tmp_path, scenario={"id": "other", "start": "2026-06-01T06:00", "horizon": "20d"})
    result = run("plan", other, "--previous", first, "--rule", "spt", "-o", tmp_path / "second")
    assert result.exit_code == 0
    assert f"warning: {first} is a plan of 'shop', not of 'other'" in result.stderr


def test_hard_dates_may_be_asked_for_and_waived_whatever_the_settings_say(tmp_path: Path) -> None:
    # 12 h for Monday, of which 8 h fit: with hard dates something is left out
    demands = [
        {"id": f"SO-{name}", "item": name, "quantity": 1, "due": "2026-06-01"}
        for name in ("SIX", "FOUR", "TWO")
    ]
    soft = shop(tmp_path, demands=demands)
    options = ("--time-limit", "5", "--workers", "1")
    result = run("plan", soft, "--hard-deadlines", *options, "-o", tmp_path / "hard")
    assert result.exit_code == 0, result.stderr
    kpis = json.loads((tmp_path / "hard" / "kpis.json").read_text("utf-8"))
    assert (kpis["late_demands"], kpis["unscheduled_orders"]) == (0, 1)
    assert "orders not scheduled: 1" in result.stderr
    with (tmp_path / "hard" / "unscheduled.csv").open(encoding="utf-8") as file:
        assert len(list(csv.DictReader(file))) == 1
    checked = run("check", soft, "--plan", tmp_path / "hard")
    assert checked.exit_code == 0, checked.stdout
    assert "orders not scheduled: 1" in checked.stdout

    hard = shop(tmp_path, demands=demands, settings={"shop": {"hard_deadlines": True}})
    result = run("plan", hard, "--soft-deadlines", "--rule", "spt", "-o", tmp_path / "soft")
    assert result.exit_code == 0, result.stderr
    assert json.loads((tmp_path / "soft" / "kpis.json").read_text("utf-8"))["late_demands"] == 1


def test_the_scenario_of_every_rule_plans_and_reports(tmp_path: Path) -> None:
    result = run("plan", COATING, "--rule", "setup-patient", "-o", tmp_path / "plan", "--excel")
    assert result.exit_code == 0, result.stderr
    assert "setup cost" in result.stderr
    with (tmp_path / "plan" / "subcontracts.csv").open(encoding="utf-8") as file:
        assert [row["document"] for row in csv.DictReader(file)] == ["SC-MO-RACK-1-30"]
    assert run("check", COATING, "--plan", tmp_path / "plan").exit_code == 0
