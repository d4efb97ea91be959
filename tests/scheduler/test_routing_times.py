"""Routing times turned into ticks."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.calendar import Clock
from models.scenario import Alternative, Operation, WorkCenter
from scheduler.routing_times import WorkTicks, executions, lead_time_ticks, work_ticks

MINUTES = Clock(datetime(2026, 6, 1))  # noqa: DTZ001 - a clock takes local time
SECONDS = Clock(MINUTES.origin, tick_seconds=1)


def operation(**times: Any) -> Operation:
    return Operation.model_validate({"phase": 10, "work_center": "A", **times})


def center(utilisation: str = "1") -> WorkCenter:
    return WorkCenter(id="A", utilisation=Decimal(utilisation))


@pytest.mark.parametrize(
    ("quantity", "pieces", "times"),
    [("100", "4", 25), ("101", "4", 26), ("0.5", "1", 1), ("0", "3", 0), ("63", "3.15", 20)],
)
def test_executions_are_rounded_up(quantity: str, pieces: str, times: int) -> None:
    assert executions(Decimal(quantity), Decimal(pieces)) == times


@pytest.mark.parametrize(
    ("times", "quantity", "utilisation", "expected"),
    [
        # 30 + 100 x 3
        ({"setup": "30m", "run": "3m"}, 100, "1", WorkTicks(30, 330)),
        # 4 pieces an execution of 12 min: 25 x 12
        ({"run": "12m", "pieces": 4}, 100, "1", WorkTicks(0, 300)),
        # utilisation lengthens the run, not the setup: 30 + 300 / 0.8
        ({"setup": "30m", "run": "3m"}, 100, "0.8", WorkTicks(30, 405)),
        # rounded up once: 20 s + 3 x 25 s = 95 s, not 1 + 3 minutes
        ({"setup": "20s", "run": "25s"}, 3, "1", WorkTicks(1, 2)),
        # a third of a minute is not lost: 1 / 0.3 = 3.33 min
        ({"run": "1m"}, 1, "0.3", WorkTicks(0, 4)),
        # and an exact quotient does not gain one: 63 / 0.7 = 90
        ({"run": "1m"}, 63, "0.7", WorkTicks(0, 90)),
        ({"setup": "15m"}, 7, "0.5", WorkTicks(15, 15)),
        ({}, 7, "1", WorkTicks(0, 0)),
    ],
)
def test_work_is_setup_and_run_rounded_up_once(
    times: dict[str, Any], quantity: int, utilisation: str, expected: WorkTicks
) -> None:
    found = work_ticks(operation(**times), center(utilisation), Decimal(quantity), MINUTES)
    assert found == expected


def test_one_second_ticks_count_seconds() -> None:
    times = operation(setup="20s", run="25s")
    assert work_ticks(times, center(), Decimal(3), SECONDS) == WorkTicks(20, 95)


def test_started_work_has_its_setup_done() -> None:
    times = operation(setup="30m", run="22m")
    # 14 of 20 pieces are left: 14 x 22
    found = work_ticks(times, center(), Decimal(14), MINUTES, setup_done=True)
    assert found == WorkTicks(0, 308)


def test_an_alternative_replaces_only_the_times_it_names() -> None:
    times = operation(setup="10m", run="14m", pieces=2)
    other = Alternative.model_validate({"work_center": "B", "setup": "20m"})
    # 20 + ceil(5 / 2) x 14
    assert work_ticks(times, center(), Decimal(5), MINUTES, alternative=other) == WorkTicks(20, 62)
    none = Alternative.model_validate({"work_center": "B", "setup": "0m", "pieces": 5})
    assert work_ticks(times, center(), Decimal(5), MINUTES, alternative=none) == WorkTicks(0, 14)


@pytest.mark.parametrize(
    ("lead", "ticks"), [(None, 0), (timedelta(0), 0), (timedelta(days=3), 4320)]
)
def test_a_lead_time_counts_days_of_24_hours(lead: timedelta | None, ticks: int) -> None:
    assert lead_time_ticks(lead, MINUTES) == ticks
    assert lead_time_ticks(lead, SECONDS) == ticks * 60


@given(
    setup=st.integers(0, 10_000),
    run=st.integers(0, 10_000),
    quantity=st.integers(0, 10_000_000),
    pieces=st.integers(1, 5_000_000),
    utilisation=st.integers(1, 1000),
)
def test_work_agrees_with_exact_fractions(
    setup: int, run: int, quantity: int, pieces: int, utilisation: int
) -> None:
    # quantities in thousandths, times in seconds, utilisation in thousandths
    times = operation(setup=f"{setup}s", run=f"{run}s", pieces=Decimal(pieces) / 1000)
    shop = WorkCenter(id="A", utilisation=Decimal(utilisation) / 1000)
    found = work_ticks(times, shop, Decimal(quantity) / 1000, MINUTES)
    count = ceil(Fraction(quantity, pieces))
    total = Fraction(setup) + count * Fraction(run) / Fraction(utilisation, 1000)
    assert found == WorkTicks(ceil(Fraction(setup, 60)), ceil(total / 60))
