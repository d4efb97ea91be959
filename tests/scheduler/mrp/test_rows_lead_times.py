"""Dates of whole runs: lead times, checks, advance; and what finite plans make of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.plan import Mode
from scheduler.mrp import plan_materials
from scheduler.mrp.adopt import adopt
from scheduler.pipeline import plan as plan_finite
from solvers.options import SolveOptions
from tests.scheduler.mrp.mrp_helpers import by_day, demands_of, grid_of, scenario_of

if TYPE_CHECKING:
    from models.plan import Plan
    from models.scenario import Scenario

DAY = 1440
WEEK = [{"id": "week", "shifts": {"mon-fri": ["08:00-16:00"]}}]
ROUTING = [{"item": "P", "operations": [{"phase": 10, "work_center": "W", "run": "1h"}]}]


def solved(scenario: Scenario, mode: Mode = Mode.FINITE) -> Plan:
    """Return a plan, which the verifier has accepted."""
    options = SolveOptions(mode=mode, workers=1, deterministic_limit=0.5, time_limit=60)
    return plan_finite(scenario, options)


def made_of_x(**p: object) -> dict[str, object]:
    """Return the tables of a plant that makes P of one X in an hour a piece, Monday to Friday."""
    return {
        "calendars": WEEK,
        "work_centers": [{"id": "W"}],
        "routings": ROUTING,
        "items": [{"id": "P", "source": "make", **p}, {"id": "X", "source": "buy"}],
        "boms": [{"parent": "P", "components": [{"item": "X", "quantity": 1}]}],
    }


@pytest.mark.parametrize(
    ("fixed", "start"),
    [
        # needed on Monday 22: 2 working days of checks before it begin on Thursday 18, 5 more on
        # Thursday 11, whatever the phases take
        (True, 10 * DAY),
        # 10 hours that end when the checks begin, at the end of the 18th: 8 on the 18th, 2 before
        (False, 16 * DAY + 14 * 60),
    ],
)
def test_R16_a_fixed_lead_time_of_5_and_2_days_of_checks_in_a_run(fixed: bool, start: int) -> None:
    tables = made_of_x(fixed_lead_time=fixed, lead_time="5d", analysis_time="2d")
    plan = plan_materials(scenario_of("30d", **tables, demands=demands_of("P", {22: 10})))
    order = plan.order_by_id["MO-P-1"]
    assert order.start == start
    assert order.bucket == 21
    # its material is wanted when it begins
    assert by_day(grid_of(plan, "X").gross) == {start // DAY + 1: 10}


@pytest.mark.parametrize(("days", "released"), [("calendar", 16), ("working", 12)])
def test_R17_a_run_counts_10_days_before_27_January_as_calendar_or_working_days(
    days: str, released: int
) -> None:
    # the 17th or the 13th, counted from the 1st
    scenario = scenario_of(
        "60d",
        "2025-01-01T00:00",
        calendars=WEEK,
        items=[{"id": "X", "source": "buy", "lead_time": "10d", "lead_time_days": days}],
        demands=[{"id": "D", "item": "X", "quantity": 5, "due": "2025-01-27"}],
    )
    plan = plan_materials(scenario)
    assert plan.order_by_id["PO-X-1"].start == released * DAY
    assert by_day(grid_of(plan, "X").planned_releases) == {released + 1: 5}


def test_material_is_wanted_a_working_day_in_advance_of_new_orders_and_documents() -> None:
    # both begin on Monday 8 June; the working day before it is Friday 5
    scenario = scenario_of(
        settings={"mrp": {"material_advance": "1d"}},
        **made_of_x(fixed_lead_time=True),
        orders=[
            {
                "id": "MO",
                "type": "production",
                "item": "P",
                "quantity": 3,
                "start": "2026-06-08T10:00",
                "end": "2026-06-08",
                "status": "launched",
            }
        ],
        demands=demands_of("P", {8: 7}),
    )
    plan = plan_materials(scenario)
    assert by_day(grid_of(plan, "X").gross) == {5: 7}
    again = plan_materials(adopt(scenario, plan))
    assert by_day(grid_of(again, "X").gross) == {5: 7}


def test_schedule_limit_leaves_later_needs_open_and_documents_out() -> None:
    # 7 days ahead: the need of day 9 is nobody's, nor is the document of day 8 counted
    scenario = scenario_of(
        items=[{"id": "X", "source": "buy", "schedule_limit": "7d"}],
        orders=[{"id": "PO", "type": "purchase", "item": "X", "quantity": 10, "end": "2026-06-08"}],
        demands=demands_of("X", {7: 10, 9: 10}),
    )
    plan = plan_materials(scenario)
    assert [(peg.supply, peg.demand) for peg in plan.pegs] == [("PO-X-1", "X-7")]
    assert [(row.demand, row.reason) for row in plan.uncovered] == [
        ("X-9", "X is planned 7 days ahead only")
    ]


@pytest.mark.parametrize("mode", list(Mode))
def test_a_plan_waits_for_the_checks_of_what_is_bought_and_made(mode: Mode) -> None:
    # X ordered now arrives on Thursday 4 and is checked until Friday night; P is made on Monday
    # 8, 08:00 to 16:00, and checked for a working day: until Tuesday 16:00
    tables = made_of_x(analysis_time="1d")
    items = [
        {"id": "P", "source": "make", "analysis_time": "1d"},
        {"id": "X", "source": "buy", "lead_time": "3d", "analysis_time": "2d"},
    ]
    scenario = scenario_of(**(tables | {"items": items}), demands=demands_of("P", {2: 8}))
    plan = solved(scenario, mode)
    (work,) = [row for row in plan.operations if row.work_center == "W"]
    assert (work.start, work.end) == (7 * DAY + 8 * 60, 7 * DAY + 16 * 60)
    assert [row.completion for row in plan.demands] == [8 * DAY + 16 * 60]


DOCUMENTS = [
    {
        "id": "MO-FROZEN",
        "type": "production",
        "item": "P",
        "quantity": 4,
        "end": "2026-06-02",
        "status": "firm",
        "frozen": True,
        "pinned": [{"phase": 10, "start": "2026-06-02T08:00"}],
    },
    {
        "id": "MO-BEGUN",
        "type": "production",
        "item": "P",
        "quantity": 4,
        "end": "2026-06-01",
        "status": "executive",
        "progress": [{"phase": 10, "state": "started", "good": 2}],
    },
    {
        "id": "PO",
        "type": "purchase",
        "item": "X",
        "quantity": 4,
        "end": "2026-05-28",
        "status": "confirmed",
    },
]


def test_frozen_and_begun_orders_are_checked_too() -> None:
    # MO-BEGUN makes its last 2 from Monday 08:00 to 10:00, checked until Tuesday 10:00; the
    # frozen order from Tuesday 08:00 to 12:00, until Wednesday 12:00
    tables = made_of_x(analysis_time="1d")
    scenario = scenario_of(
        **tables,
        orders=DOCUMENTS,
        demands=[
            {"id": "D1", "item": "P", "quantity": 4, "due": "2026-06-03"},
            {"id": "D2", "item": "P", "quantity": 4, "due": "2026-06-05"},
        ],
    )
    plan = solved(scenario)
    assert {row.demand: row.completion for row in plan.demands} == {
        "D1": DAY + 10 * 60,
        "D2": 2 * DAY + 12 * 60,
    }
    assert [order.id for order in plan.material.orders if not order.is_document] == []


def test_a_confirmed_purchase_that_is_overdue_is_checked_from_today_on() -> None:
    # promised for 28 May, so expected today; two working days of checks end on Tuesday night
    items = [
        {"id": "P", "source": "make"},
        {"id": "X", "source": "buy", "analysis_time": "2d", "lead_time": "5d"},
    ]
    scenario = scenario_of(
        **(made_of_x() | {"items": items}),
        orders=DOCUMENTS[2:],
        demands=demands_of("P", {4: 4}),
    )
    plan = solved(scenario)
    assert [(peg.supply, peg.demand) for peg in plan.material.pegs] == [
        ("MO-P-1", "P-4"),
        ("PO", "MO-P-1"),
    ]
    (work,) = plan.operations
    assert work.start >= 2 * DAY + 8 * 60


def test_planned_orders_that_are_past_due_are_planned_only_once() -> None:
    # wanted today, but checks take two days: the run plans it for today, past due, and finds it
    items = [
        {"id": "P", "source": "make", "analysis_time": "2d"},
        {"id": "X", "source": "buy", "analysis_time": "2d", "lead_time": "5d"},
    ]
    scenario = scenario_of(
        settings={"purchase_delay": "1d"},
        **(made_of_x() | {"items": items}),
        demands=demands_of("P", {1: 4}),
    )
    first = plan_materials(scenario)
    assert [order.past_due for order in first.orders] == [True, True]
    adopted = adopt(scenario, first)
    again = plan_materials(adopted)
    assert [order.id for order in again.orders] == [order.id for order in first.orders]
    assert again.pegs == first.pegs
    # yet nothing is there before it can be: five days, one of delay, and two of checks
    plan = solved(scenario)
    late = solved(adopted)
    (work,) = [row for row in plan.operations if row.work_center == "W"]
    assert work.start == 9 * DAY + 8 * 60
    assert late.demands[0].completion > DAY
