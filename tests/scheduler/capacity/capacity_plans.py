"""Plans made by hand, to look at their load and their queues."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from models.plan import Mode, Plan
from scheduler.capacity import Bar, Kind, Period, capacity_of
from tests.scheduler.scenario_builder import DAY, material, plant, production, routing
from tests.scheduler.test_capacity import operation
from tests.scheduler.test_kpi import plan_of

if TYPE_CHECKING:
    from models.material import Peg, SupplyOrder
    from models.plan import OperationRow
    from models.scenario import Scenario

HOUR = 60
MONDAY, FRIDAY = 0, 4 * DAY


def made(
    scenario: Scenario,
    operations: tuple[OperationRow, ...],
    *orders: SupplyOrder,
    pegs: tuple[Peg, ...] = (),
    mode: Mode = Mode.FINITE,
) -> Plan:
    """Return a plan of some operations; orders that are not given are released at tick 0."""
    plan = plan_of(scenario, operations)
    solve = replace(plan.solve, mode=mode)
    return replace(plan, material=material(*orders, pegs=pegs), solve=solve)


def bars_of(
    plan: Plan, name: str, kind: Kind = Kind.CENTER, period: Period = Period.DAY
) -> list[Bar]:
    """Return the bars of one thing."""
    bars = capacity_of(plan).bars(period)
    return [bar for bar in bars if (bar.kind, bar.name) == (kind, name)]


def two_centers(**tables: Any) -> Scenario:
    """Return a plant of centers D and E, one machine each, Monday to Friday 08-12 and 13-17."""
    base: dict[str, Any] = {
        "work_centers": [{"id": "D", "calendar": "day"}, {"id": "E", "calendar": "day"}],
        "routings": [routing("X", (10, "D", "2h"), (20, "E", "2h"), (30, "D", "2h"))],
    }
    return plant(**(base | tables))


def equal_loads() -> Plan:
    """Return a Monday on which D and E work 6 of 8 hours: three orders of two hours each.

    Those of D are released one by one as it gets to them; those of E are there in the morning.
    """
    begins = (8 * HOUR, 10 * HOUR, 13 * HOUR)
    rows = tuple(
        operation(10, center, begin, begin + 2 * HOUR, order=f"{center}{number}")
        for center in "DE"
        for number, begin in enumerate(begins, start=1)
    )
    orders = [production(f"D{number}", start=begin) for number, begin in enumerate(begins, start=1)]
    return made(two_centers(), rows, *orders)
