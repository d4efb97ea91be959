"""Random documents of a shop floor: orders in every state, demands, stock, settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.campaigns.dice import Row
    from tests.campaigns.floor_places import Floor
    from tests.campaigns.floor_work import Shop

__all__ = ["demands", "orders", "settings", "stock"]

_OBJECTIVES = (
    "", "late,flow", "tardiness,setup", "max-lateness,makespan", "cost", "5*late + setup-cost",
    "tardiness[*],setup-cost,overtime", "tardiness,moved",
)  # fmt: skip
_CRITERIA = (
    "class", "customer", "center", "priority", "due", "level", "start", "end", "phase", "id",
)  # fmt: skip


def settings(floor: Floor) -> Row:
    """Return the parameters of the shop floor."""
    shop: Row = {"objective": floor.pick("", "", *_OBJECTIVES)}
    floor.put(shop, "proportional", executions="proportional")
    floor.put(shop, "time", remainder="time")
    floor.put(shop, "release-advance", release_advance=floor.number(-1, 2))
    floor.put(shop, "wait-until", wait_until=floor.day(0, 4))
    floor.put(shop, "critical", critical_only=True)
    floor.put(shop, "previous", frozen_days=floor.days(2))
    if floor.has("delay"):
        shop["subcontract_delay"] = floor.days(2)
    if floor.has("material", 0.15):
        shop["wait_for_material"] = False
    if floor.has("priorities", 0.7):
        shop["priorities"] = floor.some(list(_CRITERIA), 6) or ["id"]
        shop["critical_customers"] = ["Adler"]
        shop["critical_centers"] = (
            ["B"] if floor.chance(0.3) and "centers" not in floor.rules else []
        )
    found: Row = {"shop": shop}
    floor.put(found, "delay", purchase_delay=floor.days(2))
    return found


def stock(floor: Floor, made: list[Row]) -> list[Row]:
    """Return stock of moulds, and of some of what is made and bought."""
    rows: list[Row] = [{"item": "MOULD", "quantity": floor.number(0, 2) or 1}]
    rows += [
        {"item": row["id"], "quantity": floor.number(1, 6)}
        for row in made
        if floor.has("stock", 0.3)
    ]
    if floor.has("stock"):
        rows.append({"item": "RAW", "quantity": floor.number(1, 20)})
    return rows


def demands(floor: Floor, made: list[Row]) -> list[Row]:
    """Return one to four demands."""
    rows: list[Row] = []
    for number in range(floor.number(1, 4)):
        item = made[0] if floor.chance(0.6) else floor.one_of(made)
        row: Row = {"id": f"D{number}", "item": item["id"], "quantity": floor.number(1, 9)}
        row["due"] = floor.moment(0, floor.horizon - 1)
        if floor.has("demands-hard", 0.25):
            row["hard"] = True
        floor.put(row, "classes", priority=floor.number(0, 3), weight=floor.pick(1, 5, "0.5"))
        floor.put(row, "priorities", customer=floor.pick("Adler", "Bold"))
        rows.append(row)
    return rows


def orders(floor: Floor, made: list[Row], routed: dict[str, list[Row]], shop: Shop) -> list[Row]:
    """Return up to four documents: begun, frozen, firm, and a purchase."""
    rows: list[Row] = []
    for number in range(floor.number(0, 3)):
        item = str(floor.one_of(made)["id"])
        row: Row = {
            "id": f"MO-{number}", "type": "production", "item": item,
            "quantity": floor.pick(1, 4, 8, "2.5"), "end": floor.day(0, 8),
            "status": floor.pick("planned", "firm", "confirmed", "launched", "executive"),
        }  # fmt: skip
        if floor.has("started"):
            row["progress"] = _progress(floor, routed[item], shop)
        elif floor.has("frozen", 0.3):
            row |= {"frozen": True, "start": f"{floor.day(0, 5)}T{floor.number(6, 15):02}:00"}
            if floor.chance(0.5):
                row["pinned"] = _pins(floor, routed[item], str(row["start"]), shop)
        if floor.has("hold-end", 0.3):
            row["hold_end"] = True
        floor.put(row, "priorities", priority=floor.number(0, 3))
        rows.append(row)
    if floor.has("purchase"):
        rows.append(
            {
                "id": "PO",
                "type": "purchase",
                "item": floor.pick("RAW", "RAW", "MOULD"),
                "quantity": floor.number(1, 9),
                "end": floor.day(0, 6),
            }
        )
    return rows


def _progress(floor: Floor, operations: list[Row], shop: Shop) -> list[Row]:
    """Close some phases and start the next, and now and then one more."""
    closed = floor.number(0, len(operations) - 1)
    rows: list[Row] = [{"phase": row["phase"], "state": "closed"} for row in operations[:closed]]
    begun = operations[closed : closed + floor.pick(0, 1, 1, 2)]
    for operation in begun:
        row: Row = {"phase": operation["phase"], "state": "started"}
        floor.fields(row, 0.5, good=floor.number(0, 5))
        floor.fields(row, 0.4, worked=floor.time(40))
        machines = _machines(operation, shop)
        if machines and floor.chance(0.3):
            row["machine"] = floor.one_of(machines)
        rows.append(row)
    return rows or [{"phase": operations[0]["phase"], "state": "started"}]


def _machines(operation: Row, shop: Shop) -> list[str]:
    times = operation.get("machines")
    if isinstance(times, list):
        return [str(row["machine"]) for row in times]
    center = next(row for row in shop.centers if row["id"] == operation["work_center"])
    return shop.working(center)


def _pins(floor: Floor, operations: list[Row], start: str, shop: Shop) -> list[Row]:
    pin: Row = {"phase": operations[0]["phase"], "start": start}
    machines = _machines(operations[0], shop)
    if machines and floor.chance(0.5):
        pin["machine"] = floor.one_of(machines)
    return [pin]
