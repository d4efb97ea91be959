"""Key figures of plans, derived by hand from the formulas."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from models.material import DemandKind, Peg, SupplyKind
from models.plan import DemandRow, LoadRow, Mode, OperationRow, OrderRow, Plan, SolveReport
from models.scenario import OrderType
from models.schedule import Status
from scheduler.capacity import load_rows
from scheduler.kpi import kpis
from tests.scheduler.scenario_builder import DAY, material, plant, routing
from tests.scheduler.test_capacity import operation

if TYPE_CHECKING:
    from models.scenario import Scenario


def order(name: str, start: int, end: int, quantity: int = 60, **changes: Any) -> OrderRow:
    """Return a production order for X that nobody waits for."""
    values: dict[str, Any] = {"type": OrderType.PRODUCTION, "item": "X", "is_document": False}
    return OrderRow(
        order=name,
        quantity=Decimal(quantity),
        start=start,
        end=end,
        due=-1,
        demands=(),
        **(values | changes),
    )


def demand(name: str, due: int, completion: int, weight: str = "1") -> DemandRow:
    """Return a demand for 60 X."""
    return DemandRow(name, "X", Decimal(60), due, completion, Decimal(weight))


def peg(
    supply: str,
    consumer: str,
    *,
    kinds: tuple[SupplyKind, DemandKind] = (SupplyKind.ORDER, DemandKind.ORDER),
    quantity: int = 60,
    phase: int | None = None,
) -> Peg:
    """Return a peg of item X."""
    return Peg(kinds[0], supply, kinds[1], consumer, "X", Decimal(quantity), phase)


def plan_of(
    scenario: Scenario,
    operations: tuple[OperationRow, ...] = (),
    orders: tuple[OrderRow, ...] = (),
    demands: tuple[DemandRow, ...] = (),
    pegs: tuple[Peg, ...] = (),
) -> Plan:
    """Return a plan with its load but without KPIs."""
    return Plan(
        scenario=scenario,
        material=material(pegs=pegs),
        operations=operations,
        orders=orders,
        demands=demands,
        load=load_rows(scenario, operations, 10**9),
        kpis={},
        solve=SolveReport(Mode.FINITE, Status.FEASIBLE, (), "test", 0.0),
    )


def costly(**tables: Any) -> Scenario:
    """Return the plant where a piece of X costs 80; stock costs 10 percent a year."""
    return plant(items=[{"id": "X", "source": "make", "standard_cost": 80}], **tables)


def three_operations(name: str, start: int, end: int) -> tuple[OperationRow, ...]:
    """Return an order on A, B, A with its first and last operation at its ends."""
    middle = (start + end) // 2
    return (
        operation(10, "A", start, start + 60, order=name),
        operation(20, "B", middle, middle + 120, order=name),
        operation(30, "A", end - 60, end, order=name),
    )


def test_K04_kpi_formulas_lateness() -> None:
    # lateness in days: -1, 0, 1, 2.5 with weights 1, 1, 3, 0.5
    demands = (
        demand("early", 3 * DAY, 2 * DAY),
        demand("on time", 3 * DAY, 3 * DAY),
        demand("late", 3 * DAY, 4 * DAY, "3"),
        demand("later", 3 * DAY, 5 * DAY + DAY // 2, "0.5"),
    )
    found = kpis(plan_of(plant(), demands=demands))
    assert found["demands"] == 4
    assert found["late_demands"] == 2
    assert found["on_time_percent"] == 50.0
    assert found["total_tardiness_days"] == 3.5
    assert found["weighted_tardiness_days"] == 3 * 1 + 0.5 * 2.5
    assert found["max_lateness_days"] == 2.5
    assert found["average_delay_days"] == 1.75  # (1 + 2.5) / 2


def test_K04_delays_are_percent_of_the_scheduled_lines_and_days_of_the_delayed_ones() -> None:
    # of five lines one is not scheduled, one is a day late and one three: 2 of 4, mean 2, max 3
    demands = (
        demand("waits for ever", 3 * DAY, -1),
        demand("early", 3 * DAY, DAY),
        demand("on time", 3 * DAY, 3 * DAY),
        demand("late", 3 * DAY, 4 * DAY),
        demand("later", 3 * DAY, 6 * DAY),
    )
    found = kpis(plan_of(plant(), demands=demands))
    assert (found["scheduled_demands"], found["late_demands"]) == (4, 2)
    assert found["delay_percent"] == 50.0
    assert (found["max_lateness_days"], found["average_delay_days"]) == (3.0, 2.0)
    nothing = kpis(plan_of(plant(), demands=demands[:1]))
    assert (nothing["scheduled_demands"], nothing["delay_percent"]) == (0, None)


def test_promises_of_infinite_capacity_are_counted_beside_what_the_plan_keeps() -> None:
    # promised and planned a day before or after they are due: kept, broken, late in both, and
    # one that is better than promised; the fifth waits for what is not scheduled
    before, due, after = 2 * DAY, 3 * DAY, 4 * DAY
    demands = (
        replace(demand("kept", due, due), promised=before),
        replace(demand("broken", due, after), promised=due),
        replace(demand("late in both", due, after + DAY), promised=after),
        replace(demand("better", due, before), promised=after),
        demand("never", due, -1),
    )
    found = kpis(plan_of(plant(), demands=demands))
    assert found["promised_on_time_percent"] == 40.0  # 2 of 5
    assert found["promised_late_demands"] == 2
    assert found["broken_promises"] == 1
    unknown = kpis(plan_of(plant(), demands=(demand("old", due, due),)))
    assert unknown["promised_on_time_percent"] is None
    assert unknown["broken_promises"] is None


def test_K04_kpi_formulas() -> None:
    # 60 pieces x 80 x 10 % / 365 = 1.315 a day; x 9 days = 11.84
    found = kpis(
        plan_of(
            costly(),
            three_operations("MO-1", DAY, 10 * DAY),
            (order("MO-1", DAY, 10 * DAY), order("PO-1", 0, 9 * DAY, type=OrderType.PURCHASE)),
        )
    )
    assert found["wip_flow_cost"] == 11.84
    assert found["warehouse_flow_cost"] == 0.0
    assert found["flow_cost"] == 11.84


def test_K04_kpi_formulas_warehouse_flow_cost() -> None:
    # in piece-days at 80 x 10 % / 365 = 0.0219178 each:
    #   60 wait from the end of MO-1 (day 2) for phase 20 of MO-2 (day 5)               180
    #   30 wait from the end of MO-2 (day 8) until SO-1 is due (day 10)                  60
    #   30 of MO-2 refill the safety stock: nobody's wait
    #   10 on stock wait from day 0 for MO-2, phase 10 (day 4)                           40
    #   40 of PO-1 arrive on day 3 and are due with SO-2, delivered late on day 9       240
    orders = (
        order("MO-1", DAY, 2 * DAY),
        order("MO-2", 4 * DAY, 8 * DAY),
        order("PO-1", 0, 3 * DAY, 40, type=OrderType.PURCHASE),
    )
    operations = (
        *three_operations("MO-1", DAY, 2 * DAY),
        operation(10, "A", 4 * DAY, 5 * DAY, order="MO-2"),
        operation(20, "B", 5 * DAY, 8 * DAY, order="MO-2"),
    )
    demands = (demand("SO-1", 10 * DAY, 8 * DAY), demand("SO-2", 7 * DAY, 9 * DAY))
    pegs = (
        peg("MO-1", "MO-2", phase=20),
        peg("MO-2", "SO-1", kinds=(SupplyKind.ORDER, DemandKind.DEMAND), quantity=30),
        peg("MO-2", "X", kinds=(SupplyKind.ORDER, DemandKind.SAFETY_STOCK), quantity=30),
        peg("X", "MO-2", kinds=(SupplyKind.STOCK, DemandKind.ORDER), quantity=10),
        peg("PO-1", "SO-2", kinds=(SupplyKind.ORDER, DemandKind.DEMAND), quantity=40),
    )
    found = kpis(plan_of(costly(), operations, orders, demands, pegs))
    piece_day = 80 * 0.10 / 365
    assert found["warehouse_flow_cost"] == pytest.approx(520 * piece_day, abs=0.005)
    assert found["wip_flow_cost"] == pytest.approx(60 * (1 + 4) * piece_day, abs=0.005)
    assert found["flow_cost"] == pytest.approx(820 * piece_day, abs=0.005)


def test_material_that_a_closed_phase_withdrew_waits_for_nobody() -> None:
    # phase 10 of MO-2 is closed, so only its phase 20 is planned
    operations = (
        *three_operations("MO-1", DAY, 2 * DAY),
        operation(20, "B", 5 * DAY, 8 * DAY, order="MO-2"),
    )
    orders = (order("MO-1", DAY, 2 * DAY), order("MO-2", 5 * DAY, 8 * DAY))
    pegs = (peg("MO-1", "MO-2", phase=10),)
    assert kpis(plan_of(costly(), operations, orders, pegs=pegs))["warehouse_flow_cost"] == 0.0


def test_hours_count_working_time_and_setup_includes_changeovers() -> None:
    # day shift: 08:00-08:30 changeover, 08:30-09:00 own setup, 09:00-14:00 run without lunch
    scenario = plant(
        work_centers=[
            {"id": "D", "calendar": "day"},
            {"id": "E", "calendar": "day"},
            {"id": "OUT", "calendar": "day", "external": True},
        ],
        routings=[routing("X", (10, "D", "1m"), (20, "E", "1m"), (30, "D", "1m"))],
    )
    operations = (
        operation(10, "D", 510, 840, setup_start=480, run_start=540, changeover=30),
        operation(20, "E", 900, 960),
        operation(40, "OUT", 0, DAY, machine="OUT"),
    )
    found = kpis(plan_of(scenario, operations))
    assert found["operations"] == 3
    assert found["setup_hours"] == 1.0
    assert found["run_hours"] == 5.0  # four on D, one on E; the subcontractor's are not ours
    assert found["makespan_days"] == 1.0
    # D: 300 of 480 minutes, E: 60 of 480
    assert (found["bottleneck"], found["bottleneck_load_percent"]) == ("D", 62.5)
    assert found["average_utilisation_percent"] == 37.5
    assert found["overload_hours"] == 0.0


def test_overload_sums_finite_centers_only_and_may_exceed_a_hundred_percent() -> None:
    scenario = plant(
        work_centers=[{"id": "A"}, {"id": "B"}, {"id": "INF", "infinite": True}],
        resources=[{"id": "crew"}],
        routings=[],
    )
    load = (
        LoadRow("A", 0, 480, 600, 0, 120),
        LoadRow("A", 1, 480, 510, 0, 30),
        LoadRow("B", 0, 480, 0, 0, 0),
        LoadRow("INF", 0, 480, 9600, 0, 0),
        LoadRow("crew", 0, 480, 4800, 0, 4320),
    )
    found = kpis(replace(plan_of(scenario), load=load))
    assert found["overload_hours"] == 2.5
    assert (found["bottleneck"], found["bottleneck_load_percent"]) == ("A", 115.6)  # 1110 / 960
    assert found["average_utilisation_percent"] == 77.1  # 1110 / 1440


def test_an_empty_plan_has_figures_that_say_nothing_wrong() -> None:
    found = kpis(plan_of(plant()))
    assert found["on_time_percent"] is None
    assert found["bottleneck"] is None
    assert found["bottleneck_load_percent"] is None
    assert found["average_delay_days"] == 0.0
    assert (found["demands"], found["orders"], found["operations"]) == (0, 0, 0)
    assert found["makespan_days"] == 0.0


def test_figures_of_a_plan_by_the_second_are_those_of_the_plan_by_the_minute() -> None:
    header = {"id": "test", "start": "2026-06-01T00:00", "horizon": "20d"}
    minute = (costly(scenario=header), 1)
    second = (costly(scenario=header | {"tick": "1s"}), 60)
    results = []
    for scenario, scale in (minute, second):
        rows = tuple(
            replace(
                row,
                **{
                    name: getattr(row, name) * scale
                    for name in ("setup_start", "start", "run_start", "end")
                },
            )
            for row in three_operations("MO-1", DAY, 3 * DAY)
        )
        demands = (demand("SO", 2 * DAY * scale, 3 * DAY * scale),)
        orders = (order("MO-1", DAY * scale, 3 * DAY * scale),)
        results.append(kpis(plan_of(scenario, rows, orders, demands)))
    assert results[0] == results[1]
    assert results[0]["run_hours"] == 4.0
