"""Random documents: demands, forecasts, orders of all types and states, and stock."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tests.campaigns.dice import Dice, Row

__all__ = ["Tables", "demands", "forecasts", "orders", "stock"]

_TYPE = {"make": "production", "buy": "purchase", "kit": "production"}


class Tables(NamedTuple):
    """What documents refer to."""

    items: list[Row]
    boms: list[Row]
    routings: list[Row]
    work_centers: list[Row]
    warehouses: list[str]


def demands(dice: Dice, tables: Tables) -> list[Row]:
    """Return one to six demands, most of them for items at the top."""
    goods = tables.items
    rows: list[Row] = []
    for number in range(dice.number(1, 6)):
        item = dice.one_of(goods[: 1 + len(goods) // 2] if dice.chance(0.6) else goods)
        row: Row = {"id": f"D{number}", "item": item["id"], "quantity": dice.quantity()}
        if not dice.chance(0.05):
            row["due"] = dice.moment()
        if tables.warehouses:
            dice.fields(row, 0.6, warehouse=dice.one_of(tables.warehouses))
        _name_version(dice, row, tables.boms, 0.15)
        dice.fields(row, 0.1, weight=dice.pick(0, 5, "0.25"), fulfilled=True)
        rows.append(row)
    return rows


def forecasts(dice: Dice, tables: Tables) -> list[Row]:
    """Return up to three forecasts."""
    rows: list[Row] = []
    for number in range(dice.number(0, 3)):
        row: Row = {
            "id": f"F{number}",
            "item": dice.one_of(tables.items)["id"],
            "quantity": dice.quantity(),
            "date": dice.day(0),
            "period": dice.pick("day", "week", "month"),
            "kind": dice.pick("forecast", "forecast", "mps"),
        }
        if tables.warehouses:
            dice.fields(row, 0.6, warehouse=dice.one_of(tables.warehouses))
        dice.fields(row, 0.1, consolidated=False)
        rows.append(row)
    return rows


def stock(dice: Dice, tables: Tables, named: list[str]) -> list[Row]:
    """Return stock of some items: free, reserved, not available, or below 0."""
    rows: list[Row] = []
    for item in dice.some(tables.items, 6):
        row: Row = {"item": item["id"], "quantity": dice.quantity(40)}
        if tables.warehouses:
            dice.fields(row, 0.6, warehouse=dice.one_of(tables.warehouses))
        dice.fields(row, 0.15, available=False, reserved_for=dice.one_of(named))
        waits = item.get("lead_time", "0d") != "0d"
        if waits and "reserved_for" not in row and dice.chance(0.15):
            row["quantity"] = f"-{row['quantity']}"
        rows.append(row)
    return rows


def orders(dice: Dice, tables: Tables, wanted: list[Row]) -> list[Row]:
    """Return up to six documents."""
    phases = {row["item"]: row["operations"] for row in tables.routings}
    rows: list[Row] = []
    for number in range(dice.number(0, 6)):
        item = dice.one_of(tables.items)
        usual = _TYPE.get(str(item["source"]), item["source"])
        kind = usual if dice.chance(0.8) else dice.pick("production", "purchase", "subcontract")
        row: Row = {
            "id": dice.pick(f"DOC{number}", f"MO-{item['id']}-{number}"),
            "type": kind,
            "item": item["id"],
            "quantity": dice.quantity(30),
            "status": dice.pick("planned", "firm", "confirmed", "launched", "executive"),
        }
        if not dice.chance(0.05):
            row["end"] = dice.moment()
        if tables.warehouses:
            _place(dice, row, tables.warehouses)
        _name_version(dice, row, tables.boms, 0.15)
        dice.fields(row, 0.1, printed=True, job=dice.one_of(wanted)["id"])
        operations = phases.get(item["id"], [])
        assert isinstance(operations, list)
        _progress(dice, row, operations, tables.work_centers)
        rows.append(row)
    return rows


def _place(dice: Dice, row: Row, places: list[str]) -> None:
    dice.fields(row, 0.6, warehouse=dice.one_of(places))
    others = [place for place in places if place != row.get("warehouse", places[0])]
    if row["type"] == "transfer" and others:
        dice.fields(row, 0.7, **{"from": dice.one_of(others)})


def _progress(dice: Dice, row: Row, operations: list[Row], centers: list[Row]) -> None:
    """Let work of a production order begin, or freeze it, or date its start."""
    end = str(row.get("end", dice.day()))[:10]
    start = (dice.start.fromisoformat(end) - timedelta(days=dice.number(0, 6))).date().isoformat()
    if row["type"] == "production" and operations and dice.chance(0.25):
        closed = dice.number(0, len(operations))
        row["progress"] = [
            {"phase": operation["phase"], "state": "closed"} for operation in operations[:closed]
        ]
        if closed < len(operations):
            _begin(dice, row, operations[closed], centers)
    elif row["type"] == "production" and dice.chance(0.15):
        row["frozen"] = True
        row["start"] = f"{dice.day(0, 9)}T{dice.number(6, 15):02}:00"
        if operations and dice.chance(0.4):
            row["pinned"] = [{"phase": operations[0]["phase"], "start": row["start"]}]
    else:
        dice.fields(row, 0.15, start=start)


def _begin(dice: Dice, row: Row, operation: Row, centers: list[Row]) -> None:
    if not dice.chance(0.6):
        return
    begun: Row = {"phase": operation["phase"], "state": "started", "good": dice.number(0, 5)}
    center = next(other for other in centers if other["id"] == operation["work_center"])
    if not (center.get("infinite") or center.get("external")):
        dice.fields(begun, 0.3, machine=f"{center['id']}-1")
    progress = row["progress"]
    assert isinstance(progress, list)
    progress.append(begun)


def _name_version(dice: Dice, row: Row, bills: list[Row], chance: float) -> None:
    known = [
        bill["version"] for bill in bills if bill["parent"] == row["item"] and "version" in bill
    ]
    if known and dice.chance(chance):
        row["version"] = dice.one_of(known)
