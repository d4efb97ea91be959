"""What became of what was asked for, and who pays for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from scheduler.changes import Drop, ExtraDemand, Move, Rush, Shift
from scheduler.simulation.difference import difference, order_moves, phase_moves
from scheduler.simulation.outcome import outcomes
from scheduler.simulation.snapshot import simulate, write_snapshot
from scheduler.spans import span
from tests.scheduler.changes.press_shop import shop
from tests.scheduler.changes.test_changes import at
from tests.scheduler.simulation.shops import MANNER, author, planned, snapshot, tried, written

if TYPE_CHECKING:
    from pathlib import Path

    from scheduler.changes import Change


def told(*changes: Change) -> list[str]:
    """Return what is said when changes of the shop have been tried."""
    plan = planned()
    return [str(row) for row in outcomes(changes, difference(plan, tried(plan, *changes)))]


def test_a_rush_tells_when_it_is_complete_and_who_is_served_later() -> None:
    # TWO was 06-08, FOUR 08-12, SIX 12-14 and 06-10 the next day; each is packed in an hour
    assert told(Rush("SO-SIX")) == [
        "SO-SIX is complete 2026-06-01 13:00 instead of 2026-06-02 11:00, 22.0 h earlier, on time",
        # TWO follows, 12-14 and 06-07 on Tuesday; FOUR is pressed 06-10 and packed by 11
        "served later for it: SO-FOUR by 22.0 h (on time), SO-TWO by 22.0 h (on time)",
    ]


def test_rushing_an_order_tells_of_the_demand_that_it_serves() -> None:
    assert told(Rush("MO-SIX-1"))[0].startswith("SO-SIX is complete 2026-06-01 13:00 instead of")


def test_a_rush_that_brings_nothing_says_so_and_where_to_ask_why() -> None:
    assert told(Rush("SO-TWO")) == [
        "SO-TWO is complete 2026-06-01 09:00 as before, on time;"
        " `finitecap explain` says what decides that",
        "no other demand is served later for it",
    ]


def test_who_becomes_late_is_told_with_by_how_much() -> None:
    plan = planned(shop(demands=[
        {"id": "SO-TWO", "item": "TWO", "quantity": 1, "due": "2026-06-01T10:00"},
        {"id": "SO-SIX", "item": "SIX", "quantity": 1, "due": "2026-06-02"},
        {"id": "SO-FOUR", "item": "FOUR", "quantity": 1, "due": "2026-06-03"},
    ]), rule="edd")  # fmt: skip
    rush = Rush("SO-SIX")
    # SIX is pressed 06-12 instead of 08-14; TWO follows, 12-14
    assert list(map(str, outcomes([rush], difference(plan, tried(plan, rush))))) == [
        "SO-SIX is complete 2026-06-01 13:00 instead of 2026-06-02 07:00, 18.0 h earlier, on time",
        "served later for it: SO-TWO by 22.0 h (21.0 h late)",
    ]


def test_a_new_demand_tells_when_it_is_complete() -> None:
    # two are made: four hours behind SIX, which leaves the press at 10 on Tuesday, then two
    extra = ExtraDemand("TWO", Decimal("1.5"), date(2026, 6, 2))
    assert told(extra) == ["EXTRA-1: 1.5 TWO are complete 2026-06-03 08:00, 8.0 h late"]


def test_what_is_dropped_is_nobody_who_pays() -> None:
    assert told(Drop("SO-FOUR")) == []


def test_a_move_tells_who_is_served_later_for_it() -> None:
    assert told(Move("MO-TWO-1", 20, at(2, 6))) == [
        "served later for it: SO-TWO by 22.0 h (on time)"
    ]


def test_room_that_no_late_demand_can_use_is_told_with_what_would_use_it() -> None:
    # TWO is late behind FOUR and SIX, which are on time and keep their turn
    demands = [
        {"id": f"SO-{item}", "item": item, "quantity": 1, "due": due}
        for item, due in (
            ("FOUR", "2026-06-08"),
            ("SIX", "2026-06-09"),
            ("TWO", "2026-06-01T08:00"),
        )
    ]
    plan = planned(shop(demands=demands), "lpt")
    room = Shift("PACK", date(2026, 6, 6))
    found = difference(plan, tried(plan, room))
    assert [str(row) for row in outcomes([room], found)] == [
        "no late demand is served earlier for it: work that is on time keeps its turn,"
        " unless you add --full, or --rush for a demand"
    ]
    assert outcomes([room], found, is_full=True) == ()
    assert told(Shift("PACK", date(2026, 6, 6))) == []  # nobody is late


def test_of_many_that_are_served_later_the_first_five_are_named() -> None:
    demands = [
        {"id": f"SO-{number}", "item": "TWO", "quantity": 1, "due": f"2026-06-{9 + number:02}"}
        for number in range(8)
    ]
    plan = planned(shop(demands=demands))
    rush = Rush("SO-7")
    _, pays = outcomes([rush], difference(plan, tried(plan, rush)))
    assert pays.count(" by ") == 5
    assert pays.endswith(" and 2 more")


def test_with_snap_the_moment_is_told_to_which_it_led(tmp_path: Path) -> None:
    plan = planned()
    main = written(tmp_path, plan)
    # Saturday 6 June is closed: Monday 8 June
    moves = [Move("MO-FOUR-1", 10, at(6, 10)), Move("MO-TWO-1", 20, date(2026, 6, 9))]
    made = simulate(main, plan, moves, replace(MANNER, snap=True), author("snapped"))
    write_snapshot(made)
    assert [str(row) for row in made.record.told] == [
        "MO-FOUR-1 phase 10 moves to 2026-06-08 06:00,"
        " the first time that is possible from 2026-06-06 10:00 on",
        "MO-TWO-1 phase 20 moves to 2026-06-09 06:00",
    ]
    kept = snapshot(main, plan, [Move("MO-FOUR-1", 10, at(3, 6))], "as asked")
    assert [str(row) for row in kept.record.told] == [
        "MO-FOUR-1 phase 10 moves to 2026-06-03 06:00"
    ]


@given(change=st.sampled_from([Rush("SO-SIX"), Drop("SO-TWO"), Move("MO-FOUR-1", 10, at(3, 6))]))
def test_the_log_and_the_orders_hold_what_differs_and_nothing_else(change: Change) -> None:
    plan = planned()
    result = tried(plan, change)
    found = difference(plan, result)
    places = [
        {(row.order, row.phase): (row.setup_start, row.end, row.machine) for row in one.operations}
        for one in (plan, result)
    ]
    moved = {key for key in {**places[0], **places[1]} if places[0].get(key) != places[1].get(key)}
    assert {(row.order, row.phase) for row in phase_moves(found)} == moved
    ends = [{row.order: row.end for row in one.orders} for one in (plan, result)]
    others = {key for key in {**ends[0], **ends[1]} if ends[0].get(key) != ends[1].get(key)}
    assert {row.row.order for row in order_moves(found)} == others


def test_lengths_are_told_in_days_hours_or_minutes() -> None:
    assert [str(span(seconds)) for seconds in (-60, 3599, 3600, 86_399, 86_400, 200_000)] == [
        "1 min", "60 min", "1.0 h", "24.0 h", "1.0 d", "2.3 d",
    ]  # fmt: skip
