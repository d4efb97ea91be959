"""Every parameter of general planning changes the plan as it says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from scheduler.general import GeneralPlan, LogKind
from tests.scheduler.general.general_helpers import (
    items,
    job,
    order_of,
    orders_of,
    pegs,
    plan,
    quantities,
    routing,
    row_of,
    settings,
    when,
)

if TYPE_CHECKING:
    from models.material import Uncovered


def stock(**quantities_on_hand: object) -> list[dict[str, object]]:
    return [{"item": item, "quantity": number} for item, number in quantities_on_hand.items()]


def uncovered(found: GeneralPlan) -> list[tuple[str, float, str]]:
    def told(row: Uncovered) -> tuple[str, float, str]:
        return (row.item, float(row.quantity), row.reason)

    return sorted(told(row) for row in found.material.uncovered)


def test_jobs_due_after_the_last_day_are_left_out_and_told() -> None:
    assert row_of(plan(settings=settings(until="2026-06-12"))).item == "BIKE"
    found = plan(settings=settings(until="2026-06-11"))
    assert found.jobs == ()
    assert found.material.orders == ()
    assert [(line.kind, line.subject) for line in found.log] == [(LogKind.LEFT_OUT, "JOB-1/10")]


def test_types_of_order_left_out_fall_to_mrp_unlinked() -> None:
    found = plan(settings=settings(orders_for=["production"]))
    assert [order.job for order in orders_of(found, "FRAME")] == ["JOB-1/10"]
    wheels = order_of(found, "WHEEL")
    assert (wheels.id, wheels.job, float(wheels.quantity)) == ("PO-WHEEL-1", "", 20)
    assert ("PO-WHEEL-1", "MO-BIKE-JOB-1/10-1", 20.0) in pegs(found)


def test_a_lower_level_alone_is_linked_and_serves_the_order_that_mrp_makes() -> None:
    found = plan(settings=settings(levels=[2]))
    bike = order_of(found, "BIKE")
    assert (bike.id, bike.job) == ("MO-BIKE-1", "")
    assert order_of(found, "FRAME").job == order_of(found, "WHEEL").job == "JOB-1/10"
    assert {
        ("MO-BIKE-1", "JOB-1/10", 10.0),
        ("MO-FRAME-JOB-1/10-1", "MO-BIKE-1", 10.0),
        ("PO-WHEEL-JOB-1/10-1", "MO-BIKE-1", 20.0),
    } == pegs(found)


def test_groups_are_dated_early_or_late_and_hold_the_needs_of_their_period() -> None:
    jobs = [
        job("JOB-1", "FRAME", 4, "2026-06-10T17:00"),
        job("JOB-2", "FRAME", 5, "2026-06-11T17:00"),
        job("JOB-3", "FRAME", 6, "2026-06-12T17:00"),
    ]

    def dated(**values: Any) -> list[tuple[float, str]]:
        found = plan(jobs=jobs, settings=settings(group=True, **values))
        return [(float(row.quantity), when(row.end)) for row in orders_of(found, "FRAME")]

    # two days from the first need hold the 10th and the 11th; the 12th begins a new group
    assert dated(group_period="2d") == [(9, "06-10 17:00"), (6, "06-12 17:00")]
    assert dated(group_period="2d", group_date="late") == [(9, "06-11 17:00"), (6, "06-12 17:00")]
    assert [quantity for quantity, _ in dated(group_period="1d")] == [4, 5, 6]
    assert [quantity for quantity, _ in dated(group_period="3d")] == [15]


@pytest.mark.parametrize(
    ("lots", "multiples", "ordered"), [(True, True, 125), (True, False, 101), (False, True, 101)]
)
def test_economic_lots_and_their_multiples_are_switches(
    lots: bool, multiples: bool, ordered: float
) -> None:
    lot = {"rule": "minimum", "size": 100, "multiple": 25}
    # lot 100, multiple 25: 101 -> 125; without multiples the need above the lot as it is
    found = plan(
        items=items({"id": "FRAME", "lot": lot}),
        jobs=[job("JOB-1", "FRAME", 101, "2026-07-10")],
        settings=settings(economic_lots=lots, economic_multiples=multiples),
    )
    assert quantities(found, "FRAME") == [ordered]


def test_components_are_wanted_for_the_whole_lot_and_its_surplus_serves_the_next_job() -> None:
    lot = {"rule": "minimum", "size": 15}
    jobs = [job("JOB-1", "BIKE", 10, "2026-06-12"), job("JOB-2", "BIKE", 4, "2026-06-19")]
    found = plan(items=items({"id": "FRAME", "lot": lot}), jobs=jobs)
    # 15 frames for the 10 of the first job; the second takes 4 of the 5 that are left
    assert quantities(found, "FRAME") == [15]
    assert ("MO-FRAME-JOB-1/10-1", "MO-BIKE-JOB-2/10-1", 4.0) in pegs(found)


def test_without_mrp_after_it_what_is_left_out_is_uncovered() -> None:
    general = settings(orders_for=["production"], mrp_after=False)
    demands = [{"id": "D", "item": "WHEEL", "quantity": 7, "due": "2026-06-20"}]
    found = plan(settings=general, demands=demands, stock=stock(WHEEL=5))
    assert [order.item for order in found.material.orders] == ["BIKE", "FRAME"]
    reason = "MRP after general planning is off"
    # 5 of the 20 wheels of the job are there; nobody plans the others, nor those of the demand
    assert uncovered(found) == [("WHEEL", 7.0, reason), ("WHEEL", 15.0, reason)]


def test_stock_is_refilled_only_on_request_and_safety_stock_never_used() -> None:
    frames = items({"id": "FRAME", "safety_stock": 8})
    found = plan(items=frames, stock=stock(FRAME=6))
    # the 6 on hand are all safety stock: 10 are made for the job, none for the stock
    assert quantities(found, "FRAME") == [10]
    assert not [peg for peg in found.material.pegs if peg.supply_kind == "stock"]
    found = plan(items=frames, stock=stock(FRAME=6), settings=settings(stock_items=True))
    assert quantities(found, "FRAME") == [10, 2]
    off = settings() | {"mrp": {"safety_stock": False}}
    assert quantities(plan(items=frames, stock=stock(FRAME=6), settings=off), "FRAME") == [4]


def test_jobs_are_planned_for_the_last_delivery_before_their_date() -> None:
    # the 12th of June 2026 is a Friday; deliveries leave on Wednesdays, the last one on the 10th
    found = plan(settings=settings(delivery_weekday="wed"))
    assert when(row_of(found).due) == "06-11 00:00"
    assert when(order_of(found, "BIKE").end) == "06-10 17:00"
    assert when(row_of(plan(settings=settings(delivery_weekday="fri"))).due) == "06-13 00:00"


def test_a_suggested_date_is_a_day_of_delivery() -> None:
    # done on Thursday the 4th at noon; the next Wednesday is the 10th
    general = settings(delivery_weekday="wed", check_atp=True)
    found = plan(jobs=[job("JOB-1", "BIKE", 10, "2026-06-03")], settings=general)
    suggested = row_of(found).suggested
    assert suggested is not None
    assert suggested.date().isoformat() == "2026-06-10"


@pytest.mark.parametrize(
    ("first", "second", "served"),
    [
        ({}, {}, "JOB-1"),  # due first
        ({"priority": 2}, {"priority": 1}, "JOB-2"),
        ({"priority": 1}, {"priority": 2, "mandatory": True}, "JOB-2"),
    ],
)
def test_mandatory_jobs_then_the_lowest_priority_then_the_first_due_get_the_stock(
    first: dict[str, Any], second: dict[str, Any], served: str
) -> None:
    # 10 frames on hand for two jobs of 10 bikes
    jobs = [
        job("JOB-1", "BIKE", 10, "2026-06-12") | first,
        job("JOB-2", "BIKE", 10, "2026-06-19") | second,
    ]
    found = plan(jobs=jobs, stock=stock(FRAME=10))
    assert ("FRAME", f"MO-BIKE-{served}/10-1", 10.0) in pegs(found)
    assert [order.job for order in orders_of(found, "FRAME")] == [
        "JOB-1/10" if served == "JOB-2" else "JOB-2/10"
    ]


def test_launched_jobs_are_planned_again_only_on_request_and_then_what_is_not_released() -> None:
    jobs = [job("JOB-1", "BIKE", 10, "2026-06-12", state="launched")]
    released = {
        "id": "MO-7",
        "type": "production",
        "item": "BIKE",
        "quantity": 6,
        "end": "2026-06-11",
        "status": "launched",
        "job": "JOB-1",
    }
    old = released | {"id": "MO-8", "quantity": 3, "status": "planned"}
    assert plan(jobs=jobs, orders=[released, old]).jobs == ()
    found = plan(jobs=jobs, orders=[released, old], settings=settings(replan_released=True))
    # 6 of the 10 are released; the planned order of 3 gives way to one of 4
    assert quantities(found, "BIKE") == [4]
    assert {order.id for order in found.material.orders if order.is_document} == {"MO-7"}
    assert ("MO-7", "JOB-1/10", 6.0) in pegs(found)
    assert row_of(found).state == "launched"


def test_the_fallback_version_counts_where_nobody_names_one() -> None:
    def bill(version: str, component: str, *, default: bool) -> dict[str, Any]:
        parts = [{"item": component, "quantity": 1}]
        return {"parent": "BIKE", "version": version, "default": default, "components": parts}

    boms = [bill("A", "FRAME", default=True), bill("B", "WHEEL", default=False)]

    def made_of(row: dict[str, Any], **general: Any) -> set[str]:
        jobs = [job("JOB-1", "BIKE", 10, "2026-06-12", **row)]
        found = plan(boms=boms, jobs=jobs, settings=settings(**general))
        return {order.item for order in found.material.orders} - {"BIKE"}

    assert made_of({}) == {"FRAME"}
    assert made_of({}, version="B") == {"WHEEL"}
    assert made_of({"version": "A"}, version="B") == {"FRAME"}
    assert made_of({"version": "B"}) == {"WHEEL"}


def test_without_availability_everything_is_made_and_bought_anew() -> None:
    on_hand = stock(FRAME=4, WHEEL=100)
    found = plan(stock=on_hand)
    assert (quantities(found, "FRAME"), quantities(found, "WHEEL")) == ([6], [])
    found = plan(stock=on_hand, settings=settings(availability=False))
    assert (quantities(found, "FRAME"), quantities(found, "WHEEL")) == ([10], [20])


def test_availability_counts_on_the_day_of_need_or_at_its_least_until_the_end() -> None:
    # 20 wheels on hand, 12 of them sold for the 20th: on the 12th all 20 are there, at the least
    # 8 are
    sold = [{"id": "D", "item": "WHEEL", "quantity": 12, "due": "2026-06-20"}]
    tables: dict[str, Any] = {"stock": stock(WHEEL=20), "demands": sold}
    on_the_day = plan(**tables)
    assert ("WHEEL", "MO-BIKE-JOB-1/10-1", 20.0) in pegs(on_the_day)
    assert ("PO-WHEEL-1", "D", 12.0) in pegs(on_the_day)
    least = plan(**tables, settings=settings(availability_at="minimum"))
    assert ("WHEEL", "MO-BIKE-JOB-1/10-1", 8.0) in pegs(least)
    assert ("WHEEL", "D", 12.0) in pegs(least)
    # until the 19th nobody looks at the sale of the 20th
    early = plan(**tables, settings=settings(availability_at="minimum", until="2026-06-19"))
    assert ("WHEEL", "MO-BIKE-JOB-1/10-1", 20.0) in pegs(early)


def test_what_is_sold_before_is_not_taken_by_a_job() -> None:
    sold = [{"id": "D", "item": "WHEEL", "quantity": 12, "due": "2026-06-05"}]
    found = plan(stock=stock(WHEEL=20), demands=sold)
    assert ("WHEEL", "MO-BIKE-JOB-1/10-1", 8.0) in pegs(found)
    assert ("WHEEL", "D", 12.0) in pegs(found)
    assert quantities(found, "WHEEL") == [12]


def test_negative_availability_of_a_product_is_made_up_for_once() -> None:
    # 5 more were booked out than in: 10 + 5 for the first job, 3 for the second
    jobs = [job("JOB-1", "FRAME", 10, "2026-06-12"), job("JOB-2", "FRAME", 3, "2026-06-15")]
    tables: dict[str, Any] = {"jobs": jobs, "stock": stock(FRAME=-5)}
    found = plan(**tables, settings=settings(first_level=True, negative=True))
    assert quantities(found, "FRAME") == [15, 3]
    linked = plan(**tables, settings=settings(first_level=True, mrp_after=False))
    assert quantities(linked, "FRAME") == [10, 3]


def bill_with_alternative(**component: Any) -> list[dict[str, Any]]:
    other = [{"item": "SPOKED", "quantity": 4}]
    parts = [{"item": "WHEEL", "quantity": 2, "alternatives": other, **component}]
    return [{"parent": "BIKE", "components": parts}]


@pytest.mark.parametrize(
    ("general", "taken", "bought"),
    [
        # 20 wheels wanted, 6 there, and 24 spoked ones, two of which make up for one
        ({}, {"WHEEL": 6.0}, 14.0),
        ({"alternatives": "mix"}, {"WHEEL": 6.0, "SPOKED": 24.0}, 2.0),
        ({"alternatives": "mix", "alternatives_first": True}, {"SPOKED": 24.0, "WHEEL": 6.0}, 2.0),
        # no single material covers all: all wheels are bought
        ({"alternatives": "single"}, {}, 20.0),
    ],
)
def test_alternative_materials_stand_in(
    general: dict[str, Any], taken: dict[str, float], bought: float
) -> None:
    found = plan(
        items=items({"id": "WHEEL", "use_alternatives": True}, {"id": "SPOKED", "source": "buy"}),
        boms=bill_with_alternative(),
        stock=stock(WHEEL=6, SPOKED=24),
        settings=settings(**general),
    )
    from_stock = {supply: pieces for supply, _, pieces in pegs(found) if supply in taken}
    assert from_stock == taken
    assert quantities(found, "WHEEL") == [bought]
    told = [line for line in found.log if line.kind is LogKind.ALTERNATIVE_MATERIAL]
    assert len(told) == (1 if "SPOKED" in taken else 0)


def test_a_single_alternative_covers_the_whole_need() -> None:
    found = plan(
        items=items({"id": "WHEEL", "use_alternatives": True}, {"id": "SPOKED", "source": "buy"}),
        boms=bill_with_alternative(),
        stock=stock(WHEEL=6, SPOKED=40),
        settings=settings(alternatives="single"),
    )
    assert ("SPOKED", "MO-BIKE-JOB-1/10-1", 40.0) in pegs(found)
    assert quantities(found, "WHEEL") == []


def test_the_tolerance_of_an_item_comes_before_that_of_the_run() -> None:
    welding = {"phase": 10, "work_center": "WELD", "run": "1m"}
    welding["alternatives"] = [{"work_center": "PAINT", "run": "2m"}]
    jobs = [job(f"JOB-{number}", "FRAME", 240, "2026-06-12T17:00") for number in (1, 2)]

    def centers(**item: Any) -> list[str]:
        found = plan(
            items=items({"id": "FRAME", **item}),
            routings=[routing("FRAME", welding)],
            jobs=jobs,
            settings=settings(alternative_phases=True, occupancy_tolerance=60),
        )
        return [row.work_center for row in found.phases]

    # the first job fills half of the day
    assert centers() == ["WELD", "WELD"]
    assert centers(occupancy_tolerance=40) == ["WELD", "PAINT"]


def test_documents_load_centers_too() -> None:
    welding = {"phase": 10, "work_center": "WELD", "run": "1m"}
    welding["alternatives"] = [{"work_center": "PAINT"}]
    order = {
        "id": "MO-9",
        "type": "production",
        "item": "FRAME",
        "quantity": 456,
        "end": "2026-06-12T17:00",
        "status": "launched",
    }
    found = plan(
        routings=[routing("FRAME", welding)],
        jobs=[job("JOB-1", "FRAME", 10, "2026-06-12T17:00")],
        orders=[order],
        settings=settings(alternative_phases=True, occupancy_tolerance=90),
    )
    assert [row.work_center for row in found.phases] == ["PAINT"]
