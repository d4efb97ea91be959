"""What rows say of machines held together, sessions, changeovers and what is left out."""

from __future__ import annotations

from models.material import DemandKind
from scheduler.compile import compile_problem
from scheduler.decode import demand_rows, operation_rows, order_rows
from solvers.dispatch import best_dispatch
from solvers.timing import infinite_asap
from tests.scheduler.compile.dispatched import planned
from tests.scheduler.scenario_builder import DAY, material, peg, plant, production, routing

TWO = {"phase": 10, "work_center": "B", "run": "1m", "machine_count": 2}


def test_a_row_names_all_machines_that_it_holds_of_a_pool() -> None:
    scenario = plant(routings=[routing("X", TWO)], work_centers=[{"id": "B", "capacity": 3}])
    row = planned(scenario, material(production()))["MO-1", 10]
    assert (row.machine, row.also) == ("B-1", ("B-2",))


def test_a_row_names_all_machines_that_it_holds_by_name() -> None:
    machines = [{"id": name, "work_center": "B"} for name in ("LEFT", "RIGHT")]
    scenario = plant(routings=[routing("X", TWO)], work_centers=[{"id": "B"}], machines=machines)
    row = planned(scenario, material(production()))["MO-1", 10]
    assert (row.machine, row.also) == ("LEFT", ("RIGHT",))


def test_a_plan_at_infinite_capacity_names_no_machines() -> None:
    scenario = plant(routings=[routing("X", TWO)], work_centers=[{"id": "B", "capacity": 3}])
    compiled = compile_problem(scenario, material(production()))
    (row,) = operation_rows(compiled, infinite_asap(compiled.problem))
    assert (row.machine, row.also, row.session) == ("B", (), 0)


def test_sessions_are_numbered_on_their_machine() -> None:
    # two of 10 fit into an oven of 20; a third waits for the next session
    oven = {"phase": 10, "work_center": "O", "run": "30m", "fixed_time": True}
    scenario = plant(
        work_centers=[{"id": "O", "aggregation_rule": "oven"}, {"id": "A"}],
        aggregation_rules=[{"id": "oven", "most": 20}],
        routings=[
            routing("X", oven | {"aggregation": "heat"}),
            routing("ALONE", oven),
        ],
        items=[{"id": "X", "source": "make"}, {"id": "ALONE", "source": "make"}],
    )
    orders = (*(production(f"MO-{n}") for n in (1, 2, 3)), production("MO-4", "ALONE"))
    rows = planned(scenario, material(*orders))
    shared = sorted(row.session for (order, _), row in rows.items() if order != "MO-4")
    assert shared == [1, 1, 2]
    assert rows["MO-4", 10].session == 0


def test_setup_that_is_part_of_the_changeover_lies_before_the_start() -> None:
    # 20 minutes of setup before 10 of run; the setter comes at 06:00
    scenario = plant(
        calendars=[
            {"id": "always", "shifts": {"mon-sun": ["00:00-24:00"]}},
            {"id": "early", "shifts": {"mon-fri": ["06:00-14:00"]}},
        ],
        workers=[{"id": "Ann", "skills": ["setting"], "calendar": "early"}],
        work_centers=[{"id": "A", "setup_skills": [{"skill": "setting"}]}],
        routings=[routing("X", {"phase": 10, "work_center": "A", "setup": "20m", "run": "1m"})],
    )
    row = planned(scenario, material(production()))["MO-1", 10]
    assert (row.setup_start, row.start, row.run_start, row.end) == (360, 380, 380, 390)
    assert row.changeover == 20


def test_a_demand_of_an_order_left_out_is_never_complete() -> None:
    scenario = plant(
        demands=[{"id": "D1", "item": "X", "quantity": 20, "due": "2026-06-03"}],
    )
    pegs = tuple(peg(f"MO-{n}", "D1", demand_kind=DemandKind.DEMAND) for n in (1, 2))
    orders = material(production("MO-1"), production("MO-2"), pegs=pegs)
    compiled = compile_problem(scenario, orders, left_out={"MO-1"})
    schedule = best_dispatch(compiled.problem)
    rows = order_rows(compiled, operation_rows(compiled, schedule))
    assert [row.order for row in rows] == ["MO-2"]
    (demand,) = demand_rows(compiled, schedule, rows, {"D1": "why"})
    assert (demand.completion, demand.is_scheduled, demand.cause) == (-1, False, "why")


def test_a_demand_waits_for_every_last_phase_and_its_own_wait() -> None:
    rows = (
        {"phase": 10, "work_center": "A", "run": "1m", "wait": "1h"},
        {"phase": 20, "work_center": "B", "run": "3m", "after": [], "wait": "5m"},
    )
    scenario = plant(
        routings=[routing("X", *rows)],
        demands=[{"id": "D1", "item": "X", "quantity": 10, "due": "2026-06-03"}],
    )
    pegs = (peg("MO-1", "D1", demand_kind=DemandKind.DEMAND),)
    compiled = compile_problem(scenario, material(production(), pegs=pegs))
    schedule = infinite_asap(compiled.problem)
    orders = order_rows(compiled, operation_rows(compiled, schedule))
    (demand,) = demand_rows(compiled, schedule, orders, {})
    # 10 + 60 after phase 10, 30 + 5 after phase 20
    assert demand.completion == 70
    assert orders[0].end == 30


def test_the_wait_of_the_mode_that_is_taken_counts() -> None:
    # the alternative makes all ten pieces at once and waits once, the main center ten times
    rows = {
        "phase": 10,
        "work_center": "A",
        "run": "2m",
        "wait": "10m",
        "wait_each": True,
        "alternatives": [{"work_center": "B", "run": "30m", "pieces": 10}],
    }
    scenario = plant(
        routings=[routing("X", rows)],
        demands=[{"id": "D1", "item": "X", "quantity": 10, "due": "2026-06-03"}],
        work_centers=[{"id": "A"}, {"id": "B"}],
    )
    pegs = (peg("MO-1", "D1", demand_kind=DemandKind.DEMAND),)
    compiled = compile_problem(scenario, material(production(), pegs=pegs))
    assert compiled.mode_waits == (100, 10)
    problem = compiled.problem.replace(op_fixed_mode=compiled.problem.op_fixed_mode * 0 + 1)
    schedule = best_dispatch(problem)
    orders = order_rows(compiled, operation_rows(compiled, schedule))
    (demand,) = demand_rows(compiled, schedule, orders, {})
    assert demand.completion == 30 + 10
    assert demand.completion < DAY
