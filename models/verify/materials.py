"""Nothing is consumed before it is there, and nothing arrives faster than its lead time."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from models.material import DemandKind
from models.scenario import DayKind
from models.verify.facts import name_of
from models.verify.lots import passes_lots
from models.verify.receipts import Receipts
from models.verify.tasks import made_here
from models.verify.violation import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.material import Peg
    from models.plan import OperationRow, OrderRow
    from models.terms import Terms
    from models.verify.facts import Facts

__all__ = ["check_materials", "check_purchases"]


def check_materials(facts: Facts) -> Iterator[Violation]:
    """Check that a phase starts only when every supply pegged to it may be used.

    What is passed on in lots is another rule's business.
    """
    for peg in facts.material.pegs:
        if peg.demand_kind is not DemandKind.ORDER or passes_lots(facts, peg):
            continue
        supply = facts.gates.usable(peg)
        for row in _consumers(facts, peg) if supply else ():
            if supply is None or row.start >= supply[0]:
                continue
            text = (
                f"starts at {facts.at(row.start)}, but its {peg.quantity} pieces of {peg.item} may"
                f" be used from {facts.at(supply[0])} ({supply[1]})."
            )
            yield Violation(Rule.MATERIAL, name_of(row), text)


def _consumers(facts: Facts, peg: Peg) -> Iterator[OperationRow]:
    """Yield the rows that consume a peg, less those for which that is history."""
    for phase in facts.gated_phases(peg.demand, peg.phase):
        task = facts.tasks.get((peg.demand, phase))
        row = facts.rows.get((peg.demand, phase))
        if task is not None and row is not None and task.progress is None:
            yield row


def check_purchases(facts: Facts) -> Iterator[Violation]:
    """Check that planned purchases and transfers are placed from now on and take their time."""
    receipts = Receipts(facts)
    for row in facts.orders:
        order = facts.order(row.order)
        if order is None or made_here(order) or order.is_document:
            continue
        if order.item not in facts.scenario.item_by_id:
            continue  # another rule names it
        subject = f"order {row.order}"
        if row.start < 0:
            text = (
                f"is placed at {facts.at(row.start)}, before {facts.at(0)}, when the plan starts."
            )
            yield Violation(Rule.RELEASE, subject, text)
        earliest, days = receipts.earliest(order)
        if row.end < earliest:
            text = (
                f"arrives at {facts.at(row.end)}; placed at {facts.at(0)} it takes {days}, until"
                f" {facts.at(earliest)}."
            )
            yield Violation(Rule.RELEASE, subject, text)
        terms = facts.terms_of(order)
        if facts.is_sane(row.start, row.end) and not _takes_lead_time(facts, row, terms):
            text = (
                f"is placed at {facts.at(row.start)} and arrives at {facts.at(row.end)}, but its"
                f" lead time is {days}."
            )
            yield Violation(Rule.RELEASE, subject, text)


def _takes_lead_time(facts: Facts, row: OrderRow, terms: Terms) -> bool:
    lead = timedelta(days=terms.days)
    ticks = lead.days * facts.clock.ticks_per_day
    if terms.lead_time_days is DayKind.WORKING:
        days = facts.factory_days
        return days.to_work(int(row.end)) - days.to_work(int(row.start)) == ticks
    # a day is 24 h, or until the same time of day: they differ when the clocks change
    clock = facts.clock
    same_time = clock.tick(clock.moment(row.end).replace(tzinfo=None) - lead)
    return row.start in (row.end - ticks, same_time)
