"""When more can be had: dates derived by hand, and that nobody is disturbed."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.errors import InvalidScenarioFile, NoPlanExists
from models.plan import Mode
from scheduler.api import load
from scheduler.api import plan as plan_of
from scheduler.changes import ExtraDemand, Move
from scheduler.promise import Moved, Request, promised
from scheduler.promise.placing import placed
from scheduler.promise.request import wanted
from solvers.options import SolveOptions
from tests.scheduler.changes.press_shop import shop
from tests.scheduler.changes.test_changes import at
from tests.scheduler.simulation.shops import DAY, HOUR, planned, tried

if TYPE_CHECKING:
    from models.plan import Plan
    from scheduler.promise import Offer, Promise

SEARCH = SolveOptions(workers=1, time_limit=60, deterministic_limit=1.0)
BY_RULE = SolveOptions(workers=1, rule="edd")
BICYCLE = Path(__file__).parents[3] / "scenarios" / "bicycle.yaml"
ITEMS = ("BIKE-RED", "BIKE-BLUE", "FRAME-RED", "WHEELSET", "HUB")


def ask(plan: Plan, item: str, quantity: int = 1, *may_move: str) -> Promise:
    return promised(plan, Request(item, Decimal(quantity)), SEARCH, may_move=may_move)


def told(plan: Plan, offer: Offer) -> str:
    return f"{plan.clock.moment(offer.completion):%d %H:%M}"


@cache
def bicycle(rule: str) -> Plan:
    return plan_of(load(BICYCLE), rule=rule)


def test_the_date_that_disturbs_nothing_is_behind_all_that_holds_the_press() -> None:
    # PRESS has TWO 06-08, FOUR 08-12, SIX from 12 until Tuesday 10: TWO 10-12, packed at 13
    plan = planned()
    found = ask(plan, "TWO").undisturbed
    assert told(plan, found) == "02 13:00"
    assert found.is_proved
    assert (found.may_move, found.orders, found.demands) == ((), (), ())


def test_new_work_takes_a_gap_that_is_long_enough() -> None:
    # SIX moved to Wednesday leaves the press free from 12: TWO 12-14, packed on Tuesday 07
    plan = tried(planned(), Move("MO-SIX-1", 10, at(3, 6)))
    assert told(plan, ask(plan, "TWO").undisturbed) == "02 07:00"
    # one of SIX has it 12-14 and on Tuesday 06-10, and is packed at 11
    assert told(plan, ask(plan, "SIX").undisturbed) == "02 11:00"


def test_an_order_that_may_move_is_told_with_what_becomes_later() -> None:
    # TWO goes before SIX, which has 6 h from Monday 12: TWO 12-14, packed on Tuesday 06-07;
    # SIX has the press 06-12 instead of until 10, and is packed at 13 instead of 11
    plan = planned()
    (offer,) = ask(plan, "TWO", 1, "MO-SIX-1").offers
    assert offer.may_move == ("MO-SIX-1",)
    assert told(plan, offer) == "02 07:00"
    noon = 7 * HOUR  # the plan begins at 06
    before = DAY + noon - 2 * HOUR
    assert offer.orders == (Moved("MO-SIX-1", before, before + 2 * HOUR, 0),)
    assert offer.demands == (Moved("SO-SIX", before, before + 2 * HOUR, 0),)


def test_the_date_counts_more_than_the_lateness_of_whoever_may_move() -> None:
    # SIX would be on time with two of TWO behind it; in front of it they make it 7 h late
    heavy = {"id": "SO-SIX", "item": "SIX", "quantity": 1, "due": "2026-06-02", "weight": 1000}
    rest = [row.model_dump() for row in shop().demands if row.id != "SO-SIX"]
    plan = planned(shop(demands=[heavy, *rest]))
    (offer,) = ask(plan, "TWO", 2, "MO-SIX-1").offers
    # 12-14 and on Tuesday 06-08; two hours of packing 08-10
    assert told(plan, offer) == "02 10:00"
    assert [row.late for row in offer.demands] == [7 * HOUR]


def test_several_orders_are_tried_alone_and_then_together() -> None:
    plan = planned()
    found = ask(plan, "TWO", 3, "MO-SIX-1", "MO-FOUR-1")
    assert [offer.may_move for offer in found.offers] == [
        ("MO-SIX-1",), ("MO-FOUR-1",), ("MO-SIX-1", "MO-FOUR-1"),
    ]  # fmt: skip
    # three of TWO need 6 h and 3 h of packing: alone SIX leaves them 12-14 and 06-10, until 13;
    # FOUR alone leaves 08-12, too little; both leave 08-14, packed 06-09 on Tuesday
    assert [told(plan, offer) for offer in found.offers] == ["02 13:00", "03 11:00", "02 09:00"]
    assert not found.is_proposed


def test_without_names_those_are_tried_that_hold_what_it_waits_for() -> None:
    found = ask(planned(), "TWO")
    assert found.is_proposed
    alone = {offer.may_move for offer in found.offers if len(offer.may_move) == 1}
    assert alone == {("MO-SIX-1",), ("MO-FOUR-1",), ("MO-TWO-1",)}


def test_what_is_bought_waits_for_nobody_and_comes_after_its_lead_time() -> None:
    items = [{"id": name, "source": "make"} for name in ("SIX", "FOUR", "TWO")]
    plan = planned(shop(items=[*items, {"id": "BOLT", "source": "buy", "lead_time": "3d"}]))
    found = ask(plan, "BOLT", 40)
    assert told(plan, found.undisturbed) == "04 06:00"  # three days after Monday 06
    assert found.offers == ()


def test_a_kit_is_complete_with_the_last_of_its_components() -> None:
    # the press makes TWO on Tuesday 10-12, packed at 13; BOLT takes three days
    made = [{"id": name, "source": "make"} for name in ("SIX", "FOUR", "TWO")]
    bought = {"id": "BOLT", "source": "buy", "lead_time": "3d"}
    for part, date in (("TWO", "02 13:00"), ("BOLT", "04 06:00")):
        parts = [{"item": name, "quantity": 1} for name in dict.fromkeys(("TWO", part))]
        plan = planned(
            shop(
                items=[*made, bought, {"id": "KIT", "source": "kit"}],
                boms=[{"parent": "KIT", "components": parts}],
            )
        )
        assert told(plan, ask(plan, "KIT").undisturbed) == date


def test_stock_that_others_need_is_not_promised_but_what_is_left_is() -> None:
    # one of two TWO in stock is for SO-TWO, though it is due on the 4th
    plan = planned(shop(stock=[{"item": "TWO", "quantity": 2}]))
    assert ask(plan, "TWO").undisturbed.completion == 0
    assert ask(plan, "TWO", 2).undisturbed.completion > 0


def test_work_that_must_stay_cannot_be_named_nor_is_it_proposed() -> None:
    plan = planned(shop(settings={"shop": {"frozen_days": "30d"}}))
    assert ask(plan, "TWO").offers == ()
    with pytest.raises(InvalidScenarioFile) as caught:
        ask(plan, "TWO", 1, "MO-SIX-1")
    assert str(caught.value).startswith("may-move: found 'MO-SIX-1', expected work that may move;")


@settings(max_examples=12)
@given(
    st.sampled_from(("edd", "spt")),
    st.sampled_from(ITEMS),
    st.integers(1, 60),
)
def test_nothing_is_disturbed_whatever_is_asked_for(rule: str, item: str, quantity: int) -> None:
    plan = bicycle(rule)
    asked = wanted(plan, Request(item, Decimal(quantity)))
    found = placed(plan, asked, (), BY_RULE).plan
    _is_undisturbed(plan, found)
    completion = {row.demand: row.completion for row in found.demands}
    assert completion.keys() - {row.demand for row in plan.demands} == {asked.demand}


@settings(max_examples=12)
@given(
    st.sampled_from(("edd", "spt")),
    st.sampled_from(ITEMS),
    st.integers(1, 60),
)
def test_a_promised_date_is_kept_when_the_demand_is_really_added(
    rule: str, item: str, quantity: int
) -> None:
    plan = bicycle(rule)
    asked = wanted(plan, Request(item, Decimal(quantity)))
    promise = placed(plan, asked, (), BY_RULE).demand.completion
    due = plan.clock.moment(promise).replace(tzinfo=None)
    result = tried(plan, ExtraDemand(item, Decimal(quantity), due))
    _is_undisturbed(plan, result)
    (added,) = (row for row in result.demands if row.demand == asked.demand)
    assert added.due == promise
    assert added.late == 0


def _is_undisturbed(plan: Plan, result: Plan) -> None:
    """Assert that a plan does all work of another at its time, and serves all its demands so."""
    where = {(row.order, row.phase): row for row in result.operations}
    for row in plan.operations:
        after = where[row.order, row.phase]
        assert (after.start, after.end, after.work_center) == (row.start, row.end, row.work_center)
    completion = {row.demand: row.completion for row in result.demands}
    for demand in plan.demands:
        assert completion[demand.demand] == demand.completion


@settings(max_examples=10)
@given(st.sampled_from(("SIX", "FOUR", "TWO")), st.integers(1, 9), st.integers(1, 4))
def test_more_is_never_earlier(item: str, quantity: int, more: int) -> None:
    plan = planned()
    dates = [ask(plan, item, number, "MO-SIX-1") for number in (quantity, quantity + more)]
    assert dates[0].undisturbed.completion <= dates[1].undisturbed.completion
    assert dates[0].offers[0].completion <= dates[1].offers[0].completion


@settings(max_examples=10)
@given(
    st.sampled_from(("SIX", "FOUR", "TWO")),
    st.integers(1, 5),
    st.lists(
        st.sampled_from(("MO-SIX-1", "MO-FOUR-1", "MO-TWO-1")), min_size=1, max_size=3, unique=True
    ),
)
def test_who_may_move_makes_it_never_later_and_nobody_else_moves(
    item: str, quantity: int, orders: list[str]
) -> None:
    plan = planned()
    found = ask(plan, item, quantity, *orders)
    for offer in found.offers:
        assert offer.completion <= found.undisturbed.completion
        assert {row.name for row in offer.orders} <= set(offer.may_move)
        assert all(row.ticks > 0 for row in (*offer.orders, *offer.demands))
    result = placed(plan, wanted(plan, found.request), orders, SEARCH).plan
    starts = {(row.order, row.phase): row.start for row in result.operations}
    for row in plan.operations:
        if row.order in orders:
            assert starts[row.order, row.phase] >= row.start
        else:
            assert starts[row.order, row.phase] == row.start


def test_the_plan_is_not_changed() -> None:
    plan = planned()
    scenario, operations = plan.scenario.model_dump(), plan.operations
    ask(plan, "TWO", 3)
    assert (plan.scenario.model_dump(), plan.operations) == (scenario, operations)


def odd_shop() -> Plan:
    """Return a plan with a kit of nothing and an item without a routing."""
    made = [{"id": name, "source": "make"} for name in ("SIX", "FOUR", "TWO", "LOOSE")]
    return planned(shop(items=[*made, {"id": "KIT", "source": "kit"}]))


@pytest.mark.parametrize(
    ("item", "quantity", "may_move", "text"),
    [
        ("TWWO", 1, (), "item: found 'TWWO', expected the id of an item\n    Did you mean 'TWO'?"),
        ("TWO", 0, (), "quantity TWO: found '0', expected more than 0"),
        ("TWO", -3, (), "quantity TWO: found '-3', expected more than 0"),
        (
            "KIT", 1, (),
            "item: found 'KIT', expected an item that is made or bought; this one is a kit without"
            " components",
        ),
        (
            "LOOSE", 1, (),
            "item: found 'LOOSE', expected an item that is made or bought; this one has neither a"
            " routing nor a lead time",
        ),
        (
            "TWO", 1, ("MO-TWO-9",),
            "may-move: found 'MO-TWO-9', expected an order with phases in the plan\n"
            "    Did you mean 'MO-TWO-1'?",
        ),
    ],
)  # fmt: skip
def test_a_request_without_an_answer_is_refused(
    item: str, quantity: int, may_move: tuple[str, ...], text: str
) -> None:
    with pytest.raises(InvalidScenarioFile) as caught:
        ask(odd_shop(), item, quantity, *may_move)
    assert str(caught.value) == text


def test_plans_at_infinite_capacity_promise_nothing() -> None:
    with pytest.raises(InvalidScenarioFile) as caught:
        ask(planned(mode=Mode.ASAP), "TWO")
    assert str(caught.value) == (
        "mode: found 'asap', expected a plan at finite capacity; dates of a plan at infinite"
        " capacity (asap, alap) promise nothing, as no work has a machine of its own"
    )


def test_what_can_never_be_done_is_told_with_the_facts() -> None:
    base = shop()
    rows = {
        table: [row.model_dump() for row in getattr(base, table)]
        for table in ("calendars", "work_centers", "items", "routings")
    }
    rows["calendars"].append({"id": "never", "shifts": {}})
    rows["work_centers"].append({"id": "SHUT", "calendar": "never"})
    rows["items"].append({"id": "X", "source": "make"})
    phase = {"phase": 10, "work_center": "SHUT", "run": "1h"}
    rows["routings"].append({"item": "X", "operations": [phase]})
    with pytest.raises(NoPlanExists) as caught:
        ask(planned(shop(**rows)), "X", 3)
    assert caught.value.facts == (
        "3 X cannot be promised",
        "order MO-X-1 (X) phase 10: SHUT never works (SHUT has no machine for it that ever works)",
    )


def test_what_mrp_may_not_plan_is_never_complete() -> None:
    rows = [{"id": name, "source": "make"} for name in ("SIX", "FOUR", "TWO")]
    bolt = {"id": "BOLT", "source": "buy", "lead_time": "3d", "blocked": True}
    with pytest.raises(NoPlanExists) as caught:
        ask(planned(shop(items=[*rows, bolt])), "BOLT", 3)
    assert caught.value.facts == (
        "3 BOLT cannot be promised",
        "3 BOLT are missing: BOLT is blocked",
    )


def test_work_beyond_any_calendar_is_told_as_a_fact() -> None:
    with pytest.raises(NoPlanExists, match="look for a quantity or a time that is too large"):
        ask(planned(), "SIX", 100_000)


def test_what_the_plan_leaves_out_stays_left_out_and_others_are_promised() -> None:
    base = shop()
    rows = {
        table: [row.model_dump() for row in getattr(base, table)]
        for table in ("calendars", "work_centers", "items", "routings", "demands")
    }
    rows["calendars"].append({"id": "never", "shifts": {}})
    rows["work_centers"].append({"id": "SHUT", "calendar": "never"})
    rows["items"].append({"id": "X", "source": "make"})
    phase = {"phase": 10, "work_center": "SHUT", "run": "1h"}
    rows["routings"].append({"item": "X", "operations": [phase]})
    rows["demands"].append({"id": "SO-X", "item": "X", "quantity": 1, "due": "2026-06-05"})
    plan = planned(shop(**rows))
    assert [row.order for row in plan.unscheduled] == ["MO-X-1"]
    assert told(plan, ask(plan, "TWO").undisturbed) == told(
        planned(), ask(planned(), "TWO").undisturbed
    )


@pytest.mark.parametrize(
    ("quantity", "text"),
    [
        ("0.0000001", "quantity: found '1E-7', expected no more than 6 decimal places"),
        ("1e30", "quantity: found '1E+30', expected no more than 18 digits in total"),
    ],
)
def test_a_quantity_that_nobody_can_count_is_said_of_the_request(quantity: str, text: str) -> None:
    with pytest.raises(InvalidScenarioFile) as caught:
        promised(planned(), Request("TWO", Decimal(quantity)), SEARCH)
    assert str(caught.value) == text
