"""Remedies of hand-made plants, with amounts derived by hand."""

from __future__ import annotations

from decimal import Decimal
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest

from models.errors import InvalidScenarioFile
from models.remedy import RemedyKind
from scheduler.changes import Move
from scheduler.remedies import advice, lines_of, remedies_of
from scheduler.simulation.replan import Manner, replanned
from solvers.options import SolveOptions
from tests.scheduler.changes.test_changes import at
from tests.scheduler.remedies.late_shops import (
    OPTIONS,
    demand,
    found,
    hub,
    hub_shop,
    open_shop,
    planned,
    press_shop,
    routing,
)

if TYPE_CHECKING:
    from models.plan import Plan


def test_overtime_of_exactly_two_hours_is_found_with_what_it_costs() -> None:
    # two hours of FOUR go to Monday 14-16, two are left for Tuesday 06-08, when it is due
    plan = planned(press_shop())
    assert [(row.demand, row.late) for row in plan.demands if row.late] == [("SO-4", 120)]
    (overtime, rush) = found(plan)
    assert overtime.kind is RemedyKind.OVERTIME
    assert overtime.text == "overtime of 2 h on PRESS from Mon 2026-06-01 14:00"
    assert (overtime.amount, overtime.unit) == (Decimal(2), "h")
    assert overtime.options == ("--shift=PRESS:2026-06-01T14:00..2026-06-01T16:00",)
    assert (overtime.late, overtime.cost) == (0, Decimal(80))
    assert overtime.lateness_cost == 0
    assert (overtime.rank, overtime.moved, overtime.later) == (1, 1, ())
    assert rush.kind is RemedyKind.RUSH


def test_going_first_names_who_is_late_for_it_and_that_it_weighs_more() -> None:
    # FOUR 06-10 on Monday; EIGHT until Tuesday 10, due on Monday: ten hours late of weight 3
    (_, rush) = found(planned(press_shop()))
    assert rush.text == "SO-4 before all others"
    assert rush.options == ("--rush=SO-4",)
    assert rush.later == ("SO-8 (weight 3) 0.4 d late",)
    assert rush.note == "demands that weigh more are later for it"
    assert rush.lateness_cost == Decimal("125.00")  # 10/24 d x 3 x 100
    assert (rush.late, rush.cost, rush.rank, rush.moved) == (0, Decimal(0), 2, 2)


def test_the_cheapest_remedy_comes_first() -> None:
    # at 70 an hour overtime costs 140, and going first only 125
    dear = planned(press_shop(work_centers=[{"id": "PRESS", "overtime_rate": 70}]))
    assert [row.kind for row in found(dear)] == [RemedyKind.RUSH, RemedyKind.OVERTIME]


def test_overtime_without_a_rate_has_no_price() -> None:
    overtime = found(planned(press_shop(work_centers=[{"id": "PRESS"}])))[0]
    assert (overtime.kind, overtime.cost) == (RemedyKind.OVERTIME, None)


def test_a_receipt_one_day_earlier_is_found() -> None:
    # PO-502 is there on Thursday at 20: complete at 24, two hours late; a day earlier, in time
    plan = planned(hub_shop())
    (receipt,) = found(plan)
    assert receipt.kind is RemedyKind.RECEIPT
    assert receipt.text == "PO-502 1 day earlier"
    assert receipt.options == ("--earlier=PO-502=1",)
    assert (receipt.amount, receipt.unit, receipt.cost) == (Decimal(1), "d", None)
    assert advice([receipt], plan.clock) == "PO-502 1 day earlier would bring it on time"


@pytest.mark.parametrize(
    ("due", "days"), [("2026-06-04T10:00", 1), ("2026-06-04T09:45", 2), ("2026-06-03T10:00", 2)]
)
def test_a_purchase_that_mrp_plans_comes_no_earlier_than_it_must(due: str, days: int) -> None:
    # ordered on Monday at 06 it is there on Friday at 06, and FOUR is complete at 10
    demands = [demand("SO-4", "FOUR", due)]
    (receipt,) = found(planned(hub_shop(orders=[], demands=demands)))
    assert (receipt.subject, receipt.amount) == ("PO-HUB-1", Decimal(days))


def test_a_date_that_no_capacity_meets_is_told_with_the_earliest_one() -> None:
    # four hours of work from 06 on, due at 08
    plan = planned(open_shop(demands=[demand("SO-4", "FOUR", "2026-06-01T08:00")]))
    (row,) = found(plan)
    assert row.kind is RemedyKind.NONE
    assert row.text == "even with every machine free it is late: 2026-06-01 10:00 at the earliest"
    assert row.note == "MO-FOUR-1 phase 10 can run on no other machine, and nobody outside does it"
    assert (row.late, row.is_sufficient, row.options) == (120, False, ())
    assert advice([row], plan.clock) == row.text


def test_that_nothing_helps_is_told_where_work_that_has_begun_is_in_the_way() -> None:
    begun = {
        "id": "MO-7", "type": "production", "item": "EIGHT", "quantity": 1, "end": "2026-06-01",
        "status": "executive",
        "progress": [{"phase": 10, "state": "started", "machine": "PRESS-1"}],
    }  # fmt: skip
    plan = planned(open_shop(orders=[begun]))
    (row,) = found(plan)
    assert row.kind is RemedyKind.NONE
    assert row.text == "nothing that was tried brings it on time"


def with_other_place(other: str, **fields: Any) -> Plan:
    """Return the plan of an open shop where FOUR could run elsewhere but waits for PRESS."""
    others = [{"work_center": other, "run": "6h"}]
    scenario = open_shop(
        routings=[routing("EIGHT", "8h"), routing("FOUR", "4h", alternatives=others)],
        work_centers=[
            {"id": "PRESS", "hourly_rate": 10},
            {"id": other, "hourly_rate": 10} | fields,
        ],
    )
    stay = Move("MO-FOUR-1", 10, at(1, 14), "PRESS")
    return replanned(planned(scenario), [stay], Manner(OPTIONS))


def test_another_machine_takes_the_work_as_soon_as_it_is_ready() -> None:
    # 06-12 on OLD in place of 14-18 on PRESS: two hours more work
    plan = with_other_place("OLD")
    move = next(row for row in found(plan) if row.kind is RemedyKind.MOVE)
    assert move.text == "MO-FOUR-1 phase 10 on OLD-1 from Mon 2026-06-01 06:00"
    assert (move.late, move.cost, move.later) == (0, Decimal(20), ())
    assert move.options == (
        "--move=MO-FOUR-1/10=2026-06-01T06:00", "--machine=MO-FOUR-1/10=OLD-1",
    )  # fmt: skip


def test_a_subcontractor_is_told_as_such() -> None:
    plan = with_other_place("OUT", external=True, infinite=True)
    move = next(row for row in found(plan) if row.kind is RemedyKind.SUBCONTRACT)
    assert move.text == "MO-FOUR-1 phase 10 on OUT from Mon 2026-06-01 06:00"
    assert (move.late, move.cost) == (0, None)  # nobody knows what OUT asks


def two_to_mend(**tables: Any) -> Plan:
    """Return a plan where goods come on Tuesday at 06 for 20 h of work, due on Tuesday at 14.

    It works Tuesday and Wednesday 06-14, and is done on Thursday at 10.
    """
    days = [{"id": "day", "shifts": {"mon-fri": ["06:00-14:00"]}}]
    scenario = hub_shop(
        calendars=days,
        orders=[],
        items=[{"id": "FOUR", "source": "make"}, hub("1d")],
        routings=[routing("FOUR", "20h")],
        demands=[demand("SO-4", "FOUR", "2026-06-02T14:00")],
        **tables,
    )
    return planned(scenario)


def test_two_changes_together_are_found_where_one_is_not_enough() -> None:
    # goods on Monday: done on Wednesday at 10; 8 h of overtime on Tuesday: the same. With goods
    # on Monday 4 h more on Monday are enough: 12 h on Monday, 8 h on Tuesday
    plan = two_to_mend()
    (late,) = (row.late for row in plan.demands)
    assert late == 44 * 60
    both, *parts = found(plan)
    assert both.kind is RemedyKind.TOGETHER
    assert both.text == (
        "PO-HUB-1 1 day earlier and overtime of 4 h on PRESS from Mon 2026-06-01 14:00"
    )
    assert (both.late, both.cost) == (0, None)
    assert [(row.kind, row.late) for row in parts] == [
        (RemedyKind.RECEIPT, 20 * 60),
        (RemedyKind.OVERTIME, 20 * 60),
    ]


def test_what_takes_away_most_is_told_where_nothing_is_enough() -> None:
    # 20 h of work in the 18 h between 06 on Monday and midnight: 8 h of overtime are not enough
    scenario = press_shop(
        routings=[routing("EIGHT", "8h"), routing("FOUR", "20h")],
        demands=[demand("SO-4", "FOUR", "2026-06-01")],
    )
    plan = planned(scenario)
    part, last = found(plan)
    assert part.text == "overtime of 8 h on PRESS from Mon 2026-06-01 14:00"
    assert (part.late, part.is_sufficient) == (10 * 60, False)  # until Tuesday 10
    assert last.text == "even with every machine free it is late: 2026-06-03 10:00 at the earliest"
    assert advice([part, last], plan.clock) == (
        f"{last.text}; with {part.text} it would be 0.4 d late"
    )


def test_what_is_not_tried_for_want_of_trials_is_said() -> None:
    rows = found(planned(press_shop()), most=2)
    assert rows[-1].note.endswith("not everything was tried: it ended after 2 trials")


def test_an_interrupt_keeps_what_was_found() -> None:
    stop = Event()
    options = SolveOptions(workers=1, stop=stop)

    def told(count: int) -> None:
        if count == 3:
            stop.set()

    rows = remedies_of(planned(press_shop()), "SO-4", options, progress=told)
    assert rows[0].is_sufficient
    assert any(row.note.endswith("it ended after 3 trials") for row in rows)


def test_the_same_plan_has_the_same_remedies() -> None:
    assert found(planned(press_shop())) == found(planned(press_shop()))


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("SO-8", "a demand that is late; it is on time: nothing to remedy"),
        ("SO-44", "Did you mean 'SO-4'?"),
    ],
)
def test_what_is_not_late_or_not_known_is_refused(name: str, message: str) -> None:
    with pytest.raises(InvalidScenarioFile, match=message):
        found(planned(press_shop()), name)


def test_remedies_are_told_with_what_they_cost_and_how_to_try_them() -> None:
    plan = planned(press_shop())
    rows = found(plan)
    assert advice(rows, plan.clock) == (
        "overtime of 2 h on PRESS from Mon 2026-06-01 14:00, or SO-4 before all others,"
        " would bring it on time"
    )
    assert list(lines_of(rows, plan.clock)) == [
        "overtime of 2 h on PRESS from Mon 2026-06-01 14:00: on time, costs 80.00, 1 phase moves",
        "  to try it: --shift=PRESS:2026-06-01T14:00..2026-06-01T16:00",
        "SO-4 before all others: on time, delays of others cost 125.00 more, 2 phases move",
        "  later for it: SO-8 (weight 3) 0.4 d late",
        "  demands that weigh more are later for it",
        "  to try it: --rush=SO-4",
    ]
