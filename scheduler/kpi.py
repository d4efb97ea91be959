r"""The figures a planner judges a plan by.

With completion :math:`C_j`, due date :math:`d_j` and weight :math:`w_j` of demand j, in days:

========================  ======================================================================
lacking_demands           demands that, or orders for which, nothing is planned for a need
unscheduled_orders        orders that the plan leaves out
unscheduled_demands       demands that wait for one of these; no lateness is counted for them
on_time_percent           demands with :math:`C_j \le d_j` that lack nothing / demands x 100;
                          below 100 if one is late, be it of thousands
promised_on_time_percent  the same with the promise of infinite capacity :math:`P_j` for
                          :math:`C_j`
promised_late_demands     demands with :math:`P_j > d_j`
broken_promises           demands with :math:`P_j \le d_j < C_j`
total_tardiness_days      :math:`\sum_j \max(0, C_j - d_j)`
weighted_tardiness_days   :math:`\sum_j w_j \max(0, C_j - d_j)`
max_lateness_days         :math:`\max(0, \max_j C_j - d_j)`
scheduled_demands         demands that the plan completes
delay_percent             of these, those with :math:`C_j > d_j` x 100
average_delay_days        mean of :math:`C_j - d_j` over the late demands, 0 without one
makespan_days             end of the last operation
setup_hours, run_hours    working hours of machines; setup is own setup and changeovers. A session
                          counts once, an operation on several machines once for each
idle_hours                of the run hours those in which a phase waits, on its machines, for the
                          one it overlaps
setup_cost                sum over changeovers of hours x ``setup_rate`` of the center
overtime_hours            hours of work, each operation for itself, in the overtime of its center
overtime_cost             these x ``overtime_rate`` of the center
sessions                  of machines with an aggregation rule
subcontracted_phases      operations at external centers
wip_flow_cost             sum over scheduled orders of quantity x standard cost x rate x
                          (end - start)
warehouse_flow_cost       sum over pegs of quantity x standard cost x rate x days between receipt
                          and use; use is the start of the consuming phase, or the delivery of the
                          demand, not before it is due; stock on hand is held from the start
flow_cost                 the two together
bottleneck                the finite center that load and queue together make the first of the
                          ranking of `scheduler.capacity`, over the days until the last operation
bottleneck_...            its load / capacity, setup / capacity, idle / capacity, and the hours of
                          work that wait in front of it on average
average_utilisation_...   load / capacity of all finite centers over these days
overload_hours            hours beyond capacity, summed over finite centers and days
cost_material, ...        what the plan costs: `scheduler.costing.plan_cost`
========================  ======================================================================

The rate per day is ``settings.stock_cost_percent`` / 100 / 365. Numbers are rounded here, once.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from models.material import DemandKind, SupplyKind
from scheduler.capacity import capacity_of, overtime_ticks, ranking, worked_ticks
from scheduler.costing.plan_total import cost_figures
from scheduler.served import Served

if TYPE_CHECKING:
    from models.material import Peg
    from models.plan import Plan

    Kpis = dict[str, float | int | str | None]

__all__ = ["FlowCost", "flow_cost", "kpis"]

_DAYS_PER_YEAR = 365
_OF_PROMISES = ("promised_on_time_percent", "promised_late_demands", "broken_promises")
_OF_BOTTLENECK = (
    "bottleneck_load_percent",
    "bottleneck_setup_percent",
    "bottleneck_idle_percent",
    "bottleneck_buffer_hours",
)


def kpis(plan: Plan) -> Kpis:
    """Return the key figures of a plan; its own `Plan.kpis` are not read.

    Returns
    -------
    dict
        Days and hours with four decimals, percentages with one, costs with two; ``None`` where a
        figure is not defined, such as the share of no demands.
    """
    flow, served = flow_cost(plan), Served(plan)
    return {
        **_lateness(served),
        **_promised(served),
        **_work(plan),
        **_extras(plan),
        "flow_cost": float(flow.total),
        "wip_flow_cost": float(flow.wip),
        "warehouse_flow_cost": float(flow.warehouse),
        **_capacity(plan),
        **cost_figures(plan, flow.total),
    }


class FlowCost(NamedTuple):
    """What a plan ties up: work in progress, goods that wait in a warehouse, and both together.

    Each is rounded to cents for itself.
    """

    total: Decimal
    wip: Decimal
    warehouse: Decimal


def flow_cost(plan: Plan) -> FlowCost:
    """Return the flow cost of a plan, as its key figures have it; it is made once for a plan."""
    return plan.once(_flow)


def _lateness(served: Served) -> Kpis:
    plan, wanted = served.plan, served.wanted
    days = [row.late / plan.clock.ticks_per_day for row in plan.demands]
    late = [value for value in days if value > 0]
    num_scheduled = len(plan.demands) - served.never
    weighted = sum(float(row.weight) * value for row, value in zip(plan.demands, days, strict=True))
    return {
        "demands": len(days),
        "scheduled_demands": num_scheduled,
        "late_demands": len(late),
        "delay_percent": round(100 * len(late) / num_scheduled, 1) if num_scheduled else None,
        "lacking_demands": len(plan.material.lacking),
        "unscheduled_orders": len(plan.unscheduled),
        "unscheduled_demands": served.never,
        "on_time_percent": served.percent(wanted - len(served.missed)) if wanted else None,
        "total_tardiness_days": round(sum(days), 4),
        "weighted_tardiness_days": round(weighted, 4),
        "max_lateness_days": round(max(days, default=0.0), 4),
        "average_delay_days": round(sum(late) / len(late), 4) if late else 0.0,
    }


def _promised(served: Served) -> Kpis:
    """Return what infinite capacity had promised; a demand without a promise is none on time."""
    if served.promised is None:
        return dict.fromkeys(_OF_PROMISES)
    percent = served.percent(len(served.promised))
    late = sum(bool(row.promised_late) for row in served.plan.demands)
    return dict(zip(_OF_PROMISES, (percent, late, served.broken), strict=True))


def _work(plan: Plan) -> Kpis:
    worked = worked_ticks(plan.scenario, plan.operations, material=plan.material)
    setup = (worked.setup + worked.changeover) @ worked.machines
    idle = sum(
        row.idle * int(machines)
        for row, machines in zip(plan.operations, worked.machines, strict=True)
    )
    makespan = max((row.end for row in plan.operations), default=0)
    return {
        "orders": len(plan.orders),
        "operations": len(plan.operations),
        "makespan_days": round(makespan / plan.clock.ticks_per_day, 4),
        "setup_hours": _hours(plan, int(setup)),
        "run_hours": _hours(plan, int(worked.run @ worked.machines)),
        "idle_hours": _hours(plan, idle),
    }


def _extras(plan: Plan) -> Kpis:
    """Return what setups and overtime cost, and what is done together or outside."""
    centers = plan.scenario.work_center_by_id
    changed = defaultdict[str, int](int)
    for row in plan.operations:
        changed[row.work_center] += row.changeover
    setup_cost = sum(
        float(centers[name].setup_rate) * _hours(plan, ticks)
        for name, ticks in changed.items()
        if ticks
    )
    extra = overtime_ticks(plan.scenario, plan.operations, material=plan.material)
    overtime_cost = sum(
        float(centers[name].overtime_rate) * _hours(plan, ticks) for name, ticks in extra.items()
    )
    sessions = {(row.machine, row.session) for row in plan.operations if row.session}
    outside = {name for name, center in centers.items() if center.external}
    return {
        "setup_cost": round(setup_cost, 2),
        "overtime_hours": _hours(plan, sum(extra.values())),
        "overtime_cost": round(overtime_cost, 2),
        "sessions": len(sessions),
        "subcontracted_phases": sum(row.work_center in outside for row in plan.operations),
    }


def _hours(plan: Plan, ticks: int) -> float:
    return round(ticks * plan.clock.tick_seconds / 3600, 4)


def _flow(plan: Plan) -> FlowCost:
    rate = float(plan.scenario.settings.stock_cost_percent) / 100 / _DAYS_PER_YEAR
    in_progress, waiting = _value_days_in_progress(plan), _value_days_waiting(plan)
    value_days = (in_progress + waiting, in_progress, waiting)
    return FlowCost(*(Decimal(f"{days * rate:.2f}") for days in value_days))


def _value_days_in_progress(plan: Plan) -> float:
    """Return value x days of the orders that the plan works on."""
    scheduled = {row.order for row in plan.operations}
    total = sum(
        _value(plan, row.item, float(row.quantity)) * (row.end - row.start)
        for row in plan.orders
        if row.order in scheduled
    )
    return total / plan.clock.ticks_per_day


def _value_days_waiting(plan: Plan) -> float:
    """Return value x days of what is received but not used yet."""
    received = {row.order: max(0, row.end) for row in plan.orders}
    uses = _Uses(plan)
    total = 0.0
    for peg in plan.material.pegs:
        use = uses.tick(peg)
        since = 0 if peg.supply_kind is SupplyKind.STOCK else received.get(peg.supply)
        if use is not None and since is not None and use > since:
            total += _value(plan, peg.item, float(peg.quantity)) * (use - since)
    return total / plan.clock.ticks_per_day


class _Uses:
    """When each peg is used."""

    def __init__(self, plan: Plan) -> None:
        self._delivered = {
            row.demand: max(row.due, row.completion) for row in plan.demands if row.is_scheduled
        }
        self._order_start = {row.order: row.start for row in plan.orders}
        self._phase_start = {(row.order, row.phase): row.start for row in plan.operations}
        self._scheduled = {row.order for row in plan.operations}

    def tick(self, peg: Peg) -> int | None:
        """Return when the peg is used; ``None`` if it stays on stock or was withdrawn before."""
        if peg.demand_kind is DemandKind.SAFETY_STOCK:
            return None
        if peg.demand_kind is DemandKind.DEMAND:
            return self._delivered.get(peg.demand)
        if peg.phase is None or peg.demand not in self._scheduled:
            return self._order_start.get(peg.demand)
        return self._phase_start.get((peg.demand, peg.phase))


def _value(plan: Plan, item: str, quantity: float) -> float:
    return float(plan.scenario.item_by_id[item].standard_cost) * quantity


def _capacity(plan: Plan) -> Kpis:
    loads, capacities = _finite_totals(plan)
    available = sum(capacities.values())
    overload = sum(row.overload for row in plan.load if row.work_center in loads)
    return {
        **_bottleneck(plan),
        "average_utilisation_percent": (
            round(100 * sum(loads.values()) / available, 1) if available else None
        ),
        "overload_hours": round(overload / 60, 4),
    }


def _bottleneck(plan: Plan) -> Kpis:
    first = next(iter(ranking(plan, capacity_of(plan))), None)
    if first is None or not first.load:
        return dict.fromkeys(("bottleneck", *_OF_BOTTLENECK))
    figures = ((first.load, 1), (first.setup, 1), (first.idle, 1), (first.buffer, 4))
    shown = [None if value is None else round(value, places) for value, places in figures]
    return {"bottleneck": first.center, **dict(zip(_OF_BOTTLENECK, shown, strict=True))}


def _finite_totals(plan: Plan) -> tuple[dict[str, int], dict[str, int]]:
    """Return minutes of load and of capacity by finite work center."""
    finite = [
        center.id
        for center in plan.scenario.work_centers
        if not (center.infinite or center.external)
    ]
    loads, capacities = dict.fromkeys(finite, 0), dict.fromkeys(finite, 0)
    for row in plan.load:
        if row.work_center in loads:
            loads[row.work_center] += row.load
            capacities[row.work_center] += row.capacity
    return loads, capacities
