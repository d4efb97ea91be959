from __future__ import annotations

import numpy as np

from models.material import DemandKind, SupplyKind
from models.scenario import OrderStatus, OrderType
from models.schedule import Schedule, Status
from scheduler.compile import Compiled, compile_problem
from scheduler.decode import demand_rows, operation_rows, order_rows
from tests.scheduler.scenario_builder import DAY, material, peg, plant, production, routing


def schedule(
    compiled: Compiled, starts: list[int], *, units: list[int], changeovers: list[int] | None = None
) -> Schedule:
    """Return a schedule in the main modes; ends follow from the calendars."""
    problem = compiled.problem
    modes = problem.mode_ptr[:-1]
    ends = []
    for start, mode in zip(starts, modes, strict=True):
        working = problem.calendars[problem.mode_calendar[mode]]
        ends.append(working.to_wall_end(working.to_work(start) + int(problem.mode_duration[mode])))
    return Schedule(
        mode=modes,
        unit=np.array(units),
        start=np.array(starts),
        end=np.array(ends),
        changeover=np.array(changeovers or [0] * len(starts)),
        status=Status.FEASIBLE,
    )


def test_operations_get_machine_names_and_numbers_along_each_machine() -> None:
    compiled = compile_problem(plant(), material(production()))
    rows = operation_rows(compiled, schedule(compiled, [0, 10, 30], units=[0, 1, 0]))
    assert [(row.machine, row.sequence, row.phase) for row in rows] == [
        ("A-1", 1, 10),
        ("A-1", 2, 30),
        ("B-2", 1, 20),
    ]


def test_setup_parts_are_told_apart_across_a_break() -> None:
    # changeover 20 min and own setup 30 before a start at 13:00: back over lunch from 11:40
    scenario = plant(
        work_centers=[{"id": "A", "calendar": "day", "setup_rule": "colour"}],
        setup_rules=[{"id": "colour", "property": "c", "default": "20m", "initial": "white"}],
        routings=[
            routing(
                "X",
                {
                    "phase": 10,
                    "work_center": "A",
                    "setup": "30m",
                    "run": "1m",
                    "state": {"c": "red"},
                },
                {"phase": 20, "work_center": "A", "setup": "30m"},
                {"phase": 30, "work_center": "A", "run": "1m"},
            )
        ],
    )
    compiled = compile_problem(scenario, material(production()))
    one = 13 * 60
    rows = operation_rows(
        compiled,
        schedule(compiled, [one, one + 40, one + 70], units=[0, 0, 0], changeovers=[20, 0, 0]),
    )
    first, second, _ = rows
    assert (first.setup_start, first.start, first.run_start) == (11 * 60 + 40, one, one + 30)
    # an operation that is all setup has no first piece: its run starts when it ends
    assert (second.start, second.run_start, second.end) == (one + 40, one + 70, one + 70)


def test_a_planned_purchase_is_dated_by_its_first_consumer_and_its_lead_time() -> None:
    scenario = plant(
        items=[{"id": "X", "source": "make"}, {"id": "HUB", "source": "buy", "lead_time": "2d"}]
    )
    purchase = production(
        "PO-1", "HUB", type=OrderType.PURCHASE, status=OrderStatus.PLANNED, level=1
    )
    plan = material(production(), purchase, pegs=(peg("PO-1", "MO-1", "HUB"),))
    compiled = compile_problem(scenario, plan)
    # usable from day 2; the consumer starts on day 3
    operations = operation_rows(
        compiled, schedule(compiled, [3 * DAY, 3 * DAY + 10, 3 * DAY + 30], units=[0, 0, 0])
    )
    rows = {row.order: row for row in order_rows(compiled, operations)}
    assert (rows["PO-1"].start, rows["PO-1"].end) == (DAY, 3 * DAY)
    assert (rows["MO-1"].start, rows["MO-1"].end) == (3 * DAY, 3 * DAY + 60)


def test_a_demand_is_complete_with_its_last_supply_and_orders_know_whom_they_serve() -> None:
    scenario = plant(
        items=[{"id": "X", "source": "make"}, {"id": "Y", "source": "make"}],
        routings=[
            routing("X", {"phase": 10, "work_center": "A", "run": "1m", "wait": "1h"}),
            routing("Y", (10, "B", "1m")),
        ],
        demands=[{"id": "D1", "item": "X", "quantity": 25, "due": "2026-06-03"}],
    )
    pegs = (
        peg("X", "D1", supply_kind=SupplyKind.STOCK, demand_kind=DemandKind.DEMAND, quantity=5),
        peg("MO-1", "D1", demand_kind=DemandKind.DEMAND),
        peg("MO-2", "D1", demand_kind=DemandKind.DEMAND),
        peg("MO-Y", "MO-2", "Y"),
    )
    orders = (production("MO-1"), production("MO-2"), production("MO-Y", "Y", level=1))
    compiled = compile_problem(scenario, material(*orders, pegs=pegs))
    planned = schedule(compiled, [0, 200, 100], units=[0, 0, 0])
    rows = order_rows(compiled, operation_rows(compiled, planned))
    assert {row.order: row.demands for row in rows} == dict.fromkeys(
        ("MO-1", "MO-2", "MO-Y"), ("D1",)
    )
    # MO-2 ends at 210 and dries for an hour
    (demand,) = demand_rows(compiled, planned, rows, {})
    assert demand.completion == 270
