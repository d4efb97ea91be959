"""A seeded generator of material plants: items on levels, lots, stock, a year of demand."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from models.scenario import (
    Bom,
    Calendar,
    Component,
    Demand,
    Header,
    Item,
    Lot,
    LotRule,
    Scenario,
    Shift,
    Source,
    Stock,
)

__all__ = ["LEVELS", "material_plant"]

LEVELS = 8
HORIZON_DAYS = 365
START = datetime(2026, 1, 5)  # noqa: DTZ001 - a Monday, local time of the plant
_DEMANDS_PER_PRODUCT = 10
_COMPONENTS = (1, 2, 3)
"""Two on average: an item has two parents, whose five orders a year make ten needs of it."""


def material_plant(num_items: int, seed: int) -> Scenario:
    """Return a plant of some items on eight levels, about ten requirements each over a year.

    Products of the first level have demands; each item above the last level is made of one to
    three items, mostly of the next level; those of the last are bought. Lots pool about two needs
    each, so that the number of orders neither dies out nor explodes down the levels.

    Parameters
    ----------
    num_items
        At least 8.
    seed
        Same arguments, same scenario, on every machine and Python.
    """
    random = Random(seed)
    levels = [
        [f"I{level}-{number:06d}" for number in range(num_items * level // LEVELS, end)]
        for level, end in enumerate(num_items * (level + 1) // LEVELS for level in range(LEVELS))
    ]
    items = [
        _item(random, name, is_bought=level == LEVELS - 1)
        for level, names in enumerate(levels)
        for name in names
    ]
    boms = [
        _bom(random, name, levels, level)
        for level, names in enumerate(levels[:-1])
        for name in names
    ]
    always = Calendar(id="week", shifts={"mon-fri": (Shift.parse("08:00-16:00"),)})
    return Scenario(
        scenario=Header(
            id=f"materials-{num_items}", start=START, horizon=timedelta(days=HORIZON_DAYS)
        ),
        calendars=(always,),
        items=tuple(items),
        boms=tuple(boms),
        stock=tuple(
            Stock(item=item.id, quantity=Decimal(random.randrange(0, 60)))
            for item in items
            if random.random() < 0.5
        ),
        demands=tuple(_demands(random, levels[0])),
    )


def _item(random: Random, name: str, *, is_bought: bool) -> Item:
    days = random.randrange(5, 31) if is_bought else random.randrange(1, 6)
    return Item(
        id=name,
        source=Source.BUY if is_bought else Source.MAKE,
        lead_time=timedelta(days=days),
        lot=_lot(random),
        safety_stock=Decimal(random.choice((0, 0, 0, 10))),
    )


def _lot(random: Random) -> Lot:
    match random.randrange(4):
        case 0:
            return Lot(rule=LotRule.PERIODS, periods=70)
        case 1:
            return Lot(rule=LotRule.FIXED, size=Decimal(100))
        case 2:
            return Lot(rule=LotRule.MONTHLY)
        case _:
            return Lot(rule=LotRule.MINIMUM, size=Decimal(80), multiple=Decimal(20))


def _bom(random: Random, parent: str, levels: list[list[str]], level: int) -> Bom:
    names: dict[str, None] = {}
    for _ in range(random.choice(_COMPONENTS)):
        depth = 1 if random.random() < 0.9 else random.randrange(1, LEVELS - level)
        names.setdefault(random.choice(levels[level + depth]))
    return Bom(
        parent=parent,
        components=tuple(
            Component(item=name, quantity=Decimal(random.choice((1, 1, 1, 2)))) for name in names
        ),
    )


def _demands(random: Random, products: list[str]) -> list[Demand]:
    first = START.date() + timedelta(days=60)
    return [
        Demand(
            id=f"SO-{product}-{number}",
            item=product,
            quantity=Decimal(random.randrange(5, 40)),
            due=first + timedelta(days=random.randrange(HORIZON_DAYS - 60)),
        )
        for product in products
        for number in range(_DEMANDS_PER_PRODUCT)
    ]
