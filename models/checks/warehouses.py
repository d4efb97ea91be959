"""Rules of warehouses: what is transferred comes from elsewhere, and a kit is one everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.checks.finding import Finding
from models.scenario.planning import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.scenario import Item, Scenario

__all__ = [
    "circular_transfers",
    "kits_in_some_warehouses",
    "transfers_within_a_warehouse",
    "useless_transfer_sources",
]


def transfers_within_a_warehouse(scenario: Scenario) -> Iterator[Finding]:
    """Yield records and orders of transfers from a warehouse to itself."""
    for index, item in enumerate(scenario.items):
        for place, record in enumerate(item.warehouses):
            if record.from_ == record.warehouse:
                path = ("items", index, "warehouses", place)
                yield Finding(path, "from", record.warehouse, "another warehouse")
    for index, order in enumerate(scenario.orders):
        if order.from_ is not None and order.from_ == order.warehouse:
            rule = "a warehouse other than the one it is received in"
            yield Finding(("orders", index), "from", order.from_, rule)


def circular_transfers(scenario: Scenario) -> Iterator[Finding]:
    """Yield items whose warehouses, over others, supply themselves."""
    for index, item in enumerate(scenario.items):
        places = {record.warehouse: place for place, record in enumerate(item.warehouses)}
        givers = _givers(item)
        done: set[str] = set()
        for start in givers:
            trail: dict[str, None] = {}
            name = start
            while name in givers and name not in done and name not in trail:
                trail[name] = None
                name = givers[name]
            if name in trail:
                ring = list(trail)[list(trail).index(name) :]
                value = " <- ".join([*ring, ring[0]])
                path = ("items", index, "warehouses", places[ring[0]])
                yield Finding(path, "from", value, "transfers that do not go round in a circle")
            done.update(trail)


def _givers(item: Item) -> dict[str, str]:
    """Return the warehouse that each warehouse of an item is supplied from by transfers."""
    return {
        record.warehouse: record.from_
        for record in item.warehouses
        if record.from_ not in (None, record.warehouse)
        and (record.source or item.source) is Source.TRANSFER
        and record.from_ is not None
    }


def kits_in_some_warehouses(scenario: Scenario) -> Iterator[Finding]:
    """Yield items that are a kit in one warehouse and are stocked in another."""
    for index, item in enumerate(scenario.items):
        for place, record in enumerate(item.warehouses):
            if record.source is None or record.source is item.source:
                continue
            if Source.KIT in (record.source, item.source):
                path = ("items", index, "warehouses", place)
                rule = f"the source of the item, {item.source.value}: a kit is one everywhere"
                yield Finding(path, "source", record.source.value, rule)


def useless_transfer_sources(scenario: Scenario) -> Iterator[Finding]:
    """Yield warehouses to transfer from where nothing is transferred; a warning."""
    for index, item in enumerate(scenario.items):
        for place, record in enumerate(item.warehouses):
            source = record.source or item.source
            if record.from_ is not None and source is not Source.TRANSFER:
                path = ("items", index, "warehouses", place)
                rule = f"no warehouse to transfer from: the source is {source.value}; it is ignored"
                yield Finding(path, "from", record.from_, rule)
