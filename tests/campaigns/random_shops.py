"""Random calendars, work centers, resources, setups and routings."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.campaigns.dice import Dice, Row

__all__ = ["calendars", "resources", "routings", "setup_rules", "work_centers"]

_CALENDARS = {
    "day": {"mon-fri": ["08:00-12:00", "13:00-17:00"]},
    "long": {"mon-fri": ["06:00-22:00"], "sat": ["06:00-12:00"]},
    "night": {"mon-sun": ["22:00-06:00"]},
    "crew": {"mon-sat": ["06:00-14:00 x2", "14:00-22:00 x1"]},
    "always": {"mon-sun": ["00:00-24:00"]},
}
_NAMES = tuple(_CALENDARS)


def calendars(dice: Dice) -> list[Row]:
    """Return five calendars, some with exceptions or public holidays."""
    rows: list[Row] = [{"id": name, "shifts": shifts} for name, shifts in _CALENDARS.items()]
    for row in rows:
        if dice.chance(0.3):
            closed: Row = {"date": dice.day(0, 9), "reason": "closed"}
            extra = {"from": dice.day(10, 11), "to": dice.day(12, 13), "shifts": ["09:00-15:00"]}
            row["exceptions"] = [closed, extra] if dice.chance(0.5) else [closed]
        dice.fields(row, 0.1, holidays=dice.pick("IT", "DE-BY", "US"))
    return rows


def work_centers(dice: Dice) -> list[Row]:
    """Return one to three centers, and perhaps a subcontractor's."""
    rows: list[Row] = []
    for name in ("A", "B", "C")[: dice.number(1, 3)]:
        row: Row = {"id": name, "capacity": dice.pick(1, 1, 2, 3)}
        dice.fields(row, 0.7, calendar=dice.pick(*_NAMES))
        dice.fields(row, 0.4, setup_rule="colour", utilisation=dice.pick("0.9", "0.7"))
        dice.fields(row, 0.15, interruptible=False, infinite=True)
        rows.append(row)
    if dice.chance(0.5):
        rows.append({"id": "OUT", "external": True, "calendar": dice.pick("day", "long", "always")})
    return rows


def resources(dice: Dice) -> list[Row]:
    """Return a crew of two and one jig."""
    crew: Row = {"id": "crew", "capacity": 2}
    dice.fields(crew, 0.5, calendar="crew")
    return [crew, {"id": "jig"}]


def setup_rules(dice: Dice) -> list[Row]:
    """Return the rule for changing colours."""
    rule: Row = {
        "id": "colour",
        "property": "colour",
        "default": dice.minutes(60),
        "states": ["red", "blue"],
        "matrix": [{"from": "red", "to": "blue", "time": dice.minutes(40)}],
    }
    dice.fields(rule, 0.5, initial="red")
    return [rule]


def routings(dice: Dice, goods: list[Row], centers: list[Row]) -> list[Row]:
    """Return routings of most items that are made."""
    return [
        {
            "item": row["id"],
            "operations": [
                _operation(dice, 10 * number, centers) for number in range(1, dice.number(1, 4) + 1)
            ],
        }
        for row in goods
        if row["source"] in ("make", "subcontract") and dice.chance(0.7)
    ]


def _operation(dice: Dice, phase: int, centers: list[Row]) -> Row:
    center = dice.one_of(centers)
    row: Row = {"phase": phase, "work_center": center["id"]}
    dice.fields(row, 0.2, wait=dice.minutes(300))
    if phase > 10 and dice.chance(0.25):
        kind = dice.pick("pieces", "time", "percent", "total")
        row["overlap"] = {"type": kind} | ({} if kind == "total" else {"value": dice.number(1, 99)})
    if center.get("external"):
        row["lead_time"] = dice.days(4)
        return row
    row |= {"setup": dice.minutes(30), "run": f"{dice.number(0, 400)}s"}
    dice.fields(row, 0.3, pieces=dice.pick(3, 10), state={"colour": dice.pick("red", "blue")})
    if dice.chance(0.2):
        row["resources"] = [{"resource": dice.pick("crew", "crew", "jig")}]
    others = [other for other in centers if other is not center and not other.get("external")]
    if others and dice.chance(0.3):
        other = dice.one_of(others)
        row["alternatives"] = [{"work_center": other["id"], "run": dice.minutes(5)}]
    return row
