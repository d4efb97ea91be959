"""Scenario and material plan to `Problem`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.calendar import Clock
from models.problem_builder import ProblemBuilder
from scheduler.compile.calendars import ScenarioCalendars
from scheduler.compile.cannot_run import CannotRun
from scheduler.compile.compiled import Compiled
from scheduler.compile.deadlines import keep_dates
from scheduler.compile.demands import DemandTable
from scheduler.compile.frozen import pin_frozen_orders
from scheduler.compile.gates import MaterialGates
from scheduler.compile.horizon import reach
from scheduler.compile.links import link_phases
from scheduler.compile.operations import OperationTable, last_rows
from scheduler.compile.pins import Pins
from scheduler.compile.previous import keep_previous
from scheduler.compile.priorities import rank_operations
from scheduler.compile.receipts import Receipts, is_made
from scheduler.compile.resources import build_resources
from scheduler.compile.started import pin_started_work

if TYPE_CHECKING:
    from collections.abc import Collection

    from models.material import MaterialPlan
    from models.scenario import Scenario
    from scheduler.compile.previous import PreviousPlan

__all__ = ["compile_problem"]


def compile_problem(
    scenario: Scenario,
    material: MaterialPlan,
    *,
    stretch: int = 1,
    previous: PreviousPlan | None = None,
    left_out: Collection[str] = (),
    is_finite: bool = True,
) -> Compiled:
    """Compile orders and routings to the solver's words.

    Parameters
    ----------
    scenario, material
        What is to be planned: every production order, and every planned subcontract order.
    stretch
        Multiplies how far calendars reach beyond the scenario's horizon; late work needs room.
    previous
        Where work was before: plans may be asked to stay near it, and what begins within the
        frozen days stays there.
    left_out
        Orders that are not scheduled; whoever consumes one must be among them.
    is_finite
        Whether capacity counts. If not, nobody waits for who sets up: the setups that they would
        make before the work are ordinary ones at its beginning.

    Raises
    ------
    CannotRun
        If an operation has no machine that ever works, a pinned one cannot be where it is, or one
        had to end before the plan begins.
    NoPlanExists
        If the work would take generations.
    """
    shop = scenario if is_finite else _without_setup_crews(scenario)
    until = reach(shop, material, stretch=stretch)
    if previous is not None:
        until += max(0, previous.latest(Clock.of(shop.scenario)))
    calendars = ScenarioCalendars(shop, until)
    builder = ProblemBuilder(horizon=calendars.until, tick_seconds=calendars.clock.tick_seconds)
    receipts = Receipts(calendars)
    resources = build_resources(shop, calendars, builder, material=material, usable=receipts.usable)
    table = OperationTable(shop, calendars, resources, builder)
    _add_orders(table, material, left_out)
    pins = Pins(table)
    pin_started_work(table, pins)
    pin_frozen_orders(table, pins)
    link_phases(table)
    gates = MaterialGates(material, table, receipts)
    gates.link()
    keep_dates(table)
    rank_operations(table, material)
    demands = DemandTable(
        scenario, material, table, receipts, calendars, builder, frozenset(left_out)
    )
    demands.add()
    if table.overdue:
        raise CannotRun.together(tuple(table.overdue.values()))
    kept = keep_previous(table, pins, previous, is_finite=is_finite)
    return Compiled(
        scenario=scenario,
        material=material,
        problem=builder.build(),
        operations=tuple(table.refs),
        mode_centers=tuple(table.mode_centers),
        mode_waits=tuple(table.mode_waits),
        mode_machines=tuple(table.mode_machines),
        resource_machines=tuple(table.resources.names),
        release_reasons=tuple(
            gates.releases.get(index, (0, ""))[1] for index in range(len(table.refs))
        ),
        num_demands=demands.num_demands,
        order_operations={
            order: tuple(row.index for row in rows) for order, rows in table.by_order.items()
        },
        last_operations={
            order: tuple(row.index for row in last_rows(rows))
            for order, rows in table.by_order.items()
        },
        receipts=receipts,
        left_out=frozenset(left_out),
        kept=kept.operations,
        not_before=kept.not_before,
        warnings=kept.warnings,
    )


def _without_setup_crews(scenario: Scenario) -> Scenario:
    """Return a scenario in which every setup is part of the work."""
    if not any(center.setup_skills for center in scenario.work_centers):
        return scenario
    centers = [center.model_copy(update={"setup_skills": ()}) for center in scenario.work_centers]
    return scenario.replaced(work_centers=tuple(centers))


def _add_orders(table: OperationTable, material: MaterialPlan, left_out: Collection[str]) -> None:
    """Add every order that is made.

    Raises
    ------
    CannotRun
        Of all orders that cannot be done, so that nobody asks again for each.
    """
    errors: list[CannotRun] = []
    for order in material.orders:
        if is_made(order) and order.id not in left_out:
            try:
                table.add_order(order)
            except CannotRun as error:
                errors.append(error)
    if errors:
        raise CannotRun.together(errors)
