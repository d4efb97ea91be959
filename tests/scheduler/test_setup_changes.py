"""Between which states machines are set up, as schedules have it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from scheduler.api import plan as plan_of
from scheduler.read_back import read_back
from scheduler.setup_changes import setup_changes
from tests.scheduler.scenario_builder import plant, routing

PAINTED = ("RED", "RED-2", "BLUE")


def changes(**tables: Any) -> dict[str, tuple[str, str]]:
    """Return the changes of a plan by due date on PAINT, which is white at first, by item."""
    days = dict(zip(PAINTED, (2, 3, 4), strict=True))
    colours = {"RED": "red", "RED-2": "red", "BLUE": "blue"}
    base: dict[str, Any] = {
        "items": [{"id": name, "source": "make"} for name in PAINTED],
        "work_centers": [{"id": "PAINT", "setup_rule": "colour"}],
        "setup_rules": [
            {"id": "colour", "property": "colour", "default": "1h", "initial": "white"}
        ],
        "routings": [
            routing(
                name,
                {
                    "phase": 10, "work_center": "PAINT", "run": "2h",
                    "state": {"colour": colours[name]},
                },
            )
            for name in PAINTED
        ],
        "demands": [
            {"id": f"SO-{name}", "item": name, "quantity": Decimal(1), "due": f"2026-06-0{day}"}
            for name, day in days.items()
        ],
    }  # fmt: skip
    found = read_back(plan_of(plant(**(base | tables)), rule="edd"))
    assert found is not None
    compiled, schedule = found
    told = setup_changes(compiled, schedule)
    return {compiled.operations[op].item: states for op, states in told.items()}


def test_each_changeover_is_told_from_the_state_before_to_the_state_after() -> None:
    assert changes() == {"RED": ("white", "red"), "BLUE": ("red", "blue")}


def test_a_machine_without_a_first_state_is_set_up_from_nothing_that_can_be_told() -> None:
    free = [{"id": "colour", "property": "colour", "default": "1h"}]
    assert changes(setup_rules=free) == {"BLUE": ("red", "blue")}


def test_a_plant_without_setups_has_none() -> None:
    assert changes(work_centers=[{"id": "PAINT"}]) == {}
