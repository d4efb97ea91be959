"""Rules of items: lead times, lots, policies, suppliers."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from models.checks.finding import Finding
from models.checks.suggest import did_you_mean
from models.quantity import to_units
from models.scenario.planning import LotRule, Policy, Source
from models.terms import Sku, TermsTable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.checks.finding import Path
    from models.scenario import Item, Lot, Scenario
    from models.terms import Terms

__all__ = [
    "bought_without_lead_time",
    "buffers_missing",
    "impossible_lots",
    "incomplete_lots",
    "made_without_routing",
    "negative_stock_without_lead_time",
    "routings_without_operations",
    "unblocked_until",
    "unknown_suppliers",
    "useless_replenishment",
]

_LOT_NUMBERS = {
    LotRule.FIXED: "size",
    LotRule.MINIMUM: "size",
    LotRule.AT_LEAST: "size",
    LotRule.PERIODS: "periods",
    LotRule.STORAGE_TIME: "days",
}
_MADE = (Source.MAKE, Source.SUBCONTRACT)


class _Planned(NamedTuple):
    """An item, or its record of a warehouse that is planned by itself, and the terms there."""

    path: Path
    terms: Terms


def _planned(scenario: Scenario) -> Iterator[_Planned]:
    table = TermsTable(scenario)
    apart = scenario.settings.mrp.by_warehouse
    places = {warehouse.id for warehouse in scenario.warehouses} if apart else set()
    for index, item in enumerate(scenario.items):
        if scenario.item_by_id[item.id] is not item:
            continue  # of two of one id the last is meant
        if not places or not places <= {record.warehouse for record in item.warehouses}:
            yield _Planned(("items", index), table.of(Sku(item.id)))
        for place, record in enumerate(item.warehouses) if apart else ():
            path = ("items", index, "warehouses", place)
            yield _Planned(path, table.of(Sku(item.id, record.warehouse)))


def made_without_routing(scenario: Scenario) -> Iterator[Finding]:
    """Yield items that are made or subcontracted, nobody says how or how long."""
    routed = {routing.item for routing in scenario.routings}
    for path, terms in _planned(scenario):
        if terms.source in _MADE and terms.sku.item not in routed and terms.lead_time is None:
            rule = f"a lead_time, or a routing, for an item with source {terms.source.value}"
            yield Finding(path, "lead_time", "", rule, about=("routings",))


def routings_without_operations(scenario: Scenario) -> Iterator[Finding]:
    """Yield routings that list no operation."""
    for index, routing in enumerate(scenario.routings):
        if not routing.operations:
            yield Finding(("routings", index), "operations", "", "at least one operation")


def bought_without_lead_time(scenario: Scenario) -> Iterator[Finding]:
    """Yield items bought or transferred at once; a warning.

    The times of the supplier that orders go to are a lead time too.
    """
    for path, terms in _planned(scenario):
        if terms.source in (Source.BUY, Source.TRANSFER) and terms.lead_time is None:
            yield Finding(path, "lead_time", "", "a lead_time; 0d is assumed")


def negative_stock_without_lead_time(scenario: Scenario) -> Iterator[Finding]:
    """Yield negative stock of items that have neither a lead time nor a routing.

    What is missing at the start cannot be there at the start, however it is ordered.
    """
    counts_all = scenario.settings.mrp.unavailable_stock
    table = TermsTable(scenario)
    routed = {routing.item for routing in scenario.routings}
    sums: dict[Sku, int] = {}
    worst: dict[Sku, int] = {}
    for index, row in enumerate(scenario.stock):
        if row.item in scenario.item_by_id and (row.available or counts_all):
            sku = table.sku(row.item, row.warehouse)
            sums[sku] = sums.get(sku, 0) + to_units(row.quantity)
            if row.quantity < 0:
                worst.setdefault(sku, index)
    for sku, index in worst.items():
        terms = table.of(sku)
        is_left_out = terms.item.exclude_negative_stock or terms.source is Source.KIT
        if sums[sku] >= 0 or is_left_out or terms.days or sku.item in routed:
            continue
        found = f"{scenario.stock[index].quantity:f}"
        rule = f"0 or more in all, or a lead_time of '{sku.item}' in which it can be replenished"
        yield Finding(("stock", index), "quantity", found, rule, about=(sku.item, "routings"))


def _lots(scenario: Scenario) -> Iterator[tuple[Path, Lot]]:
    for index, item in enumerate(scenario.items):
        path = ("items", index)
        yield path, item.lot
        for place, supplier in enumerate(item.suppliers):
            if supplier.lot is not None:
                yield (*path, "suppliers", place), supplier.lot
        for place, record in enumerate(item.warehouses):
            if record.lot is not None:
                yield (*path, "warehouses", place), record.lot


def incomplete_lots(scenario: Scenario) -> Iterator[Finding]:
    """Yield lot rules that lack the number they work with."""
    for path, lot in _lots(scenario):
        number = _LOT_NUMBERS.get(lot.rule)
        if number is not None and getattr(lot, number) is None:
            yield Finding(path, f"lot.{number}", "", f"a number for the lot rule {lot.rule.value}")


def impossible_lots(scenario: Scenario) -> Iterator[Finding]:
    """Yield lots of which a size, a step or a minimum is more than the maximum."""
    for path, lot in _lots(scenario):
        for number in ("size", "multiple", "minimum", "rounding"):
            value = getattr(lot, number)
            if value is not None and lot.maximum is not None and value > lot.maximum:
                rule = f"at most the lot's maximum, {lot.maximum:f}"
                yield Finding(path, f"lot.{number}", f"{value:f}", rule)


def buffers_missing(scenario: Scenario) -> Iterator[Finding]:
    """Yield items that are planned by the net flow of a buffer they do not have."""
    for index, item in enumerate(scenario.items):
        if item.policy is Policy.DDMRP and item.buffer is None:
            yield Finding(("items", index), "buffer", "", "a buffer for the policy ddmrp")


def unknown_suppliers(scenario: Scenario) -> Iterator[Finding]:
    """Yield items, and records of warehouses, with a supplier that the item does not list."""
    for index, item in enumerate(scenario.items):
        known = [row.supplier for row in item.suppliers]
        path = ("items", index)
        yield from _unknown_supplier(path, item.supplier, known, item)
        for place, record in enumerate(item.warehouses):
            row = (*path, "warehouses", place)
            yield from _unknown_supplier(row, record.supplier, known, item)


def _unknown_supplier(
    path: Path, supplier: str | None, known: list[str], item: Item
) -> Iterator[Finding]:
    if supplier is not None and supplier not in known:
        rule = f"one of the suppliers of '{item.id}'{': ' if known else ', which has none'}"
        hint = did_you_mean(supplier, known)
        yield Finding(path, "supplier", supplier, f"{rule}{', '.join(known)}", hint)


def unblocked_until(scenario: Scenario) -> Iterator[Finding]:
    """Yield items blocked until a day that are not blocked; a warning."""
    for index, item in enumerate(scenario.items):
        if item.blocked_until is not None and not item.blocked:
            rule = "true: blocked_until without it is ignored"
            yield Finding(("items", index), "blocked", "false", rule)


def useless_replenishment(scenario: Scenario) -> Iterator[Finding]:
    """Yield items that are filled up to less than the level that asks for it; a warning."""
    for index, item in enumerate(scenario.items):
        target, level = item.replenish_quantity, item.reorder_level
        if item.replenish_up_to and 0 < target < level:
            rule = f"at least the reorder_level, {level:f}, for a stock to order up to"
            yield Finding(("items", index), "replenish_quantity", f"{target:f}", rule)
