"""What a plan must leave out, so that the rest can be planned: which orders, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.material import DemandKind
from models.plan import OperationState, Unscheduled
from scheduler.words import Listed, Said
from solvers.conflict import FactKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from models.material import MaterialPlan
    from scheduler.compile import Compiled
    from solvers.conflict import Conflict, Fact

__all__ = ["causes_of_demands", "to_leave_out", "with_consumers"]

_REMEDIES = (FactKind.DEADLINE, FactKind.PIN, FactKind.MAX_WAIT, FactKind.RELEASE)
"""Facts that somebody decided, the easiest to decide otherwise first."""


def with_consumers(material: MaterialPlan, roots: Iterable[Unscheduled]) -> dict[str, Unscheduled]:
    """Return what is left out by order: the roots, and every order that would consume them.

    Parameters
    ----------
    material
        Its pegs tell who consumes what.
    roots
        Orders that cannot be done. Of several causes of one order the first counts, but for one
        that knows neither phase nor facts: to wait for another order says more.
    """
    found: dict[str, Unscheduled] = {}
    for root in roots:
        found.setdefault(root.order, root)
    waiting = list(found)
    for supply in waiting:  # grows while it is walked
        item = material.order_by_id[supply].item
        for peg in material.pegs_by_supply_order.get(supply, ()):
            if peg.demand_kind is not DemandKind.ORDER:
                continue
            known = found.get(peg.demand)
            if known is None:
                waiting.append(peg.demand)
            elif known.waits_for or known.facts or known.phase is not None:
                continue
            cause = Said(
                "it needs {item} of order {order}, which is not scheduled", item=item, order=supply
            )
            found[peg.demand] = Unscheduled(peg.demand, peg.phase, cause, waits_for=supply)
    return found


def to_leave_out(compiled: Compiled, conflict: Conflict) -> Unscheduled:
    """Return the order that gives way in a contradiction, with the facts and what would help.

    It is the last of the planner's list among those involved.
    """
    problem = compiled.problem
    last = max(conflict.operations, key=lambda op: (int(problem.op_rank[op]), op))
    order = compiled.operations[last].order
    own = {op for op in conflict.operations if compiled.operations[op].order == order}
    facts = tuple(_tell(compiled, fact) for fact in conflict.facts)
    phases = [fact.row for fact in conflict.facts if fact.kind in _OF_OPERATION]
    phase = next((compiled.operations[op].phase for op in phases if op in own), None)
    others = dict.fromkeys(compiled.operations[op].order for op in conflict.operations)
    others.pop(order)
    if not conflict.facts:
        cause = Said("its work finds no room in the calendars of what it needs")
    elif others:
        named = tuple(Said("order {order}", order=other) for other in others)
        cause = Said("it contradicts {others}", others=Listed(named))
    else:
        cause = Said("what is asked of it contradicts itself")
    return Unscheduled(order, phase, cause, facts, _remedy(compiled, conflict, own))


def causes_of_demands(
    material: MaterialPlan, left_out: Mapping[str, Unscheduled]
) -> dict[str, str]:
    """Return why demands are not completed, by demand, for those that wait for what is left out."""
    causes: dict[str, str] = {}
    for row in left_out.values():
        if row.waits_for:
            continue
        for demand in material.demands_served.get(row.order, ()):
            causes.setdefault(demand, _why_never(row))
    return causes


def _why_never(row: Unscheduled) -> Said:
    if not row.remedy:
        return Said("order {order} is not scheduled: {cause}", order=row.order, cause=row.cause)
    return Said(
        "order {order} is not scheduled: {cause}; {remedy} would help",
        order=row.order,
        cause=row.cause,
        remedy=row.remedy,
    )


_OF_OPERATION = (FactKind.PIN, FactKind.DEADLINE, FactKind.RELEASE)


def _tell(compiled: Compiled, fact: Fact) -> str:
    problem, row = compiled.problem, fact.row
    match fact.kind:
        case FactKind.PIN:
            return _bound(compiled, row)
        case FactKind.DEADLINE:
            at = compiled.at(int(problem.op_deadline[row]))
            return Said("{operation} must end by {date}", operation=_name(compiled, row), date=at)
        case FactKind.RELEASE:
            return _release(compiled, row)
        case FactKind.MAX_WAIT:
            return _longest_wait(compiled, row)
        case FactKind.RESOURCE:
            return _limit(compiled, row)


def _bound(compiled: Compiled, op: int) -> Said:
    """Say where and when an operation is bound to run."""
    name, machine = _name(compiled, op), _place(compiled, op)
    if _is_started(compiled, op):
        if not machine:
            return Said("{operation} is under way", operation=name)
        return Said("{operation} is under way on {machine}", operation=name, machine=machine)
    at = compiled.at(int(compiled.problem.op_fixed_start[op]))
    if not machine:
        return Said("{operation} is bound to start at {date}", operation=name, date=at)
    return Said(
        "{operation} is bound to start at {date} on {machine}",
        operation=name,
        date=at,
        machine=machine,
    )


def _release(compiled: Compiled, op: int) -> Said:
    """Say until when an operation waits, and what for."""
    name, reason = _name(compiled, op), compiled.release_reasons[op]
    at = compiled.at(int(compiled.problem.op_release[op]))
    if not reason:
        return Said("{operation} may not start before {date}", operation=name, date=at)
    return Said("{operation} waits for {what} until {date}", operation=name, what=reason, date=at)


def _longest_wait(compiled: Compiled, edge: int) -> Said:
    problem = compiled.problem
    lag = int(problem.lags[problem.lag_ptr[edge]])
    succ, pred = int(problem.succ[edge]), int(problem.pred[edge])
    name, phase = _name(compiled, succ), str(compiled.operations[pred].phase)
    if not lag:
        return Said(
            "{operation} must start right at the end of phase {phase}", operation=name, phase=phase
        )
    return Said(
        "{operation} must start at most {time} after the end of phase {phase}",
        operation=name,
        time=compiled.minutes(lag),
        phase=phase,
    )


def _limit(compiled: Compiled, resource: int) -> Said:
    problem = compiled.problem
    name, units = problem.resource_names[resource], int(problem.resource_capacity[resource])
    if units == 1:
        return Said("{resource} takes one operation at a time", resource=name)
    return Said("of {resource} there are {units}", resource=name, units=str(units))


def _place(compiled: Compiled, op: int) -> str:
    """Return on which machine an operation is bound to run, empty if on none."""
    problem = compiled.problem
    mode = int(problem.op_fixed_mode[op])
    if mode < 0 or problem.mode_resource[mode] < 0:
        return ""
    return str(problem.resource_names[problem.mode_resource[mode]])


def _remedy(compiled: Compiled, conflict: Conflict, own: set[int]) -> str:
    """Return a single change that resolves the contradiction, of the order itself if possible."""
    for kind in _REMEDIES:
        rows = [fact for fact in conflict.facts if fact.kind is kind]
        rows.sort(key=lambda fact: fact.row not in own or kind is FactKind.MAX_WAIT)
        if rows:
            return _change(compiled, rows[0])
    limits = [fact for fact in conflict.facts if fact.kind is FactKind.RESOURCE]
    if not limits:
        return ""
    return Said("more of {resource}", resource=compiled.problem.resource_names[limits[0].row])


def _change(compiled: Compiled, fact: Fact) -> Said:
    problem, row = compiled.problem, fact.row
    match fact.kind:
        case FactKind.DEADLINE:
            return Said("a later end of {operation}", operation=_name(compiled, row))
        case FactKind.PIN if _is_started(compiled, row):
            return Said("other progress of {operation}", operation=_name(compiled, row))
        case FactKind.PIN:
            return Said("another start of {operation}", operation=_name(compiled, row))
        case FactKind.RELEASE:
            what = compiled.release_reasons[row] or _name(compiled, row)
            return Said("{what} earlier", what=what)
        case _:
            pred = compiled.operations[int(problem.pred[row])]
            return Said(
                "a longer max_wait after phase {phase} of order {order}",
                phase=str(pred.phase),
                order=pred.order,
            )


def _is_started(compiled: Compiled, op: int) -> bool:
    return compiled.operations[op].state is OperationState.STARTED


def _name(compiled: Compiled, op: int) -> Said:
    ref = compiled.operations[op]
    return Said("order {order} phase {phase}", order=ref.order, phase=str(ref.phase))
