"""What a plan must leave out, so that the rest can be planned: which orders, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.material import DemandKind
from models.plan import OperationState, Unscheduled
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
            cause = f"it needs {item} of order {supply}, which is not scheduled"
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
        cause = "its work finds no room in the calendars of what it needs"
    elif others:
        cause = f"it contradicts {', '.join(f'order {other}' for other in others)}"
    else:
        cause = "what is asked of it contradicts itself"
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
            remedy = f"; {row.remedy} would help" if row.remedy else ""
            text = f"order {row.order} is not scheduled: {row.cause}{remedy}"
            causes.setdefault(demand, text)
    return causes


_OF_OPERATION = (FactKind.PIN, FactKind.DEADLINE, FactKind.RELEASE)


def _tell(compiled: Compiled, fact: Fact) -> str:
    problem, row = compiled.problem, fact.row
    match fact.kind:
        case FactKind.PIN if _is_started(compiled, row):
            return f"{_name(compiled, row)} is under way{_place(compiled, row)}"
        case FactKind.PIN:
            at = compiled.at(int(problem.op_fixed_start[row]))
            return f"{_name(compiled, row)} is bound to start at {at}{_place(compiled, row)}"
        case FactKind.DEADLINE:
            at = compiled.at(int(problem.op_deadline[row]))
            return f"{_name(compiled, row)} must end by {at}"
        case FactKind.RELEASE:
            at = compiled.at(int(problem.op_release[row]))
            reason = compiled.release_reasons[row]
            waits = f" waits for {reason} until" if reason else " may not start before"
            return f"{_name(compiled, row)}{waits} {at}"
        case FactKind.MAX_WAIT:
            return _longest_wait(compiled, row)
        case FactKind.RESOURCE:
            return _limit(compiled, row)


def _longest_wait(compiled: Compiled, edge: int) -> str:
    problem = compiled.problem
    lag = int(problem.lags[problem.lag_ptr[edge]])
    succ, pred = int(problem.succ[edge]), int(problem.pred[edge])
    span = f"at most {compiled.minutes(lag)} after" if lag else "right at"
    phase = compiled.operations[pred].phase
    return f"{_name(compiled, succ)} must start {span} the end of phase {phase}"


def _limit(compiled: Compiled, resource: int) -> str:
    problem = compiled.problem
    name, units = problem.resource_names[resource], int(problem.resource_capacity[resource])
    return f"{name} takes one operation at a time" if units == 1 else f"of {name} there are {units}"


def _place(compiled: Compiled, op: int) -> str:
    """Return on which machine an operation is bound to run, if it is."""
    problem = compiled.problem
    mode = int(problem.op_fixed_mode[op])
    if mode < 0 or problem.mode_resource[mode] < 0:
        return ""
    return f" on {problem.resource_names[problem.mode_resource[mode]]}"


def _remedy(compiled: Compiled, conflict: Conflict, own: set[int]) -> str:
    """Return a single change that resolves the contradiction, of the order itself if possible."""
    for kind in _REMEDIES:
        rows = [fact for fact in conflict.facts if fact.kind is kind]
        rows.sort(key=lambda fact: fact.row not in own or kind is FactKind.MAX_WAIT)
        if rows:
            return _change(compiled, rows[0])
    limits = [fact for fact in conflict.facts if fact.kind is FactKind.RESOURCE]
    return f"more of {compiled.problem.resource_names[limits[0].row]}" if limits else ""


def _change(compiled: Compiled, fact: Fact) -> str:
    problem, row = compiled.problem, fact.row
    match fact.kind:
        case FactKind.DEADLINE:
            return f"a later end of {_name(compiled, row)}"
        case FactKind.PIN if _is_started(compiled, row):
            return f"other progress of {_name(compiled, row)}"
        case FactKind.PIN:
            return f"another start of {_name(compiled, row)}"
        case FactKind.RELEASE:
            return f"{compiled.release_reasons[row] or _name(compiled, row)} earlier"
        case _:
            pred = compiled.operations[int(problem.pred[row])]
            return f"a longer max_wait after phase {pred.phase} of order {pred.order}"


def _is_started(compiled: Compiled, op: int) -> bool:
    return compiled.operations[op].state is OperationState.STARTED


def _name(compiled: Compiled, op: int) -> str:
    ref = compiled.operations[op]
    return f"order {ref.order} phase {ref.phase}"
