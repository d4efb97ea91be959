"""Rules of material planning where they must keep quiet, and where several rows decide.

The text of each message is asserted where files are read: tests/scheduler/files.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.checks import Findings, check_scenario
from models.scenario import Scenario

DAY = {"id": "day", "shifts": {"mon-fri": ["08:00-16:00"]}}

# Any: rows are what a file would hold
Row = dict[str, Any]


def checked(**tables: object) -> Findings:
    header = {"id": "s", "start": "2026-06-01T06:00", "horizon": "30d"}
    return check_scenario(
        Scenario.model_validate({"scenario": header, "calendars": [DAY], **tables})
    )


def told(findings: Findings) -> list[tuple[str, str, str]]:
    """Return table, field and value of the errors."""
    return [(fault.table, fault.field, fault.value) for fault in findings.errors]


def made(*names: str, **fields: object) -> list[Row]:
    return [{"id": name, "source": "make", "lead_time": "1d", **fields} for name in names]


def bought(name: str = "A", **fields: object) -> Row:
    return {"id": name, "source": "buy", "lead_time": "3d", **fields}


def bill(parent: str, *components: str | Row, **fields: object) -> Row:
    lines = [
        {"item": line, "quantity": 1} if isinstance(line, str) else line for line in components
    ]
    return {"parent": parent, "components": lines, **fields}


def test_M07_a_cyclic_bom_names_the_items() -> None:
    findings = checked(items=made("A", "B"), boms=[bill("A", "B"), bill("B", "A")])
    assert told(findings) == [("boms", "components", "A -> B -> A")]
    (fault,) = findings.errors
    assert (fault.row, fault.expected) == ("'A'", "no item to contain itself, at any level")


def test_a_cycle_may_close_over_different_versions_and_borrowed_bills() -> None:
    # A's second version needs B, B borrows the bill of C, and that needs A
    boms = [
        bill("A", "D"),
        bill("A", "B", version="2", default=False, valid_from="2030-01-01"),
        bill("C", "A"),
    ]
    items = [*made("A", "C", "D"), *made("B", reference_bom="C")]
    findings = checked(items=items, boms=boms)
    assert told(findings) == [("boms", "components", "A -> B -> A")]
    assert findings.errors[0].hint == "'B' borrows the bill of materials of 'C'."


def test_what_is_never_made_so_closes_no_cycle() -> None:
    asleep = bill("B", "A", active=False)
    other = {"item": "C", "quantity": 1, "alternatives": [{"item": "A", "quantity": 1}]}
    assert told(checked(items=made(*"ABC"), boms=[bill("A", "B"), asleep])) == []
    assert told(checked(items=made(*"ABC"), boms=[bill("A", "B"), bill("B", other)])) == []


EDGES = st.tuples(st.sampled_from("ABCD"), st.sampled_from(["", "2"]), st.sampled_from("ABCD"))


@given(st.sets(EDGES), st.dictionaries(st.sampled_from("ABCD"), st.sampled_from("ABCD")))
def test_a_cycle_is_told_exactly_where_items_cannot_be_put_in_levels(
    edges: set[tuple[str, str, str]], borrowed: dict[str, str]
) -> None:
    rows: dict[tuple[str, str], list[str]] = {}
    for parent, version, part in sorted(edges):
        rows.setdefault((parent, version), []).append(part)
    boms = [
        bill(parent, *parts, **({"version": version, "default": False} if version else {}))
        for (parent, version), parts in rows.items()
    ]
    items = [
        *made(*(name for name in "ABCD" if name not in borrowed)),
        *(row for name in borrowed for row in made(name, reference_bom=borrowed[name])),
    ]
    expected = has_cycle(edges, borrowed)
    assert bool(checked(items=items, boms=boms).errors) == expected


def has_cycle(edges: set[tuple[str, str, str]], borrowed: dict[str, str]) -> bool:
    """Tell whether levels exist; also where an item borrows from itself, over some others."""
    left = dict(borrowed)
    while left:
        ends = {name for name in left if left[name] not in left}
        if not ends:
            return True  # borrowed in a circle
        left = {name: lender for name, lender in left.items() if name not in ends}

    def owner(name: str) -> str:
        return owner(borrowed[name]) if name in borrowed else name

    uses = {(name, part) for name in "ABCD" for parent, _, part in edges if owner(name) == parent}
    if any(parent == part for parent, _, part in edges):
        return True  # a line that is its own parent is wrong in a bill nobody uses, too
    while uses:
        kept = {use for use in uses if use[1] in {parent for parent, _ in uses}}
        if kept == uses:
            return True
        uses = kept
    return False


@pytest.mark.parametrize(
    ("first", "second", "is_wrong"),
    [
        ({"valid_to": "2026-06-30"}, {"valid_from": "2026-07-01"}, False),
        ({"valid_to": "2026-07-01"}, {"valid_from": "2026-07-01"}, True),
        ({}, {"valid_from": "2026-07-01"}, True),
        ({}, {"default": False}, False),
        ({}, {"active": False}, False),
        ({"valid_from": "2026-07-01"}, {"valid_to": "2026-06-30"}, False),
    ],
)
def test_default_versions_follow_each_other(first: Row, second: Row, is_wrong: bool) -> None:
    boms = [bill("A", "B", version="1", **first), bill("A", "B", version="2", **second)]
    assert bool(checked(items=made("A", "B"), boms=boms).errors) == is_wrong


def test_a_long_version_hides_no_overlap_behind_a_short_one() -> None:
    # 1 lasts all year; 2 ends in March, and 3 begins after it, but within 1
    boms = [
        bill("A", "B", version="1", valid_to="2026-12-31"),
        bill("A", "B", version="2", valid_from="2026-02-01", valid_to="2026-03-31"),
        bill("A", "B", version="3", valid_from="2026-05-01"),
    ]
    findings = checked(items=made("A", "B"), boms=boms)
    assert [fault.row for fault in findings.errors] == ["'A' version '2'", "'A' version '3'"]


def test_a_borrowed_bill_lends_its_versions_too() -> None:
    items = [*made("A", "C"), *made("B", reference_bom="A", bom_version="2")]
    boms = [bill("A", "C"), bill("A", version="2", default=False)]
    findings = checked(items=items, boms=boms)
    assert (findings.errors, findings.warnings) == ((), ())


@pytest.mark.parametrize(
    ("item", "is_wrong"),
    [
        (bought(lead_time="0d"), True),
        ({"id": "A", "source": "buy"}, True),
        (bought(), False),
        (bought(lead_time="0d", exclude_negative_stock=True), False),
        (bought(lead_time="0d", suppliers=[{"supplier": "S", "shipping_time": "2d"}]), False),
        (bought(lead_time="0d", suppliers=[{"supplier": "S", "blocked": True}]), True),
    ],
)
def test_what_is_missing_at_the_start_needs_time_to_be_replenished(
    item: Row, is_wrong: bool
) -> None:
    stock = [{"item": "A", "quantity": 3}, {"item": "A", "quantity": -4}]
    findings = checked(items=[item], stock=stock)
    expected = [("stock", "quantity", "-4")] if is_wrong else []
    assert told(findings) == expected
    assert told(checked(items=[item], stock=[*stock, {"item": "A", "quantity": 1}])) == []


def test_a_lot_that_may_not_be_used_makes_up_for_nothing_unless_it_counts() -> None:
    item = bought(lead_time="0d")
    stock = [{"item": "A", "quantity": -4}, {"item": "A", "quantity": 9, "available": False}]
    assert told(checked(items=[item], stock=stock)) == [("stock", "quantity", "-4")]
    counted = {"mrp": {"unavailable_stock": True}}
    assert told(checked(items=[item], stock=stock, settings=counted)) == []


def test_warehouses_planned_apart_have_stock_and_lead_times_of_their_own() -> None:
    records = [{"warehouse": "W", "lead_time": "2d"}, {"warehouse": "E"}]
    item = {"id": "A", "source": "make", "warehouses": records}
    tables: Row = {
        "items": [item],
        "warehouses": [{"id": "W"}, {"id": "E"}],
        "stock": [{"item": "A", "quantity": -1, "warehouse": "W"}],
    }
    # together the item has no lead time at all; apart only one of its records lacks it
    together = [("items", "lead_time", ""), ("stock", "quantity", "-1")]
    assert told(checked(**tables)) == together
    apart = checked(settings={"mrp": {"by_warehouse": True}}, **tables)
    assert [(*row, fault.row) for row, fault in zip(told(apart), apart.errors, strict=True)] == [
        ("items.warehouses", "lead_time", "", "'A' / 'E'")
    ]


def test_a_forecast_counts_until_its_last_day() -> None:
    def past(**fields: object) -> int:
        row = {"id": "F", "item": "A", "quantity": 1, **fields}
        return len(checked(items=[bought()], forecasts=[row]).errors)

    assert past(date="2026-05-31", period="day") == 1
    assert past(date="2026-06-01", period="day") == 0
    assert past(date="2026-05-25", period="week") == 1  # to 31 May
    assert past(date="2026-05-26", period="week") == 0  # to 1 June
    assert past(date="2026-05-01") == 1
    assert past(date="2026-05-02") == 0
    assert past(date="2025-05-02", consolidated=False) == 0


def test_a_row_that_is_over_leaves_its_demand_to_another() -> None:
    def rows(state: str) -> list[Row]:
        first = {"row": 1, "item": "A", "quantity": 1, "due": "2026-06-09", "demands": ["D"]}
        return [{**first, "state": state}, {**first, "row": 2}]

    demands = [{"id": "D", "item": "A", "quantity": 1, "due": "2026-06-09"}]
    for state, num_errors in (("launched", 1), ("closed", 0), ("cancelled", 0)):
        jobs = [{"id": "J", "kind": "multi", "rows": rows(state)}]
        assert len(checked(items=[bought()], demands=demands, jobs=jobs).errors) == num_errors


def test_an_order_may_be_for_a_job_or_for_a_demand() -> None:
    jobs = [{"id": "J", "rows": [{"row": 1, "item": "A", "quantity": 1, "due": "2026-06-09"}]}]
    demands = [{"id": "D", "item": "A", "quantity": 1, "due": "2026-06-09"}]
    for name in ("J", "D"):
        order = {
            "id": "O", "type": "purchase", "item": "A", "quantity": 1, "end": "2026-06-08",
            "job": name,
        }  # fmt: skip
        findings = checked(items=[bought()], jobs=jobs, demands=demands, orders=[order])
        assert (findings.errors, findings.warnings) == ((), ())


def test_documents_without_a_date_are_no_news_where_the_settings_date_them() -> None:
    tables: Row = {
        "items": [bought()],
        "orders": [{"id": "O", "type": "purchase", "item": "A", "quantity": 1}],
        "demands": [
            {"id": "D", "item": "A", "quantity": 1},
            {"id": "E", "item": "A", "quantity": 1, "fulfilled": True},
        ],
    }
    fields = [fault.field for fault in checked(**tables).warnings]
    assert fields == ["end", "due"]
    dated = {"mrp": {"undated_orders": "2026-06-03", "undated_demands": "2026-06-09"}}
    assert checked(settings=dated, **tables).warnings == ()


def test_an_order_may_be_of_the_source_of_a_warehouse_or_of_a_job_row() -> None:
    order = {"id": "O", "type": "transfer", "item": "A", "quantity": 1, "end": "2026-06-08"}
    records = [{"warehouse": "W", "source": "transfer", "from": "M"}]
    places = [{"id": "W"}, {"id": "M"}]
    assert len(checked(items=[bought()], orders=[order]).warnings) == 1
    items = [bought(warehouses=records)]
    assert checked(items=items, orders=[order], warehouses=places).warnings == ()
    row = {"row": 1, "item": "A", "quantity": 1, "due": "2026-06-09", "source": "subcontract"}
    outside = {**order, "type": "subcontract", "job": "J"}
    jobs = [{"id": "J", "rows": [row]}]
    assert checked(items=[bought()], orders=[outside], jobs=jobs).warnings == ()


@pytest.mark.parametrize(
    ("records", "is_wrong"),
    [
        ([("W", "M"), ("E", "W")], False),  # a chain from M over W to E
        ([("W", "E"), ("E", "W")], True),
        ([("W", "E"), ("E", "M"), ("M", "W")], True),
        ([("W", "M"), ("E", "M")], False),
    ],
)
def test_transfers_go_one_way(records: list[tuple[str, str]], is_wrong: bool) -> None:
    rows = [{"warehouse": to, "from": giver, "source": "transfer"} for to, giver in records]
    places = [{"id": name} for name in "WEM"]
    assert bool(checked(items=[bought(warehouses=rows)], warehouses=places).errors) == is_wrong


def test_a_phantom_and_a_kit_need_somebody_to_stand_in() -> None:
    kit = {"id": "K", "source": "kit"}
    line = {"item": "B", "quantity": 1, "phantom": True}
    parts = made("A", "B", "C")
    sound = checked(items=[kit, *parts], boms=[bill("K", "A"), bill("A", line), bill("B", "C")])
    assert (sound.errors, sound.warnings) == ((), ())
    bare = checked(items=[kit, *parts], boms=[bill("A", line)])
    assert told(bare) == [("items", "source", "kit")]
    assert [fault.field for fault in bare.warnings] == ["phantom"]
    ended = {"item": "A", "quantity": 1, "valid_to": "2026-05-31"}
    assert told(checked(items=[kit, *parts], boms=[bill("K", ended)])) == told(bare)


def chain(*quantities: str, **fields: object) -> list[Row]:
    """Return bills of I0 of I1, I1 of I2 and so on."""
    return [
        bill(f"I{level}", {"item": f"I{level + 1}", "quantity": quantity, **fields})
        for level, quantity in enumerate(quantities)
    ]


@pytest.mark.parametrize(
    ("quantities", "fields", "told_at"),
    [
        # 2**62 millionths are 4.611 x 10**12 pieces
        (("999999999999", "4"), {}, []),
        (("999999999999", "5"), {}, ["'I1' / 'I2'"]),
        (("1000000", "1000000", "4"), {}, []),
        (("1000000", "1000000", "5", "7"), {}, ["'I2' / 'I3'"]),  # not told again below
        (("1000000", "1000000", "3"), {"scrap": "0.2"}, ["'I2' / 'I3'"]),  # 3 x 1.2 ** 3
        (("1000000", "1000000", "3"), {"scrap": "0.1"}, []),  # 3 x 1.1 ** 3
    ],
)
def test_bills_multiply_to_what_can_be_counted(
    quantities: tuple[str, ...], fields: Row, told_at: list[str]
) -> None:
    items = made(*(f"I{level}" for level in range(len(quantities) + 1)))
    findings = checked(items=items, boms=chain(*quantities, **fields))
    assert [fault.row for fault in findings.errors] == told_at


def test_a_bill_is_exploded_for_what_is_wanted_and_for_its_lots() -> None:
    items = made("I0", "I1")
    demand = {"id": "D", "item": "I0", "quantity": "5000000", "due": "2026-06-09"}
    tables: Row = {"items": items, "boms": chain("1000000")}
    assert told(checked(**tables)) == []
    assert len(told(checked(**tables, demands=[demand]))) == 1
    items[0]["lot"] = {"rule": "fixed", "size": "5000000"}
    assert len(told(checked(**tables))) == 1
    # of a parent quantity of 1000 the components are for so many
    tables["boms"][0]["quantity"] = 1000
    assert told(checked(**tables)) == []


def test_sums_are_told_once_where_they_pass_the_limit() -> None:
    rows = [{"item": "A", "quantity": "-999999999999"}] * 9
    findings = checked(items=[bought()], stock=rows)
    # five rows are more than 4.611 x 10**12, whatever their sign
    assert [fault.row for fault in findings.errors] == ["'A'"]
    assert findings.errors[0].field == "quantity"
