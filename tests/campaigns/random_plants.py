"""Small random plants with everything that a scenario may say, from a seed."""

from __future__ import annotations

from datetime import datetime

from models.scenario import Scenario
from tests.campaigns.dice import Dice, Row
from tests.campaigns.random_documents import Tables, demands, forecasts, orders, stock
from tests.campaigns.random_items import boms, items
from tests.campaigns.random_jobs import general_settings, jobs
from tests.campaigns.random_shops import calendars, resources, routings, setup_rules, work_centers

__all__ = ["random_plant", "random_tables"]

_STARTS = (
    ("2026-06-01T00:00", "UTC"),
    ("2026-06-05T06:00", "UTC"),
    ("2026-03-27T13:30", "Europe/Rome"),
    ("2026-10-23T07:00", "Europe/Rome"),
    ("2026-10-31T05:45", "America/New_York"),
)
_AREAS = (
    "sales", "forecasts", "stock", "purchases", "subcontract", "production", "transfers",
    "planned-purchases", "planned-subcontract", "planned-production", "planned-transfers",
)  # fmt: skip


def random_plant(seed: int, *, with_jobs: bool = False) -> Scenario:
    """Return the plant of a seed; it may break a rule of `models.checks`."""
    return Scenario.model_validate(random_tables(seed, with_jobs=with_jobs))


def random_tables(seed: int, *, with_jobs: bool = False) -> Row:
    """Return the tables of the plant of a seed, as a YAML file has them."""
    dice = Dice(seed)
    header = _header(dice)
    places = ["HALL", "YARD", "SHOP"][: dice.number(1, 3)] if dice.chance(0.35) else []
    centers = work_centers(dice)
    goods = items(dice, places)
    made = routings(dice, goods, centers)
    for row in goods:
        is_routed = any(routing["item"] == row["id"] for routing in made)
        if row["source"] in ("make", "subcontract", "kit") and not is_routed:
            row.setdefault("lead_time", dice.days(3))
    bills = boms(dice, goods, made)
    tables = Tables(goods, bills, made, centers, places)
    wanted = demands(dice, tables)
    documents = orders(dice, tables, wanted)
    named = [str(row["id"]) for row in (*wanted, *documents)]
    settings, expected = _settings(dice, places), forecasts(dice, tables)
    plant: Row = {
        "scenario": header,
        "settings": settings,
        "calendars": calendars(dice),
        "work_centers": centers,
        "resources": resources(dice),
        "setup_rules": setup_rules(dice),
        "warehouses": [{"id": place} for place in places],
        "items": goods,
        "boms": bills,
        "routings": made,
        "stock": stock(dice, tables, named),
        "orders": documents,
        "forecasts": expected,
        "demands": wanted,
    }
    if with_jobs:
        plant["jobs"] = jobs(dice, tables, wanted, expected)
        plant["settings"] = settings | {"general": general_settings(dice)}
    return plant


def _header(dice: Dice) -> Row:
    start, zone = dice.pick(*_STARTS)
    dice.start = datetime.fromisoformat(start)
    dice.horizon = dice.number(5, 30)
    header: Row = {
        "id": "plant",
        "start": start,
        "horizon": f"{dice.horizon}d",
        "timezone": zone,
        "tick": dice.pick("1m", "1m", "1m", "1s"),
    }
    dice.fields(header, 0.5, factory_calendar=dice.pick("day", "long", "crew", "always"))
    return header


def _settings(dice: Dice, places: list[str]) -> Row:
    mrp: Row = {}
    dice.fields(mrp, 0.08, planner=dice.pick("ann", "bob"))
    dice.fields(mrp, 0.7 if places else 0.0, by_warehouse=True)
    dice.fields(mrp, 0.15, ignore=dice.some(list(_AREAS), 3))
    dice.fields(
        mrp,
        0.4,
        undated_orders=dice.day(0),
        undated_demands=dice.day(0),
        alternatives=dice.pick("mix", "single"),
        alternatives_first=True,
    )
    dice.fields(
        mrp,
        0.15,
        unavailable_stock=True,
        consider_past=True,
        safety_stock=False,
        reorder_level=False,
        coverage=False,
        economic_lots=False,
        economic_multiples=False,
        confirmed_first=True,
        suggestions=False,
        jobs=False,
    )
    dice.fields(mrp, 0.05, generate_orders=False)
    dice.fields(
        mrp,
        0.3,
        reorder_reading="floor",
        move_documents=True,
        material_advance=dice.days(3),
    )
    settings: Row = {"mrp": mrp}
    dice.fields(settings, 0.3, purchase_delay=dice.days(3))
    return settings
