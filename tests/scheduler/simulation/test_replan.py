"""What changes make of a plan: only what must moves, unless everything may."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest

from models.errors import InvalidScenarioFile
from models.plan import Mode
from scheduler.api import verify
from scheduler.changes import (
    Breakdown,
    Drop,
    EarlierReceipt,
    ExtraDemand,
    Move,
    Overtime,
    Rush,
)
from tests.scheduler.changes.press_shop import shop, started
from tests.scheduler.changes.test_changes import at, with_hub
from tests.scheduler.simulation.shops import DAY, HOUR, MANNER, planned, rows_of, starts, tried

BEFORE = {
    ("TWO", 10): "01 06:00", ("FOUR", 10): "01 08:00", ("SIX", 10): "01 12:00",
    ("TWO", 20): "01 08:00", ("FOUR", 20): "01 12:00", ("SIX", 20): "02 10:00",
}  # fmt: skip


def test_the_plan_of_the_shop_is_the_one_that_these_tests_tell_of() -> None:
    assert starts(planned()) == BEFORE


def test_O05_what_follows_a_phase_shifts_with_it() -> None:
    # FOUR goes from Monday 08 to Wednesday 06: its packing follows at 10, SIX stays where it was
    moved = tried(planned(), Move("MO-FOUR-1", 10, at(3, 6)))
    assert starts(moved) == BEFORE | {("FOUR", 10): "03 06:00", ("FOUR", 20): "03 10:00"}


def test_O05_work_in_the_way_makes_room_and_takes_its_own_along() -> None:
    # TWO on Tuesday 06-08 cuts the rest of SIX, 06-10: SIX waits, and its packing with it
    moved = tried(planned(), Move("MO-TWO-1", 10, at(2, 6)))
    assert starts(moved) == BEFORE | {
        ("TWO", 10): "02 06:00", ("TWO", 20): "02 08:00",
        ("SIX", 10): "02 08:00", ("SIX", 20): "03 06:00",
    }  # fmt: skip


def test_O05_what_precedes_a_phase_goes_earlier_with_it() -> None:
    # packing of SIX at 13 on Tuesday: it is pressed from 07 on, no earlier than it must
    scenario = shop(demands=[{"id": "SO-SIX", "item": "SIX", "quantity": 1, "due": "2026-06-09"}])
    late = tried(planned(scenario), Move("MO-SIX-1", 10, at(3, 6)))
    assert starts(late) == {("SIX", 10): "03 06:00", ("SIX", 20): "03 12:00"}
    early = tried(late, Move("MO-SIX-1", 20, at(2, 13)))
    assert starts(early) == {("SIX", 10): "02 07:00", ("SIX", 20): "02 13:00"}
    # at 08 on Tuesday: four hours of Monday, two of Tuesday
    first = tried(late, Move("MO-SIX-1", 20, at(2, 8)))
    assert starts(first) == {("SIX", 10): "01 10:00", ("SIX", 20): "02 08:00"}


def test_O05_what_precedes_a_phase_goes_where_there_is_room() -> None:
    late = tried(planned(), Move("MO-SIX-1", 10, at(4, 6)))
    assert starts(late)["SIX", 20] == "04 12:00"
    early = tried(late, Move("MO-SIX-1", 20, at(2, 10)))
    # 12-14 on Monday, behind FOUR, and 06-10 on Tuesday: just as it must
    assert starts(early) == BEFORE


def test_O05_others_make_way_for_what_precedes_a_phase_if_a_search_finds_how() -> None:
    late = tried(planned(), Move("MO-SIX-1", 10, at(4, 6)))
    early = tried(late, Move("MO-SIX-1", 20, at(2, 8)))
    # 10-14 on Monday, where FOUR was, and 06-08 on Tuesday
    assert verify(early) == ()
    assert starts(early)["SIX", 20] == "02 08:00"
    assert starts(early)["SIX", 10] == "01 10:00"
    assert starts(early)["FOUR", 10] > "01 08:00"
    assert starts(early)["TWO", 10] == "01 06:00"


def test_a_phase_goes_to_another_machine_at_its_own_time() -> None:
    moved = tried(planned(), Move("MO-SIX-1", 10, machine="OLD"))
    row = rows_of(moved)["MO-SIX-1", 10]
    # twelve hours from Monday 12: two, eight and two
    assert (row.work_center, row.machine) == ("OLD", "OLD-1")
    assert starts(moved) == BEFORE | {("SIX", 20): "03 08:00"}


def test_a_day_alone_means_its_first_working_time() -> None:
    moved = tried(planned(), Move("MO-TWO-1", 20, date(2026, 6, 4)))
    assert starts(moved) == BEFORE | {("TWO", 20): "04 06:00"}


@pytest.mark.parametrize(
    ("move", "text"),
    [
        (
            Move("MO-TWO-9", 10, at(2, 6)),
            "move: found 'MO-TWO-9', expected an order with phases in the plan\n"
            "    Did you mean 'MO-TWO-1'?",
        ),
        (
            Move("MO-TWO-1", 11, at(2, 6)),
            "move: found 'MO-TWO-1/11', expected a phase of MO-TWO-1: 10, 20",
        ),
        (
            Move("MO-SIX-1", 10, at(2, 6), "OLDD"),
            "machine: found 'OLDD', expected a machine or work center where MO-SIX-1/10 can run:"
            " OLD, OLD-1, PRESS, PRESS-1\n    Did you mean 'OLD'?",
        ),
        (
            Move("MO-TWO-1", 10, at(2, 3)),
            "move MO-TWO-1/10: found '2026-06-02 03:00', expected a start in working time of"
            " PRESS-1; the next is 2026-06-02 06:00\n    With --snap it is taken there.",
        ),
        (
            Move("MO-TWO-1", 10, date(2026, 6, 6)),
            "move MO-TWO-1/10: found '2026-06-06', expected a day on which PRESS-1 works;"
            " the next is 2026-06-08 06:00",
        ),
        (
            Move("MO-TWO-1", 10, datetime(2026, 5, 29, 8)),  # noqa: DTZ001 - local by design
            "move MO-TWO-1/10: found '2026-05-29 08:00', expected a start from 2026-06-01 06:00"
            " on, when the plan begins",
        ),
        (
            Move("MO-TWO-1", 10, datetime(2936, 5, 29, 8)),  # noqa: DTZ001 - local by design
            "move MO-TWO-1/10: found '2936-05-29 08:00', expected a start in working time of"
            " PRESS-1, which has none left",
        ),
    ],
)
def test_a_move_that_is_not_possible_is_refused_with_the_reason(move: Move, text: str) -> None:
    with pytest.raises(InvalidScenarioFile) as caught:
        tried(planned(), move)
    assert str(caught.value) == text


def test_every_move_that_is_not_possible_is_told() -> None:
    with pytest.raises(InvalidScenarioFile) as caught:
        tried(planned(), Move("MO-TWO-9", 10, at(2, 6)), Move("MO-TWO-1", 10, at(2, 3)))
    assert len(caught.value.faults) == 2


def test_with_snap_a_move_into_closed_time_goes_on_to_the_next_working_time() -> None:
    moved = tried(planned(), Move("MO-TWO-1", 20, at(3, 22)), snap=True)
    assert starts(moved) == BEFORE | {("TWO", 20): "04 06:00"}


def test_O11_what_has_begun_is_frozen_or_within_the_frozen_days_does_not_move() -> None:
    plan = planned(started())
    with pytest.raises(InvalidScenarioFile) as caught:
        tried(plan, Move("MO-7", 10, at(2, 6)))
    assert str(caught.value) == (
        "move: found 'MO-7/10', expected work that may move; it has begun, and runs on PRESS-1"
        " until 2026-06-01 08:00"
    )
    frozen = {
        "id": "MO-7", "type": "production", "item": "TWO", "quantity": 1, "end": "2026-06-04",
        "start": "2026-06-02T06:00", "status": "firm", "frozen": True,
    }  # fmt: skip
    with pytest.raises(InvalidScenarioFile, match="may move; order MO-7 is frozen"):
        tried(planned(shop(orders=[frozen])), Move("MO-7", 10, at(3, 6)))
    fenced = planned(shop(settings={"shop": {"frozen_days": "1d"}}))
    expected = "it starts on 2026-06-01 08:00, within the 1 day that is frozen"
    with pytest.raises(InvalidScenarioFile, match=expected):
        tried(fenced, Move("MO-FOUR-1", 10, at(3, 6)))
    # nor does it make room: SIX is pressed from Monday 12 on, and packed after that
    with pytest.raises(InvalidScenarioFile, match="a start from 2026-06-02 10:00 on: what prece"):
        tried(fenced, Move("MO-SIX-1", 20, at(1, 12)))


def test_a_move_before_what_it_needs_can_be_done_is_refused() -> None:
    # pressed for six hours before
    with pytest.raises(InvalidScenarioFile) as caught:
        tried(planned(), Move("MO-SIX-1", 20, at(1, 11)))
    assert str(caught.value) == (
        "move MO-SIX-1/20: found '2026-06-01 11:00', expected a start from 2026-06-01 12:00 on:"
        " what precedes it cannot be done sooner"
    )
    # at twelve there is nobody in its way but TWO and FOUR
    first = tried(planned(), Move("MO-SIX-1", 20, at(1, 12)))
    assert starts(first)["SIX", 10] == "01 06:00"
    assert verify(first) == ()


def test_moves_that_contradict_each_other_are_refused() -> None:
    moves = (Move("MO-TWO-1", 10, at(3, 6)), Move("MO-TWO-1", 20, at(3, 7)))
    with pytest.raises(InvalidScenarioFile) as caught:
        tried(planned(), *moves)
    text = str(caught.value)
    assert text.startswith(
        "move: found 'MO-TWO-1/10, MO-TWO-1/20', expected a place that leaves room for order MO-"
    )
    same = (Move("MO-TWO-1", 10, at(3, 6)), Move("MO-FOUR-1", 10, at(3, 7)))
    with pytest.raises(InvalidScenarioFile) as caught:
        tried(planned(), *same)
    assert "is to be on PRESS-1 at 2026-06-03 0" in str(caught.value)
    assert "where other work that stays has it" in str(caught.value)


def test_a_breakdown_takes_work_to_another_machine_if_it_ends_sooner_there() -> None:
    # PRESS is down until Thursday: SIX ends on OLD, where it takes 12 h, from Monday 06 on
    broken = tried(planned(), Breakdown("PRESS", at(1, 10), at(5)))
    rows = rows_of(broken)
    assert rows["MO-TWO-1", 10].start == 0
    assert rows["MO-SIX-1", 10].work_center == "OLD"
    assert starts(broken)["SIX", 10] == "01 12:00"  # not earlier than it was
    # FOUR was half done at 10 by the old plan: it goes on after the breakdown
    assert rows["MO-FOUR-1", 10].machine == "PRESS-1"


def test_a_rushed_order_goes_first_and_the_others_make_way() -> None:
    rushed = tried(planned(), Rush("MO-SIX-1"))
    assert starts(rushed) == {
        ("SIX", 10): "01 06:00", ("SIX", 20): "01 12:00", ("TWO", 10): "01 12:00",
        ("TWO", 20): "02 06:00", ("FOUR", 10): "02 06:00", ("FOUR", 20): "02 10:00",
    }  # fmt: skip


def test_a_rushed_order_goes_before_work_that_begins_with_the_plan() -> None:
    # by due date SIX begins at once; TWO, which the problem lists after it, takes its place
    rushed = tried(planned(rule="edd"), Rush("MO-TWO-1"))
    assert starts(rushed)["TWO", 10] == "01 06:00"
    assert starts(rushed)["SIX", 10] == "01 08:00"


def test_what_is_dropped_leaves_a_gap_and_its_orders_go_with_it() -> None:
    dropped = tried(planned(), Drop("MO-FOUR-1"))
    assert starts(dropped) == {key: at for key, at in BEFORE.items() if key[0] != "FOUR"}
    assert "SO-FOUR" not in {row.demand for row in dropped.demands}


def test_late_work_takes_the_room_that_a_change_makes_and_the_rest_stays() -> None:
    demands = [
        {"id": f"SO-{name}", "item": name, "quantity": 1, "due": due}
        for name, due in (("SIX", "2026-06-01"), ("FOUR", "2026-06-03"), ("TWO", "2026-06-04"))
    ]
    plan = planned(shop(demands=demands))
    assert [row.demand for row in plan.demands if row.late] == ["SO-SIX"]
    dropped = tried(plan, Drop("SO-FOUR"))
    # SIX presses from 08 on, two hours are left for Tuesday no more
    assert starts(dropped)["SIX", 10] == "01 08:00"
    assert starts(dropped)["TWO", 10] == "01 06:00"
    longer = tried(plan, Overtime("PRESS", at(1, 14), at(1, 18)))
    assert rows_of(longer)["MO-SIX-1", 10].end == 12 * 60  # 18:00 instead of Tuesday 10:00


def test_where_a_center_works_longer_its_queue_moves_up_on_time_or_not() -> None:
    demands = [
        {"id": f"SO-{number}", "item": item, "quantity": 1, "due": due}
        for number, (item, due) in enumerate(
            (
                ("SIX", "2026-06-01T14:00"),
                ("TWO", "2026-06-01T16:00"),
                ("TWO", "2026-06-02T11:00"),
                ("FOUR", "2026-06-02T11:30"),
            )
        )
    ]
    plan = planned(shop(demands=demands), "edd")
    before = rows_of(plan)
    assert (before["MO-TWO-2", 10].start, before["MO-FOUR-1", 10].start) == (DAY, DAY + 2 * HOUR)
    assert "SO-2" not in {row.demand for row in plan.demands if row.late}
    # FOUR does not fit into two hours: it gains by them because TWO, which is on time, moves up
    after = rows_of(tried(plan, Overtime("PRESS", at(1, 14), at(1, 16))))
    assert (after["MO-TWO-2", 10].start, after["MO-FOUR-1", 10].start) == (8 * HOUR, DAY)
    # the queue moves up from the first of several hours on, in whatever order they are told
    later = Overtime("PRESS", at(4, 14), at(4, 16))
    both = rows_of(tried(plan, Overtime("PRESS", at(1, 14), at(1, 16)), later))
    assert (both["MO-TWO-2", 10].start, both["MO-FOUR-1", 10].start) == (8 * HOUR, DAY)


def test_an_extra_demand_takes_what_is_free_and_moves_nobody() -> None:
    more = tried(planned(), ExtraDemand("TWO", Decimal(1), date(2026, 6, 1)))
    assert {key: row.start for key, row in rows_of(planned()).items()}.items() <= {
        key: row.start for key, row in rows_of(more).items()
    }.items()
    assert {row.demand for row in more.demands} == {"SO-SIX", "SO-FOUR", "SO-TWO", "EXTRA-1"}
    assert starts(more)["TWO", 10] == "02 10:00"  # of MO-TWO-2, the later one


def test_an_earlier_receipt_lets_late_work_begin_earlier() -> None:
    # ordered on Monday 06:00, and three days on the way
    plan = planned(with_hub("2026-06-02").replaced(orders=()))
    assert starts(plan)["SIX", 10] == "04 06:00"
    sooner = tried(plan, EarlierReceipt("PO-HUB-1", 2))
    assert starts(sooner) == {("SIX", 10): "02 06:00", ("SIX", 20): "02 12:00"}


def test_an_earlier_receipt_takes_nothing_to_a_later_time() -> None:
    # wanted on the 11th, but used as soon as it can come
    plan = planned(with_hub("2026-06-12").replaced(orders=()))
    assert starts(plan)["SIX", 10] == "04 06:00"
    assert tried(plan, EarlierReceipt("PO-HUB-1", 1)).operations == plan.operations


def test_O05_work_does_not_begin_before_its_material_is_there() -> None:
    plan = planned(with_hub("2026-06-02").replaced(orders=()))
    with pytest.raises(InvalidScenarioFile) as caught:
        tried(plan, Move("MO-SIX-1", 10, at(3, 6)))
    assert str(caught.value) == (
        "move MO-SIX-1/10: found '2026-06-03 06:00', expected a start from 2026-06-04 06:00 on,"
        " with HUB from PO-HUB-1"
    )


def test_bought_goods_come_no_sooner_for_a_change_of_something_else() -> None:
    plan = planned(with_hub("2026-06-02").replaced(orders=()))
    more = tried(plan, ExtraDemand("TWO", Decimal(1), date(2026, 6, 9)))
    assert starts(more)["SIX", 10] == "04 06:00"


def test_a_full_plan_keeps_nothing_but_the_moves() -> None:
    options = replace(MANNER.options, rule="lpt")
    full = tried(planned(), Move("MO-TWO-1", 10, at(1, 6)), is_full=True, options=options)
    assert starts(full)["TWO", 10] == "01 06:00"
    assert starts(full)["SIX", 10] == "01 08:00"  # the longest first now


def test_the_levels_are_those_of_the_plan() -> None:
    asked = "tardiness[0], 5*late + flow, cost"
    plan = planned(objectives=asked)
    found = tried(plan, Move("MO-TWO-1", 20, at(4, 6)))
    assert ", ".join(str(row.objective) for row in found.solve.levels) == asked


@pytest.mark.parametrize("mode", [Mode.ASAP, Mode.ALAP])
def test_a_plan_at_infinite_capacity_is_tried_at_infinite_capacity(mode: Mode) -> None:
    plan = planned(shop(), mode=mode)
    same = tried(plan, Breakdown("OLD", at(2), at(3)))
    assert same.operations == plan.operations
    moved = tried(plan, Move("MO-TWO-1", 10, at(4, 6)))
    assert moved.solve.mode is mode
    packed = "04 08:00" if mode is Mode.ASAP else "04 13:00"  # where it was, in the other
    assert starts(moved) == starts(plan) | {("TWO", 10): "04 06:00", ("TWO", 20): packed}


def test_a_plan_without_work_can_be_tried_too() -> None:
    empty = planned(shop(demands=[]))
    assert tried(empty).operations == ()
    more = tried(empty, ExtraDemand("TWO", Decimal(1), date(2026, 6, 1)))
    assert starts(more) == {("TWO", 10): "01 06:00", ("TWO", 20): "01 08:00"}
    assert tried(more, Drop("EXTRA-1")).operations == ()


def test_a_phase_may_move_far_beyond_the_horizon() -> None:
    # the plan reaches 20 days and two weeks or so
    moved = tried(planned(), Move("MO-TWO-1", 20, date(2026, 9, 1)))
    assert rows_of(moved)["MO-TWO-1", 20].start == 92 * DAY
