"""Material planning as a textbook writes it down, in plain Python: what the engine is held to.

Every item is an object with lists of one number per day; levels are found by walking the bills
again and again; each day of each item is visited. It knows stock, safety stock, four lot rules
and lead times, and neither pegging nor names. Quantities must be whole pieces.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from models.scenario import LotRule, Source

if TYPE_CHECKING:
    from models.scenario import Item, Scenario

__all__ = ["ReferencePlan", "reference_plan"]

_MONTH = 30


@dataclass
class ReferencePlan:
    """What the textbook orders: pieces by item and day of receipt, and its requirements."""

    receipts: dict[str, dict[int, int]] = field(default_factory=dict)
    num_requirements: int = 0


def reference_plan(scenario: Scenario) -> ReferencePlan:
    """Return the planned receipts of a scenario of whole pieces without routings."""
    days = scenario.scenario.horizon.days
    first = scenario.scenario.start.date()
    gross = {item.id: [0] * days for item in scenario.items}
    plan = ReferencePlan()
    for demand in scenario.demands:
        day = demand.due.toordinal() - first.toordinal()
        if day < days:
            gross[demand.item][max(day, 0)] += int(demand.quantity)
            plan.num_requirements += 1
    stock = {item.id: 0 for item in scenario.items}
    for row in scenario.stock:
        stock[row.item] += int(row.quantity)
    components = {
        bom.parent: [(line.item, int(line.quantity)) for line in bom.components]
        for bom in scenario.boms
    }
    workdays = _working_days(days, first.weekday())
    levels = _levels(scenario, components)
    for item in sorted(scenario.items, key=lambda item: levels[item.id]):
        receipts = _net(item, gross[item.id], stock[item.id])
        plan.receipts[item.id] = receipts
        for day, quantity in receipts.items():
            release = max(0, _release(item, day, workdays))
            for name, usage in components.get(item.id, ()):
                gross[name][release] += quantity * usage
                plan.num_requirements += 1
    return plan


def _levels(scenario: Scenario, components: dict[str, list[tuple[str, int]]]) -> dict[str, int]:
    """Return the low-level codes, found by going over all bills until nothing changes."""
    level = {item.id: 0 for item in scenario.items}
    changed = True
    while changed:
        changed = False
        for parent, lines in components.items():
            for name, _ in lines:
                if level[name] <= level[parent]:
                    level[name] = level[parent] + 1
                    changed = True
    return level


def _working_days(days: int, weekday: int) -> list[int]:
    """Return the working days from long before the first day on, Monday to Friday."""
    return [day for day in range(-days, days) if (day + weekday) % 7 < 5]


def _release(item: Item, day: int, workdays: list[int]) -> int:
    length = (item.lead_time or timedelta(0)).days
    if item.source is Source.BUY:
        return day - length
    return workdays[bisect_left(workdays, day) - length] if length else day


def _net(item: Item, gross: list[int], on_hand: int) -> dict[int, int]:
    receipts = {}
    safety = int(item.safety_stock)
    for day, wanted in enumerate(gross):
        on_hand -= wanted
        if on_hand < safety:
            need = safety - on_hand + sum(gross[day + 1 : _pooled_until(item, day)])
            receipts[day] = _lot(item, need)
            on_hand += receipts[day]
    return receipts


def _pooled_until(item: Item, day: int) -> int:
    if item.lot.rule is LotRule.PERIODS:
        return day + (item.lot.periods or 1)
    if item.lot.rule is LotRule.MONTHLY:
        return (day // _MONTH + 1) * _MONTH
    return day + 1


def _lot(item: Item, need: int) -> int:
    size = int(item.lot.size or 0)
    if item.lot.rule is LotRule.FIXED:
        return -(-need // size) * size
    if item.lot.rule is LotRule.MINIMUM:
        step = int(item.lot.multiple or 1)
        return size + max(0, -(-(need - size) // step) * step)
    return need
