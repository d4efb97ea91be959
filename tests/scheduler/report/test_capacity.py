"""What the page carries of capacity; tests in a browser show what it makes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pytest

from models.plan import Mode
from scheduler.capacity import capacity_of
from scheduler.outputs.capacity_tables import centers_table
from scheduler.report.capacity import capacity_columns
from scheduler.report.content import Content, report_columns
from scheduler.report.payload import pack
from tests.scheduler.capacity.capacity_plans import HOUR, equal_loads, made, two_centers
from tests.scheduler.report.reckoning import autumn_plan, with_orders
from tests.scheduler.report.synthetic import synthetic_plan
from tests.scheduler.test_capacity import operation

if TYPE_CHECKING:
    import numpy as np

    from models.plan import Plan

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
    Names = dict[str, list[list[object]]]


def _carried(plan: Plan) -> tuple[dict[str, Ints], Names]:
    columns, names = capacity_columns(Content(plan))
    return columns, cast("Names", names)


def test_K05_the_ranking_of_the_page_is_that_of_centers_csv() -> None:
    plan = equal_loads()
    _, names = _carried(plan)
    told = list(centers_table(capacity_of(plan)).rows)
    loads = names["loads"]
    for rank, (row, csv) in enumerate(zip(names["ranking"], told, strict=True), start=1):
        place, *figures = row
        assert (rank, loads[cast("int", place)][1]) == csv[:2]
        # load, processing, setup, idle, buffer, wanted buffer, score
        assert figures == pytest.approx(list(csv[2:]))
    assert [loads[cast("int", row[0])][1] for row in names["ranking"]] == ["E", "D"]


def test_things_that_are_there_at_the_same_hours_share_one_working_time() -> None:
    columns, names = _carried(equal_loads())
    # D and E and their machines all work 08-12 and 13-17, one Monday
    assert [row[1] for row in names["loads"]] == ["D", "E", "D-1", "E-1"]
    assert {row[4] for row in names["loads"]} == {0}
    assert columns["axis_ptr"].tolist() == [0, 2]
    assert columns["axis_start"].tolist() == [8 * HOUR, 13 * HOUR]
    assert columns["axis_end"].tolist() == [12 * HOUR, 17 * HOUR]


def test_a_thing_that_is_never_there_has_a_working_time_without_windows() -> None:
    # an infinite plan on a Saturday: all is closed, and what is begun then is beyond capacity
    scenario = two_centers(scenario={"id": "t", "start": "2026-06-06T00:00", "horizon": "5d"})
    plan = with_orders(made(scenario, (operation(10, "D", 0, 60, machine="D"),), mode=Mode.ASAP))
    columns, names = _carried(plan)
    assert columns["axis_ptr"].tolist() == [0, 0]
    assert columns["capacity_units"].tolist() == [0] * len(names["loads"])


def test_what_is_ready_with_the_end_of_the_phase_before_costs_nothing() -> None:
    # phase 20 of an order is ready when 10 ends, at 10:00, and waits until 13:00
    rows = (
        operation(10, "D", 8 * HOUR, 10 * HOUR, order="MO"),
        operation(20, "E", 13 * HOUR, 15 * HOUR, order="MO"),
        operation(10, "D", 10 * HOUR, 12 * HOUR, order="LATE"),
    )
    columns, _ = _carried(with_orders(made(two_centers(), rows)))
    # by row and start: both of D, then E; that of LATE waited from midnight on, that of MO, too
    assert columns["op_ready_rule"].tolist() == [0, 0, 0]
    assert columns["ready_op"].tolist() == [0, 1]
    assert columns["ready_tick"].tolist() == [0, 0]


def test_an_hour_that_the_clocks_go_through_twice_keeps_its_ticks() -> None:
    columns, names = _carried(autumn_plan())
    # the first half past two, an end and a begin; the second half past two needs no word
    first = zip(columns["edge_op"], columns["edge_part"], columns["edge_tick"], strict=True)
    assert sorted(tuple(map(int, row)) for row in first) == [
        (0, 3, 3030), (0, 4, 3030), (1, 0, 3030), (1, 1, 3030), (1, 2, 3040)
    ]  # fmt: skip
    # the wall clock is 0 ahead of ticks until the change, and an hour behind from 02:00 on
    assert names["clock"] == [[3000], [0, -60]]


def test_capacity_takes_little_of_the_page() -> None:
    content = Content(synthetic_plan(4_000))
    report_columns(content)
    columns, names = capacity_columns(content)
    assert len(pack(names, columns)) < 8_000  # 2 bytes an operation
