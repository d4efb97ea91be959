"""What people read for the key figures, which files name by their keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.words import ENGLISH
from scheduler.words.terms import mark

if TYPE_CHECKING:
    from scheduler.words import Words

__all__ = ["KPI_NAMES", "kpi_name", "kpi_unit"]

KPI_NAMES = {
    "demands": mark("demands"),
    "scheduled_demands": mark("demands scheduled"),
    "late_demands": mark("late demands"),
    "delay_percent": mark("share of late demands"),
    "lacking_demands": mark("demands that lack something"),
    "unscheduled_orders": mark("orders not scheduled"),
    "unscheduled_demands": mark("demands not scheduled"),
    "on_time_percent": mark("on time"),
    "total_tardiness_days": mark("total tardiness"),
    "weighted_tardiness_days": mark("weighted tardiness"),
    "max_lateness_days": mark("worst lateness"),
    "average_delay_days": mark("average delay"),
    "orders": mark("orders"),
    "operations": mark("operations"),
    "makespan_days": mark("makespan"),
    "setup_hours": mark("own setup and changeovers"),
    "run_hours": mark("run"),
    "idle_hours": mark("waiting for other phases"),
    "setup_cost": mark("setup cost"),
    "overtime_hours": mark("overtime"),
    "overtime_cost": mark("overtime cost"),
    "sessions": mark("sessions"),
    "subcontracted_phases": mark("phases outside"),
    "wip_flow_cost": mark("flow cost of work in progress"),
    "warehouse_flow_cost": mark("flow cost of the warehouse"),
    "flow_cost": mark("flow cost"),
    "bottleneck": mark("bottleneck"),
    "bottleneck_load_percent": mark("bottleneck load"),
    "bottleneck_setup_percent": mark("bottleneck setup"),
    "bottleneck_idle_percent": mark("bottleneck held without work"),
    "bottleneck_buffer_hours": mark("queue before the bottleneck"),
    "average_utilisation_percent": mark("average utilisation"),
    "overload_hours": mark("overload"),
    "cost_material": mark("cost of material"),
    "cost_machine": mark("cost of machines"),
    "cost_labour": mark("cost of labour"),
    "cost_setup": mark("cost of setups"),
    "cost_overtime": mark("cost of overtime"),
    "cost_subcontracting": mark("cost of subcontracting"),
    "cost_lateness": mark("cost of lateness"),
    "cost_flow": mark("cost of flow"),
    "cost_total": mark("total cost"),
    "verified": mark("verified"),
}
"""By the keys of ``kpis.json``, without their units."""

_UNITS = {"days": "d", "hours": "h", "percent": "%"}
"""By the last word of a key."""


def kpi_name(key: str, words: Words = ENGLISH) -> str:
    """Return what people read for a key figure; one without a name is told by its key."""
    name = KPI_NAMES.get(key)
    return key.replace("_", " ") if name is None else words.text(name)


def kpi_unit(key: str, words: Words = ENGLISH) -> str:
    """Return the unit of a key figure, empty for pieces and money."""
    unit = _UNITS.get(key.rpartition("_")[2], "")
    return unit if unit == "%" else words.unit(unit)
