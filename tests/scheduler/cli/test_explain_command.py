"""`finitecap explain`: whole stories, with numbers derived by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import yaml
from click.testing import CliRunner

from scheduler.cli import main
from scheduler.outputs import load_plan
from scheduler.outputs.plan_json import dump_plan
from tests.scheduler.scenario_builder import plant, routing

if TYPE_CHECKING:
    from pathlib import Path

    from models.scenario import Scenario


def explain(folder: Path, name: str) -> str:
    result = CliRunner().invoke(main, ["explain", str(folder), name, "--no-remedies"])
    assert result.exit_code == 0, result.stderr
    return result.stdout


def planned(folder: Path, scenario: Scenario) -> Path:
    """Write the plan of a scenario and return its folder."""
    source, target = folder / "shop.yaml", folder / "plan"
    text = yaml.safe_dump(scenario.model_dump(mode="json", by_alias=True, exclude_defaults=True))
    source.write_text(text, encoding="utf-8")
    arguments = ["plan", source, "-o", target, "--workers", "1", "--time-limit", "10"]
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exit_code == 0, result.stderr
    return target


@pytest.fixture(scope="module")
def queue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a plan of SO-1, 20 h on A, and SO-2, 10 h on A and 2 h on B, both due on 1 June."""
    scenario = plant(
        items=[{"id": "X", "source": "make"}, {"id": "Y", "source": "make"}],
        work_centers=[{"id": "A"}, {"id": "B"}],
        routings=[routing("X", (10, "A", "20h")), routing("Y", (10, "A", "10h"), (20, "B", "2h"))],
        demands=[
            {"id": "SO-1", "item": "X", "quantity": 1, "due": "2026-06-01", "weight": 9},
            {"id": "SO-2", "item": "Y", "quantity": 1, "due": "2026-06-01"},
        ],
    )
    return planned(tmp_path_factory.mktemp("queue"), scenario)


def test_a_late_demand_is_told_with_its_parts_and_its_whole_chain(queue: Path) -> None:
    # A is with SO-1 until 20:00; SO-2 has it 20:00-06:00 and B until 08:00: 8 h late, all waited
    assert explain(queue, "SO-2").splitlines()[:11] == [
        "demand SO-2: 1 Y, due 2026-06-02 00:00, complete 2026-06-02 08:00, 0.3 days late",
        "  because 8.0 h late: 8.0 h waiting for A-1 behind MO-X-1 phase 10",
        "  made up of",
        "    480 min  waiting for A-1 behind MO-X-1 phase 10",
        "    480 min  late in all",
        "  decided by, the latest first",
        "    2026-06-02 06:00 to 2026-06-02 08:00  MO-Y-1 phase 20 is under way (2.0 h work)",
        "    2026-06-02 06:00 to 2026-06-02 06:00  MO-Y-1 phase 20 follows MO-Y-1 phase 10",
        "    2026-06-01 20:00 to 2026-06-02 06:00  MO-Y-1 phase 10 is under way (10.0 h work)",
        "    2026-06-01 20:00 to 2026-06-01 20:00"
        "  MO-Y-1 phase 10 is waiting for A-1 behind MO-X-1 phase 10",
        "    2026-06-01 00:00 to 2026-06-01 20:00  MO-X-1 phase 10 is under way (20.0 h work)",
    ]


def test_a_demand_on_time_is_told_without_parts(queue: Path) -> None:
    text = explain(queue, "SO-1")
    assert "on time" in text
    assert "made up of" not in text
    assert "MO-X-1 phase 10 is under way (20.0 h work)" in text


def test_an_order_tells_its_phases_and_the_demands_that_wait_for_it(queue: Path) -> None:
    text = explain(queue, "MO-Y-1")
    assert text.startswith("order MO-Y-1: 1 Y, 2026-06-01 20:00 to 2026-06-02 08:00\n")
    assert "phase 20 on B-1, 2026-06-02 06:00 to 2026-06-02 08:00" in text
    assert "    480 min  late in all" in text


def test_a_plan_that_does_not_fit_its_scenario_tells_what_it_holds(
    queue: Path, tmp_path: Path
) -> None:
    plan = load_plan(queue)
    rows = tuple(replace(row, work_center="B", machine="B-1") for row in plan.operations)
    (tmp_path / "plan.json").write_text(dump_plan(replace(plan, operations=rows)), encoding="utf-8")
    text = explain(tmp_path, "SO-2")
    assert "because 8.0 h late" in text
    assert "decided by" not in text


@pytest.fixture(scope="module")
def missing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a plan without X, which needs a mould that is not there, nor SO-1, made of it."""
    mould = {"item": "MOULD", "quantity": 1, "scheduled": True}
    press = {"phase": 10, "work_center": "A", "run": "1h", "equipment": [mould]}
    scenario = plant(
        items=[
            {"id": "X", "source": "make"},
            {"id": "Y", "source": "make"},
            {"id": "MOULD", "source": "buy", "lead_time": "1d"},
            {"id": "Z", "source": "make"},
        ],
        boms=[{"parent": "Y", "components": [{"item": "X", "quantity": 1}]}],
        routings=[
            routing("X", press), routing("Y", (10, "B", "1h")), routing("Z", (10, "B", "1h")),
        ],
        demands=[
            {"id": "SO-1", "item": "Y", "quantity": 1, "due": "2026-06-03"},
            {"id": "SO-2", "item": "Z", "quantity": 1, "due": "2026-06-03"},
        ],
    )  # fmt: skip
    return planned(tmp_path_factory.mktemp("missing"), scenario)


def test_what_is_not_scheduled_is_told_with_its_cause_down_to_the_root(missing: Path) -> None:
    plan = load_plan(missing)
    root = next(row for row in plan.unscheduled if not row.waits_for)
    above = next(row for row in plan.unscheduled if row.waits_for)
    assert explain(missing, above.order).splitlines() == [
        f"order {above.order}: not scheduled, because it needs X of order {root.order},"
        " which is not scheduled",
        f"order {root.order} phase 10: not scheduled, because {root.cause}",
    ]
    assert "MOULD" in root.cause


def test_a_demand_that_is_not_completed_is_told_with_what_it_waits_for(missing: Path) -> None:
    lines = explain(missing, "SO-1").splitlines()
    assert lines[0] == "demand SO-1: 1 Y, due 2026-06-04 00:00, not scheduled"
    assert lines[1].startswith("  because order MO-X-1 is not scheduled: ")
    assert sum(line.startswith("order MO-") for line in lines) == 2
    assert "2026-05-31" not in "\n".join(lines)
    assert "on time" in explain(missing, "SO-2")


def test_facts_and_a_remedy_are_told() -> None:
    from models.plan import Unscheduled
    from scheduler.cli.explain import lines_of_unscheduled

    row = Unscheduled("MO-1", None, "it cannot", ("one", "two"), "a longer day")
    assert list(lines_of_unscheduled(row)) == [
        "order MO-1: not scheduled, because it cannot",
        "  one",
        "  two",
        "  a longer day would help",
    ]
