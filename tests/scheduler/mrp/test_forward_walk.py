"""Forward walks, and that they mirror the backward ones."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.scenario import Scenario
from scheduler.mrp.buckets import Buckets
from scheduler.mrp.forward import ForwardWalks
from scheduler.mrp.routing_walk import RoutingWalks

HOUR = 60
DAY = 24 * HOUR
CALENDARS = [
    {"id": "day", "shifts": {"mon-fri": ["08:00-12:00", "13:00-17:00"]}},
    {"id": "always", "shifts": {"mon-sun": ["00:00-24:00"]}},
    {"id": "rare", "shifts": {"wed": ["22:00-06:00"]}},
    {"id": "never"},
]


def shop(*operations: dict[str, Any], **tables: Any) -> Scenario:
    """Return a shop on Monday 1 June 2026, midnight, whose item X takes these operations."""
    base: dict[str, Any] = {
        "scenario": {"id": "test", "start": "2026-06-01T00:00", "horizon": "30d"},
        "calendars": CALENDARS,
        "work_centers": [
            {"id": "DAY"},
            {"id": "WHOLE", "interruptible": False},
            {"id": "ALWAYS", "calendar": "always"},
            {"id": "RARE", "calendar": "rare"},
            {"id": "NEVER", "calendar": "never"},
            {"id": "OUT", "external": True},
        ],
        "resources": [{"id": "CREW", "calendar": "always"}],
        "items": [{"id": "X", "source": "make"}],
        "routings": [{"item": "X", "operations": list(operations)}],
    }
    return Scenario.model_validate(base | tables)


def earliest(scenario: Scenario, first: int = 0, **not_before: int) -> list[tuple[int, int]]:
    """Return start and end of the phases of one X; ``p20=...`` holds phase 20 back."""
    bounds: dict[int | None, int] = {None: first}
    bounds |= {int(name[1:]): tick for name, tick in not_before.items()}
    walks = ForwardWalks(scenario, Buckets.of(scenario))
    return [(row.start, row.end) for row in walks.earliest_phases("X", Decimal(1), bounds)]


def phase(number: int, center: str, run: str, **fields: Any) -> dict[str, Any]:
    return {"phase": number, "work_center": center, "run": run, **fields}


def test_work_pauses_outside_the_shift() -> None:
    # 10 h from Monday 08:00: 8 h until 17:00, 2 h on Tuesday
    assert earliest(shop(phase(10, "DAY", "10h"))) == [(8 * HOUR, DAY + 10 * HOUR)]


def test_work_without_interruption_waits_for_a_window_that_holds_it() -> None:
    # 3 h from 10:00 do not fit before noon
    scenario = shop(phase(10, "WHOLE", "3h"))
    assert earliest(scenario, 10 * HOUR) == [(13 * HOUR, 16 * HOUR)]
    # no window is 5 h long: then it is interrupted after all
    assert earliest(shop(phase(10, "WHOLE", "5h"))) == [(8 * HOUR, 14 * HOUR)]


def test_phases_wait_for_each_other_for_drying_and_for_material() -> None:
    scenario = shop(phase(10, "DAY", "1h", wait="5h"), phase(20, "DAY", "1h"))
    # 9:00 + 5 h is 14:00; material for phase 20 only comes on Tuesday at noon
    assert earliest(scenario) == [(8 * HOUR, 9 * HOUR), (14 * HOUR, 15 * HOUR)]
    assert earliest(scenario, p20=DAY + 12 * HOUR)[1] == (DAY + 13 * HOUR, DAY + 14 * HOUR)


def test_outside_work_takes_working_days() -> None:
    # from Thursday noon, two working days: the rest of Thursday, Friday, Monday until noon
    scenario = shop({"phase": 10, "work_center": "OUT", "lead_time": "2d"})
    assert earliest(scenario, 3 * DAY + 12 * HOUR) == [(3 * DAY + 12 * HOUR, 7 * DAY + 12 * HOUR)]


def test_alternative_centers_bring_their_own_times() -> None:
    other = {"work_center": "ALWAYS", "run": "3h"}
    scenario = shop(phase(10, "DAY", "1h", alternatives=[other]))
    alternative = scenario.routings[0].operations[0].alternatives[0]
    walks = ForwardWalks(scenario, Buckets.of(scenario))
    (row,) = walks.earliest_phases("X", Decimal(1), {}, {10: alternative})
    assert (row.work_center, row.start, row.end) == ("ALWAYS", 0, 3 * HOUR)
    back = RoutingWalks(scenario, Buckets.of(scenario))
    (row,) = back.latest_phases("X", Decimal(1), 5 * HOUR, {10: alternative})
    assert (row.work_center, row.start, row.end) == ("ALWAYS", 2 * HOUR, 5 * HOUR)


def test_a_calendar_that_never_works_counts_as_working_in_the_end() -> None:
    ((start, end),) = earliest(shop(phase(10, "NEVER", "1h")))
    assert (start, end) == (0, HOUR)


centers = st.sampled_from(["DAY", "WHOLE", "ALWAYS", "RARE"])
minutes = st.integers(1, 700)


@given(
    steps=st.lists(st.tuples(centers, minutes, st.integers(0, 300)), min_size=1, max_size=4),
    due=st.integers(0, 30 * DAY),
)
@settings(max_examples=150, deadline=None)
def test_forward_from_the_latest_start_is_done_in_time_and_one_tick_later_is_not(
    steps: list[tuple[str, int, int]], due: int
) -> None:
    rows = [
        phase(10 * number, center, f"{run}m", wait=f"{wait}m")
        for number, (center, run, wait) in enumerate(steps, start=1)
    ]
    scenario = shop(*rows)
    buckets = Buckets.of(scenario)
    back, forward = RoutingWalks(scenario, buckets), ForwardWalks(scenario, buckets)
    latest = back.latest_phases("X", Decimal(1), due)
    assert {row.phase: row.start for row in latest} == back.latest_starts("X", Decimal(1), due)
    if latest[0].start < 0:
        return

    def ready(first: int) -> int:
        return forward.usable("X", forward.earliest_phases("X", Decimal(1), {None: first}))

    assert ready(latest[0].start) <= due < ready(latest[0].start + 1)


@pytest.mark.parametrize("first", [0, 9 * HOUR, 4 * DAY])
def test_ends_of_latest_phases_are_where_their_work_is_done(first: int) -> None:
    scenario = shop(phase(10, "DAY", "6h"), phase(20, "RARE", "9h"))
    buckets = Buckets.of(scenario)
    due = ForwardWalks(scenario, buckets).earliest_phases("X", Decimal(1), {None: first})[-1].end
    latest = RoutingWalks(scenario, buckets).latest_phases("X", Decimal(1), due)
    assert latest[-1].end == due
