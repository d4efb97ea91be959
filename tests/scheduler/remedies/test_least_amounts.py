"""Whatever the plant: a remedy does what it says when it is tried, and a step less does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from models.remedy import RemedyKind
from scheduler.api import verify
from scheduler.changes import EarlierReceipt, Overtime
from scheduler.remedies.closed_hours import QUARTER
from scheduler.simulation.replan import Manner, replanned
from tests.scheduler.remedies.late_shops import (
    OPTIONS,
    changes_of,
    demand,
    found,
    hub,
    planned,
    press_shop,
    routing,
)

if TYPE_CHECKING:
    from models.plan import Plan
    from scheduler.changes import Change

SLOTS = tuple(datetime(2026, 6, day, 14) for day in (1, 2, 3))  # noqa: DTZ001 - local


def late_with(plan: Plan, name: str, *changes: Change, is_draft: bool = False) -> int:
    """Return how late a demand is as `finitecap simulate` plans changes; what it plans is sound."""
    after = replanned(plan, changes, Manner(OPTIONS, is_draft=is_draft))
    assert verify(after) == ()
    (late,) = (row.late for row in after.demands if row.demand == name)
    return late


def less_of(change: Change) -> Change | None:
    """Return a change with a step less; none if nothing is left of it."""
    match change:
        case Overtime(begin=begin, end=end) if end - begin > QUARTER:
            return replace(change, end=end - QUARTER)
        case EarlierReceipt(days=days) if days > 1:
            return replace(change, days=days - 1)
    return None


def worked(begin: datetime, quarters: int) -> Overtime:
    """Return so many quarters of an hour of overtime."""
    return Overtime("PRESS", begin, begin + quarters * QUARTER)


@st.composite
def plants(draw: st.DrawFn) -> Plan:
    """Draw a plan by due date of two centers, three items and five demands, some of them late."""
    names = ("U", "V", "W")
    hours = st.integers(1, 9)
    routings = [
        {
            "item": name,
            "operations": [
                {"phase": 10, "work_center": "PRESS", "run": f"{draw(hours)}h"},
                {"phase": 20, "work_center": "PACK", "run": f"{draw(hours)}h"},
            ],
        }
        for name in names
    ]
    demands = [
        demand(
            f"SO-{number}",
            draw(st.sampled_from(names)),
            f"2026-06-0{draw(st.integers(1, 5))}T{draw(st.integers(7, 13)):02}:00",
            weight=draw(st.integers(1, 5)),
        )
        for number in range(5)
    ]
    items: list[dict[str, Any]] = [{"id": name, "source": "make"} for name in names]
    return planned(
        press_shop(
            work_centers=[{"id": "PRESS", "overtime_rate": 40}, {"id": "PACK"}],
            items=[*items, hub(f"{draw(st.integers(1, 3))}d")],
            boms=[{"parent": "W", "components": [{"item": "HUB", "quantity": 1, "phase": 10}]}],
            routings=routings,
            demands=demands,
        )
    )


@settings(max_examples=5)
@given(plants())
def test_a_remedy_does_what_it_says_and_a_step_less_does_not(plan: Plan) -> None:
    late = sorted((row for row in plan.demands if row.late), key=lambda row: -row.late)
    assume(late)
    name = late[0].demand
    for row in found(plan, name, most=200):
        if row.kind is RemedyKind.NONE:
            continue
        changes = changes_of(plan, row.options)
        assert late_with(plan, name, *changes) == row.late < late[0].late
        for place, change in enumerate(changes):
            less = less_of(change)
            some = () if less is None else (less,)
            fewer = (*changes[:place], *some, *changes[place + 1 :])
            assert late_with(plan, name, *fewer) > row.late, (row.options, row.late, fewer)


@settings(max_examples=4)
@given(st.integers(1, 8), st.integers(1, 8), st.integers(1, 3), st.integers(7, 13))
def test_the_least_overtime_is_that_of_trying_every_amount(
    first: int, second: int, day: int, hour: int
) -> None:
    scenario = press_shop(
        routings=[routing("EIGHT", f"{first}h"), routing("FOUR", f"{second}h")],
        demands=[
            demand("SO-8", "EIGHT", "2026-06-01"),
            demand("SO-4", "FOUR", f"2026-06-0{day}T{hour:02}:00"),
        ],
    )
    plan = planned(scenario)
    assume(any(row.demand == "SO-4" and row.late for row in plan.demands))
    enough = [
        quarters
        for begin in SLOTS
        for quarters in range(1, 33)
        if not late_with(plan, "SO-4", worked(begin, quarters), is_draft=True)
    ]
    told = [row for row in found(plan, most=200) if row.kind is RemedyKind.OVERTIME]
    sufficient = [row for row in told if row.is_sufficient]
    assert bool(sufficient) == bool(enough)
    if enough:
        assert sufficient[0].amount * 4 == min(enough)


@pytest.mark.parametrize("hours", range(0, 96, 16))
def test_the_least_days_are_those_of_trying_every_number(hours: int) -> None:
    due = datetime(2026, 6, 1, 12) + timedelta(hours=hours)  # noqa: DTZ001 - local
    always = [{"id": "always", "shifts": {"mon-sun": ["00:00-24:00"]}}]
    plan = planned(
        press_shop(
            calendars=always,
            items=[{"id": "FOUR", "source": "make"}, hub("4d")],
            boms=[{"parent": "FOUR", "components": [{"item": "HUB", "quantity": 1}]}],
            routings=[routing("FOUR", "4h")],
            demands=[demand("SO-4", "FOUR", due.isoformat(timespec="minutes"))],
        )
    )
    if not plan.demands[0].late:
        pytest.fail("the hub comes on Friday at 06")
    days = range(1, 5)
    enough = [day for day in days if not late_with(plan, "SO-4", EarlierReceipt("PO-HUB-1", day))]
    told = [row.amount for row in found(plan) if row.is_sufficient]
    assert told == [min(enough)]
