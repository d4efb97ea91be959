"""The dates that can be promised, and what each of them costs others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.errors import SolverFault
from scheduler.changes.change import refusal, unknown
from scheduler.promise.placing import placed
from scheduler.promise.request import Request, wanted
from scheduler.promise.rivals import rivals
from scheduler.simulation.moves import movable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.plan import Plan
    from scheduler.promise.placing import Placed
    from scheduler.promise.request import Wanted
    from solvers.options import SolveOptions

__all__ = ["Moved", "Offer", "Promise", "Request", "promised"]


@dataclass(frozen=True, slots=True)
class Moved:
    """An order that ends later, or a demand that is complete later; times in ticks.

    Parameters
    ----------
    late
        Ticks after it is due, then; 0 if nobody needs it by a date.
    """

    name: str
    before: int
    after: int
    late: int

    @property
    def ticks(self) -> int:
        """Return by how much."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Offer:
    """One date.

    Parameters
    ----------
    may_move
        Orders that may move for it; empty if nothing does.
    completion
        Tick at which all that is asked for is there.
    is_proved
        Nothing earlier exists as long as all other work stays.
    orders, demands
        Those that are later for it.
    """

    may_move: tuple[str, ...]
    completion: int
    is_proved: bool
    orders: tuple[Moved, ...] = ()
    demands: tuple[Moved, ...] = ()


@dataclass(frozen=True, slots=True)
class Promise:
    """The answer to a request.

    Parameters
    ----------
    undisturbed
        The earliest date for which nothing else moves.
    offers
        One for each order that may move, then one for all of them together.
    is_proposed
        Nobody named these orders: they hold what the request waits for.
    """

    request: Request
    undisturbed: Offer
    offers: tuple[Offer, ...]
    is_proposed: bool


def promised(
    plan: Plan, request: Request, options: SolveOptions, *, may_move: Sequence[str] = ()
) -> Promise:
    """Return when a request can be complete; the plan stays as it is.

    Parameters
    ----------
    may_move
        Orders that may move; empty: at most five that hold what the request waits for.
    options
        Time limit of each search, workers and seed.

    Raises
    ------
    InvalidScenarioFile
        If the request has no answer, or an order cannot move.
    NoPlanExists
        If it can never be done, with the facts.
    SchedulingError
        As `scheduler.pipeline.plan`.
    """
    named = tuple(dict.fromkeys(may_move))
    for order in named:
        _check_order(plan, order)
    asked = wanted(plan, request)
    first = placed(plan, asked, (), options)
    undisturbed = _offer(plan, first, ())
    _refuse_disturbance(plan, first)
    orders = named or rivals(plan, first)
    groups: list[tuple[str, ...]] = [(order,) for order in orders]
    if len(orders) > 1:
        groups.append(orders)
    offers: list[Offer] = []
    for group in groups:
        best = _best([undisturbed, *(row for row in offers if set(row.may_move) <= set(group))])
        offers.append(_tried(plan, asked, group, best, options))
    return Promise(request, undisturbed, tuple(offers), is_proposed=not named)


def _best(offers: Sequence[Offer]) -> Offer:
    """Return the earliest offer; of several the one for which fewer orders move."""
    return min(offers, key=lambda row: (row.completion, len(row.orders)))


def _tried(
    plan: Plan, asked: Wanted, group: tuple[str, ...], best: Offer, options: SolveOptions
) -> Offer:
    """Return the date if some orders may move: never later than if less of them may."""
    found = _offer(plan, placed(plan, asked, group, options), group)
    if found.completion < best.completion:
        return found
    is_proved = found.is_proved and found.completion == best.completion
    return Offer(group, best.completion, is_proved, best.orders, best.demands)


def _offer(plan: Plan, found: Placed, group: tuple[str, ...]) -> Offer:
    orders = {row.order: row for row in found.plan.orders}
    demands = {row.demand: row for row in found.plan.demands}
    moved = [
        Moved(row.order, row.end, orders[row.order].end, orders[row.order].late)
        for row in plan.orders
        if row.order in group and orders[row.order].end > row.end
    ]
    later = [
        Moved(row.demand, row.completion, after.completion, after.late)
        for row in plan.demands
        if row.is_scheduled and (after := demands[row.demand]).completion > row.completion
    ]
    return Offer(group, found.demand.completion, found.is_proved, tuple(moved), tuple(later))


def _refuse_disturbance(plan: Plan, found: Placed) -> None:
    """Refuse an answer for which other work or another demand is not where it was.

    Raises
    ------
    SolverFault
        With all of it.
    """
    at = plan.clock.moment
    places = {(row.order, row.phase): row for row in found.plan.operations}
    faults = [
        f"{row.order} phase {row.phase} is not where the plan has it"
        for row in plan.operations
        if (after := places.get((row.order, row.phase))) is None
        or (after.start, after.end, after.work_center) != (row.start, row.end, row.work_center)
    ]
    completions = {row.demand: row.completion for row in found.plan.demands}
    faults += [
        f"demand {row.demand} is not complete at {at(row.completion):%Y-%m-%d %H:%M} any more"
        for row in plan.demands
        if completions[row.demand] != row.completion and row.is_scheduled
    ]
    if faults:
        raise SolverFault(tuple(faults))


def _check_order(plan: Plan, order: str) -> None:
    """Refuse an order that is not there, or must stay.

    Raises
    ------
    InvalidScenarioFile
        With the reason.
    """
    rows = [row for row in plan.operations if row.order == order]
    if not rows:
        known = tuple(dict.fromkeys(row.order for row in plan.operations))
        raise unknown("may-move", order, "an order with phases in the plan", known)
    reasons = [movable(plan, row) for row in rows]
    if all(reasons):
        raise refusal("may-move", order, f"work that may move; {reasons[0]}")
