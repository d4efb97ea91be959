"""How far calendars must reach so that late work still finds room."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING

from models.calendar import Clock, compile_calendar
from models.errors import NoPlanExists
from scheduler.compile.receipts import is_made
from scheduler.routing_times import work_ticks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.material import MaterialPlan
    from models.scenario import Scenario

__all__ = ["reach"]

_SLACK_DAYS = 14
MAX_DAYS = 200 * 365
"""Beyond it no plan is meant."""


def reach(scenario: Scenario, material: MaterialPlan, *, stretch: int = 1) -> int:
    """Return a tick that a plan without needless idle time should not pass.

    The horizon, plus twice the time the most loaded center needs for all its work, plus the
    longest lead times one after the other, plus the days for which settings and fences hold work
    back. It is an estimate: whoever finds no room asks again with a larger `stretch`.

    Parameters
    ----------
    stretch
        Multiplies what comes after the horizon.

    Raises
    ------
    NoPlanExists
        If the work would take generations.
    """
    clock = Clock.of(scenario.scenario)
    horizon = scenario.scenario.horizon.days
    load: dict[str, int] = defaultdict(int)
    lead_days = 0
    for order in material.orders:
        lead_days = max(lead_days, (order.end - order.start) // clock.ticks_per_day)
        routing = scenario.routing_by_item.get(order.item)
        if routing is None or not is_made(order):
            continue
        for operation in routing.operations:
            center = scenario.work_center_by_id[operation.work_center]
            work = work_ticks(operation, center, order.quantity, clock, shop=scenario.settings.shop)
            load[center.id] += work.duration * operation.machine_count
    purchase_days = _longest_days(scenario)
    levels = 1 + max((order.level for order in material.orders), default=0)
    busy_days = max(
        (_days_of_work(scenario, name, ticks, clock) for name, ticks in load.items()), default=0
    )
    bound_days = max((clock.day(tick) for tick in _bound_starts(scenario, clock)), default=0)
    horizon = max(horizon, bound_days + 1)
    late = purchase_days + 2 * busy_days + levels * (lead_days + 1) + _SLACK_DAYS
    late += _held_back_days(scenario)
    days = horizon + late * stretch
    if days > MAX_DAYS:
        busiest = max(load, key=lambda name: load[name])
        message = (
            f"the work of {busiest} alone reaches more than {MAX_DAYS // 365} years ahead:"
            " look for a quantity or a time that is too large"
        )
        raise NoPlanExists((message,))
    return days * clock.ticks_per_day


def _held_back_days(scenario: Scenario) -> int:
    """Return how many days the settings and the fences of items may hold work back."""
    fence = max((item.fence.days for item in scenario.items), default=0)
    return max(0, -(scenario.settings.shop.release_advance or 0)) + 2 * fence


def _longest_days(scenario: Scenario) -> int:
    """Return the longest lead time of an item, from anybody to any place, with its checks."""
    return max(
        (
            days.days + item.analysis_time.days
            for item in scenario.items
            for days in (
                item.lead_time or timedelta(0),
                *(row.lead_time or timedelta(0) for row in item.warehouses),
                *(row.procurement_time + row.shipping_time for row in item.suppliers),
            )
        ),
        default=0,
    )


def _bound_starts(scenario: Scenario, clock: Clock) -> Iterator[int]:
    """Yield the moments at which frozen work is to start."""
    for order in scenario.orders:
        if order.frozen:
            if order.start is not None:
                yield max(0, clock.tick(order.start))
            for row in order.pinned:
                yield max(0, clock.tick(row.start))


def _days_of_work(scenario: Scenario, center_id: str, ticks: int, clock: Clock) -> int:
    """Return the calendar days a center needs for some working ticks, as over its horizon."""
    center = scenario.work_center_by_id[center_id]
    if center.infinite or center.external:
        return 0
    calendar = (
        scenario.factory_calendar
        if center.calendar is None
        else scenario.calendar_by_id[center.calendar]
    )
    days = max(7, scenario.scenario.horizon.days)
    working_time = compile_calendar(
        calendar,
        clock,
        since=0,
        until=days * clock.ticks_per_day,
        full_count=len(scenario.machines_by_center[center.id]),
    )
    present = int(((working_time.ends - working_time.starts) * working_time.counts).sum())
    return -(-ticks * days // present) if present else 0
