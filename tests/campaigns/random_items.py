"""Random items with all their planning fields, and their bills of materials."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.campaigns.dice import Dice, Row

__all__ = ["boms", "items"]


def items(dice: Dice, places: list[str]) -> list[Row]:
    """Return three to nine items; those later in the list are used by those before."""
    count = dice.number(3, 9)
    middle = count // 3
    rows = []
    for number in range(count):
        if number < middle:
            source = dice.pick("make", "make", "make", "kit", "subcontract")
        elif number < count - 1:
            source = dice.pick("make", "make", "subcontract", "buy", "transfer", "kit")
        else:
            source = dice.pick("buy", "buy", "transfer")
        rows.append(_item(dice, f"I{number}", source, places))
    return rows


def _item(dice: Dice, name: str, source: str, places: list[str]) -> Row:
    row: Row = {"id": name, "source": source}
    if source in ("buy", "transfer") or dice.chance(0.5):
        row["lead_time"] = dice.days(5)
    dice.fields(row, 0.5, lot=lot(dice))
    _thresholds(dice, row)
    _tolerances(dice, row)
    dice.fields(
        row,
        0.2,
        scrap=dice.pick("0.1", "0.333333", "1"),
        lead_time_days=dice.pick("working", "calendar"),
        analysis_time=dice.days(2),
        forecast_mode=dice.pick("max", "forecast", "min", "orders", "sum"),
        planner=dice.pick("ann", "bob"),
        use_alternatives=True,
        consider_in_mrp=True,
    )
    dice.fields(
        row,
        0.05,
        fixed_lead_time="lead_time" in row,
        excluded=True,
        generates_orders=False,
        exclude_negative_stock=True,
    )
    if dice.chance(0.08):
        row["blocked"] = True
        dice.fields(row, 0.5, blocked_until=dice.day(-3, 6))
    if source in ("buy", "subcontract") and dice.chance(0.4):
        row["suppliers"] = _suppliers(dice)
    if places and source != "kit":
        row["warehouses"] = _records(dice, places)
    dice.fields(row, 0.4, policy=dice.pick("mto", "ato", "eto", "mts", "requirement", "ddmrp"))
    if row.get("policy") == "ddmrp":
        row["buffer"] = _buffer(dice)
    return row


def lot(dice: Dice) -> Row:
    """Return a lot rule with the number it needs, and perhaps limits."""
    rule = dice.pick(
        "lot-for-lot",
        "fixed",
        "minimum",
        "at-least",
        "periods",
        "storage-time",
        "weekly",
        "monthly",
    )
    row: Row = {"rule": rule}
    if rule in ("fixed", "minimum", "at-least"):
        row["size"] = dice.pick(dice.number(1, 40), "2.5")
    if rule == "minimum":
        dice.fields(row, 0.7, multiple=dice.number(0, 15))
    if rule == "periods":
        row["periods"] = dice.number(1, 6)
    if rule == "storage-time":
        row["days"] = dice.number(1, 6)
    dice.fields(row, 0.25, minimum=dice.number(1, 8), rounding=dice.pick(1, 2, 5, "0.5"))
    dice.fields(row, 0.2, maximum=dice.pick(40, 55, "66.6"))
    dice.fields(row, 0.1, use_size=False, use_multiple=False)
    return row


def _thresholds(dice: Dice, row: Row) -> None:
    dice.fields(row, 0.25, safety_stock=dice.pick(5, 20, "1.5"))
    if dice.chance(0.2):
        row["reorder_level"] = dice.pick(10, 30)
        dice.fields(row, 0.5, replenish_quantity=dice.pick(25, 50), replenish_up_to=True)
    if dice.chance(0.15):
        row["coverage_weeks"] = dice.number(1, 3)
        dice.fields(row, 0.5, coverage_index=dice.pick(50, 150))
    dice.fields(row, 0.05, thresholds=dice.pick(["safety-stock"], ["reorder-level"], []))


def _tolerances(dice: Dice, row: Row) -> None:
    dice.fields(row, 0.15, fence=dice.days(6), grouping=dice.days(5))
    dice.fields(
        row,
        0.25,
        advance_tolerance=dice.days(3),
        postpone_tolerance=dice.days(4),
        reschedule_tolerance=dice.days(20),
        reschedule_percent=dice.pick(0, 50, 200),
    )
    dice.fields(row, 0.06, schedule_limit=f"{dice.number(1, 20)}d")


def _suppliers(dice: Dice) -> list[Row]:
    rows: list[Row] = []
    for name in ("ACME", "BOLT")[: dice.number(1, 2)]:
        row: Row = {"supplier": name}
        dice.fields(row, 0.4, procurement_time=dice.days(3), shipping_time=dice.days(3))
        dice.fields(row, 0.3, lot=lot(dice), preferred=True)
        dice.fields(row, 0.15, blocked=True)
        rows.append(row)
    return rows


def _records(dice: Dice, places: list[str]) -> list[Row]:
    """Return what holds in some warehouses; transfers come from one earlier in the list."""
    rows: list[Row] = []
    for position, place in enumerate(places):
        if not dice.chance(0.6):
            continue
        row: Row = {"warehouse": place}
        if position and dice.chance(0.5):
            row |= {"source": "transfer", "from": dice.one_of(places[:position])}
        dice.fields(
            row,
            0.2,
            lead_time=dice.days(4),
            safety_stock=dice.pick(0, 10),
            reorder_level=dice.pick(0, 15),
            replenish_quantity=dice.pick(0, 30),
            lot=lot(dice),
        )
        rows.append(row)
    return rows


def _buffer(dice: Dice) -> Row:
    kind = dice.pick("replenished", "replenished", "override", "min-max")
    row: Row = {"kind": kind, "daily_usage": dice.pick(0, 1, 5, "2.5")}
    dice.fields(
        row,
        0.3,
        usage=dice.pick("past", "weighted-past", "ahead", "past-and-ahead"),
        lead_time=dice.days(6),
        lead_time_factor=dice.pick("0.2", "1"),
        variability_factor=dice.pick("0", "1"),
        minimum_order=dice.pick(5, 20),
        order_cycle=dice.days(7),
        spike_threshold=dice.pick(0, 100),
        spike_horizon=dice.days(9),
    )
    if kind == "override":
        dice.fields(
            row, 0.7, red=dice.pick(5, 30), yellow=dice.pick(10, 40), green=dice.pick(5, 25)
        )
        dice.fields(row, 0.3, red_on={dice.day(0, 5): dice.number(1, 50)})
    dice.fields(row, 0.2, usage_factors={f"{dice.day(0, 3)}/{dice.day(4, 9)}": dice.pick(0, 2)})
    return row


def boms(dice: Dice, goods: list[Row], made: list[Row]) -> list[Row]:
    """Return the bills of the items that are made, in one or two versions."""
    phases = {row["item"]: _phases(row) for row in made}
    rows: list[Row] = []
    for position, item in enumerate(goods):
        below = [str(row["id"]) for row in goods[position + 1 :]]
        if item["source"] in ("buy", "transfer") and not dice.chance(0.05):
            continue
        if not below or (item["source"] != "kit" and dice.chance(0.1)):
            continue
        bill = _bom(dice, item, below, phases.get(item["id"], []))
        rows.append(bill)
        if dice.chance(0.25):
            rows.append(_second_version(dice, item, bill, below))
    _borrow(dice, goods, rows)
    _name_versions(dice, rows)
    return rows


def _phases(routing: Row) -> list[int]:
    operations = routing["operations"]
    assert isinstance(operations, list)
    return [operation["phase"] for operation in operations]


def _bom(dice: Dice, item: Row, below: list[str], phases: list[int]) -> Row:
    names = dice.some(below, 3) or [dice.one_of(below)]
    if dice.chance(0.1):
        names.append(names[0])
    row: Row = {
        "parent": item["id"],
        "quantity": dice.pick(1, 1, 1, 10, "2.5"),
        "components": [_component(dice, name, below, phases) for name in names],
    }
    dice.fields(row, 0.08, fixed=True, phantom=True)
    return row


def _component(dice: Dice, name: str, below: list[str], phases: list[int]) -> Row:
    row: Row = {"item": name, "quantity": dice.quantity(4)}
    dice.fields(row, 0.2, scrap=dice.pick("0.05", "0.333333", "1"))
    dice.fields(row, 0.1, fixed=True, phantom=True)
    if phases:
        dice.fields(row, 0.5, phase=dice.one_of(phases))
    others = [other for other in below if other != name]
    if others and dice.chance(0.25):
        row["alternatives"] = [
            {"item": other, "quantity": dice.quantity(4), "priority": dice.number(0, 2)}
            for other in dice.some(others, 2)
        ]
    return row


def _second_version(dice: Dice, item: Row, first: Row, below: list[str]) -> Row:
    """Return another version; of kits the first stays the one that is valid."""
    second = _bom(dice, item, below, []) | {"version": "v2"}
    first["version"] = "v1"
    if item["source"] != "kit" and dice.chance(0.4):
        middle = dice.start.date() + timedelta(days=dice.number(-5, 15))
        first["valid_to"] = (middle - timedelta(days=1)).isoformat()
        second["valid_from"] = middle.isoformat()
        return second
    second["default"] = False
    dice.fields(second, 0.1, active=False)
    return second


def _borrow(dice: Dice, goods: list[Row], rows: list[Row]) -> None:
    """Let an item without a bill borrow that of one further down."""
    parents = {str(row["parent"]) for row in rows}
    for position, item in enumerate(goods):
        below = [str(row["id"]) for row in goods[position + 1 :] if row["id"] in parents]
        if below and item["id"] not in parents and dice.chance(0.4):
            item["reference_bom"] = dice.one_of(below)


def _name_versions(dice: Dice, rows: list[Row]) -> None:
    """Let some components name a version of their own bill."""
    versions = [(row["parent"], row["version"]) for row in rows if "version" in row]
    for row in rows:
        components = row["components"]
        assert isinstance(components, list)
        for component in components:
            known = [version for parent, version in versions if parent == component["item"]]
            if known and dice.chance(0.3):
                component["version"] = dice.one_of(known)
