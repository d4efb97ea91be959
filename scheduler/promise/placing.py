"""Place what is asked for around work that stays where it is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from models.errors import NoPlanExists
from models.level import Level, Objective, Term
from models.plan import Mode
from scheduler.objectives import scenario_options
from scheduler.pipeline import finish
from scheduler.replanning import previous_plan
from scheduler.simulation.moves import movable
from scheduler.solving import compile_and_solve

if TYPE_CHECKING:
    from collections.abc import Collection

    from models.plan import DemandRow, Plan, Unscheduled
    from scheduler.promise.request import Wanted
    from solvers.options import SolveOptions

__all__ = ["Placed", "placed"]


@dataclass(frozen=True)
class Placed:
    """A plan with what is asked for in it.

    Parameters
    ----------
    demand
        The new demand as it is served.
    is_proved
        Nothing earlier exists, as long as all other work stays.
    """

    plan: Plan
    demand: DemandRow
    is_proved: bool


def placed(plan: Plan, wanted: Wanted, may_move: Collection[str], options: SolveOptions) -> Placed:
    """Return the earliest completion of a new demand, verified.

    Parameters
    ----------
    may_move
        Orders of which operations may begin later than they do; all others stay.
    options
        Time limit, workers and seed.

    Raises
    ------
    NoPlanExists
        If the new demand can never be complete, with the facts.
    SchedulingError
        As `scheduler.pipeline.plan`.
    """
    here = previous_plan(plan)
    free = frozenset(key for key in here.places if key[0] in may_move)
    held = {
        (row.order, row.phase): here.places[row.order, row.phase]
        for row in plan.operations
        if row.order not in may_move and not movable(plan, row)
    }
    before = replace(here, held=held, not_before=free)
    options = _options(wanted, options)
    solved = compile_and_solve(wanted.scenario, wanted.material, options, previous=before)
    result = finish(solved, options, previous=before, has_starts=False)
    demand = _served(result, wanted.demand)
    first = result.solve.levels[0]
    return Placed(result, demand, is_proved=first.bound == first.value)


def _options(wanted: Wanted, mine: SolveOptions) -> SolveOptions:
    """Return options that look for an early completion, then for little that others suffer."""
    base = scenario_options(wanted.scenario)
    soon = Level((Term(Objective.TARDINESS, demand_class=wanted.demand_class),))
    return replace(
        mine,
        objectives=(soon, Objective.TARDINESS, Objective.SHIFT),
        delay_cost=base.delay_cost,
        mode=Mode.FINITE,
        patience=base.patience,
    )


def _served(plan: Plan, name: str) -> DemandRow:
    """Return the new demand as a plan serves it.

    Raises
    ------
    NoPlanExists
        If it does not, with why.
    """
    lacking = plan.material.lacking.get(name, ())
    found = next((row for row in plan.demands if row.demand == name), None)
    if found is not None and found.is_scheduled and not lacking:
        return found
    served = plan.material.demands_served
    missing = [f"{row.quantity:f} {row.item} are missing: {row.reason}" for row in lacking]
    left_out = [
        fact
        for row in plan.unscheduled
        if name in served.get(row.order, ()) and not row.waits_for
        for fact in (_named(row), *row.facts)
    ]
    asked = plan.scenario.demand_by_id[name]
    title = f"{asked.quantity:f} {asked.item} cannot be promised"
    raise NoPlanExists((title, *missing, *left_out))


def _named(row: Unscheduled) -> str:
    """Return why an order is left out, with its name."""
    name = f"order {row.order}"
    return row.cause if name in row.cause else f"{name}: {row.cause}"
