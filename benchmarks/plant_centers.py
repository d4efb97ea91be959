"""The machines of a generated plant: three calendars, three kinds of centers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, TypedDict

from models.scenario import Calendar, Resource, SetupRule, SetupTransition, WorkCenter

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["CREW", "PlantCenter", "centers", "fixed_tables"]

CREW = "crew"
_WEEKLY_HOURS = {"day": 40, "two-shift": 80, "six-days": 144}
_SHIFTS = {
    "day": {"mon-fri": ("08:00-12:00", "13:00-17:00")},
    "two-shift": {"mon-fri": ("06:00-22:00",)},
    "six-days": {"mon-sat": ("00:00-24:00",)},
}
_COLOUR, _CREW = 3, 4  # of five centers the fourth paints, the fifth needs a crew


@dataclass(frozen=True, slots=True)
class PlantCenter:
    """A center, the kind within which operations may move, and the hours it gives each week."""

    center: WorkCenter
    kind: str
    weekly_hours: float


class FixedTables(TypedDict):
    """Tables of the scenario that do not depend on its orders."""

    calendars: tuple[Calendar, ...]
    work_centers: tuple[WorkCenter, ...]
    resources: tuple[Resource, ...]
    setup_rules: tuple[SetupRule, ...]


def centers(num_operations: int, *, plain: bool = False) -> tuple[PlantCenter, ...]:
    """Return the centers of a plant: 6 for 100 operations, 19 for 1,000, 60 for 10,000.

    The calendars take turns, so do the kinds: three plain centers (every second of them with two
    machines), one with colour-dependent setups, one whose operations need the crew. If `plain`,
    every center is a single machine without setups or crew.
    """
    count = round(6 * (num_operations / 100) ** 0.5)
    return tuple(_center(index, plain=plain) for index in range(max(5, count)))


def _center(index: int, *, plain: bool) -> PlantCenter:
    calendar = tuple(_SHIFTS)[index % 3]
    kind = "plain" if plain else {_COLOUR: "colour", _CREW: "crew"}.get(index % 5, "plain")
    capacity = 2 if kind == "plain" and index % 2 and not plain else 1
    hours = float(_WEEKLY_HOURS[calendar])
    if kind == "crew":  # the crew works two shifts, and there are three of it for four centers
        hours = min(hours, _WEEKLY_HOURS["two-shift"]) * 3 / 4
    center = WorkCenter(
        id=f"C{index + 1:02d}",
        calendar=calendar,
        capacity=capacity,
        hourly_rate=Decimal(40),
        setup_rule="colour" if kind == "colour" else None,
    )
    return PlantCenter(center, kind, hours * capacity)


def fixed_tables(plant_centers: tuple[PlantCenter, ...], colours: Sequence[str]) -> FixedTables:
    """Return the calendars, centers, crew and setup rule."""
    crewed = sum(row.kind == "crew" for row in plant_centers)
    crew = Resource(id=CREW, calendar="two-shift", capacity=-(-crewed * 3 // 4))
    has_colours = any(row.kind == "colour" for row in plant_centers)
    return FixedTables(
        calendars=tuple(Calendar(id=name, shifts=shifts) for name, shifts in _SHIFTS.items()),
        work_centers=tuple(row.center for row in plant_centers),
        resources=(crew,) if crewed else (),
        setup_rules=(_colour_rule(colours),) if has_colours else (),
    )


def _colour_rule(colours: Sequence[str]) -> SetupRule:
    """Return times that grow from dark to light: cleaning takes longer than darkening."""
    return SetupRule(
        id="colour",
        property="colour",
        default=timedelta(minutes=30),
        matrix=tuple(
            SetupTransition(
                from_=before, to=after, time=timedelta(minutes=10 if i < j else 20 + 10 * (i - j))
            )
            for i, before in enumerate(colours)
            for j, after in enumerate(colours)
            if i != j
        ),
        initial=colours[0],
        states=tuple(colours),
    )
