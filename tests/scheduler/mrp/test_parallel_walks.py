"""Walks over phases side by side, and over waits of every execution, both ways."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.mrp import plan_materials
from scheduler.mrp.buckets import Buckets
from scheduler.mrp.forward import ForwardWalks
from scheduler.mrp.routing_walk import RoutingWalks
from tests.scheduler.scenario_builder import DAY, plant, routing

TEN = Decimal(10)


def walks(*rows: dict[str, Any]) -> tuple[RoutingWalks, ForwardWalks]:
    scenario = plant(routings=[routing("X", *rows)])
    buckets = Buckets.of(scenario)
    return RoutingWalks(scenario, buckets), ForwardWalks(scenario, buckets)


def phase(number: int, run: str, **fields: Any) -> dict[str, Any]:
    return {"phase": number, "work_center": "A", "run": run} | fields


DIAMOND = (
    phase(10, "1m"),
    phase(20, "5m", after=[10]),
    phase(30, "2m", after=[10], wait="15m"),
    phase(40, "1m", after=[20, 30]),
)


def test_the_longest_way_through_parallel_phases_dates_an_order() -> None:
    back, forward = walks(*DIAMOND)
    # back from 200: 40 in 190-200, 20 in 140-190, 30 ends 15 before 190: 155-175, 10 in 130-140
    latest = {row.phase: (row.start, row.end) for row in back.latest_phases("X", TEN, 200)}
    assert latest == {10: (130, 140), 20: (140, 190), 30: (155, 175), 40: (190, 200)}
    assert back.latest_starts("X", TEN, 200) == {n: start for n, (start, _) in latest.items()}
    # forward from 0: 10 until 10, 20 until 60, 30 until 30 and dry at 45, 40 until 70
    earliest = forward.earliest_phases("X", TEN, {None: 0})
    assert [(row.phase, row.start, row.end) for row in earliest] == [
        (10, 0, 10),
        (20, 10, 60),
        (30, 10, 30),
        (40, 60, 70),
    ]
    assert forward.usable("X", earliest) == 70


def test_all_last_phases_and_their_waits_make_the_output() -> None:
    back, forward = walks(phase(10, "1m", wait="1h"), phase(20, "4m", after=[]))
    # 10 pieces: 10 + 60, or 40
    assert forward.usable("X", forward.earliest_phases("X", TEN, {None: 0})) == 70
    assert back.latest_starts("X", TEN, 200) == {10: 130, 20: 160}


def test_waits_of_every_execution_count_and_those_that_are_work_do_once() -> None:
    # 4 pieces at a time: three executions, three waits of 20
    back, _ = walks(phase(10, "1m", pieces=4, wait="20m", wait_each=True), phase(20, "1m"))
    # 20 in 190-200; 10 must end 60 before 190 and takes 3
    assert back.latest_starts("X", TEN, 200) == {10: 127, 20: 190}
    back, _ = walks(phase(10, "1m", wait="20m", wait_commits=True), phase(20, "1m"))
    # now the 20 are work: 10 + 20 before 190
    assert back.latest_starts("X", TEN, 200) == {10: 160, 20: 190}


def test_an_order_is_released_with_its_earliest_phase() -> None:
    # usable at the end of 3 June: 20 (40 minutes) and 10 (10 minutes and an hour) side by side
    scenario = plant(
        routings=[routing("X", phase(10, "4m"), phase(20, "1m", after=[], wait="1h"))],
        demands=[{"id": "D", "item": "X", "quantity": 10, "due": "2026-06-03"}],
    )
    (order,) = plan_materials(scenario).orders
    assert order.start == 3 * DAY - 70


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_walks_of_any_network_keep_its_order_and_mirror_each_other(data: st.DataObject) -> None:
    count = data.draw(st.integers(1, 5))
    rows = [
        phase(
            number,
            f"{data.draw(st.integers(0, 9))}m",
            after=sorted(data.draw(st.sets(st.integers(1, number - 1)))) if number > 1 else [],
            wait=f"{data.draw(st.integers(0, 3))}m",
        )
        for number in range(1, count + 1)
    ]
    back, forward = walks(*rows)
    earliest = forward.earliest_phases("X", TEN, {None: 0})
    done = forward.usable("X", earliest)
    latest = {row.phase: row for row in back.latest_phases("X", TEN, done)}
    first = {row.phase: row for row in earliest}
    for row in rows:
        number = row["phase"]
        assert first[number].start <= latest[number].start
        for walked in (first, latest):
            for before in row["after"]:
                assert walked[before].end + walked[before].wait <= walked[number].start
    # always open: the longest way is as long forwards as backwards
    assert min(row.start for row in latest.values()) == 0
