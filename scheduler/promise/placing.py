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

    from models.plan import DemandRow, Plan
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
    result = finish(solved, options)
    demand = next(row for row in result.demands if row.demand == wanted.demand)
    _check_served(result, demand)
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


def _check_served(plan: Plan, demand: DemandRow) -> None:
    """Refuse what is never complete.

    Raises
    ------
    NoPlanExists
        With why.
    """
    short = [row for row in plan.material.uncovered if row.demand == demand.demand]
    if demand.is_scheduled and not short:
        return
    served = plan.material.demands_served
    facts = [
        fact
        for row in plan.unscheduled
        if demand.demand in served.get(row.order, ()) and not row.waits_for
        for fact in (f"order {row.order}: {row.cause}", *row.facts)
    ]
    asked = f"{demand.quantity:f} {demand.item} can never be complete"
    raise NoPlanExists((asked, *facts, *([demand.cause] if demand.cause and not facts else ())))
