"""Orders that the plan leaves out, what becomes of those that need them, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.material import DemandKind, SupplyKind
from models.verify.violation import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.material import Peg
    from models.plan import Unscheduled
    from models.verify.facts import Facts

__all__ = ["check_unscheduled"]


def check_unscheduled(facts: Facts) -> Iterator[Violation]:
    """Check that an order is left out for a cause, with all that needs it, and nobody else."""
    seen: set[str] = set()
    for row in facts.unscheduled:
        subject = f"order {row.order}"
        text = _fault(facts, row)
        if row.order in seen:
            yield Violation(Rule.DUPLICATE, subject, "is said to be unscheduled more than once.")
        elif text:
            yield Violation(Rule.UNSCHEDULED, subject, text)
        seen.add(row.order)
    for order in facts.orders:
        if order.order in facts.left_out:
            text = "is said to be unscheduled, but has a row among the orders."
            yield Violation(Rule.UNSCHEDULED, f"order {order.order}", text)
    yield from _check_consumers(facts)
    yield from _check_demands(facts)


def _fault(facts: Facts, row: Unscheduled) -> str:
    """Return what is wrong with the row of an order that is left out."""
    if all(order != row.order for order, _ in facts.every_task):
        return "is said to be unscheduled, but it has nothing to do."
    if not row.cause.strip():
        return "is said to be unscheduled, but no cause is given."
    if row.phase is not None and (row.order, row.phase) not in facts.every_task:
        return f"is said to be unscheduled for phase {row.phase}, which it does not have to do."
    if not row.waits_for:
        return ""
    if row.waits_for not in facts.left_out:
        return f"is said to wait for order {row.waits_for}, which is scheduled."
    pegs = facts.material.pegs_by_consumer.get((DemandKind.ORDER, row.order), ())
    if all(peg.supply != row.waits_for for peg in pegs):
        return f"is said to wait for order {row.waits_for}, of which it takes nothing."
    return ""


def _lost(facts: Facts) -> Iterator[Peg]:
    """Yield the pegs from orders that are left out."""
    for peg in facts.material.pegs:
        if peg.supply_kind is SupplyKind.ORDER and peg.supply in facts.left_out:
            yield peg


def _check_consumers(facts: Facts) -> Iterator[Violation]:
    """Check that whoever consumes an order that is left out is left out too, and says so."""
    for peg in _lost(facts):
        if peg.demand_kind is not DemandKind.ORDER or not _is_needed(facts, peg):
            continue
        row = facts.left_out.get(peg.demand)
        if row is None:
            text = f"is scheduled, but takes {peg.item} of order {peg.supply}, which is not."
            yield Violation(Rule.UNSCHEDULED, f"order {peg.demand}", text)
        elif not row.waits_for and row.phase is None and not row.facts:
            text = f"does not say that it waits for order {peg.supply}, which is left out."
            yield Violation(Rule.UNSCHEDULED, f"order {peg.demand}", text)


def _is_needed(facts: Facts, peg: Peg) -> bool:
    """Tell whether a phase still to be started waits for a peg."""
    if not facts.gates.is_gate(peg):
        return False
    keys = ((peg.demand, phase) for phase in facts.gated_phases(peg.demand, peg.phase))
    return any(key in facts.every_task and not facts.every_task[key].progress for key in keys)


def _check_demands(facts: Facts) -> Iterator[Violation]:
    """Check that just the demands that an order left out would serve are never completed."""
    fed = {peg.demand: peg for peg in _lost(facts) if peg.demand_kind is DemandKind.DEMAND}
    for row in facts.demands:
        subject = f"demand {row.demand}"
        peg = fed.get(row.demand)
        if peg is None and row.completion < 0:
            text = "is said never to be complete, but nothing that serves it is left out."
            yield Violation(Rule.DEMAND, subject, text)
        elif peg is not None and row.completion != -1:
            text = (
                f"is said to be complete at {facts.at(row.completion)}, but order {peg.supply},"
                " which serves it, is not scheduled."
            )
            yield Violation(Rule.DEMAND, subject, text)
        elif peg is not None and not row.cause.strip():
            text = f"does not say why it is never complete: order {peg.supply} is not scheduled."
            yield Violation(Rule.DEMAND, subject, text)
