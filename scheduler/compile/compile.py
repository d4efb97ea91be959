"""Scenario and material plan to `Problem`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.problem_builder import ProblemBuilder
from scheduler.compile.calendars import ScenarioCalendars
from scheduler.compile.compiled import Compiled
from scheduler.compile.demands import DemandTable
from scheduler.compile.frozen import pin_frozen_orders
from scheduler.compile.horizon import reach
from scheduler.compile.links import MaterialGates, link_phases
from scheduler.compile.operations import OperationTable
from scheduler.compile.receipts import Receipts, is_made
from scheduler.compile.resources import build_resources
from scheduler.compile.started import pin_started_work

if TYPE_CHECKING:
    from models.material import MaterialPlan
    from models.scenario import Scenario

__all__ = ["compile_problem"]


def compile_problem(scenario: Scenario, material: MaterialPlan, *, stretch: int = 1) -> Compiled:
    """Compile orders and routings to the solver's words.

    Parameters
    ----------
    scenario, material
        What is to be planned: every production order, and every planned subcontract order.
    stretch
        Multiplies how far calendars reach beyond the scenario's horizon; late work needs room.

    Raises
    ------
    NoPlanExists
        If an operation has no machine that ever works, or a pinned one cannot be where it is.
    """
    calendars = ScenarioCalendars(scenario, reach(scenario, material, stretch=stretch))
    builder = ProblemBuilder(horizon=calendars.until, tick_seconds=calendars.clock.tick_seconds)
    table = OperationTable(
        scenario, calendars, build_resources(scenario, calendars, builder), builder
    )
    for order in material.orders:
        if is_made(order):
            table.add_order(order)
    pin_started_work(table)
    pin_frozen_orders(table)
    link_phases(table)
    receipts = Receipts(calendars)
    gates = MaterialGates(material, table, receipts, builder)
    gates.link()
    demands = DemandTable(scenario, material, table, receipts, calendars, builder)
    demands.add()
    return Compiled(
        scenario=scenario,
        material=material,
        problem=builder.build(),
        operations=tuple(table.refs),
        mode_centers=tuple(table.mode_centers),
        resource_machines=tuple(table.resources.names),
        release_reasons=tuple(
            gates.releases.get(index, (0, ""))[1] for index in range(len(table.refs))
        ),
        num_demands=demands.num_demands,
        order_operations={
            order: tuple(row.index for row in rows) for order, rows in table.by_order.items()
        },
        receipts=receipts,
    )
