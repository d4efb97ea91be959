"""Why each operation starts when it does: the one reason that holds until then."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings

from models.plan import Mode
from models.starts import StartKind, StartReason
from scheduler.comparison import compare
from scheduler.compile import compile_problem
from scheduler.materials import material_plan
from scheduler.outputs.plan_json import dump_plan, load_plan
from scheduler.pipeline import finish
from scheduler.solving import Solved
from scheduler.starts import starts_of
from solvers.dispatch import dispatch
from solvers.options import SolveOptions
from solvers.timing import infinite_alap
from tests.models.verify.shops import shops
from tests.scheduler.scenario_builder import plant, routing
from tests.scheduler.test_read_back import demands, plan_of

if TYPE_CHECKING:
    from pathlib import Path

    from models.plan import Plan
    from models.scenario import Scenario


def planned(scenario: Scenario, mode: Mode = Mode.FINITE) -> Plan:
    """Return a plan that must exist."""
    plan = plan_of(scenario, mode)
    assert plan is not None
    return plan


def reasons(plan: Plan) -> dict[tuple[str, int], StartReason]:
    """Return the reasons by order and phase."""
    rows = zip(plan.operations, starts_of(plan), strict=True)
    return {(row.order, row.phase): reason for row, reason in rows}


def place(plan: Plan, order: str, phase: int) -> int:
    """Return where an operation stands in the plan."""
    return [(row.order, row.phase) for row in plan.operations].index((order, phase))


def test_reasons_that_a_plan_was_made_without_are_found_later() -> None:
    scenario = plant(demands=demands(("SO-1", 100, "2026-06-02"), ("SO-2", 100, "2026-06-03")))
    told = planned(scenario)
    compiled = compile_problem(told.scenario, told.material)
    solved = Solved(compiled, dispatch(compiled.problem))
    plan = finish(solved, SolveOptions(), has_starts=False)
    assert plan.starts == ()
    assert starts_of(plan) == starts_of(finish(solved, SolveOptions())) != ()


def test_a_comparison_asks_nobody_why_operations_start_when_they_do() -> None:
    scenario = plant(demands=demands(("SO-1", 100, "2026-06-02"), ("SO-2", 100, "2026-06-03")))
    found = compare(scenario, SolveOptions(rule="edd"))
    for plan in (found.finite, *found.promised.values(), *found.executed.values()):
        assert plan.operations
        assert not plan.starts


def test_a_phase_follows_the_one_before_and_a_machine_is_left_by_another_order() -> None:
    # X takes 1, 2 and 3 minutes a piece on A, B and A: MO-1 holds A until 100, and comes back
    # after B at 300
    plan = planned(plant(demands=demands(("SO-1", 100, "2026-06-02"), ("SO-2", 100, "2026-06-03"))))
    found, first, second = reasons(plan), *sorted({row.order for row in plan.operations})
    assert found[first, 10] == StartReason(StartKind.START, 0)
    follows = StartReason(StartKind.PREDECESSOR, 100, place(plan, first, 10))
    assert found[first, 20] == follows
    waits = StartReason(StartKind.MACHINE, 100, place(plan, first, 10))
    assert found[second, 10] == waits


def test_closed_time_and_time_too_short_for_what_may_not_pause_are_told_apart() -> None:
    # by day 08-12 and 13-17: from midnight the machine is closed until 480
    closed = planned(
        plant(
            work_centers=[{"id": "A", "calendar": "day"}],
            routings=[routing("X", (10, "A", "1m"))],
            demands=demands(("SO-1", 100, "2026-06-02")),
        )
    )
    (reason,) = reasons(closed).values()
    assert (reason.kind, closed.operations[0].start) == (StartKind.CLOSED, 480)
    # 05:00 to 06:00 is too short for 100 minutes
    windows = {"mon-fri": ["05:00-06:00", "08:00-12:00"]}
    short = planned(
        plant(
            calendars=[{"id": "short", "shifts": windows}],
            work_centers=[{"id": "A", "calendar": "short", "interruptible": False}],
            routings=[routing("X", (10, "A", "1m"))],
            demands=demands(("SO-1", 100, "2026-06-02")),
        )
    )
    (reason,) = reasons(short).values()
    assert (reason.kind, short.operations[0].start) == (StartKind.SHORT, 480)


def test_what_waits_for_a_receipt_names_item_and_order() -> None:
    plan = planned(
        plant(
            items=[{"id": "X", "source": "make"}, {"id": "HUB", "source": "buy"}],
            boms=[{"parent": "X", "components": [{"item": "HUB", "quantity": 1}]}],
            routings=[routing("X", (10, "A", "1m"))],
            orders=[{"id": "PO-502", "type": "purchase", "item": "HUB", "quantity": 10,
                     "start": "2026-06-01", "end": "2026-06-03", "status": "confirmed"}],
            demands=demands(("SO-1", 10, "2026-06-05")),
        )
    )  # fmt: skip
    (reason,) = reasons(plan).values()
    assert (reason.kind, str(reason.what)) == (StartKind.MATERIAL, "HUB from PO-502")
    assert reason.since == plan.operations[0].start == 2 * 1440


def test_work_of_an_alap_plan_is_as_late_as_what_follows_it_allows() -> None:
    scenario = plant(demands=demands(("SO-1", 100, "2026-06-05"))).dated
    compiled = compile_problem(scenario, material_plan(scenario), is_finite=False)
    options = replace(SolveOptions(), mode=Mode.ALAP)
    plan = finish(Solved(compiled, infinite_alap(compiled.problem)), options)
    (order,) = {row.order for row in plan.operations}
    found = reasons(plan)
    assert {reason.kind for reason in found.values()} == {StartKind.LATEST}
    assert found[order, 10].other == place(plan, order, 20)
    assert found[order, 20].other == place(plan, order, 30)
    assert found[order, 30].other == -1  # its date alone


def test_a_plan_read_back_from_its_file_has_the_same_reasons(tmp_path: Path) -> None:
    plan = planned(plant(demands=demands(("SO-1", 100, "2026-06-02"), ("SO-2", 100, "2026-06-03"))))
    path = tmp_path / "plan.json"
    path.write_text(dump_plan(plan), encoding="utf-8")
    read = load_plan(path)
    assert read.starts == ()
    assert starts_of(read) == plan.starts


def test_operations_of_nobody_have_no_reasons() -> None:
    plan = planned(plant(demands=demands(("SO-1", 100, "2026-06-02"))))
    other = replace(plan, operations=plan.operations[:-1], starts=())
    assert starts_of(other) == ()


@given(scenario=shops())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_cause_lasts_longer_than_the_wait_for_it(scenario: Scenario) -> None:
    plan = plan_of(scenario)
    if plan is None:
        return
    assert len(plan.starts) == len(plan.operations)
    for row, reason in zip(plan.operations, plan.starts, strict=True):
        # who overlaps with another may start before that one has worked enough, or has ended
        if reason.kind not in (StartKind.OVERLAP, StartKind.TOGETHER):
            assert reason.since + reason.lag <= row.start
        if reason.kind in (StartKind.PREDECESSOR, StartKind.MACHINE, StartKind.TOGETHER):
            assert reason.other >= 0 or reason.kind is StartKind.MACHINE
        if reason.kind is StartKind.PREDECESSOR:
            assert plan.operations[reason.other].end == reason.since
        if reason.kind is StartKind.FREE:
            assert reason.since < row.start
