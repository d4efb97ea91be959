from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.calendar import Clock
from models.errors import InvalidScenarioFile
from scheduler.ddmrp import Buffers, buffer_states
from scheduler.ddmrp.lead_times import working_days_a_week
from tests.scheduler.ddmrp.ddmrp_helpers import WEEKDAYS, bom, buffered, item, state_of, tree
from tests.scheduler.mrp.mrp_helpers import scenario_of


def lead_times(name: str, *also: str, **tables: Any) -> tuple[int, int, tuple[str, ...]]:
    """Return DLT, CLT and critical path of an item of the example, further items being buffered."""
    state = state_of(buffer_states(tree(name, *also, **tables)), name)
    return state.decoupled_days, state.cumulative_days, state.critical_path


def test_without_other_buffers_the_longest_branch_counts() -> None:
    # FP 2 + max(S1 5, S2 3 + P1 10)
    assert lead_times("FP") == (15, 15, ("FP", "S2", "P1"))


def test_a_branch_ends_at_a_buffer() -> None:
    # 2 + max(5, 3), P1 being in stock
    assert lead_times("FP", "P1") == (7, 15, ("FP", "S1"))
    assert lead_times("FP", "S1", "S2") == (2, 15, ("FP",))


def test_of_equally_long_branches_the_first_by_name_is_told() -> None:
    items = [buffered("A", 1), item("C", 4, "buy"), item("B", 4, "buy")]
    for lines in ({"B": 1, "C": 1}, {"C": 1, "B": 1}):
        scenario = scenario_of(items=items, boms=[bom("A", **lines)])
        assert buffer_states(scenario)[0].critical_path == ("A", "B")


def test_the_buffers_own_lead_time_holds() -> None:
    items = [buffered("A", 3, "buy", lead_time="12d")]
    state = buffer_states(scenario_of(items=items))[0]
    assert (state.decoupled_days, state.cumulative_days) == (12, 3)
    assert state.zones.yellow == 120_000_000


def test_phantoms_and_kits_take_no_time_and_pass_through() -> None:
    items = [buffered("A", 1), item("K", 99, "kit"), item("P", 99), item("Q", 99), item("B", 4)]
    boms = [
        {
            "parent": "A",
            "components": [
                {"item": "K", "quantity": 1},
                {"item": "P", "quantity": 1},
                {"item": "Q", "quantity": 1, "phantom": True},
            ],
        },
        bom("K", B=1),
        {**bom("P", B=1), "phantom": True},
        bom("Q", B=1),
    ]
    state = buffer_states(scenario_of(items=items, boms=boms))[0]
    assert (state.decoupled_days, state.critical_path) == (5, ("A", "B"))


def test_the_version_that_a_line_names_counts() -> None:
    items = [buffered("A", 1), item("B", 1), item("NEAR", 1, "buy"), item("FAR", 9, "buy")]
    boms: list[dict[str, Any]] = [
        {"parent": "A", "components": [{"item": "B", "quantity": 1, "version": "2"}]},
        {**bom("B", NEAR=1), "version": "1"},
        {**bom("B", FAR=1), "version": "2", "default": False},
    ]
    state = buffer_states(scenario_of(items=items, boms=boms))[0]
    assert (state.decoupled_days, state.critical_path) == (11, ("A", "B", "FAR"))


def test_what_is_bought_is_not_made() -> None:
    items = [buffered("A", 3, "buy"), item("B", 4, "buy")]
    assert buffer_states(scenario_of(items=items, boms=[bom("A", B=1)]))[0].decoupled_days == 3


def test_working_days_are_stretched_to_calendar_days_once_for_the_branch() -> None:
    # 15 working days at five a week are 21 days; each item alone would give 3 + 5 + 14
    days = {"FP": 2, "S2": 3, "P1": 10}
    items = [buffered("FP", 2), item("S2", 3), item("P1", 10)]
    boms = [bom("FP", S2=1), bom("S2", P1=1)]
    assert sum(days.values()) == 15
    state = buffer_states(scenario_of(items=items, boms=boms, calendars=WEEKDAYS))[0]
    assert state.decoupled_days == 21


def test_the_usual_week_overlooks_holidays_and_counts_all_days_if_nothing_works() -> None:
    closed = {"exceptions": [{"from": "2026-06-01", "to": "2026-07-31"}]}
    scenario = scenario_of(calendars=[{**WEEKDAYS[0], **closed}, {"id": "never"}])
    today = Clock.of(scenario.scenario).first_day
    assert working_days_a_week(scenario.calendars[0], today) == 5
    assert working_days_a_week(scenario.calendars[1], today) == 7


def test_suppliers_checks_and_the_delay_of_the_house_take_their_days() -> None:
    supplier = {"supplier": "V", "procurement_time": "3d", "shipping_time": "2d"}
    row = buffered("A", 20, "buy") | {"suppliers": [supplier], "analysis_time": "1d"}
    scenario = scenario_of(items=[row], settings={"purchase_delay": "4d"})
    # 3 + 2 of the supplier instead of 20, 4 of delay, 1 of checks
    assert buffer_states(scenario)[0].decoupled_days == 10


@pytest.mark.parametrize(
    ("fields", "days"),
    [
        ({"minimum_order": 24}, 1),  # 24 pieces x 1 h
        ({"minimum_order": 25}, 2),  # begun days are whole
        ({"order_cycle": "5d"}, 3),  # 10 a day x 5 = 50 pieces
        ({"kind": "override", "green": 72}, 3),
        ({}, 1),  # one piece at least
    ],
)
def test_a_routing_is_walked_for_what_is_usually_ordered(fields: dict[str, Any], days: int) -> None:
    routing = {"item": "A", "operations": [{"phase": 10, "work_center": "W", "run": "1h"}]}
    scenario = scenario_of(
        items=[buffered("A", 30, **fields)], work_centers=[{"id": "W"}], routings=[routing]
    )
    assert buffer_states(scenario)[0].decoupled_days == days


def test_a_routing_gives_way_to_a_fixed_lead_time_and_follows_its_lot() -> None:
    routing = {"item": "A", "operations": [{"phase": 10, "work_center": "W", "run": "1h"}]}
    tables: dict[str, Any] = {"work_centers": [{"id": "W"}], "routings": [routing]}
    fixed = buffered("A", 30) | {"fixed_lead_time": True}
    assert buffer_states(scenario_of(items=[fixed], **tables))[0].decoupled_days == 30
    lot = buffered("A", 30) | {"lot": {"rule": "fixed", "size": 48}}
    assert buffer_states(scenario_of(items=[lot], **tables))[0].decoupled_days == 2


def test_a_routing_on_weekdays_takes_its_mean_over_the_week() -> None:
    routing = {"item": "A", "operations": [{"phase": 10, "work_center": "W", "run": "1h"}]}
    scenario = scenario_of(
        items=[buffered("A", minimum_order=8)],
        calendars=WEEKDAYS,
        work_centers=[{"id": "W"}],
        routings=[routing],
    )
    # a shift from 08 to 16; due at midnight it began 16 h before, after a Saturday 40 h, after a
    # Sunday 64 h: (5 x 16 + 40 + 64) / 7 = 26.3 h, begun days are whole
    assert buffer_states(scenario)[0].decoupled_days == 2


def test_an_item_without_its_buffer_is_refused() -> None:
    scenario = scenario_of(items=[item("A", policy="ddmrp"), item("B")])
    with pytest.raises(InvalidScenarioFile) as caught:
        buffer_states(scenario)
    assert str(caught.value) == "items 'A' buffer: expected a buffer for an item with policy ddmrp"


def test_an_item_in_itself_is_refused() -> None:
    boms = [bom("A", B=1), bom("B", A=1)]
    with pytest.raises(InvalidScenarioFile, match="A -> B -> A"):
        buffer_states(scenario_of(items=[buffered("A"), item("B")], boms=boms))


@st.composite
def plants(draw: st.DrawFn) -> tuple[dict[str, Any], list[int]]:
    """Draw items that are made of items with higher numbers, and their lead times."""
    days = draw(st.lists(st.integers(0, 20), min_size=1, max_size=7))
    boms = []
    for parent in range(len(days) - 1):
        parts = draw(st.sets(st.integers(parent + 1, len(days) - 1), max_size=3))
        if parts:
            boms.append(bom(f"I{parent}", **{f"I{part}": 1 for part in parts}))
    stocked = draw(st.sets(st.integers(0, len(days) - 1), min_size=1))
    items = [
        buffered(f"I{number}", own) if number in stocked else item(f"I{number}", own)
        for number, own in enumerate(days)
    ]
    return {"items": items, "boms": boms}, days


@settings(max_examples=60)
@given(plants())
def test_decoupled_never_exceeds_cumulative_and_paths_add_up(
    plant: tuple[dict[str, Any], list[int]],
) -> None:
    tables, days = plant
    for state in buffer_states(scenario_of(**tables)):
        assert state.decoupled_days <= state.cumulative_days
        own = sum(days[int(name[1:])] for name in state.critical_path)
        assert own == state.decoupled_days


@settings(max_examples=30)
@given(plants())
def test_with_all_items_buffered_each_lead_time_is_the_items_own(
    plant: tuple[dict[str, Any], list[int]],
) -> None:
    tables, days = plant
    items = [buffered(f"I{number}", own) for number, own in enumerate(days)]
    buffers = Buffers(scenario_of(**{**tables, "items": items}))
    assert [buffers.decoupled_days(name) for name in buffers.items] == days
