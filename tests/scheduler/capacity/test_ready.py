"""From when operations could have begun, derived by hand from what each of them waits for."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from models.material import Peg, SupplyKind
from models.plan import OperationState
from models.scenario import OrderStatus, OrderType
from scheduler.capacity.ready import ready_ticks
from scheduler.plan_time import PlanTime
from tests.scheduler.capacity.capacity_plans import HOUR, made, two_centers
from tests.scheduler.scenario_builder import DAY, peg, production, routing
from tests.scheduler.test_capacity import operation

if TYPE_CHECKING:
    from models.material import SupplyOrder
    from models.plan import OperationRow, Plan
    from models.scenario import Scenario


def ready(plan: Plan) -> list[int]:
    ticks: list[int] = ready_ticks(plan, PlanTime(plan.scenario, 30 * DAY)).tolist()
    return ticks


def chain(*, order: str = "MO-1", **changes: Any) -> tuple[OperationRow, ...]:
    """Return phases 10, 20, 30 of an order: Monday 8-10 on D, 13-15 on E, 16-17 on D."""
    return (
        operation(10, "D", 8 * HOUR, 10 * HOUR, order=order, **changes),
        operation(20, "E", 13 * HOUR, 15 * HOUR, order=order, **changes),
        operation(30, "D", 16 * HOUR, 17 * HOUR, order=order, **changes),
    )


def bought(name: str, item: str = "Z", **changes: Any) -> SupplyOrder:
    return production(name, item, type=OrderType.PURCHASE, **changes)


def with_goods(**shop: Any) -> Scenario:
    """Return two centers, and Z, which is bought with a lead time of a day."""
    return two_centers(
        items=[
            {"id": "X", "source": "make"},
            {"id": "Z", "source": "buy", "lead_time": "1d"},
        ],
        settings={"shop": shop},
    )


def test_a_phase_is_ready_when_the_one_before_it_is_done() -> None:
    assert ready(made(two_centers(), chain())) == [0, 10 * HOUR, 15 * HOUR]


def test_the_wait_after_a_phase_passes_before_the_next_is_ready() -> None:
    phases = (
        {"phase": 10, "work_center": "D", "run": "12m", "wait": "30m"},
        {"phase": 20, "work_center": "E", "run": "12m", "wait": "1m", "wait_each": True},
        {"phase": 30, "work_center": "D", "run": "6m"},
    )
    scenario = two_centers(routings=[routing("X", *phases)])
    # ten pieces, a minute of waiting after each
    rows = chain(quantity=Decimal(10))
    assert ready(made(scenario, rows)) == [0, 10 * HOUR + 30, 15 * HOUR + 10]


def test_phases_side_by_side_follow_those_that_they_name() -> None:
    phases = (
        {"phase": 10, "work_center": "D", "run": "2h"},
        {"phase": 20, "work_center": "E", "run": "2h", "after": []},
        {"phase": 30, "work_center": "D", "run": "1h", "after": [10, 20]},
    )
    scenario = two_centers(routings=[routing("X", *phases)])
    assert ready(made(scenario, chain())) == [0, 0, 15 * HOUR]


def test_closed_phases_are_history_and_started_work_was_ready_before_the_plan() -> None:
    (_, second, third) = chain()
    assert ready(made(two_centers(), (second, third))) == [0, 15 * HOUR]
    begun = chain(state=OperationState.STARTED)
    assert ready(made(two_centers(), begun[1:])) == [0, 0]


@pytest.mark.parametrize(
    ("overlap", "expected"),
    [
        # 10 pieces of 12 minutes from 8:00 on: the third is there at 8:36
        ({"type": "pieces", "value": 3, "idle": True}, 8 * HOUR + 36),
        ({"type": "time", "value": 45, "idle": True}, 8 * HOUR + 45),
        ({"type": "percent", "value": 50, "idle": True}, 9 * HOUR),
        ({"type": "percent", "value": 0}, 10 * HOUR),  # no overlap at all
        ({"type": "total", "idle": True}, 8 * HOUR),
        # two hours that must not end before 10:00 cannot begin before 8:00, an hour not before 9
        ({"type": "total"}, 8 * HOUR),
    ],
)
def test_an_overlapping_phase_is_ready_when_enough_is_done(
    overlap: dict[str, Any], expected: int
) -> None:
    phases = (
        {"phase": 10, "work_center": "D", "run": "12m"},
        {"phase": 20, "work_center": "E", "run": "12m", "overlap": overlap},
        {"phase": 30, "work_center": "D", "run": "6m"},
    )
    scenario = two_centers(routings=[routing("X", *phases)])
    rows = chain(quantity=Decimal(10))
    assert ready(made(scenario, rows, production(start=0)))[1] == expected


def test_a_short_phase_that_may_not_wait_at_its_machine_is_ready_later() -> None:
    phases = (
        {"phase": 10, "work_center": "D", "run": "12m"},
        {"phase": 20, "work_center": "E", "run": "6m", "overlap": {"type": "total"}},
        {"phase": 30, "work_center": "D", "run": "6m"},
    )
    scenario = two_centers(routings=[routing("X", *phases)])
    first, _, third = chain(quantity=Decimal(10))
    hour = operation(20, "E", 13 * HOUR, 14 * HOUR, order="MO-1", quantity=Decimal(10))
    assert ready(made(scenario, (first, hour, third), production()))[1] == 9 * HOUR


@pytest.mark.parametrize(
    ("advance", "start", "expected"),
    [(None, DAY, DAY), (2, 5 * DAY, 3 * DAY), (-1, DAY, 2 * DAY), (None, -DAY, 0)],
)
def test_a_planned_order_is_released_when_mrp_wishes_or_days_before(
    advance: int | None, start: int, expected: int
) -> None:
    scenario = two_centers(settings={"shop": {"release_advance": advance}} if advance else {})
    rows = chain()
    assert ready(made(scenario, rows, production(start=start)))[0] == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"status": OrderStatus.LAUNCHED}, 0),
        ({"status": OrderStatus.EXECUTIVE}, 0),
        ({"status": OrderStatus.FIRM}, DAY),
        ({"frozen": True}, 0),
        ({"progress": [{"phase": 10, "state": "closed"}]}, 0),
    ],
)
def test_a_document_is_released_when_it_is_launched_or_has_begun(
    changes: dict[str, Any], expected: int
) -> None:
    document = {
        "id": "MO-1",
        "type": "production",
        "item": "X",
        "quantity": 10,
        "end": "2026-06-05",
    }
    scenario = two_centers(orders=[document | changes])
    order = production(start=DAY, is_document=True)
    assert ready(made(scenario, chain()[1:], order))[0] == expected


@pytest.mark.parametrize(("frozen", "expected"), [(False, 2 * DAY), (True, 0)])
def test_days_of_advance_hold_for_launched_and_begun_orders_too_but_not_for_frozen_ones(
    frozen: bool, expected: int
) -> None:
    document = {
        "id": "MO-1", "type": "production", "item": "X", "quantity": 10, "end": "2026-06-05",
        "status": "launched", "frozen": frozen, "progress": [{"phase": 10, "state": "closed"}],
    }  # fmt: skip
    scenario = two_centers(orders=[document], settings={"shop": {"release_advance": 1}})
    order = production(start=3 * DAY, is_document=True)
    assert ready(made(scenario, chain()[1:], order))[0] == expected


def test_nothing_planned_is_released_inside_the_fence_of_its_item() -> None:
    scenario = two_centers(items=[{"id": "X", "source": "make", "fence": "2d"}])
    # today and two working days: Monday to Wednesday
    assert ready(made(scenario, chain(), production(start=0)))[0] == 3 * DAY


def test_a_phase_waits_for_made_material_until_all_of_its_order_is_done() -> None:
    rows = (*chain(order="SUB"), *chain())
    pegs = (peg("SUB", "MO-1", phase=20),)
    plan = made(two_centers(), rows, production("SUB"), production(), pegs=pegs)
    assert ready(plan)[3:] == [0, 17 * HOUR, 15 * HOUR]


def test_material_without_a_phase_is_for_the_first_and_stock_is_there() -> None:
    rows = (*chain(order="SUB"), *chain())
    pegs = (peg("SUB", "MO-1"), peg("X", "MO-1", phase=20, supply_kind=SupplyKind.STOCK))
    plan = made(two_centers(), rows, production("SUB"), production(), pegs=pegs)
    assert ready(plan)[3:] == [17 * HOUR, 10 * HOUR, 15 * HOUR]


def goods(**changes: Any) -> tuple[Peg, ...]:
    return (peg("PO-1", "MO-1", "Z", phase=20, **changes),)


def test_bought_material_counts_from_when_it_can_be_there_though_it_is_planned_later() -> None:
    # ordered on Monday at midnight it comes a day later; MRP wishes it on Friday
    plan = made(with_goods(), chain(), production(), bought("PO-1", end=4 * DAY), pegs=goods())
    assert ready(plan) == [0, DAY, 15 * HOUR]


def test_a_document_from_outside_is_there_on_its_date() -> None:
    order = bought("PO-1", end=4 * DAY, is_document=True)
    plan = made(with_goods(), chain(), production(), order, pegs=goods())
    assert ready(plan)[1] == 4 * DAY


@pytest.mark.parametrize(
    ("shop", "expected"),
    [
        ({"wait_for_material": False}, 10 * HOUR),
        ({"wait_until": "2026-06-01"}, 10 * HOUR),  # Tuesday at midnight is too late
        ({"wait_until": "2026-06-02"}, DAY),
        ({"critical_only": True}, 10 * HOUR),  # no bill says that Z is critical
    ],
)
def test_material_that_the_settings_do_not_wait_for_holds_up_nobody(
    shop: dict[str, Any], expected: int
) -> None:
    plan = made(with_goods(**shop), chain(), production(), bought("PO-1"), pegs=goods())
    assert ready(plan)[1] == expected


def test_critical_material_is_waited_for_where_only_such_is() -> None:
    scenario = two_centers(
        items=[{"id": "X", "source": "make"}, {"id": "Z", "source": "buy", "lead_time": "1d"}],
        boms=[{"parent": "X", "components": [{"item": "Z", "quantity": 1, "critical": True}]}],
        settings={"shop": {"critical_only": True}},
    )
    plan = made(scenario, chain(), production(), bought("PO-1"), pegs=goods())
    assert ready(plan)[1] == DAY


def test_a_session_is_ready_with_the_last_of_its_members() -> None:
    rows = tuple(
        operation(10, "D", 600, 660, order=f"MO-{k}", session=session)
        for k, session in ((1, 1), (2, 1), (3, 2))
    )
    orders = [production(f"MO-{k}", start=100 * k) for k in (1, 2, 3)]
    assert ready(made(two_centers(), rows, *orders)) == [200, 200, 300]


def test_what_has_no_center_waits_for_none() -> None:
    row = operation(0, "", DAY, 2 * DAY, machine="", item="Z")
    assert ready(made(two_centers(), (row,))) == [0]
