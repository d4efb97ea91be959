"""Scenarios on which planner and verifier once disagreed; both must agree now."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from models.plan import Mode
from scheduler.files import load
from scheduler.pipeline import plan
from solvers.options import SolveOptions
from tests.scheduler.scenario_builder import plant, routing

OUT = {"id": "OUT", "external": True, "infinite": True, "calendar": "day"}
MADE = [{"id": "X", "source": "make"}, {"id": "Y", "source": "buy", "lead_time": "1d"}]
BOM = [{"parent": "X", "components": [{"item": "Y", "quantity": 0.5}]}]

CASES: dict[str, dict[str, Any]] = {
    "a crew named at a subcontractor's lead time holds nobody": {
        "work_centers": [{"id": "A"}, {"id": "B"}, OUT],
        "resources": [{"id": "crew"}],
        "routings": [
            routing(
                "X",
                {
                    "phase": 10,
                    "work_center": "OUT",
                    "lead_time": "2d",
                    "resources": [{"resource": "crew"}],
                },
            )
        ],
        "demands": [
            {"id": name, "item": "X", "quantity": 1, "due": f"2026-06-0{day}"}
            for name, day in (("D1", 3), ("D2", 4), ("D3", 5))
        ],
    },
    "a purchase usable only beyond the horizon": {
        "settings": {"purchase_delay": "3d"},
        "items": MADE,
        "orders": [
            {"id": "P", "type": "purchase", "item": "Y", "quantity": 3, "end": "2026-06-19"}
        ],
    },
    "an alternative that is rounded up in two lines of its own": {
        "items": [
            {"id": "X", "source": "make", "scrap": "0.333333", "reorder_level": 30},
            MADE[1],
            {"id": "Z", "source": "buy"},
        ],
        "boms": [
            {
                "parent": "X",
                "quantity": "2.666667",
                "components": [
                    {"item": "Z", "quantity": 8},
                    {
                        "item": "Y",
                        "quantity": 8,
                        "alternatives": [{"item": "Z", "quantity": "2.666664"}],
                    },
                    {"item": "Z", "quantity": 8},
                ],
            }
        ],
    },
    "material of a subcontract order that is not sent yet": {
        "items": [{"id": "X", "source": "subcontract"}, MADE[1]],
        "boms": BOM,
        "orders": [
            {"id": "S", "type": "subcontract", "item": "X", "quantity": 4, "end": "2026-06-09"}
        ],
    },
    "material without a phase was taken when the order began": {
        "items": MADE,
        "boms": BOM,
        "orders": [
            {
                "id": "M",
                "type": "production",
                "item": "X",
                "quantity": 4,
                "end": "2026-06-09",
                "progress": [{"phase": 20, "state": "closed"}],
            }
        ],
    },
}


@pytest.mark.parametrize("tables", CASES.values(), ids=list(CASES))
def test_planner_and_verifier_agree(tables: dict[str, Any]) -> None:
    result = plan(plant(**tables), SolveOptions(workers=1, deterministic_limit=1))
    assert result.kpis["verified"] == "yes"


FOUND = sorted((Path(__file__).parent / "found").glob("*.yaml"))


@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize("path", FOUND, ids=lambda path: path.stem)
def test_planner_and_verifier_agree_on_what_random_scenarios_found(path: Path, mode: Mode) -> None:
    result = plan(load(path), SolveOptions(mode=mode, workers=1, deterministic_limit=1))
    assert result.kpis["verified"] == "yes"


def test_there_are_scenarios_to_agree_on() -> None:
    assert len(FOUND) == 37
