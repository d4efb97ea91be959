"""Random job orders, and how they are planned."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.campaigns.dice import Dice, Row
    from tests.campaigns.random_documents import Tables

__all__ = ["general_settings", "jobs"]

_STATES = (
    "not-examined",
    "not-examined",
    "planned",
    "launched",
    "executive",
    "closed",
    "cancelled",
)


def jobs(dice: Dice, tables: Tables, wanted: list[Row], expected: list[Row]) -> list[Row]:
    """Return one to three job orders, some of whose rows serve demands and forecasts."""
    rows: list[Row] = []
    served = list(wanted)
    for number in range(dice.number(1, 3)):
        listed = [_row(dice, tables, served, 10 * row) for row in range(1, dice.number(1, 2) + 1)]
        job: Row = {"id": f"J{number}", "kind": "mono" if len(listed) == 1 else "multi"}
        dice.fields(job, 0.2, mandatory=True, priority=dice.number(0, 9), customer="ROSSI")
        if expected and dice.chance(0.2):
            forecast = dice.one_of(expected)
            listed[0] |= {"item": forecast["item"], "forecasts": [forecast["id"]], "demands": []}
            listed[0].pop("version", None)
        rows.append(job | {"rows": listed})
    return rows


def _row(dice: Dice, tables: Tables, served: list[Row], number: int) -> Row:
    row: Row = {"row": number, "quantity": dice.quantity(), "state": dice.pick(*_STATES)}
    if served and dice.chance(0.6):
        demand = served.pop(dice.number(0, len(served) - 1))
        row |= {"item": demand["item"], "quantity": demand["quantity"], "demands": [demand["id"]]}
    else:
        row["item"] = dice.one_of(tables.items)["id"]
    if not dice.chance(0.1):
        row["due"] = dice.moment()
    return row


def general_settings(dice: Dice) -> Row:
    """Return parameters of general planning."""
    row: Row = {}
    dice.fields(row, 0.5, direction=dice.pick("asap", "alap"))
    dice.fields(
        row,
        0.2,
        until=dice.day(3),
        group=True,
        group_date=dice.pick("early", "late"),
        group_period=f"{dice.number(1, 9)}d",
        separate=True,
        stock_items=True,
        check_atp=True,
        atp_start=dice.day(0, 5),
        availability_at="minimum",
        first_level=True,
        negative=True,
        alternatives=dice.pick("mix", "single"),
        alternatives_first=True,
        alternative_phases=True,
        occupancy_tolerance=dice.pick(0, 50, 100),
    )
    dice.fields(
        row,
        0.1,
        orders_for=dice.pick(["production"], ["production", "purchase"], ["purchase"]),
        levels=dice.pick([1], [1, 2], [2]),
        economic_lots=False,
        economic_multiples=False,
        mrp_after=False,
        delivery_weekday=dice.pick("fri", "mon,thu"),
        replan_released=True,
        availability=False,
    )
    return row
