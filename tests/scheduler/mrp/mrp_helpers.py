"""Small scenarios for MRP tests, and readable views of the plan."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from models.quantity import from_units
from models.scenario import Scenario

if TYPE_CHECKING:
    from models.material import ItemGrid, MaterialPlan, Units

SCENARIOS = Path(__file__).parents[3] / "scenarios"


def read_scenario(name: str) -> Scenario:
    """Return a shipped scenario; every scalar stays the text it is in the file."""
    text = (SCENARIOS / name).read_text(encoding="utf-8")
    return Scenario.model_validate(yaml.load(text, Loader=yaml.BaseLoader))


def scenario_of(
    horizon: object = "20d", start: object = "2026-06-01T00:00", **tables: object
) -> Scenario:
    """Return a scenario in UTC that works round the clock unless it brings its own calendars."""
    always = [{"id": "always", "shifts": {"mon-sun": ["00:00-24:00"]}}]
    header = {"id": "test", "start": start, "horizon": horizon, "timezone": "UTC"}
    return Scenario.model_validate({"scenario": header, "calendars": always, **tables})


def demands_of(item: str, needs: dict[int, int]) -> list[dict[str, object]]:
    """Return demands of an item: quantity by day, day 1 being 1 June 2026."""
    return [
        {"id": f"{item}-{day}", "item": item, "quantity": quantity, "due": f"2026-06-{day:02d}"}
        for day, quantity in needs.items()
    ]


def grid_of(plan: MaterialPlan, item: str) -> ItemGrid:
    """Return the grid of one item."""
    return next(grid for grid in plan.grid if grid.item == item)


def by_day(row: Units) -> dict[int, float]:
    """Return the days (from 1) on which a grid row is not 0, with the pieces."""
    return {bucket + 1: float(from_units(int(units))) for bucket, units in enumerate(row) if units}


def dense(row: Units) -> list[float]:
    """Return a grid row in pieces."""
    return [float(from_units(int(units))) for units in row]
