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
from models.scenario import (
    Alternative,
    Executions,
    MachineTimes,
    Operation,
    Progress,
    Remainder,
    ShopSettings,
    WorkCenter,
)
from scheduler.routing_times import (
    WorkTicks,
    executions,
    lead_time_ticks,
    phase_times,
    wait_ticks,
    work_ticks,
)

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


def test_the_worked_example_of_a_phase_gives_450_minutes_and_a_wait_of_50() -> None:
    # Q = 100 by fours: n = 25; run 25 x max(12, 10) = 300; 30 + 24 x 5 = 150 of setup
    phase = operation(
        pieces=4, run="12m", worker_run="10m", setup="30m", retool="5m", wait="2m", wait_each=True
    )
    assert work_ticks(phase, center(), Decimal(100), MINUTES) == WorkTicks(30, 450)
    assert wait_ticks(phase, phase_times(phase, center()), Decimal(100), MINUTES) == 50
    # at 80 % the run is 375
    assert work_ticks(phase, center("0.8"), Decimal(100), MINUTES) == WorkTicks(30, 525)


def test_M13_pieces_per_execution_divide_the_run() -> None:
    phase = operation(pieces=4, run="12m")
    assert work_ticks(phase, center(), Decimal(100), MINUTES).duration == 300


def test_M14_setup_comes_once_and_retooling_between_executions() -> None:
    phase = operation(pieces=4, setup="30m", retool="5m")
    # 30 + 24 x 5
    assert work_ticks(phase, center(), Decimal(100), MINUTES) == WorkTicks(30, 150)
    assert work_ticks(phase, center(), Decimal(1), MINUTES) == WorkTicks(30, 30)


@pytest.mark.parametrize("quantity", [1, 1000])
def test_M15_a_fixed_time_does_not_look_at_the_quantity(quantity: int) -> None:
    fixed = operation(run="7m", retool="5m", fixed_time=True)
    assert work_ticks(fixed, center(), Decimal(quantity), MINUTES).duration == 7
    # as its center says, unless the phase says otherwise
    oven = WorkCenter(id="A", fixed_time=True)
    assert work_ticks(operation(run="7m"), oven, Decimal(quantity), MINUTES).duration == 7
    free = operation(run="7m", fixed_time=False)
    assert work_ticks(free, oven, Decimal(quantity), MINUTES).duration == 7 * quantity


@pytest.mark.parametrize(("run", "worker", "expected"), [(12, 10, 120), (10, 12, 120), (0, 3, 30)])
def test_M16_the_longer_of_machine_and_worker_time_counts(
    run: int, worker: int, expected: int
) -> None:
    phase = operation(run=f"{run}m", worker_run=f"{worker}m")
    assert work_ticks(phase, center(), Decimal(10), MINUTES).duration == expected


def test_M16_more_workers_shorten_their_own_time() -> None:
    phase = operation(
        run="4m", worker_run="12m", skills=[{"skill": "WELD", "quantity": 2, "most": 6}]
    )
    found = [
        phase_times(phase, center(), crew=crew).work(Decimal(1), MINUTES).duration
        for crew in (2, 3, 4, 6)
    ]
    # 12 x 2 / k, and never below the 4 of the machine
    assert found == [12, 8, 6, 4]
    # without a time of their own it is the run that they shorten
    bench = operation(run="12m", skills=[{"skill": "WELD", "quantity": 2, "most": 6}])
    assert phase_times(bench, center(), crew=6).work(Decimal(1), MINUTES).duration == 4


@pytest.mark.parametrize(
    ("wait", "work", "lag"),
    [
        ({"wait": "2m"}, 300, 2),
        ({"wait": "2m", "wait_each": True}, 300, 50),
        ({"wait": "2m", "wait_commits": True}, 302, 0),
        ({"wait": "2m", "wait_commits": True, "wait_each": True}, 350, 0),
        ({}, 300, 0),
    ],
)
def test_M17_a_wait_delays_who_follows_or_holds_the_center(
    wait: dict[str, Any], work: int, lag: int
) -> None:
    phase = operation(pieces=4, run="12m", **wait)
    times = phase_times(phase, center())
    assert times.work(Decimal(100), MINUTES).duration == work
    assert wait_ticks(phase, times, Decimal(100), MINUTES) == lag


def test_M19_utilisation_makes_300_minutes_375() -> None:
    phase = operation(run="12m", pieces=4, wait="10m", wait_commits=True)
    # the wait is no run: 300 / 0.8 + 10
    assert work_ticks(phase, center("0.8"), Decimal(100), MINUTES).duration == 385


def test_M20_half_the_efficiency_doubles_the_run_alone() -> None:
    phase = operation(setup="30m", run="3m")
    times = phase_times(phase, center("0.8"), efficiency=Decimal("0.5"))
    # 30 + 100 x 3 / 0.8 / 0.5
    assert times.work(Decimal(100), MINUTES) == WorkTicks(30, 780)


def test_S24_a_machine_replaces_only_the_times_it_names() -> None:
    phase = operation(setup="30m", run="12m", pieces=4)
    own = MachineTimes.model_validate({"machine": "A-2", "run": "9m", "pieces": 5})
    times = phase_times(phase, center(), machine=own)
    # 30 + 100 / 5 x 9
    assert times.work(Decimal(100), MINUTES) == WorkTicks(30, 210)


def test_parts_of_an_execution_take_their_share_where_the_house_says_so() -> None:
    phase = operation(run="12m", pieces=4, retool="5m")
    shop = ShopSettings(executions=Executions.PROPORTIONAL)
    # 10 / 4 = 2.5 executions of 12, two retoolings between the three of them
    assert work_ticks(phase, center(), Decimal(10), MINUTES, shop=shop).duration == 40
    assert work_ticks(phase, center(), Decimal(10), MINUTES).duration == 46


@pytest.mark.parametrize(
    ("rule", "declared", "left"),
    [
        # 300 minutes for 100 pieces; 90 minutes worked, 40 pieces made
        (Remainder.TIME, {"worked": "90m", "good": 40}, 210),
        (Remainder.QUANTITY, {"worked": "90m", "good": 40}, 180),
        # who did not tell is not asked: the other one counts
        (Remainder.TIME, {"good": 40}, 180),
        (Remainder.QUANTITY, {"worked": "90m"}, 210),
        (Remainder.QUANTITY, {}, 300),
        # longer than planned: nothing is left
        (Remainder.TIME, {"worked": "400m", "good": 40}, 0),
    ],
)
def test_S12_what_is_left_of_a_started_phase_is_told_by_pieces_or_by_time(
    rule: Remainder, declared: dict[str, Any], left: int
) -> None:
    times = phase_times(operation(setup="30m", run="3m"), center())
    progress = Progress.model_validate({"phase": 10, "state": "started", **declared})
    rest = times.remainder(Decimal(100) - progress.good, Decimal(100), progress, rule)
    assert times.ticks(rest, MINUTES, setup_done=True) == WorkTicks(0, left)


@pytest.mark.parametrize(("run", "unit"), [("90m", "1.5h"), ("2d", "48h"), ("1h", "3600s")])
def test_M12_the_unit_of_a_time_does_not_matter(run: str, unit: str) -> None:
    one, other = (
        work_ticks(operation(run=text), center(), Decimal(3), MINUTES) for text in (run, unit)
    )
    assert one == other
