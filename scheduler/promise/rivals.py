"""Who holds what a request waits for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.read_back import read_back
from scheduler.simulation.moves import movable
from solvers.explain import Explainer, Reason

if TYPE_CHECKING:
    from models.plan import Plan
    from scheduler.promise.placing import Placed

__all__ = ["rivals"]

_MOST = 5
"""Each is a search of its own."""

_CAPACITY = frozenset({Reason.MACHINE, Reason.RESOURCE, Reason.SESSION})


def rivals(plan: Plan, found: Placed) -> tuple[str, ...]:
    """Return the orders that may move and hold the machines on the chain of a new demand.

    The latest first, as they decide when it is complete; at most five.
    """
    pair = read_back(found.plan)
    if pair is None:
        return ()
    compiled, schedule = pair
    names = list(compiled.problem.demand_names[: compiled.num_demands])
    if found.demand.demand not in names:
        return ()
    may_move = {row.order for row in plan.operations if not movable(plan, row)}
    chain = Explainer(compiled.problem, schedule).binding_chain(names.index(found.demand.demand))
    orders = (
        compiled.operations[op].order
        for link in chain
        if link.reason in _CAPACITY
        for op in link.others
    )
    return tuple(row for row in dict.fromkeys(orders) if row in may_move)[:_MOST]
