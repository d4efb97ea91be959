from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.plan import OperationState, Unscheduled
from models.schedule import Level, LevelResult, Objective
from scheduler.difference import Difference
from scheduler.difference.figures import HIGHER_IS_BETTER, LOWER_IS_BETTER, Verdict
from scheduler.difference.operations import Kind
from scheduler.difference.orders import Outcome
from scheduler.difference.sequences import fewest_moves
from scheduler.difference.words import figure_line, summary
from tests.scheduler.difference.changed import moved, other_plan
from tests.scheduler.outputs.sample_plan import sample_plan
from tests.scheduler.report.tiny import (
    DAY,
    OPERATIONS,
    demand_row,
    operation,
    order_row,
    tiny_plan,
    tiny_scenario,
)

if TYPE_CHECKING:
    from models.plan import Plan

HOUR = 3600


def _kinds(difference: Difference) -> dict[tuple[str, int], set[Kind]]:
    return {(c.row.order, c.row.phase): set(c.kinds) for c in difference.operations}


def test_K07_two_runs_of_one_input_stand_side_by_side() -> None:
    before = tiny_plan(kpis={"late_demands": 1, "makespan_days": 0.5, "flow_cost": 10.0})
    after = other_plan(kpis={"late_demands": 0, "makespan_days": 0.75, "flow_cost": 10.0})
    difference = Difference(before, after)
    assert difference.inputs == ()
    figures = {
        row.name: (row.before, row.after, row.change, row.verdict) for row in difference.kpis
    }
    assert figures == {
        "late_demands": (1, 0, -1, Verdict.BETTER),
        "makespan_days": (0.5, 0.75, 0.25, Verdict.WORSE),
        "flow_cost": (10.0, 10.0, 0, Verdict.SAME),
    }
    assert _kinds(difference) == {
        ("A", 20): {Kind.MOVED},
        ("B", 10): {Kind.REMOVED},
        # A/20 began before C/10 on no machine of both, so nobody overtakes
        ("C", 10): {Kind.MACHINE},
        ("D", 10): {Kind.ADDED},
    }


def test_shifts_are_those_of_the_first_piece_and_of_the_end() -> None:
    longer = replace(OPERATIONS[0], end=OPERATIONS[0].end + 15)
    difference = Difference(tiny_plan(), tiny_plan(operations=(moved(longer, 30), *OPERATIONS[1:])))
    (change,) = difference.operations
    assert (change.start_shift, change.end_shift) == (30 * 60, 45 * 60)


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"quantity": Decimal(3)}, Kind.QUANTITY),
        ({"state": OperationState.STARTED}, Kind.STATE),
        ({"also": ("SAW-2",)}, Kind.MACHINE),
        # only the changeover before it is longer
        ({"setup_start": 100, "changeover": 50}, Kind.MOVED),
    ],
)
def test_every_field_that_differs_is_told_by_its_kind(changes: dict[str, Any], kind: Kind) -> None:
    other = tiny_plan(operations=(replace(OPERATIONS[0], **changes), *OPERATIONS[1:]))
    assert _kinds(Difference(tiny_plan(), other)) == {("A", 10): {kind}}


def test_of_two_operations_that_change_places_both_have_another_sequence() -> None:
    first, _, third, _ = OPERATIONS
    swapped = (moved(first, 180), moved(third, -180))
    before, after = tiny_plan(operations=(first, third)), tiny_plan(operations=swapped)
    difference = Difference(before, after)
    assert all(Kind.SEQUENCE in kinds for kinds in _kinds(difference).values())
    (change,) = difference.sequences
    assert (change.before, change.after) == ((("A", 10), ("B", 10)), (("B", 10), ("A", 10)))
    # taking out either of the two is enough
    assert change.moves == 1


def test_who_is_put_behind_the_others_has_another_sequence_and_they_have_not() -> None:
    rows = tuple(operation(f"O{k}", 10, "SAW-1", (k, k, k, k + 1)) for k in range(5))
    after = tiny_plan(operations=(moved(rows[1], 100), rows[0], *rows[2:]))
    difference = Difference(tiny_plan(operations=rows), after)
    assert _kinds(difference) == {("O1", 10): {Kind.MOVED, Kind.SEQUENCE}}


def test_what_comes_in_between_lets_nobody_overtake() -> None:
    first, _, third, _ = OPERATIONS
    new = operation("N", 10, "SAW-1", (300, 300, 300, 300))
    difference = Difference(
        tiny_plan(operations=(first, third)), tiny_plan(operations=(first, new, third))
    )
    assert _kinds(difference) == {("N", 10): {Kind.ADDED}}
    (change,) = difference.sequences
    assert (change.came, change.left, change.moves) == ((("N", 10),), (), 0)


def test_fewest_moves_leave_a_longest_increasing_part_alone() -> None:
    old = [("O", k) for k in range(6)]
    # 0 2 4 5 stay in their order; 3 and 1 are put elsewhere
    assert fewest_moves(old, [old[k] for k in (3, 0, 2, 1, 4, 5)]) == 2


@given(st.permutations(range(7)))
def test_reordering_takes_as_many_moves_as_reordering_back(order: list[int]) -> None:
    old = [("O", k) for k in range(7)]
    new = [old[k] for k in order]
    moves = fewest_moves(old, new)
    assert moves == fewest_moves(new, old)
    assert (moves == 0) == (old == new)


def test_orders_tell_dates_lateness_and_why_they_are_left_out() -> None:
    after = tiny_plan(
        orders=(order_row("A", end=500, due=DAY), order_row("D", end=90, due=-1)),
        unscheduled=(Unscheduled("B", None, "the saw is down"),),
    )
    changes = {change.row.order: change for change in Difference(tiny_plan(), after).orders}
    assert changes["A"].end_shift == 100 * 60
    assert (changes["A"].late_before, changes["A"].late_after) == (0, 0)
    assert changes["B"].left_out == "the saw is down"
    # B ended at 480 and was due at 380
    assert (changes["B"].late_before, changes["B"].late_after) == (100 * 60, None)
    assert changes["C"].kinds == (Kind.REMOVED,)
    assert (changes["D"].outcome, changes["D"].late_after) == (Outcome.ADDED, None)


@pytest.mark.parametrize(
    ("completion", "outcome", "late"),
    [
        (380, Outcome.ON_TIME, 0),
        (400, Outcome.EARLIER, 20 * 60),
        (540, Outcome.LATER, 160 * 60),
        (-1, Outcome.DROPPED, None),
    ],
)
def test_demands_say_what_becomes_of_them(
    completion: int, outcome: Outcome, late: int | None
) -> None:
    # due at 380, and completed at 480 before
    after = tiny_plan(demands=(demand_row("D-B", due=380, completion=completion),))
    (change,) = Difference(tiny_plan(), after).demands
    assert (change.outcome, change.late_before, change.late_after) == (outcome, 100 * 60, late)
    (back,) = Difference(after, tiny_plan()).demands
    mirrored = {
        Outcome.ON_TIME: Outcome.LATE,
        Outcome.EARLIER: Outcome.LATER,
        Outcome.LATER: Outcome.EARLIER,
        Outcome.DROPPED: Outcome.SCHEDULED,
    }
    assert back.outcome is mirrored[outcome]


def test_levels_are_compared_in_the_users_units() -> None:
    before = tiny_plan()  # 100 units of 0.01 weighted days
    solve = replace(
        before.solve,
        levels=(
            LevelResult(Level.of(Objective.TARDINESS), 4, 4),
            LevelResult(Level.of(Objective.MAKESPAN), 1440),
        ),
        weight_unit=0.5,
    )
    tardiness, makespan = Difference(before, tiny_plan(solve=solve)).levels
    assert (tardiness.before, tardiness.after) == (1.0, 2.0)
    assert (tardiness.verdict, tardiness.unit) == (Verdict.WORSE, "weighted days")
    assert (makespan.before, makespan.verdict) == (None, Verdict.OTHER)


def test_the_parts_of_flow_cost_are_not_judged_alone() -> None:
    known = set(sample_plan().kpis)
    assert known >= LOWER_IS_BETTER | HIGHER_IS_BETTER
    assert not {"wip_flow_cost", "warehouse_flow_cost"} & LOWER_IS_BETTER
    before, after = tiny_plan(kpis={"wip_flow_cost": 5.0}), tiny_plan(kpis={"wip_flow_cost": 4.0})
    (figure,) = Difference(before, after).kpis
    assert figure.verdict is Verdict.OTHER


def test_a_share_on_time_is_better_when_it_rises() -> None:
    plans = [tiny_plan(kpis={"on_time_percent": value}) for value in (50.0, 75.0)]
    (figure,) = Difference(*plans).kpis
    assert figure.verdict is Verdict.BETTER
    assert figure_line(figure) == "on time 50.00 -> 75.00 % (better)"


def test_plans_that_start_elsewhen_are_compared_by_moments() -> None:
    later = tiny_scenario().model_copy(
        update={
            "scenario": tiny_scenario().scenario.model_copy(
                update={"start": datetime.fromisoformat("2026-06-01T04:00")}
            )
        }
    )
    # two hours earlier, so every tick is 120 more
    after = tiny_plan(
        scenario=later,
        operations=tuple(moved(row, 120) for row in OPERATIONS),
        orders=tuple(
            replace(
                row,
                start=row.start + 120,
                end=row.end + 120,
                due=row.due + 120 if row.due >= 0 else row.due,
            )
            for row in tiny_plan().orders
        ),
        demands=(demand_row("D-B", due=500, completion=600, cause="the saw was busy"),),
    )
    difference = Difference(tiny_plan(), after)
    assert difference.is_empty
    (change,) = difference.inputs
    assert (change.table, change.field) == ("scenario", "start")
    assert (change.before, change.after) == ("2026-06-01T06:00:00", "2026-06-01T04:00:00")


def test_plans_of_two_zones_tell_the_time_of_the_second() -> None:
    header = tiny_scenario().scenario.model_copy(update={"timezone": "Europe/Rome"})
    rome = tiny_plan(scenario=tiny_scenario().model_copy(update={"scenario": header}))
    difference = Difference(tiny_plan(), rome)
    # 06:00 in Rome is 04:00 UTC: all that Rome does comes two hours earlier
    assert {change.start_shift for change in difference.operations} == {-2 * HOUR}
    assert difference.clock_before.moment(0).isoformat() == "2026-06-01T08:00:00+02:00"
    assert difference.clock_before.moment(0) == tiny_plan().clock.moment(0)


def test_a_summary_names_what_moved() -> None:
    difference = Difference(tiny_plan(), other_plan())
    assert summary(difference) == (
        "Operations moved: 1, on another machine: 1, only in the first plan: 1, only in the"
        " second: 1, orders moved: 0; no demand is completed elsewhen."
    )


TICKS = st.integers(-400, 400)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Return the tiny plan with operations dropped, moved and put on other machines."""
    rows = [
        moved(row, draw(TICKS), machine=draw(st.sampled_from(["SAW-1", "MILL-1", "MILL-2"])))
        for row in draw(st.lists(st.sampled_from(OPERATIONS), unique=True))
    ]
    demands = [
        demand_row(name, due=380, completion=draw(st.integers(-1, 900)))
        for name in draw(st.sets(st.sampled_from(["D-B", "D-C"])))
    ]
    orders = [
        order_row(name, end=draw(st.integers(0, 900)), due=draw(st.sampled_from([-1, 380])))
        for name in draw(st.sets(st.sampled_from("ABC")))
    ]
    return tiny_plan(
        operations=tuple(rows),
        demands=tuple(demands),
        orders=tuple(orders),
        kpis={"late_demands": draw(st.integers(0, 3)), "on_time_percent": draw(st.just(None))},
    )


@given(plans())
def test_a_plan_does_not_differ_from_itself(plan: Plan) -> None:
    difference = Difference(plan, plan)
    assert difference.is_empty
    assert not difference.sequences
    assert not difference.inputs
    assert {row.verdict for row in (*difference.kpis, *difference.levels)} <= {Verdict.SAME}


@given(plans(), plans())
def test_a_difference_is_the_mirror_of_the_one_the_other_way_round(one: Plan, other: Plan) -> None:
    there, back = Difference(one, other), Difference(other, one)
    turned = {Kind.ADDED: Kind.REMOVED, Kind.REMOVED: Kind.ADDED}
    assert {
        key: {turned.get(kind, kind) for kind in kinds} for key, kinds in _kinds(there).items()
    } == _kinds(back)
    shifts = {c.row.order + str(c.row.phase): c.start_shift for c in there.operations}
    assert shifts == {c.row.order + str(c.row.phase): -c.start_shift for c in back.operations}
    assert {(c.machine, c.before, c.after, c.moves) for c in there.sequences} == {
        (c.machine, c.after, c.before, c.moves) for c in back.sequences
    }
    assert {(c.row.order, c.end_shift, c.late_before, c.late_after) for c in there.orders} == {
        (c.row.order, -c.end_shift, c.late_after, c.late_before) for c in back.orders
    }
    assert {(c.row.demand, c.shift, c.late_before) for c in there.demands} == {
        (c.row.demand, -c.shift, c.late_after) for c in back.demands
    }
    worse = {Verdict.BETTER: Verdict.WORSE, Verdict.WORSE: Verdict.BETTER}
    assert [worse.get(row.verdict, row.verdict) for row in there.kpis] == [
        row.verdict for row in back.kpis
    ]
