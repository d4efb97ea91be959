"""Rules of demands, forecasts and dates that nobody gave: what is due when."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from models.calendar import Clock
from models.checks.finding import Finding
from models.checks.suggest import did_you_mean
from models.scenario.base import UNDATED
from models.scenario.settings import MissingDate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.scenario import Scenario

__all__ = [
    "demands_beyond_horizon",
    "documents_without_date",
    "overdue_demands",
    "past_forecasts",
    "unknown_customers",
]


def past_forecasts(scenario: Scenario) -> Iterator[Finding]:
    """Yield forecasts of periods that are over; drafts are nobody's trouble."""
    today = scenario.scenario.start.date()
    for index, forecast in enumerate(scenario.forecasts):
        if forecast.consolidated and forecast.last_day < today:
            rule = f"a {forecast.period.value} that lasts to the start of the scenario, {today}"
            yield Finding(("forecasts", index), "date", forecast.date.isoformat(), rule)


def documents_without_date(scenario: Scenario) -> Iterator[Finding]:
    """Yield orders, demands and job rows that are left out as nobody dates them; a warning."""
    rule = "a date; without one it is left out"
    settings = scenario.settings
    if settings.mrp.undated_orders is None:
        for index, order in enumerate(scenario.orders):
            if order.is_undated:
                yield Finding(("orders", index), "end", "", f"{rule} (settings.mrp.undated_orders)")
    if settings.mrp.undated_demands is None and settings.jobs.missing_date is MissingDate.IGNORE:
        for index, demand in enumerate(scenario.demands):
            if demand.is_undated and not demand.fulfilled:
                words = f"{rule} (settings.mrp.undated_demands)"
                yield Finding(("demands", index), "due", "", words)
    for index, job in enumerate(scenario.jobs):
        for place, row in enumerate(job.rows):
            if row.due == UNDATED:
                yield Finding(("jobs", index, "rows", place), "due", "", rule)


def overdue_demands(scenario: Scenario) -> Iterator[Finding]:
    """Yield demands due before the scenario starts; a warning."""
    clock = Clock.of(scenario.scenario)
    start = scenario.scenario.start.isoformat(timespec="minutes")
    for index, demand in enumerate(scenario.demands):
        if not demand.fulfilled and clock.end_of_day(demand.due) <= 0:
            rule = f"a date after the start of the scenario, {start}; it is late already"
            yield Finding(("demands", index), "due", demand.due.isoformat(), rule)


def demands_beyond_horizon(scenario: Scenario) -> Iterator[Finding]:
    """Yield demands due on a day the plan does not reach; a warning."""
    clock = Clock.of(scenario.scenario)
    days = scenario.scenario.horizon.days
    for index, demand in enumerate(scenario.demands):
        due = demand.due
        if demand.fulfilled or demand.is_undated:
            continue
        if isinstance(due, datetime):
            day = clock.day(clock.tick(due))
        else:
            day = (due - clock.first_day).days
        if day >= days:
            rule = f"a date within the horizon of {days} days; it is not planned"
            yield Finding(("demands", index), "due", due.isoformat(), rule)


def unknown_customers(scenario: Scenario) -> Iterator[Finding]:
    """Yield critical customers that nothing in the scenario is for; a warning."""
    names = [demand.customer for demand in scenario.demands]
    names += [forecast.customer for forecast in scenario.forecasts]
    names += [job.customer for job in scenario.jobs]
    known = dict.fromkeys(filter(None, names))
    for name in scenario.settings.shop.critical_customers:
        if name not in known:
            rule = "the customer of a demand, a forecast or a job; nobody goes first for it"
            field = "shop.critical_customers"
            yield Finding(("settings",), field, name, rule, did_you_mean(name, known))
