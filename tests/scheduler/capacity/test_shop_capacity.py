"""Capacity of verified plans of random shops, with every rule of the shop floor."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.errors import NoPlanExists, NoPlanFound
from models.plan import Mode, Plan
from scheduler.capacity import Bar, Kind, Period, capacity_of, ranking
from scheduler.capacity.ready import ready_ticks
from scheduler.objectives import scenario_options
from scheduler.pipeline import plan
from scheduler.plan_time import PlanTime
from tests.models.verify.shops import shops

if TYPE_CHECKING:
    from models.plan import OperationRow
    from models.scenario import Scenario

HALF_A_TICK = 0.5


def planned(scenario: Scenario, mode: Mode) -> Plan | None:
    """Return a verified plan by dispatching; none where there is none."""
    options = replace(scenario_options(scenario), mode=mode, rule="list", time_limit=600)
    try:
        return plan(scenario, options)
    except (NoPlanExists, NoPlanFound):
        return None


def check_within(bar: Bar, mode: Mode) -> None:
    """Check that nothing of a finite plan takes more than there is of it."""
    # shares of a worker are reckoned in parts of a tick
    used = bar.processing + bar.setup + bar.idle
    assert min(bar.processing, bar.setup, bar.idle) >= 0
    assert bar.queue is None or bar.queue >= -1e-6
    if mode is Mode.FINITE and bar.is_limited:
        assert used <= bar.capacity + HALF_A_TICK, (bar.kind, bar.name)
        assert bar.overload <= HALF_A_TICK


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(scenario=shops(), mode=st.sampled_from([Mode.FINITE, Mode.FINITE, Mode.ASAP, Mode.ALAP]))
def test_K05_load_setup_and_idle_are_at_most_what_is_available(
    scenario: Scenario, mode: Mode
) -> None:
    result = planned(scenario, mode)
    if result is None:
        return
    capacity = capacity_of(result)
    for period in Period:
        for bar in capacity.bars(period):
            check_within(bar, mode)
            shares = capacity.phases(bar)
            for figure in ("processing", "setup", "idle", "load"):
                total = sum(getattr(share, figure) for share in shares)
                assert abs(total - getattr(bar, figure)) < 1e-6
    for row in ranking(result, capacity):
        if mode is Mode.FINITE and row.processing is not None:
            assert row.processing + (row.setup or 0) + (row.idle or 0) <= 100 + 1e-6


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(scenario=shops(), mode=st.sampled_from([Mode.FINITE, Mode.ASAP]))
def test_the_bars_of_a_day_are_the_rows_of_load_csv(scenario: Scenario, mode: Mode) -> None:
    result = planned(scenario, mode)
    if result is None:
        return
    rows = {(row.work_center, row.day): row for row in result.load}
    labels = {Kind.SKILL: "skill ", Kind.EQUIPMENT: "tool "}
    for bar in capacity_of(result).bars():
        if bar.kind is Kind.MACHINE:
            continue
        row = rows[labels.get(bar.kind, "") + bar.name, bar.first_day]
        assert abs(row.capacity - bar.capacity) <= HALF_A_TICK
        assert abs(row.load - bar.load) <= HALF_A_TICK
        assert abs(row.setup - bar.setup) <= HALF_A_TICK
        assert abs(row.overload - bar.overload) <= 2 * HALF_A_TICK


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(scenario=shops())
def test_as_soon_as_possible_at_infinite_capacity_what_is_ready_begins_at_once(
    scenario: Scenario,
) -> None:
    result = planned(scenario, Mode.ASAP)
    if result is None:
        return
    until = max((row.end for row in result.operations), default=0)
    time = PlanTime(result.scenario, until, material=result.material)
    ready = ready_ticks(result, time).tolist()
    for row, tick in zip(result.operations, ready, strict=True):
        if tick < row.start and may_begin_at_once(result, row):
            work = time.manner(row).work
            assert work.to_work(tick) == work.to_work(row.start), (row, tick)


def may_begin_at_once(result: Plan, row: OperationRow) -> bool:
    """Tell whether nothing but readiness and its hours hold up an operation."""
    center = result.scenario.work_center_by_id.get(row.work_center)
    if center is None or not center.interruptible or str(row.state) == "frozen":
        return False
    routing = result.scenario.routing_by_item[row.item]
    # who must be followed soon begins late enough for that
    return all(operation.max_wait is None for operation in routing.operations)
