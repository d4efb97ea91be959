"""Items of nature tool, moulds and gauges, as units that operations hold."""

from __future__ import annotations

from math import floor
from typing import TYPE_CHECKING

from models.calendar import WorkingTime
from scheduler.compile.presence import together
from scheduler.compile.receipts import is_made

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from models.material import MaterialPlan, SupplyOrder
    from models.scenario import Equipment, Scenario

    Usable = Callable[[SupplyOrder], int]

__all__ = ["scheduled_equipment", "tool_presence", "tools_on_stock"]


def scheduled_equipment(scenario: Scenario) -> dict[str, bool]:
    """Return the items that operations need as scheduled equipment, and whether one reorders it."""
    found: dict[str, bool] = {}
    for row in _equipment(scenario):
        if row.scheduled:
            found[row.item] = row.to_reorder or found.get(row.item, False)
    return found


def _equipment(scenario: Scenario) -> Iterator[Equipment]:
    for routing in scenario.routings:
        for operation in routing.operations:
            yield from operation.equipment


def tools_on_stock(scenario: Scenario, item: str) -> int:
    """Return the whole pieces of an item that are on stock, that anybody may use."""
    quantities = [
        row.quantity
        for row in scenario.stock
        if row.item == item and row.available and row.reserved_for is None
    ]
    return max(0, floor(sum(quantities)))


def tool_presence(
    scenario: Scenario, item: str, until: int, material: MaterialPlan | None, usable: Usable | None
) -> WorkingTime:
    """Return how many units of an item there are over time.

    Those on stock are there from the start. Without `material` no more come; otherwise whatever
    its orders bring from outside joins them when it may be used.

    Parameters
    ----------
    until
        Last tick.
    usable
        When what an order brings may be used, in ticks.
    """
    pieces = [(0, tools_on_stock(scenario, item))]
    if material is not None and usable is not None:
        pieces += [
            (usable(order), floor(order.quantity))
            for order in material.orders
            if order.item == item and not is_made(order)
        ]
    return together(
        [WorkingTime.always(tick, until, count) for tick, count in pieces if count and tick < until]
    )
