"""Small random shop floors that mix all rules of resources, setups, sessions and precedence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.scenario import Scenario
from tests.campaigns.floor_documents import demands, orders, settings, stock
from tests.campaigns.floor_places import Floor, calendars, downtimes, places
from tests.campaigns.floor_work import Shop, bills, goods, routings

if TYPE_CHECKING:
    from tests.campaigns.dice import Row

__all__ = ["floor_tables", "random_floor"]


def random_floor(seed: int) -> Scenario:
    """Return the floor of a seed; it passes the checks, unless pins of its orders collide."""
    return Scenario.model_validate(floor_tables(seed))


def floor_tables(seed: int) -> Row:
    """Return the tables of the floor of a seed, as a YAML file has them."""
    floor = Floor(seed)
    tables: Row = {
        "scenario": {
            "id": f"floor-{seed}",
            "start": floor.pick("2026-06-01T00:00", "2026-06-01T06:00", "2026-06-02T09:30"),
            "horizon": f"{floor.horizon}d",
            "tick": floor.pick("1m", "1m", "1m", "1s"),
        },
        "settings": settings(floor),
        "calendars": calendars(floor),
    }
    tables |= places(floor)
    centers, machines = tables["work_centers"], tables["machines"]
    assert isinstance(centers, list)
    assert isinstance(machines, list)
    shop = Shop(centers, machines, {})
    items = goods(floor)
    made = [row for row in items if row["source"] == "make"]
    routes = routings(floor, made, shop)
    routed = {str(row["item"]): _operations(row) for row in routes}
    phases = {item: [_number(row["phase"]) for row in rows] for item, rows in routed.items()}
    return tables | {
        "downtimes": downtimes(floor, tables),
        "items": items,
        "boms": bills(floor, made, phases),
        "routings": routes,
        "stock": stock(floor, made),
        "orders": orders(floor, made, routed, shop),
        "demands": demands(floor, made),
    }


def _operations(routing: Row) -> list[Row]:
    rows = routing["operations"]
    assert isinstance(rows, list)
    return rows


def _number(value: object) -> int:
    assert isinstance(value, int)
    return value
