"""Another start of an order: phases, material, order and demand are all dated anew."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from models.errors import InvalidScenarioFile
from scheduler.api import plan as make_plan
from scheduler.api import verify
from scheduler.sequence import restarted
from tests.scheduler.scenario_builder import plant, routing
from tests.scheduler.sequence.shop_plans import queue_plan, times_of

if TYPE_CHECKING:
    from models.plan import Plan

at = datetime.fromisoformat
FRIDAY = at("2026-06-05T16:00")


def chain_plan() -> Plan:
    """Return a plan of MO-1: three hours on A, then three on B, both by day; Monday 8 June is off.

    Each of its 180 pieces takes a HUB that is bought in a day: A begins on Tuesday 2 June at 08:00
    and ends at 11:00, B takes 11-12 and 13-15.
    """
    shop = plant(
        calendars=[
            {"id": "always", "shifts": {"mon-sun": ["00:00-24:00"]}},
            {"id": "day", "shifts": {"mon-fri": ["08:00-12:00", "13:00-17:00"]},
             "exceptions": [{"from": "2026-06-08", "to": "2026-06-08", "shifts": []}]},
        ],
        work_centers=[{"id": "A", "calendar": "day"}, {"id": "B", "calendar": "day"}],
        items=[
            {"id": "X", "source": "make"},
            {"id": "HUB", "source": "buy", "lead_time": "1d"},
        ],
        boms=[{"parent": "X", "components": [{"item": "HUB", "quantity": 1}]}],
        routings=[routing("X", (10, "A", "1m"), (20, "B", "1m"))],
        orders=[{"id": "MO-1", "type": "production", "item": "X", "quantity": 180,
                 "end": "2026-06-05"}],
        demands=[{"id": "SO-1", "item": "X", "quantity": 180, "due": "2026-06-05"}],
    )  # fmt: skip
    return make_plan(shop, rule="edd")


def test_O15_change_start_recalculates_phases_materials_order_and_job_by_calendar() -> None:
    before = chain_plan()
    assert times_of(before) == {"MO-1": ("02 08:00", "02 11:00")}
    change = restarted(before, {"MO-1": FRIDAY})
    after, moment = change.after, change.after.clock.moment
    # an hour on Friday, and two on Tuesday the 9th: the weekend and the holiday are skipped
    assert times_of(after) == {"MO-1": ("05 16:00", "09 10:00")}
    # two hours to the break, one after it
    assert times_of(after, "B") == {"MO-1": ("09 10:00", "09 14:00")}
    orders = {row.order: row for row in after.orders}
    assert f"{moment(orders['MO-1'].start):%d %H:%M}" == "05 16:00"
    assert f"{moment(orders['MO-1'].end):%d %H:%M}" == "09 14:00"
    (hub,) = (row for row in after.orders if row.item == "HUB")
    # the material is received when the first phase begins, and ordered a day before
    assert f"{moment(hub.end):%d %H:%M}" == "05 16:00"
    assert f"{moment(hub.start):%d %H:%M}" == "04 16:00"
    (demand,) = after.demands
    assert f"{moment(demand.completion):%d %H:%M}" == "09 14:00"
    assert demand.late
    assert verify(after) == ()


def test_an_earlier_start_is_not_earlier_than_the_material() -> None:
    before = chain_plan()
    later = restarted(before, {"MO-1": FRIDAY}).after
    again = restarted(later, {"MO-1": at("2026-06-01T00:00")}).after
    assert times_of(again) == times_of(before)


def test_other_orders_stay_where_they_are() -> None:
    before = queue_plan()
    after = restarted(before, {"MO-1": at("2026-06-03T07:00")}).after
    assert times_of(after) == times_of(before) | {"MO-1": ("03 08:00", "03 09:00")}


def test_two_orders_may_start_elsewhen_at_once() -> None:
    starts = {"MO-1": at("2026-06-03T00:00"), "MO-3": at("2026-06-04T00:00")}
    after = restarted(queue_plan(), starts).after
    assert times_of(after)["MO-1"] == ("03 08:00", "03 09:00")
    assert times_of(after)["MO-3"] == ("04 08:00", "04 09:00")


@pytest.mark.parametrize(
    ("starts", "text"),
    [
        (
            {"MO-9": FRIDAY},
            "--start: found 'MO-9', expected an order with work in the plan",
        ),
        (
            {"MO-1": at("2026-05-31T00:00")},
            "--start MO-1: found '2026-05-31 00:00', expected a moment from the start of the plan"
            " on, 2026-06-01 00:00",
        ),
    ],
)
def test_starts_that_cannot_be_are_refused(starts: dict[str, datetime], text: str) -> None:
    with pytest.raises(InvalidScenarioFile) as caught:
        restarted(queue_plan(), starts)
    assert str(caught.value).splitlines()[0] == text


def test_a_start_that_leaves_no_room_before_a_hard_date_is_refused() -> None:
    shop = plant(
        routings=[routing("X", (10, "A", "1h"))],
        orders=[{"id": "MO-1", "type": "production", "item": "X", "quantity": 10,
                 "end": "2026-06-03", "hold_end": True}],
        demands=[{"id": "SO-1", "item": "X", "quantity": 10, "due": "2026-06-03"}],
    )  # fmt: skip
    with pytest.raises(InvalidScenarioFile) as caught:
        restarted(make_plan(shop, rule="edd"), {"MO-1": FRIDAY})
    assert "expected an order, or a start, that a plan can keep" in str(caught.value)
    assert "order MO-1 phase 10" in str(caught.value)
