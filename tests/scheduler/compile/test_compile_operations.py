from __future__ import annotations

import pytest

from models.errors import NoPlanExists
from models.plan import OperationState
from scheduler.compile import compile_problem
from scheduler.pipeline import plan
from solvers.options import SolveOptions
from tests.scheduler.scenario_builder import DAY, material, plant, production, routing


def test_an_order_becomes_one_operation_per_phase_in_phase_order() -> None:
    compiled = compile_problem(plant(), material(production()))
    problem = compiled.problem
    assert problem.op_names == ("MO-1/10", "MO-1/20", "MO-1/30")
    # 10 pieces at 1, 2 and 3 minutes
    assert problem.mode_duration.tolist() == [10, 20, 30]
    assert list(zip(problem.pred.tolist(), problem.succ.tolist(), strict=True)) == [(0, 1), (1, 2)]
    assert compiled.resource_machines[0] == ("A-1",)
    assert compiled.resource_machines[1] == ("B-1", "B-2")


def test_M13_pieces_per_execution_and_M14_setup_once() -> None:
    # Q = 100, 4 per execution, 12 min: 25 executions x 12 = 300; setup 30 once
    rows = {"phase": 10, "work_center": "A", "setup": "30m", "run": "12m", "pieces": 4}
    scenario = plant(routings=[routing("X", rows)])
    problem = compile_problem(scenario, material(production(quantity=100))).problem
    assert problem.mode_duration.tolist() == [330]
    assert problem.mode_setup.tolist() == [30]


def test_M19_utilisation_stretches_run_but_not_setup() -> None:
    # 300 min of run at 80 % are 375, the setup of 30 stays
    rows = {"phase": 10, "work_center": "A", "setup": "30m", "run": "3m"}
    scenario = plant(routings=[routing("X", rows)], work_centers=[{"id": "A", "utilisation": 0.8}])
    problem = compile_problem(scenario, material(production(quantity=100))).problem
    assert problem.mode_duration.tolist() == [405]


def test_an_operation_is_rounded_up_once() -> None:
    # 7 x 90 s = 630 s = 10.5 min, with 20 s of setup 10.83: 11 ticks, not 1 + 11
    rows = {"phase": 10, "work_center": "A", "setup": "20s", "run": "90s"}
    problem = compile_problem(
        plant(routings=[routing("X", rows)]), material(production(quantity=7))
    ).problem
    assert problem.mode_duration.tolist() == [11]


def test_S24_alternative_centers_have_their_own_times() -> None:
    rows = {
        "phase": 10,
        "work_center": "A",
        "setup": "10m",
        "run": "14m",
        "alternatives": [{"work_center": "B", "setup": "20m", "run": "19m"}, {"work_center": "B"}],
    }
    compiled = compile_problem(plant(routings=[routing("X", rows)]), material(production()))
    assert compiled.mode_centers == ("A", "B", "B")
    # 10 + 140; 20 + 190; no times of its own: those of the main center
    assert compiled.problem.mode_duration.tolist() == [150, 210, 150]


def test_further_resources_narrow_the_calendar_of_a_mode() -> None:
    rows = {
        "phase": 10,
        "work_center": "A",
        "run": "1m",
        "resources": [{"resource": "welder", "quantity": 2}],
    }
    scenario = plant(
        routings=[routing("X", rows)],
        calendars=[
            {"id": "always", "shifts": {"mon-sun": ["00:00-24:00"]}},
            {"id": "crew", "shifts": {"mon": ["08:00-12:00 x2", "13:00-17:00 x1"]}},
        ],
        resources=[{"id": "welder", "calendar": "crew", "capacity": 3}],
    )
    problem = compile_problem(scenario, material(production())).problem
    windows = problem.calendars[problem.mode_calendar[0]]
    # only in the morning are two welders there
    assert (windows.starts[0], windows.ends[0]) == (8 * 60, 12 * 60)
    assert windows.starts[1] == 7 * DAY + 8 * 60
    # at most two are ever there, and in the afternoon one
    assert problem.resource_capacity.tolist() == [1, 2, 2]
    assert problem.profile_capacity[0] == 1
    assert (problem.profile_start[0], problem.profile_end[0]) == (13 * 60, 17 * 60)


def test_a_machine_count_that_changes_by_shift_makes_machines_differ() -> None:
    scenario = plant(
        calendars=[{"id": "shifts", "shifts": {"mon-fri": ["06:00-14:00 x2", "14:00-22:00 x1"]}}],
        work_centers=[{"id": "A", "capacity": 2}],
        routings=[routing("X", (10, "A", "1m"))],
    )
    compiled = compile_problem(scenario, material(production()))
    problem = compiled.problem
    assert compiled.resource_machines == (("A-1",), ("A-2",))
    first, second = (problem.calendars[c] for c in problem.resource_calendar)
    assert first.ends[0] - first.starts[0] == 16 * 60
    assert second.ends[0] - second.starts[0] == 8 * 60


def test_setup_states_become_a_matrix_per_rule() -> None:
    scenario = plant(
        work_centers=[{"id": "A", "capacity": 2, "setup_rule": "colour"}],
        setup_rules=[
            {
                "id": "colour",
                "property": "colour",
                "default": "45m",
                "matrix": [{"from": "white", "to": "red", "time": "20m"}],
                "initial": "white",
            }
        ],
        routings=[
            routing("X", {"phase": 10, "work_center": "A", "run": "1m", "state": {"colour": "red"}})
        ],
    )
    problem = compile_problem(scenario, material(production())).problem
    # white -> red is listed, red -> white is not
    assert problem.setup_times[0].tolist() == [[0, 20], [45, 0]]
    assert problem.mode_state.tolist() == [1, 1]
    assert problem.resource_initial_state.tolist() == [0, 0]
    assert problem.resource_capacity.tolist() == [1, 1]


def test_M30_an_external_phase_takes_working_days_and_nobodys_capacity() -> None:
    scenario = plant(
        work_centers=[{"id": "OUT", "external": True, "infinite": True, "calendar": "day"}],
        routings=[routing("X", {"phase": 10, "work_center": "OUT", "lead_time": "3d"})],
    )
    problem = compile_problem(scenario, material(production())).problem
    assert problem.mode_resource.tolist() == [-1]
    days = problem.calendars[problem.mode_calendar[0]]
    # three working days from Friday 5 June, noon: Wednesday 10 June, noon
    friday_noon = 4 * DAY + DAY // 2
    end = days.to_wall_end(days.to_work(friday_noon) + int(problem.mode_duration[0]))
    assert end == 9 * DAY + DAY // 2


def test_an_order_without_routing_takes_its_lead_time() -> None:
    scenario = plant(items=[{"id": "X", "source": "make", "lead_time": "2d"}], routings=[])
    compiled = compile_problem(scenario, material(production()))
    assert compiled.problem.op_names == ("MO-1/0",)
    assert compiled.problem.mode_duration.tolist() == [2 * DAY]
    assert compiled.mode_centers == ("",)


def test_work_that_is_done_is_gone_and_started_work_has_the_rest_to_do() -> None:
    scenario = plant(
        orders=[
            {
                "id": "MO-1",
                "type": "production",
                "item": "X",
                "quantity": 10,
                "end": "2026-06-03",
                "status": "executive",
                "progress": [
                    {"phase": 10, "state": "closed", "good": 10},
                    {"phase": 20, "state": "started", "good": 4, "machine": "B-2"},
                ],
            }
        ]
    )
    compiled = compile_problem(scenario, material(production(is_document=True)))
    problem = compiled.problem
    assert problem.op_names == ("MO-1/20", "MO-1/30")
    # 6 of 10 pieces are left at 2 minutes; on the machine that was declared
    assert problem.mode_duration[problem.op_fixed_mode[0]] == 12
    assert compiled.resource_machines[problem.mode_resource[problem.op_fixed_mode[0]]] == ("B-2",)
    assert problem.op_fixed_start.tolist() == [0, -1]
    assert compiled.operations[0].state is OperationState.STARTED


def frozen_order(**changes: object) -> dict[str, object]:
    base = {
        "id": "MO-1",
        "type": "production",
        "item": "X",
        "quantity": 10,
        "start": "2026-06-02T08:00",
        "end": "2026-06-05",
        "status": "firm",
        "frozen": True,
    }
    return base | changes


def test_a_frozen_order_runs_its_phases_one_after_the_other_from_its_start() -> None:
    scenario = plant(orders=[frozen_order()])
    problem = compile_problem(scenario, material(production(is_document=True))).problem
    start = DAY + 8 * 60
    # 10 minutes of phase 10, then 20 of phase 20
    assert problem.op_fixed_start.tolist() == [start, start + 10, start + 30]


def test_a_pinned_phase_keeps_its_moment_and_machine() -> None:
    pinned = [{"phase": 20, "start": "2026-06-02T10:00", "machine": "B-2"}]
    scenario = plant(orders=[frozen_order(pinned=pinned)])
    compiled = compile_problem(scenario, material(production(is_document=True)))
    problem = compiled.problem
    start = DAY + 8 * 60
    assert problem.op_fixed_start.tolist() == [start, DAY + 600, DAY + 620]
    assert compiled.resource_machines[problem.mode_resource[problem.op_fixed_mode[1]]] == ("B-2",)


def test_a_phase_pinned_in_the_past_is_refused() -> None:
    scenario = plant(orders=[frozen_order(start="2026-05-30T08:00")])
    with pytest.raises(NoPlanExists, match="MO-1 phase 10 is to start at 2026-05-30 08:00, before"):
        compile_problem(scenario, material(production(is_document=True)))


def test_a_mode_that_never_works_is_named() -> None:
    scenario = plant(
        routings=[
            routing(
                "X",
                {"phase": 10, "work_center": "A", "run": "1m", "resources": [{"resource": "jig"}]},
            )
        ],
        resources=[{"id": "jig", "capacity": 0}],
    )
    with pytest.raises(NoPlanExists, match="phase 10: A never works together with jig"):
        compile_problem(scenario, material(production()))


def started_on_paint(**progress: object) -> dict[str, object]:
    """X is red and has begun on A, two machines that start out white."""
    return {
        "work_centers": [{"id": "A", "capacity": 2, "setup_rule": "colour"}],
        "setup_rules": [{"id": "colour", "property": "c", "default": "20m", "initial": "white"}],
        "routings": [
            routing("X", {"phase": 10, "work_center": "A", "run": "1m", "state": {"c": "red"}})
        ],
        "orders": [
            {
                "id": name,
                "type": "production",
                "item": "X",
                "quantity": 10,
                "end": "2026-06-03",
                "status": "executive",
                "progress": [{"phase": 10, "state": "started", "good": 4, **progress}],
            }
            for name in ("MO-1", "MO-2")
        ],
    }


def test_a_machine_is_in_the_state_of_the_work_it_holds() -> None:
    orders = [production(name, is_document=True) for name in ("MO-1", "MO-2")]
    problem = compile_problem(plant(**started_on_paint()), material(*orders)).problem
    # each takes a machine of its own; both are red now, no longer white
    assert problem.op_fixed_mode.tolist() == [0, 3]
    assert problem.resource_initial_state.tolist() == problem.mode_state[[0, 0]].tolist()
    assert problem.op_fixed_start.tolist() == [0, 0]


def test_two_started_on_one_named_machine_contradict_each_other() -> None:
    scenario = plant(**started_on_paint(machine="A-2"))
    result = plan(scenario, SolveOptions(time_limit=10, deterministic_limit=1, workers=1))
    (row,) = result.unscheduled
    assert row.order == "MO-2"
    assert row.cause == "it contradicts order MO-1"
    assert {
        "order MO-1 phase 10 is under way on A-2",
        "order MO-2 phase 10 is under way on A-2",
        "A-2 takes one operation at a time",
    } == set(row.facts)


def test_frozen_work_that_may_not_pause_begins_where_it_fits() -> None:
    # 40 minutes from 11:40 would span lunch: it begins at 13:00
    scenario = plant(
        work_centers=[{"id": "A", "calendar": "day", "interruptible": False}],
        routings=[routing("X", (10, "A", "4m"), (20, "A", "1m"), (30, "A", "1m"))],
        orders=[frozen_order(start="2026-06-02T11:40")],
    )
    problem = compile_problem(scenario, material(production(is_document=True))).problem
    assert problem.op_fixed_start[0] == DAY + 13 * 60
    result = plan(
        scenario.model_copy(update={"orders": scenario.orders}),
        SolveOptions(time_limit=10, deterministic_limit=1, workers=1),
    )
    assert [row.start for row in result.operations] == [DAY + 780, DAY + 820, DAY + 830]


def test_frozen_work_far_beyond_the_horizon_is_reached() -> None:
    scenario = plant(orders=[frozen_order(start="2026-09-01T08:00", end="2026-09-05")])
    problem = compile_problem(scenario, material(production(is_document=True))).problem
    assert problem.op_fixed_start[0] == 92 * DAY + 8 * 60


def test_work_of_generations_is_refused_by_the_name_of_the_center() -> None:
    with pytest.raises(NoPlanExists, match="the work of A alone reaches more than 200 years"):
        compile_problem(plant(), material(production(quantity=10**9)))


def test_frozen_orders_share_the_machines_of_a_center_with_setups() -> None:
    tables = started_on_paint()
    tables["orders"] = [frozen_order(id=name) for name in ("MO-1", "MO-2")]
    orders = [production(name, is_document=True) for name in ("MO-1", "MO-2")]
    problem = compile_problem(plant(**tables), material(*orders)).problem
    # the same hours: one machine each
    assert problem.op_fixed_mode.tolist() == [0, 3]


def test_a_setup_rule_without_any_state_asks_for_nothing() -> None:
    scenario = plant(
        work_centers=[{"id": "A", "setup_rule": "empty"}, {"id": "B"}],
        setup_rules=[{"id": "empty", "property": "c", "default": "20m"}],
    )
    problem = compile_problem(scenario, material(production())).problem
    assert problem.setup_times.shape == (1, 0, 0)
