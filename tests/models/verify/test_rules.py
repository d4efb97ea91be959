"""Single rules of the verifier at their edges: what must pass, and what must not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from models.material import MaterialPlan
from models.plan import Mode, OperationRow, OperationState
from models.scenario import OrderType, Scenario
from tests.models.verify.workshop import Case, operation, peg, supply

NOON_BREAK = {"mon-fri": ["08:00-12:00", "13:00-17:00"]}


def plant(*operations: dict[str, Any], quantity: int = 100, **tables: Any) -> Scenario:
    """Return a plant that makes PART on centers A, B, C; it starts when the day shift does."""
    header = {"id": "plant", "start": "2026-06-01T08:00", "horizon": "30d"}
    return Scenario.model_validate(
        {
            "scenario": header,
            "calendars": [{"id": "always", "shifts": {"mon-sun": ["00:00-24:00"]}}],
            "work_centers": [{"id": name} for name in "ABC"],
            "items": [{"id": "PART", "source": "make"}],
            "routings": [{"item": "PART", "operations": list(operations)}],
            "demands": [
                {"id": "D-PART", "item": "PART", "quantity": quantity, "due": "2026-06-30"}
            ],
        }
        | tables
    )


def case(scenario: Scenario, *rows: OperationRow, quantity: int = 100, **changes: Any) -> Case:
    """Return a plan of one order MO-1 that serves D-PART."""
    orders = (supply("MO-1", "PART", quantity),)
    material = MaterialPlan(orders, (peg("MO-1", "D-PART", "PART", quantity),))
    return replace(Case(scenario, material, rows), **changes)


def row(phase: int, on: str, *at: int, quantity: int = 100, number: int = 1) -> OperationRow:
    return operation("MO-1", "PART", phase, quantity, on=on, at=at, number=number)


# the example of the domain: setup 30, one piece an execution, 3 min, 100 pieces: 330 min
FIRST = {"phase": 10, "work_center": "A", "setup": "30m", "run": "3m"}


@pytest.mark.parametrize(
    ("overlap", "earliest"),
    [
        (None, 330),
        ({"type": "total"}, 0),
        ({"type": "pieces", "value": 20}, 90),  # 30 + 20 x 3
        ({"type": "time", "value": 45}, 45),
        ({"type": "percent", "value": 25}, 105),  # 30 + 300 / 4
        ({"type": "percent"}, 330),  # percent 0 is no overlap
        ({"type": "pieces", "value": 200}, 330),  # more than the order makes: when it ends
    ],
)
def test_a_phase_may_overlap_from_exactly_this_tick_on(
    overlap: dict[str, Any] | None, earliest: int
) -> None:
    second = {"phase": 20, "work_center": "B", "run": "4m"}
    third = {"phase": 30, "work_center": "C", "run": "1m"}
    if overlap:
        second["overlap"] = overlap
    scenario = plant(FIRST, second, third)
    first, last = row(10, "A-1", 0, 0, 30, 330), row(30, "C-1", 800, 900)
    good = case(scenario, first, row(20, "B-1", earliest, earliest + 400), last)
    assert good.broken() == set()
    if earliest:
        early = case(scenario, first, row(20, "B-1", earliest - 1, earliest + 399), last)
        rule = "overlap" if earliest < 330 else early.verify()[0].rule.value
        assert early.broken() == {(rule, "order MO-1 phase 20")}
        assert rule in ("overlap", "precedence")


def test_overlap_counts_the_work_of_the_earlier_phase_not_elapsed_time() -> None:
    # 90 min of work begun at 11:00 are done at 13:30: the lunch hour does not count
    tables = {"calendars": [{"id": "day", "shifts": NOON_BREAK}]}
    second = {"phase": 20, "work_center": "B", "run": "4m"} | {
        "overlap": {"type": "pieces", "value": 20}
    }
    third = {"phase": 30, "work_center": "C", "run": "1m"}
    scenario = plant(FIRST, second, third, quantity=20, **tables)
    first = row(10, "A-1", 180, 180, 210, 330, quantity=20)
    last = row(30, "C-1", 420, 440, quantity=20)
    good = case(scenario, first, row(20, "B-1", 330, 410, quantity=20), last, quantity=20)
    assert good.broken() == set()
    early = case(scenario, first, row(20, "B-1", 329, 409, quantity=20), last, quantity=20)
    assert ("overlap", "order MO-1 phase 20") in early.broken()


def _three_machines(*spans: tuple[int, int, int]) -> Case:
    """Return three orders on center A: 08-12 with two machines, 13-17 with three."""
    shifts = {"mon-fri": ["08:00-12:00 x2", "13:00-17:00 x3"]}
    scenario = plant(
        {"phase": 10, "work_center": "A", "run": "60m"},
        quantity=6,
        calendars=[{"id": "day", "shifts": shifts}],
        work_centers=[{"id": "A", "capacity": 3}],
    )
    names = [f"MO-{number}" for number in range(len(spans))]
    material = MaterialPlan(
        tuple(supply(name, "PART", 2) for name in names),
        tuple(peg(name, "D-PART", "PART", 2) for name in names),
    )
    rows = tuple(
        operation(name, "PART", 10, 2, on=f"A-{machine}", at=(start, end))
        for name, (machine, start, end) in zip(names, spans, strict=True)
    )
    return Case(scenario, material, rows)


def test_a_machine_works_only_in_shifts_with_that_many_machines() -> None:
    # 60-180: two machines in the morning; the third works from 13:00, tick 300
    assert _three_machines((1, 60, 180), (2, 60, 180), (3, 300, 420)).broken() == set()
    morning = _three_machines((1, 60, 180), (2, 60, 180), (3, 60, 180))
    assert ("calendar", "order MO-2 phase 10") in morning.broken()
    assert ("duration", "order MO-2 phase 10") in morning.broken()


def test_a_further_resource_with_fewer_people_in_one_shift_limits_only_that_shift() -> None:
    # welders: two until 12:00 (tick 240), one after 13:00 (tick 300)
    scenario = plant(
        {"phase": 10, "work_center": "A", "run": "60m", "resources": [{"resource": "welder"}]},
        quantity=6,
        calendars=[{"id": "day", "shifts": {"mon-fri": ["08:00-12:00 x2", "13:00-17:00 x1"]}},
                   {"id": "always", "shifts": {"mon-sun": ["00:00-24:00"]}}],
        work_centers=[{"id": "A", "capacity": 3, "calendar": "always"}],
        resources=[{"id": "welder", "calendar": "day", "capacity": 2}],
    )  # fmt: skip
    names = ["MO-0", "MO-1", "MO-2"]
    material = MaterialPlan(
        tuple(supply(name, "PART", 2) for name in names),
        tuple(peg(name, "D-PART", "PART", 2) for name in names),
    )

    def plan(*spans: tuple[int, int]) -> Case:
        rows = [
            operation(name, "PART", 10, 2, on=f"A-{k}", at=span)
            for k, (name, span) in enumerate(zip(names, spans, strict=True), start=1)
        ]
        return Case(scenario, material, tuple(rows))

    assert plan((0, 120), (0, 120), (300, 420)).broken() == set()
    # both from 11:00 over lunch until 14:00: at 13:00 one welder goes home
    over = plan((180, 360), (180, 360), (420, 540))
    assert over.broken() == {("capacity", "resource welder")}


def test_a_changeover_takes_working_time_of_the_machine_only() -> None:
    # red is wanted at 13:10 = tick 310; 30 min of changeover begin at 11:40 = tick 220
    scenario = plant(
        {"phase": 10, "work_center": "A", "run": "1m", "state": {"colour": "red"}},
        quantity=60,
        calendars=[{"id": "day", "shifts": NOON_BREAK}],
        work_centers=[{"id": "A", "setup_rule": "colour"}],
        setup_rules=[{"id": "colour", "property": "colour", "default": "30m", "initial": "blue"}],
    )
    good = row(10, "A-1", 220, 310, 310, 370, quantity=60)
    plan = case(scenario, replace(good, changeover=30), quantity=60)
    assert plan.broken() == set()
    lazy = case(scenario, replace(good, changeover=30, setup_start=280), quantity=60)
    assert lazy.broken() == {("setup", "order MO-1 phase 10")}


def test_an_operation_without_state_neither_needs_nor_changes_it() -> None:
    red = {"phase": 10, "work_center": "A", "run": "1m", "state": {"colour": "red"}}
    plain = {"phase": 20, "work_center": "A", "run": "1m"}
    red_again = {"phase": 30, "work_center": "A", "run": "1m", "state": {"colour": "red"}}
    scenario = plant(
        red, plain, red_again,
        work_centers=[{"id": "A", "setup_rule": "colour"}],
        setup_rules=[{"id": "colour", "property": "colour", "default": "30m"}],
    )  # fmt: skip
    rows = [row(10, "A-1", 0, 100), row(20, "A-1", 100, 200, number=2)]
    assert case(scenario, *rows, row(30, "A-1", 200, 300, number=3)).broken() == set()


def test_infinite_plans_may_overload_but_not_move_against_calendars() -> None:
    scenario = plant(
        {"phase": 10, "work_center": "A", "run": "1m"},
        quantity=200,
        calendars=[{"id": "day", "shifts": NOON_BREAK}],
    )
    material = MaterialPlan(
        (supply("MO-0", "PART", 100), supply("MO-1", "PART", 100)),
        (peg("MO-0", "D-PART", "PART", 100), peg("MO-1", "D-PART", "PART", 100)),
    )
    rows = (
        operation("MO-0", "PART", 10, 100, on="A", at=(0, 100)),
        operation("MO-1", "PART", 10, 100, on="A", at=(0, 100), number=2),
    )
    assert Case(scenario, material, rows, mode=Mode.ASAP).broken() == set()
    assert Case(scenario, material, rows, mode=Mode.ALAP).broken() == set()
    assert ("machine", "order MO-0 phase 10") in Case(scenario, material, rows).broken()
    late = Case(scenario, material, (rows[0], replace(rows[1], end=130)), mode=Mode.ASAP)
    assert late.broken() == {("duration", "order MO-1 phase 10")}


@pytest.mark.parametrize(
    ("pieces", "utilisation", "work"),
    [
        (1, "1", 70),  # 10 x 7
        (4, "1", 21),  # 3 executions
        (1, "0.9", 78),  # 70 / 0.9 = 77.8
        (1, "0.7", 100),  # 70 / 0.7 exactly: binary fractions would make it 101
    ],
)
def test_the_work_of_an_operation_is_rounded_up_once(
    pieces: int, utilisation: str, work: int
) -> None:
    scenario = plant(
        {"phase": 10, "work_center": "A", "run": "7m", "pieces": pieces},
        quantity=10,
        work_centers=[{"id": "A", "utilisation": utilisation}],
    )
    for end in (work - 1, work, work + 1):
        plan = case(scenario, row(10, "A-1", 0, end, quantity=10), quantity=10)
        assert plan.broken() == (set() if end == work else {("duration", "order MO-1 phase 10")})


def test_an_alternative_center_takes_its_own_times_and_keeps_the_others() -> None:
    # setup 5 of the alternative, run 2 of the operation: 5 + 10 x 2
    scenario = plant(
        {"phase": 10, "work_center": "A", "setup": "30m", "run": "2m",
         "alternatives": [{"work_center": "B", "setup": "5m"}]},
        quantity=10,
    )  # fmt: skip
    plan = case(scenario, row(10, "B-1", 0, 0, 5, 25, quantity=10), quantity=10)
    assert plan.broken() == set()


def _bought(lead: str, delay: str, start: int) -> Case:
    """Return a plan whose part is pressed from a bought sheet: now is Friday 08:00."""
    scenario = plant(
        {"phase": 10, "work_center": "A", "run": "1m"},
        quantity=10,
        scenario={"id": "plant", "start": "2026-06-05T08:00", "horizon": "30d"},
        calendars=[
            {"id": "week", "shifts": {"mon-fri": ["00:00-24:00"]}},
            {"id": "always", "shifts": {"mon-sun": ["00:00-24:00"]}},
        ],
        work_centers=[{"id": "A", "calendar": "always"}],
        items=[
            {"id": "PART", "source": "make"},
            {"id": "SHEET", "source": "buy", "lead_time": "2d", "lead_time_days": lead},
        ],
        boms=[{"parent": "PART", "components": [{"item": "SHEET", "quantity": 1}]}],
        settings={"purchase_delay": delay},
    )
    sheets = supply("PO-1", "SHEET", 10, kind=OrderType.PURCHASE)
    plan = case(scenario, row(10, "A-1", start, start + 10, quantity=10), quantity=10)
    material = MaterialPlan(
        (*plan.material.orders, sheets), (*plan.material.pegs, peg("PO-1", "MO-1", "SHEET", 10))
    )
    return replace(plan, material=material)


@pytest.mark.parametrize(
    ("lead", "delay", "earliest"),
    [
        ("calendar", "0d", 2880),  # Friday 08:00 to Sunday 08:00
        ("calendar", "1d", 4320),  # and a day in the receiving bay
        ("working", "0d", 5760),  # Friday 08:00 to Tuesday 08:00, over the weekend
    ],
)
def test_a_planned_purchase_is_there_after_its_lead_time_and_delay(
    lead: str, delay: str, earliest: int
) -> None:
    assert _bought(lead, delay, earliest).broken() == set()
    assert _bought(lead, delay, earliest - 1).broken() == {("material", "order MO-1 phase 10")}


def test_a_night_shift_works_seven_hours_when_the_clocks_go_forward() -> None:
    # Europe/Rome, 2026-03-29: 02:00 becomes 03:00; 22:00-06:00 lasts 7 h, 420 min
    scenario = plant(
        {"phase": 10, "work_center": "A", "run": "1m"},
        quantity=421,
        scenario={
            "id": "plant",
            "start": "2026-03-28T22:00",
            "horizon": "9d",
            "timezone": "Europe/Rome",
        },
        calendars=[{"id": "night", "shifts": {"mon-sun": ["22:00-06:00"]}}],
    )
    # the last minute of work is the first of the next night, 24 h of wall time less one later
    plan = case(scenario, row(10, "A-1", 0, 1381, quantity=421), quantity=421)
    assert plan.broken() == set()
    text = str(case(scenario, row(10, "A-1", 0, 1380, quantity=421), quantity=421).verify()[0])
    assert "works 420 min" in text
    assert "2026-03-29T22:00+02:00" in text


def test_one_second_ticks_count_seconds() -> None:
    header = {"id": "plant", "start": "2026-06-01T08:00", "horizon": "30d", "tick": "1s"}
    scenario = plant({"phase": 10, "work_center": "A", "run": "90s"}, quantity=2, scenario=header)
    plan = case(scenario, row(10, "A-1", 0, 180, quantity=2), quantity=2)
    assert plan.broken() == set()
    wrong = case(scenario, row(10, "A-1", 1, 180, quantity=2), quantity=2)
    assert "2026-06-01T08:00:01+00:00" in str(wrong.verify()[0])


def test_an_order_whose_phases_are_all_closed_is_there_at_once() -> None:
    scenario = plant(
        {"phase": 10, "work_center": "A", "run": "1m"},
        quantity=10,
        orders=[
            {"id": "MO-1", "type": "production", "item": "PART", "quantity": 10,
             "end": "2026-06-03", "progress": [{"phase": 10, "state": "closed", "good": 10}]},
        ],
    )  # fmt: skip
    orders = (supply("MO-1", "PART", 10, document=True),)
    material = MaterialPlan(orders, (peg("MO-1", "D-PART", "PART", 10),))
    assert Case(scenario, material, ()).broken() == set()
    again = Case(scenario, material, (row(10, "A-1", 0, 10, quantity=10),))
    assert again.broken() == {("unknown", "order MO-1 phase 10")}


def test_frozen_phases_follow_each_other_on_the_first_center_that_ever_works() -> None:
    # A is closed for good, so phase 10 runs on B: 10 x 4 min, then a wait of 20 min
    scenario = plant(
        {"phase": 10, "work_center": "A", "run": "1m", "wait": "20m",
         "alternatives": [{"work_center": "B", "run": "4m"}]},
        {"phase": 20, "work_center": "C", "run": "1m"},
        quantity=10,
        calendars=[{"id": "always", "shifts": {"mon-sun": ["00:00-24:00"]}}, {"id": "never"}],
        work_centers=[{"id": "A", "calendar": "never"}, {"id": "B"}, {"id": "C"}],
        orders=[
            {"id": "MO-1", "type": "production", "item": "PART", "quantity": 10,
             "end": "2026-06-03", "start": "2026-06-01T09:00", "frozen": True},
        ],
    )  # fmt: skip
    orders = (supply("MO-1", "PART", 10, document=True),)
    material = MaterialPlan(orders, (peg("MO-1", "D-PART", "PART", 10),))

    def plan(second: int) -> Case:
        rows = (
            row(10, "B-1", 60, 100, quantity=10),
            row(20, "C-1", second, second + 10, quantity=10),
        )
        frozen = tuple(replace(r, state=OperationState.FROZEN) for r in rows)
        return Case(scenario, material, frozen)

    assert plan(120).broken() == set()
    assert plan(121).broken() == {("frozen", "order MO-1 phase 20")}


def test_demands_beyond_the_horizon_need_no_supply() -> None:
    scenario = plant(
        {"phase": 10, "work_center": "A", "run": "1m"},
        demands=[
            {"id": "D-PART", "item": "PART", "quantity": 100, "due": "2026-06-30"},
            {"id": "D-FAR", "item": "PART", "quantity": 5, "due": "2026-07-01"},  # day 30
        ],
    )
    assert case(scenario, row(10, "A-1", 0, 100)).broken() == set()
    wider = plant(
        {"phase": 10, "work_center": "A", "run": "1m"},
        scenario={"id": "plant", "start": "2026-06-01T08:00", "horizon": "31d"},
        demands=scenario.model_dump(mode="json", by_alias=True)["demands"],
    )
    assert case(wider, row(10, "A-1", 0, 100)).broken() == {("peg", "demand D-FAR")}
