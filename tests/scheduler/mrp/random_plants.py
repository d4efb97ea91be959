"""Random small plants with nearly every planning field, for properties of whole MRP runs."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from models.scenario import Scenario

if TYPE_CHECKING:
    from collections.abc import Mapping

DAYS = 15
LEVELS = ("P", "Q", "A", "B", "C", "R", "S")  # a bill of materials uses only later ones
SOURCES = ("make", "make", "make", "subcontract", "make", "buy", "transfer")
TABLES = ("items", "boms", "stock", "orders", "demands", "forecasts")

quantities = st.one_of(st.integers(1, 60), st.sampled_from(["0.5", "2.25", "0.333333"]))
days = st.integers(-3, DAYS + 1).map(lambda day: f"2026-06-{day + 5:02d}")
moments = st.one_of(
    days, st.builds(lambda day, hour: f"{day}T{hour:02d}:30", days, st.integers(0, 23))
)
usages = st.sampled_from([1, 1, 2, 3, "0.5", "2.25", "0.333333"])
holders = st.sampled_from([None, None, "D0", "DOC-0"])
sizes = st.integers(1, 40)
limits = st.fixed_dictionaries(
    {},
    optional={
        "minimum": st.integers(1, 8),
        "rounding": st.sampled_from([1, 2, 5, "0.5"]),
        "maximum": st.sampled_from([12, 25, "33.3"]),
    },
)
rules = st.one_of(
    st.just({"rule": "lot-for-lot"}),
    st.builds(lambda size: {"rule": "fixed", "size": size}, sizes),
    st.builds(lambda s, m: {"rule": "minimum", "size": s, "multiple": m}, sizes, sizes),
    st.builds(lambda size: {"rule": "at-least", "size": size}, sizes),
    st.builds(lambda n: {"rule": "periods", "periods": n}, st.integers(1, 6)),
    st.builds(lambda n: {"rule": "storage-time", "days": n}, st.integers(1, 6)),
    st.just({"rule": "weekly"}),
    st.just({"rule": "monthly"}),
)
lots = st.builds(lambda rule, limit: rule | limit, rules, st.one_of(st.just({}), limits))


@st.composite
def item_fields(draw: st.DrawFn, *, plain: bool = False) -> dict[str, object]:
    """Return planning fields of an item; plain ones without fence, reorder level and the like."""
    fields: dict[str, object] = {
        "lead_time": f"{draw(st.integers(0, 4))}d",
        "lot": draw(lots),
        "safety_stock": draw(st.sampled_from([0, 0, 5, 20])),
        "scrap": draw(st.sampled_from([0, 0, "0.1", "0.333333"])),
    }
    if plain:
        return fields
    fields["fence"] = f"{draw(st.sampled_from([0, 0, 0, 2, 5]))}d"
    fields["grouping"] = f"{draw(st.sampled_from([0, 0, 3]))}d"
    fields["analysis_time"] = f"{draw(st.sampled_from([0, 0, 0, 1, 2]))}d"
    if draw(st.booleans()):
        fields["reorder_level"] = draw(st.sampled_from([10, 30]))
        fields["replenish_quantity"] = draw(st.sampled_from([0, 25, 50]))
        fields["replenish_up_to"] = draw(st.booleans())
    fields["coverage_weeks"] = draw(st.sampled_from([None, None, 1]))
    return fields | draw(_rare_fields)


_rare_fields = st.fixed_dictionaries(
    {"use_alternatives": st.booleans()},
    optional={
        "policy": st.sampled_from(["requirement", "mts", "mto", "ato"]),
        "schedule_limit": st.just("10d"),
        "blocked": st.just(value=True),
        "blocked_until": st.sampled_from(["2026-06-05", "2026-06-06"]),
        "consider_in_mrp": st.booleans(),
        "exclude_negative_stock": st.booleans(),
        "forecast_mode": st.sampled_from(["max", "sum", "min", "forecast", "orders"]),
    },
)
_run_fields = st.fixed_dictionaries(
    {},
    optional={
        "alternatives": st.sampled_from(["mix", "single"]),
        "alternatives_first": st.booleans(),
        "confirmed_first": st.booleans(),
        "consider_past": st.booleans(),
        "reorder_reading": st.just("floor"),
        "material_advance": st.just("1d"),
        "economic_lots": st.booleans(),
    },
)


def routing(item: str) -> dict[str, object]:
    """Return a routing of three phases, which load one center."""
    return {
        "item": item,
        "operations": [
            {"phase": 10, "work_center": "W", "setup": "30m", "run": "2m"},
            {"phase": 20, "work_center": "W", "run": "5m", "wait": "1h"},
            {"phase": 30, "work_center": "W", "run": "1m"},
        ],
    }


def bill(draw: st.DrawFn, name: str, used: list[str], *, plain: bool) -> dict[str, object]:
    """Return a bill of materials with lines linked to phases or not."""
    components = []
    for item in used:
        line: dict[str, object] = {
            "item": item,
            "quantity": draw(usages),
            "scrap": draw(st.sampled_from(["0", "0.05", "0.333333"])),
            "phase": draw(st.sampled_from([None, 10, 20])),
        }
        if not plain:
            line["phantom"] = draw(st.sampled_from([False, False, False, True]))
            if item == "C" and draw(st.booleans()):
                line["version"] = "B"
            if item in ("C", "R") and draw(st.booleans()):
                line["alternatives"] = [{"item": "S", "quantity": draw(usages)}]
        components.append(line)
    is_phantom = name == "Q" and not plain and draw(st.booleans())
    return {"parent": name, "phantom": is_phantom, "components": components}


@st.composite
def plants(draw: st.DrawFn, *, plain: bool = False) -> dict[str, object]:
    """Return the tables of a plant with seven items on up to seven levels.

    Plain plants have lots, scrap, safety stock, documents and forecasts; the others also fences,
    reorder levels, checks, jobs, versions, phantoms, alternatives and what runs may say of them.
    """
    items, boms = [], []
    for position, (name, source) in enumerate(zip(LEVELS, SOURCES, strict=True)):
        fields = draw(item_fields(plain=plain))
        if name == "C":  # lots of a version and a reorder level are not their own fixed point
            fields.pop("reorder_level", None)
        items.append({"id": name, "source": source, **fields})
        if source in ("make", "subcontract"):
            below = LEVELS[position + 1 :]
            used = draw(st.lists(st.sampled_from(below), max_size=3))
            boms.append(bill(draw, name, used, plain=plain))
    other = {"version": "B", "default": False, "fixed": draw(st.booleans()), "quantity": 7}
    boms.append(bill(draw, "C", ["R", "S"], plain=plain) | other)
    names = st.sampled_from(LEVELS)
    return {
        "settings": {
            "purchase_delay": draw(st.sampled_from(["0d", "0d", "2d"])),
            "mrp": {} if plain else draw(_run_fields),
        },
        "items": items,
        "boms": boms,
        "routings": draw(st.sampled_from([[], [routing("P"), routing("B"), routing("C")]])),
        "stock": [
            {
                "item": item,
                "quantity": draw(quantities),
                "reserved_for": None if plain else draw(holders),
            }
            for item in draw(st.lists(names, max_size=4))
        ],
        "orders": [
            {
                "id": f"{'PO-R' if number == 1 else 'DOC'}-{number}",
                "type": draw(st.sampled_from(["production", "purchase", "subcontract"])),
                "item": item,
                "quantity": draw(quantities),
                "end": draw(days),
                "status": "firm" if number == 1 else draw(st.sampled_from(["firm", "planned"])),
            }
            for number, item in enumerate(draw(st.lists(names, max_size=4)))
        ],
        "demands": [
            {
                "id": f"D{number}",
                "item": item,
                "quantity": draw(quantities),
                "due": draw(moments),
                "version": "B" if item == "C" and not plain and draw(st.booleans()) else None,
            }
            for number, item in enumerate(draw(st.lists(names, min_size=3, max_size=7)))
        ],
        "forecasts": [
            {
                "id": f"F{n}",
                "item": item,
                "quantity": draw(quantities),
                "date": draw(days),
                "period": "week",
            }
            for n, item in enumerate(draw(st.lists(names, max_size=2)))
        ],
    }


def scenario_from(tables: Mapping[str, object], *, days_later: int = 0) -> Scenario:
    """Return the scenario of a random plant: a week of two shifts, from Friday 5 June 2026."""
    start = datetime(2026, 6, 5, 6) + timedelta(days=days_later)  # noqa: DTZ001 - local time
    header = {"id": "random", "start": start, "horizon": f"{DAYS}d"}
    calendars = [{"id": "week", "shifts": {"mon-fri": ["06:00-14:00", "14:00-22:00"]}}]
    return Scenario.model_validate(
        {"scenario": header, "calendars": calendars, "work_centers": [{"id": "W"}], **tables}
    )


PLACES = ("N", "S", "T")


@st.composite
def networks(draw: st.DrawFn) -> dict[str, object]:
    """Return the tables of a plant with three warehouses, N supplying S and both supplying T."""
    tables = draw(plants())
    places = st.sampled_from(PLACES)
    rows: dict[str, list[dict[str, object]]] = {}
    for table in ("stock", "orders", "demands", "forecasts"):
        listed = tables[table]
        assert isinstance(listed, list)
        rows[table] = [row | {"warehouse": draw(places)} for row in listed]
    items = tables["items"]
    assert isinstance(items, list)
    rows["items"] = [
        item | {"warehouses": [] if item["id"] == "C" else draw(_records)} for item in items
    ]
    settings = tables["settings"]
    assert isinstance(settings, dict)
    run = settings["mrp"] | {"by_warehouse": True}
    return (
        tables
        | rows
        | {"settings": settings | {"mrp": run}, "warehouses": [{"id": name} for name in PLACES]}
    )


def _record(warehouse: str, givers: tuple[str, ...]) -> st.SearchStrategy[list[dict[str, object]]]:
    """Return no record of an item in a warehouse, or one that has it sent from another."""
    given: dict[str, st.SearchStrategy[object]] = {
        "warehouse": st.just(warehouse),
        "source": st.just("transfer"),
        "from": st.sampled_from(givers),
        "lead_time": st.integers(0, 3).map(lambda days: f"{days}d"),
        "safety_stock": st.sampled_from([None, 0, 5]),
        "reorder_level": st.sampled_from([None, 0, 10]),
    }
    return st.lists(st.fixed_dictionaries(given), max_size=1)


_records = st.builds(lambda one, two: [*one, *two], _record("S", ("N",)), _record("T", ("N", "S")))
