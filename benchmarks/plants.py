"""A seeded generator of plants: calendars, alternatives, setups, crews, due dates set by load."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from benchmarks.plant_centers import CREW, PlantCenter, centers, fixed_tables
from models.scenario import (
    Alternative,
    Bom,
    Component,
    Demand,
    Header,
    Item,
    Operation,
    ResourceUse,
    Routing,
    Scenario,
    Source,
)

__all__ = ["COLOURS", "plant"]

COLOURS = ("white", "yellow", "red", "black")
START = datetime(2026, 6, 1, 6)  # noqa: DTZ001 - a Monday, local time of the plant
_SHORTEST, _LONGEST = 3, 8
_WEIGHTS, _WEIGHT_SHARES = (1, 2, 4), (60, 30, 10)


@dataclass(frozen=True, slots=True)
class _Order:
    """One order to come out of material planning, with the item and routing made for it."""

    item: str
    quantity: int
    added_cost: int
    """Cost of one piece beyond its components."""
    operations: tuple[Operation, ...]
    parent: int
    """Index of the order that consumes it, -1 if a demand does."""
    level: int


def plant(
    num_operations: int,
    seed: int,
    *,
    levels: int = 1,
    tightness: float = 0.9,
    alternative_share: float = 0.3,
    plain: bool = False,
) -> Scenario:
    """Return a plant whose material plan has exactly as many operations as asked for.

    Parameters
    ----------
    num_operations
        Operations of all orders together, at least 3.
    seed
        Same arguments, same scenario, on every machine and Python.
    levels
        Depth of the bills of materials: with 1 every order serves a demand; with more, about half
        of the orders make components of others.
    tightness
        Due dates spread over this part of the time the plant needs for all its work if no center
        ever waits; at the default about half of the orders are late under a dispatching rule.
    alternative_share
        Part of the operations that may run on a second center, where they take longer.
    plain
        Every center a single machine, without setups or crew.
    """
    if num_operations < _SHORTEST:
        message = f"a plant of {num_operations} operations; expected at least {_SHORTEST}"
        raise ValueError(message)
    random = Random(seed)
    plant_centers = centers(num_operations, plain=plain)
    orders = _orders(random, num_operations, levels, plant_centers, alternative_share)
    weeks = _weeks_of_work(orders, plant_centers)
    demands = _demands(random, orders, weeks * tightness)
    boms: dict[str, list[Component]] = {}
    for order in orders:
        if order.parent >= 0:
            parent = orders[order.parent].item
            boms.setdefault(parent, []).append(Component(item=order.item, quantity=Decimal(1)))
    last = max(demand.due for demand in demands)
    return Scenario(
        scenario=Header(
            id=f"{'calendar' if plain else 'plant'}-{num_operations}-{seed}"
            + (f"-levels-{levels}" if levels > 1 else ""),
            start=START,
            horizon=timedelta(days=(last - START.date()).days + 14),
            timezone="Europe/Rome",
        ),
        **fixed_tables(plant_centers, COLOURS),
        items=tuple(
            Item(id=order.item, source=Source.MAKE, standard_cost=Decimal(cost))
            for order, cost in zip(
                orders, _with_components(orders, [row.added_cost for row in orders]), strict=True
            )
        ),
        boms=tuple(Bom(parent=name, components=tuple(rows)) for name, rows in boms.items()),
        routings=tuple(Routing(item=order.item, operations=order.operations) for order in orders),
        demands=tuple(demands),
    )


def _orders(
    random: Random,
    num_operations: int,
    levels: int,
    plant_centers: tuple[PlantCenter, ...],
    alternative_share: float,
) -> list[_Order]:
    orders: list[_Order] = []
    remaining = num_operations
    while remaining:
        length = remaining
        if remaining > _LONGEST:  # leave enough for a last routing of its own
            length = min(random.randint(_SHORTEST, _LONGEST), remaining - _SHORTEST)
        remaining -= length
        parent = _parent(random, orders, levels)
        colour = random.choice(COLOURS)
        operations = tuple(
            _operation(random, 10 * (step + 1), colour, plant_centers, alternative_share)
            for step in range(length)
        )
        quantity = random.randint(20, 120) if parent < 0 else orders[parent].quantity
        level = 0 if parent < 0 else orders[parent].level + 1
        name, cost = f"P{len(orders) + 1:05d}", random.randint(20, 200)
        orders.append(_Order(name, quantity, cost, operations, parent, level))
    return orders


def _parent(random: Random, orders: list[_Order], levels: int) -> int:
    """Return a recent order that takes one more component, or -1 half of the time."""
    if levels == 1 or random.random() < 0.5:
        return -1
    recent = range(max(0, len(orders) - 4), len(orders))
    able = [index for index in recent if orders[index].level < levels - 1]
    return random.choice(able) if able else -1


def _operation(
    random: Random,
    phase: int,
    colour: str,
    plant_centers: tuple[PlantCenter, ...],
    alternative_share: float,
) -> Operation:
    # by weekly hours, so that a center that works longer gets more to do
    center = random.choices(plant_centers, [row.weekly_hours for row in plant_centers])[0]
    run = random.randint(60, 480)
    siblings = [row for row in plant_centers if row.kind == center.kind and row != center]
    alternatives: tuple[Alternative, ...] = ()
    if siblings and random.random() < alternative_share:
        slower = run * random.randint(100, 150) // 100
        other = random.choice(siblings).center.id
        alternatives = (Alternative(work_center=other, run=timedelta(seconds=slower)),)
    return Operation(
        phase=phase,
        work_center=center.center.id,
        setup=timedelta(minutes=random.randint(5, 30)),
        run=timedelta(seconds=run),
        alternatives=alternatives,
        state={"colour": colour} if center.center.setup_rule else {},
        resources=(ResourceUse(resource=CREW),) if center.kind == "crew" else (),
    )


def _hours(order: _Order) -> list[float]:
    """Return the hours of each operation on its main center."""
    return [
        ((row.setup or timedelta()) + (row.run or timedelta()) * order.quantity).total_seconds()
        / 3600
        for row in order.operations
    ]


def _weeks_of_work(orders: list[_Order], plant_centers: tuple[PlantCenter, ...]) -> float:
    """Return the weeks the plant would need if every center were busy all the time."""
    hours = sum(sum(_hours(order)) for order in orders)
    return hours / sum(row.weekly_hours for row in plant_centers)


def _demands(random: Random, orders: list[_Order], weeks: float) -> list[Demand]:
    """Return a demand for each order that nobody consumes; due after its own work at least."""
    # about 16 h of a day are worked
    own_days = _with_components(orders, [sum(_hours(order)) / 16 for order in orders])
    return [
        Demand(
            id=f"D{index + 1:05d}",
            item=order.item,
            quantity=Decimal(order.quantity),
            due=START.date()
            + timedelta(days=math.ceil(max(own_days[index], random.random() * weeks * 7))),
            weight=Decimal(random.choices(_WEIGHTS, _WEIGHT_SHARES)[0]),
        )
        for index, order in enumerate(orders)
        if order.parent < 0
    ]


def _with_components(orders: list[_Order], values: list[float]) -> list[float]:
    """Return a value of each order with those of all its components added."""
    total = list(values)
    for index in range(len(orders) - 1, -1, -1):  # components come after what they go into
        if orders[index].parent >= 0:
            total[orders[index].parent] += total[index]
    return total
