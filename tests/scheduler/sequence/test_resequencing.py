"""Another order of a work center: by hand and by rule, with all times that follow from it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.errors import InvalidScenarioFile
from models.plan import OperationState
from scheduler.api import load, verify
from scheduler.api import plan as make_plan
from scheduler.sequence import WantedRow, resequenced, resequenced_by
from scheduler.sequence.words import lines_of
from tests.models.verify.shops import shops
from tests.scheduler.scenario_builder import plant, routing
from tests.scheduler.sequence.shop_plans import (
    orders_of,
    queue,
    queue_plan,
    refusal,
    rows_of,
    times_of,
    wanted,
)
from tests.scheduler.test_read_back import plan_of

if TYPE_CHECKING:
    from models.plan import Plan
    from models.scenario import Scenario


SCENARIOS = Path(__file__).parents[3] / "scenarios"


def test_O14_manual_order_is_numbered_in_its_order_and_all_times_are_recomputed() -> None:
    before = queue_plan()
    assert orders_of(before) == ["MO-1", "MO-2", "MO-3"]
    change = resequenced(before, "A", wanted("MO-3", "MO-1", "MO-2"))
    after = change.after
    assert orders_of(after) == ["MO-3", "MO-1", "MO-2"]
    assert [row.sequence for row in rows_of(after)] == [1, 2, 3]
    # MO-2 takes two hours: 10-12; B keeps its own order, each as soon as A has made all
    assert times_of(after) == {
        "MO-3": ("01 08:00", "01 09:00"),
        "MO-1": ("01 09:00", "01 10:00"),
        "MO-2": ("01 10:00", "01 12:00"),
    }
    assert times_of(after, "B") == {
        "MO-1": ("01 10:00", "01 11:00"),
        "MO-2": ("01 12:00", "01 14:00"),
        "MO-3": ("01 14:00", "01 15:00"),
    }
    assert verify(after) == ()
    assert after.kpis["verified"] == "yes"


def test_O14_by_rule_the_machine_runs_in_the_order_of_the_rule() -> None:
    change = resequenced_by(queue_plan(), "A", "lpt")
    assert orders_of(change.after) == ["MO-2", "MO-1", "MO-3"]
    # no two overlap
    rows = rows_of(change.after)
    assert all(a.end <= b.setup_start for a, b in pairwise(rows))


def test_O14_declared_phases_are_immutable() -> None:
    started = queue(
        orders=[
            {"id": "MO-1", "type": "production", "item": "X", "quantity": 60, "end": "2026-06-02",
             "progress": [{"phase": 10, "state": "started", "good": 30}]},
            {"id": "MO-2", "type": "production", "item": "X", "quantity": 120, "end": "2026-06-02"},
            {"id": "MO-3", "type": "production", "item": "X", "quantity": 60, "end": "2026-06-03"},
        ]
    )  # fmt: skip
    before = make_plan(started, rule="edd")
    first = rows_of(before)[0]
    assert (first.order, first.state) == ("MO-1", OperationState.STARTED)
    assert refusal(before, wanted("MO-3", "MO-1")) == (
        "sequence: expected MO-1 phase 10 on position 1: it has started, and stays where it is\n"
        "    Leave it out, or name it before what follows it."
    )
    after = resequenced(before, "A", wanted("MO-1", "MO-3", "MO-2")).after
    assert orders_of(after) == ["MO-1", "MO-3", "MO-2"]
    assert rows_of(after)[0] == first
    # it is not named: it stays first all the same
    assert orders_of(resequenced(before, "A", wanted("MO-3")).after) == ["MO-1", "MO-3", "MO-2"]


def test_frozen_work_stays_and_an_order_that_would_move_it_is_refused() -> None:
    frozen = queue(
        orders=[
            {"id": "MO-1", "type": "production", "item": "X", "quantity": 60, "end": "2026-06-02",
             "frozen": True, "pinned": [{"phase": 10, "start": "2026-06-01T09:00"},
                                        {"phase": 20, "start": "2026-06-01T10:00"}]},
            {"id": "MO-2", "type": "production", "item": "X", "quantity": 120, "end": "2026-06-02"},
            {"id": "MO-3", "type": "production", "item": "X", "quantity": 60, "end": "2026-06-03"},
        ]
    )  # fmt: skip
    before = make_plan(frozen, rule="edd")
    assert times_of(before)["MO-1"] == ("01 09:00", "01 10:00")
    after = resequenced(before, "A", wanted("MO-3", "MO-2")).after
    assert times_of(after) == {
        "MO-3": ("01 08:00", "01 09:00"),
        "MO-1": ("01 09:00", "01 10:00"),
        "MO-2": ("01 10:00", "01 12:00"),
    }
    assert "MO-1 phase 10" in refusal(before, wanted("MO-2", "MO-1"))


def test_what_is_not_named_follows_in_its_old_order() -> None:
    after = resequenced(queue_plan(), "A", wanted("MO-3")).after
    assert orders_of(after) == ["MO-3", "MO-1", "MO-2"]


def test_locked_positions_stay_first() -> None:
    after = resequenced(queue_plan(), "A", wanted("MO-3"), lock=1).after
    assert orders_of(after) == ["MO-1", "MO-3", "MO-2"]
    assert refusal(queue_plan(), wanted("MO-3", "MO-1"), lock=1) == (
        "sequence: expected MO-1 phase 10 on position 1: it is locked on position 1\n"
        "    Leave it out, or name it before what follows it."
    )


def test_the_own_order_of_a_plan_changes_nothing() -> None:
    plan = queue_plan()
    change = resequenced(plan, "A", wanted("MO-1", "MO-2", "MO-3"))
    assert change.moved == ()
    assert change.after.operations == plan.operations
    assert change.after.orders == plan.orders
    assert change.after.kpis == plan.kpis
    assert list(lines_of(change)) == ["nothing moves: the plan stays as it is"]


def test_two_phases_of_equal_length_change_places_and_all_others_of_the_center_stay() -> None:
    before = queue_plan()
    after = resequenced(before, "A", wanted("MO-3", "MO-2", "MO-1")).after
    assert times_of(after)["MO-2"] == times_of(before)["MO-2"]
    assert times_of(after)["MO-3"] == times_of(before)["MO-1"]
    assert times_of(after)["MO-1"] == times_of(before)["MO-3"]


def test_a_phase_moves_to_another_machine_of_its_center() -> None:
    shop = queue(work_centers=[{"id": "A", "calendar": "day", "capacity": 2}, {"id": "B"}])
    before = make_plan(shop, rule="edd")
    machines = {row.order: row.machine for row in rows_of(before)}
    other = {"A-1": "A-2", "A-2": "A-1"}[machines["MO-2"]]
    after = resequenced(before, "A", wanted("MO-2", machine=other)).after
    assert {row.order: row.machine for row in rows_of(after)}["MO-2"] == other
    assert verify(after) == ()


def test_the_cost_of_another_order_is_told_against_the_plan_before() -> None:
    late = queue(
        demands=[
            {"id": "SO-1", "item": "X", "quantity": 60, "due": "2026-06-01T10:00"},
            {"id": "SO-2", "item": "X", "quantity": 120, "due": "2026-06-03"},
            {"id": "SO-3", "item": "X", "quantity": 60, "due": "2026-06-04"},
        ],
        orders=[
            {"id": f"MO-{n}", "type": "production", "item": "X", "quantity": pieces, "end": day}
            for n, pieces, day in (
                (1, 60, "2026-06-01T10:00"), (2, 120, "2026-06-03"), (3, 60, "2026-06-04"),
            )
        ],
    )  # fmt: skip
    change = resequenced(make_plan(late, rule="edd"), "A", wanted("MO-2", "MO-1"))
    lines = list(lines_of(change))
    assert lines[0] == "moved: 5 phases; 3 orders with other dates; verified"
    # A runs MO-2 8-10 and MO-1 10-11; SO-1 is ready on B at 12:00 instead of 10:00
    assert "objective tardiness: 0.00 -> 0.08 weighted days (0.08 worse)" in lines
    assert "  late demands: 0 -> 1" in lines
    assert "  demand SO-1: 0.08 d later, complete 2026-06-01 12:00, 0.08 d late" in lines
    back = list(lines_of(resequenced(change.after, "A", wanted("MO-1"))))
    assert "objective tardiness: 0.08 -> 0.00 weighted days (0.08 better)" in back
    assert "  demand SO-1: 0.08 d earlier, complete 2026-06-01 10:00, on time again" in back


@pytest.mark.parametrize("key", ["due", "start", "order", "item"])
def test_a_column_sorts_a_machine(key: str) -> None:
    turned = resequenced(queue_plan(), "A", wanted("MO-3", "MO-2", "MO-1")).after
    after = resequenced_by(turned, "A", key).after
    # all make the same item, so by item they stay as they run
    expected = {
        "due": ["MO-1", "MO-2", "MO-3"],
        "start": ["MO-3", "MO-2", "MO-1"],
        "order": ["MO-1", "MO-2", "MO-3"],
        "item": ["MO-3", "MO-2", "MO-1"],
    }
    assert orders_of(after) == expected[key]


def test_sorting_by_state_brings_equal_states_together() -> None:
    shop = plant(
        items=[{"id": name, "source": "make"} for name in ("X", "Y")],
        work_centers=[{"id": "A", "setup_rule": "colour"}],
        setup_rules=[{"id": "colour", "property": "colour", "default": "1h"}],
        routings=[
            routing(name, {"phase": 10, "work_center": "A", "run": "1m",
                           "state": {"colour": colour}})
            for name, colour in (("X", "red"), ("Y", "blue"))
        ],
        orders=[
            {"id": f"MO-{n}", "type": "production", "item": item, "quantity": 60,
             "end": f"2026-06-0{n + 1}"}
            for n, item in enumerate("XYX", start=1)
        ],
        demands=[
            {"id": f"SO-{n}", "item": item, "quantity": 60, "due": f"2026-06-0{n + 1}"}
            for n, item in enumerate("XYX", start=1)
        ],
    )  # fmt: skip
    plan = make_plan(shop, rule="edd")
    assert orders_of(plan) == ["MO-1", "MO-2", "MO-3"]
    after = resequenced_by(plan, "A", "state").after
    assert orders_of(after) == ["MO-1", "MO-3", "MO-2"]
    assert sum(row.changeover for row in after.operations) < sum(
        row.changeover for row in plan.operations
    )


@cache
def coating_plan() -> Plan:
    """Return a plan of a plant with ovens that should be full, setups, and overlaps."""
    return make_plan(load(SCENARIOS / "coating.yaml"), rule="atc")


@pytest.mark.parametrize("center", ["SAW", "WELD", "PAINT", "OVEN"])
def test_a_plant_with_ovens_runs_by_a_rule(center: str) -> None:
    assert verify(resequenced_by(coating_plan(), center, "spt").after) == ()


@pytest.mark.parametrize("center", ["SAW", "WELD", "PAINT"])
def test_the_last_two_phases_of_a_plant_with_ovens_change_places(center: str) -> None:
    plan = coating_plan()
    *_, before, last = rows_of(plan, center)
    assert before.machine == last.machine
    rows = [row for row in rows_of(plan, center) if row.machine == last.machine]
    turned = [*rows[:-2], last, before]
    wish = [WantedRow(row.order, row.phase) for row in turned]
    after = resequenced(plan, center, wish).after
    assert verify(after) == ()
    found = [row for row in rows_of(after, center) if row.machine == last.machine]
    assert [row.order for row in found] == [row.order for row in turned]


def test_a_rule_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="found the rule 'fastest', expected one of"):
        resequenced_by(queue_plan(), "A", "fastest")


@settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(scenario=shops(), data=st.data())
def test_any_order_that_is_accepted_is_verified_and_kept(
    scenario: Scenario, data: st.DataObject
) -> None:
    plan = plan_of(scenario)
    if plan is None or not plan.operations:
        return
    center = data.draw(st.sampled_from(sorted({row.work_center for row in plan.operations})))
    free = [row for row in plan.operations if row.work_center == center]
    free = [row for row in free if row.state is OperationState.PLANNED]
    rows = data.draw(st.permutations(free))
    try:
        after = resequenced(plan, center, [WantedRow(row.order, row.phase) for row in rows]).after
    except InvalidScenarioFile:
        return
    assert verify(after) == ()
    position = {(row.order, row.phase): index for index, row in enumerate(rows)}
    for machine in {row.machine for row in free}:
        chosen = [row for row in after.operations if row.machine == machine]
        chosen = [row for row in chosen if (row.order, row.phase) in position]
        by_start = sorted(chosen, key=lambda row: position[row.order, row.phase])
        assert [row.start for row in by_start] == sorted(row.start for row in by_start)


def test_a_plan_of_other_operations_is_refused() -> None:
    plan = queue_plan()
    less = replace(plan, operations=plan.operations[1:])
    assert refusal(less, wanted("MO-1")).startswith(
        "plan: expected operations as the scenario in plan.json asks for them"
    )
