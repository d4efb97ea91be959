"""Rules of demands: what is due when."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from models.calendar import Clock
from models.checks.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.scenario import Scenario

__all__ = ["demands_beyond_horizon", "overdue_demands"]


def overdue_demands(scenario: Scenario) -> Iterator[Finding]:
    """Yield demands due before the scenario starts; a warning."""
    clock = Clock.of(scenario.scenario)
    start = scenario.scenario.start.isoformat(timespec="minutes")
    for index, demand in enumerate(scenario.demands):
        if clock.end_of_day(demand.due) <= 0:
            rule = f"a date after the start of the scenario, {start}; it is late already"
            yield Finding(("demands", index), "due", demand.due.isoformat(), rule)


def demands_beyond_horizon(scenario: Scenario) -> Iterator[Finding]:
    """Yield demands due on a day the plan does not reach; a warning."""
    clock = Clock.of(scenario.scenario)
    days = scenario.scenario.horizon.days
    for index, demand in enumerate(scenario.demands):
        due = demand.due
        if isinstance(due, datetime):
            day = clock.day(clock.tick(due))
        else:
            day = (due - clock.first_day).days
        if day >= days:
            rule = f"a date within the horizon of {days} days; it is not planned"
            yield Finding(("demands", index), "due", due.isoformat(), rule)
