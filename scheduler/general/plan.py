"""The run: job rows to a network of orders, dates, availability check, MRP for the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.scenario import Direction, GroupDate
from scheduler.general.context import Context
from scheduler.general.explosion import explode
from scheduler.general.material import material_of
from scheduler.general.monitor import log_of
from scheduler.general.outcome import Outcome, any_late, job_results, phase_rows
from scheduler.general.passes import date_back, date_earliest, date_latest
from scheduler.general.result import GeneralPlan
from scheduler.general.rows import examined, rows_to_plan, without_planned_orders
from scheduler.mrp.buckets import Buckets

if TYPE_CHECKING:
    from models.scenario import GeneralSettings, Scenario
    from scheduler.general.availability import Availability
    from scheduler.general.network import JobOrder
    from scheduler.general.placing import Network
    from scheduler.general.rows import RowsToPlan

__all__ = ["plan_jobs"]


def plan_jobs(scenario: Scenario, settings: GeneralSettings | None = None) -> GeneralPlan:
    """Plan the job orders of a scenario at infinite capacity, then what they leave to MRP.

    Each row of an open job becomes an order for its item, whatever the stock of it, and the
    orders of its components below. Orders that an earlier run planned for the same rows are
    planned anew, with the same names; so running twice changes nothing. How far a planned job
    has gone is read off its orders; what is released keeps them. The plan does not depend on the
    order of the scenario's rows.

    Parameters
    ----------
    settings
        Default: those of the scenario.

    Raises
    ------
    InvalidScenarioFile
        If bills of materials form a cycle, or quantities exceed what can be counted.
    """
    settings = settings or scenario.settings.general
    scenario = examined(scenario.dated)
    buckets = Buckets.of(scenario)
    chosen = rows_to_plan(scenario, settings, buckets)
    context = Context.of(without_planned_orders(scenario, chosen.rows), settings, buckets)
    every = (*chosen.rows, *chosen.under_way)
    served = {name for row in every for name in (*row.row.demands, *row.row.forecasts)}
    availability = context.availability(served)
    network, outcome = _dated(context, chosen, availability)
    results = job_results(context, network, chosen.rows, outcome)
    return GeneralPlan(
        material=material_of(context, network, availability, outcome),
        jobs=results,
        phases=phase_rows(network, outcome),
        log=(*chosen.log, *log_of(context, network, results, outcome)),
        direction=outcome.direction,
    )


def _dated(
    context: Context, chosen: RowsToPlan, availability: Availability
) -> tuple[Network, Outcome]:
    """Return the orders of the rows with their dates, and which of these count."""
    settings, dating = context.settings, context.dating
    is_asap = settings.direction is Direction.ASAP
    loads = None if is_asap else context.loads()

    def date(order: JobOrder) -> None:
        date_latest(order, dating, loads)

    network = explode(context, chosen, availability, date)
    if is_asap:
        _forward(context, network, 0)
    else:
        date_earliest(network.orders, dating, 0)
    if not (settings.check_atp and any_late(context, network, chosen.rows)):
        return network, Outcome(settings.direction, is_suggested=False)
    first = 0
    if settings.atp_start is not None:
        first = max(0, context.buckets.clock.tick(settings.atp_start))
    _forward(context, network, first)
    return network, Outcome(Direction.ASAP, is_suggested=True)


def _forward(context: Context, network: Network, first: int) -> None:
    """Date the orders from a tick on, with centers chosen on the way."""
    loads = context.loads()
    for order in network.orders if loads else ():
        order.choices = {}
    date_earliest(network.orders, context.dating, first, loads)
    if loads is not None:
        by_last_need = context.settings.group and context.settings.group_date is GroupDate.LATE
        date_back(network, context.dating, by_last_need=by_last_need)
