"""Changes that a planner may try: what they make of a scenario, and what they refuse."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from models.checks import check_scenario
from models.errors import InvalidScenarioFile
from models.scenario import Scenario
from scheduler.changes import (
    Breakdown,
    Drop,
    EarlierReceipt,
    ExtraDemand,
    Move,
    Overtime,
    Rush,
    Shift,
    settled,
)
from scheduler.compile.calendars import ScenarioCalendars
from scheduler.materials import material_plan
from tests.scheduler.changes.press_shop import shop, started

if TYPE_CHECKING:
    from scheduler.changes import Change


def at(day: int, hour: int = 0) -> datetime:
    """Return a local time in June 2026."""
    return datetime.fromisoformat(f"2026-06-{day:02}T{hour:02}:00")


def refusal(change: Change, scenario: Scenario | None = None) -> str:
    with pytest.raises(InvalidScenarioFile) as caught:
        change.applied(scenario or shop())
    return str(caught.value)


def windows(scenario: Scenario, center: str) -> list[tuple[str, str]]:
    """Return when a center works in the first week, as day and hour."""
    calendars = ScenarioCalendars(scenario, 7 * 1440)
    time = calendars.center(scenario.work_center_by_id[center])
    return [
        (f"{calendars.clock.moment(start):%d-%H}", f"{calendars.clock.moment(end):%d-%H}")
        for start, end in zip(time.starts.tolist(), time.ends.tolist(), strict=True)
    ]


def with_hub(due: str = "2026-06-09") -> Scenario:
    """Return the shop in which a SIX needs a HUB that is bought, for which PO-1 is on the way."""
    document = {
        "id": "PO-1", "type": "purchase", "item": "HUB", "quantity": 1, "end": "2026-06-05",
        "status": "confirmed",
    }  # fmt: skip
    items = [{"id": name, "source": "make"} for name in ("SIX", "FOUR", "TWO")]
    demand = {"id": "SO-SIX", "item": "SIX", "quantity": 1, "due": due}
    return shop(
        demands=[demand],
        items=[*items, {"id": "HUB", "source": "buy", "lead_time": "3d"}],
        boms=[{"parent": "SIX", "components": [{"item": "HUB", "quantity": 1}]}],
        orders=[document],
    )


def test_a_breakdown_is_one_more_downtime() -> None:
    change = Breakdown("PRESS-1", at(2, 8), at(2, 12))
    changed = change.applied(shop())
    (row,) = changed.downtimes
    assert (row.resource, row.from_, row.to) == ("PRESS-1", at(2, 8), at(2, 12))
    assert change.told() == "PRESS-1 is down from 2026-06-02 08:00 to 2026-06-02 12:00"
    assert check_scenario(changed).errors == ()


def test_a_breakdown_with_an_offset_is_read_in_the_time_of_the_scenario() -> None:
    rome = timezone(timedelta(hours=2))
    change = Breakdown("PRESS", at(2, 8).replace(tzinfo=rome), at(2, 10).replace(tzinfo=UTC))
    (row,) = change.applied(shop()).downtimes
    assert (row.from_, row.to) == (at(2, 6), at(2, 10))


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (
            Breakdown("PRES-1", at(2), at(3)),
            "breakdown: found 'PRES-1', expected the id of a machine, a work center, a resource"
            " or a worker\n    Did you mean 'PRESS-1'?",
        ),
        (
            Breakdown("PRESS", at(3), at(2)),
            "breakdown to: found '2026-06-02 00:00', expected an end after its begin,"
            " 2026-06-03 00:00",
        ),
        (
            Breakdown("PRESS", at(1), at(1, 6)),
            "breakdown to: found '2026-06-01 06:00', expected an end after the start of the plan,"
            " 2026-06-01 06:00",
        ),
        (
            Overtime("PRESS", at(2, 14), at(2, 14)),
            "shift to: found '2026-06-02 14:00', expected an end after its begin, 2026-06-02 14:00",
        ),
        (
            Overtime("PRES", at(2, 14), at(2, 16)),
            "shift: found 'PRES', expected the id of a work center that is not a subcontractor's\n"
            "    Did you mean 'PRESS'?",
        ),
        (
            Overtime("PRESS", at(2, 14), at(2, 14) + timedelta(seconds=30)),
            "shift: found '2026-06-02 14:00:00 to 2026-06-02 14:00:30', expected whole minutes",
        ),
        (
            Shift("PRESS", date(2026, 6, 2)),
            "shift: found '2026-06-02', expected a day on which PRESS is closed\n"
            "    Give the hours that it works more: 2026-06-02T18:00..2026-06-02T20:00.",
        ),
        (
            Shift("PRESS", date(2026, 5, 30)),
            "shift: found '2026-05-30', expected a day from the start of the plan, 2026-06-01, on",
        ),
        (Rush("SO-SIXX"), "rush: found 'SO-SIXX', expected the id of a demand or an order"),
        (Drop("SO-NINE"), "drop: found 'SO-NINE', expected the id of a demand or an order"),
        (
            EarlierReceipt("PO-9", 1),
            "receipt: found 'PO-9', expected a purchase order, or a transfer or subcontract order",
        ),
        (EarlierReceipt("PO-1", 0), "receipt PO-1: found '0', expected 1 day or more"),
        (ExtraDemand("SIXX", Decimal(1), date(2026, 6, 9)), "extra: found 'SIXX', expected the id"),
        (
            ExtraDemand("SIX", Decimal(0), date(2026, 6, 9)),
            "extra quantity: found '0', expected greater than 0",
        ),
        (
            ExtraDemand("SIX", Decimal(1), date(1026, 6, 9)),
            "extra due: found '1026-06-09', expected a year from 1900 to 2999",
        ),
        (Move("MO-1", 10), "move: found 'MO-1/10', expected a start, a machine or both"),
    ],
)
def test_a_change_that_makes_no_sense_is_refused_with_the_reason(change: Change, text: str) -> None:
    assert refusal(change).startswith(text)


def test_overtime_is_of_one_center_and_of_every_day_that_it_touches() -> None:
    change = Overtime("PRESS", at(5, 22), at(6, 2))
    changed = change.applied(shop())
    assert windows(changed, "PRESS")[-2:] == [("05-06", "05-14"), ("05-22", "06-02")]
    assert windows(changed, "PACK") == windows(shop(), "PACK")
    assert check_scenario(changed).errors == ()
    assert change.told() == "overtime of PRESS from 2026-06-05 22:00 to 2026-06-06 02:00"


def test_a_shift_on_a_closed_day_has_the_usual_hours() -> None:
    change = Shift("PRESS", date(2026, 6, 6))
    changed = change.applied(shop())
    assert windows(changed, "PRESS")[-1] == ("06-06", "06-14")
    # they cost extra
    calendars = ScenarioCalendars(changed, 7 * 1440)
    assert len(calendars.overtime(changed.work_center_by_id["PRESS"])) == 1
    twice = Overtime("PRESS", at(6, 14), at(6, 16)).applied(changed)
    assert windows(twice, "PRESS")[-1] == ("06-06", "06-16")
    assert change.told() == "PRESS works on 2026-06-06"


def test_machines_with_hours_of_their_own_work_longer_too() -> None:
    calendars = [
        {"id": "day", "shifts": {"mon-fri": ["06:00-14:00"]}},
        {"id": "morning", "shifts": {"mon-fri": ["06:00-10:00"]}},
    ]
    machines = [
        {"id": "P1", "work_center": "PRESS", "calendar": "morning"},
        {"id": "P2", "work_center": "PRESS"},
    ]
    scenario = shop(calendars=calendars, machines=machines)
    changed = Overtime("PRESS", at(2, 14), at(2, 16)).applied(scenario)
    calendars_of = ScenarioCalendars(changed, 3 * 1440)
    center = changed.work_center_by_id["PRESS"]
    first, second = (calendars_of.machine(center, number).total for number in (1, 2))
    # three mornings of 4 h, or three days of 8 h, and 2 h more
    assert (first, second) == (14 * 60, 26 * 60)


def test_a_rushed_demand_weighs_more_than_all_others() -> None:
    demands = [
        {"id": "A", "item": "SIX", "quantity": 1, "due": "2026-06-09", "weight": 7, "priority": 2},
        {"id": "B", "item": "TWO", "quantity": 1, "due": "2026-06-09", "weight": 2, "priority": 5},
    ]
    changed = Rush("B").applied(shop(demands=demands))
    assert [(int(row.weight), row.priority) for row in changed.demands] == [(7, 2), (70, 2)]
    assert Rush("B").told() == "B goes first"


def test_rushing_a_planned_order_rushes_the_demands_it_serves() -> None:
    changed = Rush("MO-SIX-1").applied(shop())
    assert {row.id: row.weight for row in changed.demands} == {
        "SO-SIX": 10, "SO-FOUR": 1, "SO-TWO": 1
    }  # fmt: skip


def test_dropping_a_demand_takes_everything_that_names_it() -> None:
    scenario = shop(
        stock=[{"item": "SIX", "quantity": 1, "reserved_for": "SO-SIX"}],
        jobs=[
            {"id": "J-1", "rows": [{"row": 1, "item": "SIX", "quantity": 1, "demands": ["SO-SIX"]}]}
        ],
    )
    changed = Drop("SO-SIX").applied(scenario)
    assert [row.id for row in changed.demands] == ["SO-FOUR", "SO-TWO"]
    assert changed.jobs == ()
    assert changed.stock[0].reserved_for is None
    assert check_scenario(changed).errors == ()
    assert Drop("SO-SIX").told() == "SO-SIX is dropped"


def test_dropping_a_document_leaves_its_demand_to_mrp() -> None:
    document = {
        "id": "MO-7", "type": "production", "item": "SIX", "quantity": 1, "end": "2026-06-02",
    }  # fmt: skip
    changed = Drop("MO-7").applied(shop(orders=[document]))
    assert changed.orders == ()
    assert "MO-SIX-1" in material_plan(changed).order_by_id


def test_dropping_a_planned_order_drops_its_demands() -> None:
    changed = Drop("MO-SIX-1").applied(shop())
    assert [row.id for row in changed.demands] == ["SO-FOUR", "SO-TWO"]


def test_an_order_that_has_begun_is_not_dropped() -> None:
    assert refusal(Drop("MO-7"), started()) == (
        "drop: found 'MO-7', expected an order that has not begun; of MO-7 phase 10 has"
    )


def test_an_order_that_only_refills_stock_is_neither_rushed_nor_dropped() -> None:
    items = [{"id": name, "source": "make"} for name in ("SIX", "FOUR")]
    more = {"id": "TWO", "source": "make", "safety_stock": 5}
    scenario = shop(items=[*items, more], demands=[])
    for change in (Rush("MO-TWO-1"), Drop("MO-TWO-1")):
        expected = "an order that serves a demand; this one only refills stock"
        assert (
            refusal(change, scenario) == f"{change.option}: found 'MO-TWO-1', expected {expected}"
        )


def test_an_earlier_receipt_moves_the_document() -> None:
    change = EarlierReceipt("PO-1", 2)
    (order,) = change.applied(with_hub()).orders
    assert order.end == date(2026, 6, 3)
    assert change.told() == "PO-1 comes 2 days earlier"
    assert EarlierReceipt("PO-1", 1).told() == "PO-1 comes 1 day earlier"


@pytest.mark.parametrize("due", ["2026-06-02", "2026-06-12T10:00"])
def test_an_earlier_receipt_of_what_mrp_plans_makes_it_a_document(due: str) -> None:
    scenario = with_hub(due).replaced(orders=())
    assert not material_plan(scenario).order_by_id["PO-HUB-1"].is_document
    changed = EarlierReceipt("PO-HUB-1", 1).applied(scenario)
    # ordered on Monday 06:00 it takes three days, less one; whenever it is wanted
    assert changed.order_by_id["PO-HUB-1"].end == at(3, 6)
    assert material_plan(changed).order_by_id["PO-HUB-1"].is_document


def test_a_receipt_cannot_come_before_the_plan_begins() -> None:
    assert refusal(EarlierReceipt("PO-1", 5), with_hub()) == (
        "receipt PO-1: found '5', expected at most 4 days: the plan begins on 2026-06-01"
    )


def test_an_extra_demand_has_a_name_that_nobody_has() -> None:
    change = ExtraDemand("SIX", Decimal("2.5"), date(2026, 6, 9))
    first = change.applied(shop())
    second = change.applied(first)
    assert [row.id for row in second.demands[3:]] == ["EXTRA-1", "EXTRA-2"]
    assert second.demands[4].quantity == Decimal("2.5")
    assert change.told() == "2.5 more of SIX, due 2026-06-09"


def test_a_move_leaves_the_scenario_as_it_is() -> None:
    scenario, change = shop(), Move("MO-SIX-1", 10, at(3, 8), "OLD")
    assert change.applied(scenario) is scenario
    assert change.told() == "MO-SIX-1 phase 10 moves to 2026-06-03 08:00 to OLD"
    assert Move("MO-SIX-1", 10, date(2026, 6, 3)).told().endswith("moves to 2026-06-03")


def test_no_change_touches_the_scenario_it_is_given() -> None:
    scenario = with_hub()
    before = scenario.model_dump_json()
    changes: list[Change] = [
        Breakdown("PRESS", at(2), at(3)), Overtime("PRESS", at(2, 14), at(2, 16)),
        Shift("PRESS", date(2026, 6, 6)), Rush("SO-SIX"), Drop("SO-SIX"),
        EarlierReceipt("PO-1", 1), ExtraDemand("SIX", Decimal(1), date(2026, 6, 9)),
    ]  # fmt: skip
    for change in changes:
        assert change.applied(scenario) is not scenario
        assert scenario.model_dump_json() == before
        # what a plan keeps of it is read back
        again = change.applied(scenario)
        assert Scenario.model_validate(again.model_dump(mode="json", by_alias=True)) == again


def test_changes_of_planned_orders_are_settled_before_any_is_made() -> None:
    scenario = shop()
    found = settled(
        [Drop("MO-SIX-1"), Rush("MO-TWO-1"), Rush("SO-TWO"), Drop("SO-FOUR")],
        scenario,
        material_plan(scenario),
    )
    assert found == (Drop("SO-SIX"), Rush("SO-TWO"), Drop("SO-FOUR"))
