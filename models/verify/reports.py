"""What the rows of orders and demands say follows from the operations and the pegging."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from models.material import DemandKind
from models.verify.facts import name_of
from models.verify.receipts import readings_of
from models.verify.tasks import made_here
from models.verify.violation import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.material import Peg, SupplyOrder
    from models.plan import DemandRow, OperationRow, OrderRow
    from models.verify.facts import Facts
    from models.verify.receipts import Receipts

__all__ = ["check_demand_rows", "check_order_rows", "check_sequences"]


def check_sequences(facts: Facts) -> Iterator[Violation]:
    """Check that the operations of a machine are numbered from 1, ascending with their starts."""
    machines: dict[str, list[OperationRow]] = defaultdict(list)
    for row in facts.rows.values():
        if row.machine:
            machines[row.machine].append(row)
    for machine, rows in machines.items():
        rows.sort(key=lambda row: row.sequence)
        latest = rows[0].start
        for number, row in enumerate(rows, start=1):
            if row.sequence != number or row.start < latest:
                text = (
                    f"is number {row.sequence} on {machine} and starts at {facts.at(row.start)};"
                    f" it is the {number}. by number, the one before starts at {facts.at(latest)}."
                )
                yield Violation(Rule.REPORT, name_of(row), text)
                break  # all the others follow from the first
            latest = row.start


def check_order_rows(facts: Facts) -> Iterator[Violation]:
    """Check that each order has one row, with its own facts and the span of its operations."""
    if not facts.orders:
        return
    seen: set[str] = set()
    for row in facts.orders:
        subject = f"order {row.order}"
        order = facts.order(row.order)
        if order is None:
            text = "has a row, but the material plan has no such order."
            yield Violation(Rule.UNKNOWN, subject, text)
        elif row.order in seen:
            yield Violation(Rule.DUPLICATE, subject, "has more than one row.")
        else:
            seen.add(row.order)
            yield from _check_order_row(facts, row, order)
    for order in facts.material.orders:
        if order.id not in seen and order.id not in facts.left_out:
            yield Violation(Rule.MISSING, f"order {order.id}", "has no row among the orders.")


def _check_order_row(facts: Facts, row: OrderRow, order: SupplyOrder) -> Iterator[Violation]:
    subject = f"order {row.order}"
    found = (row.type, row.item, row.quantity, row.is_document)
    wanted = (order.type, order.item, order.quantity, order.is_document)
    if found != wanted:
        text = f"its row says {found[0]} of {found[2]} {found[1]}, not {wanted[2]} {wanted[1]}"
        text += f" ({order.type}, document: {order.is_document})."
        yield Violation(Rule.REPORT, subject, text)
    strangers = [name for name in row.demands if name not in facts.scenario.demand_by_id]
    if strangers:
        text = f"its row names demand {strangers[0]!r}, which the scenario does not have."
        yield Violation(Rule.REPORT, subject, text)
    rows = facts.rows_of_order.get(row.order, [])
    if not made_here(order) or not rows:
        return
    start, end = min(row.start for row in rows), max(row.end for row in rows)
    if (row.start, row.end) != (start, end):
        text = (
            f"its row says {facts.at(row.start)} to {facts.at(row.end)}, but its operations run"
            f" from {facts.at(start)} to {facts.at(end)}."
        )
        yield Violation(Rule.REPORT, subject, text)


def check_demand_rows(facts: Facts) -> Iterator[Violation]:
    """Check that each demand served has one row, with its due date and its completion."""
    if not facts.demands:
        return
    readings = readings_of(facts)
    seen: set[str] = set()
    for row in facts.demands:
        subject = f"demand {row.demand}"
        if row.demand not in facts.scenario.demand_by_id:
            text = "has a row, but the scenario has no such demand."
            yield Violation(Rule.UNKNOWN, subject, text)
        elif row.demand in seen:
            yield Violation(Rule.DUPLICATE, subject, "has more than one row.")
        else:
            seen.add(row.demand)
            yield from _check_demand_row(facts, row, readings)
    for kind, name in facts.material.pegs_by_consumer:
        if kind is DemandKind.DEMAND and name not in seen:
            text = "is pegged, but has no row among the demands."
            yield Violation(Rule.MISSING, f"demand {name}", text)


def _check_demand_row(
    facts: Facts, row: DemandRow, readings: list[Receipts]
) -> Iterator[Violation]:
    demand = facts.scenario.demand_by_id[row.demand]
    subject = f"demand {row.demand}"
    found = (row.item, row.quantity, row.weight, row.customer)
    wanted = (demand.item, demand.quantity, demand.weight, demand.customer)
    if found != wanted:
        text = f"its row says {found}, the scenario {wanted} (item, quantity, weight, customer)."
        yield Violation(Rule.DEMAND, subject, text)
    due = facts.clock.end_of_day(demand.due)
    if row.due != due:
        text = f"is said to be due at {facts.at(row.due)}, but it is due at {facts.at(due)}."
        yield Violation(Rule.DEMAND, subject, text)
    yield from _check_promise(facts, row)
    if row.completion < 0:
        return  # whether it may never be complete is another rule's business
    pegs = facts.material.pegs_by_consumer.get((DemandKind.DEMAND, row.demand), ())
    if any(peg.supply in facts.left_out for peg in pegs):
        return
    completions: list[tuple[int, str]] = []
    for reading in readings:
        supplies = [reading.usable(peg) for peg in pegs]
        completions.append(max((s for s in supplies if s is not None), default=(0, "no supply")))
    if row.completion not in (tick for tick, _ in completions):
        tick, reason = completions[0]
        text = (
            f"is said to be complete at {facts.at(row.completion)}, but its last supply is there"
            f" at {facts.at(tick)} ({reason})."
        )
        yield Violation(Rule.DEMAND, subject, text)


def _check_promise(facts: Facts, row: DemandRow) -> Iterator[Violation]:
    """Check that infinite capacity was not said to do without what somebody delivers.

    When it could make the rest is not told by the rows of the plan.
    """
    if row.promised is None:
        return
    pegs = facts.material.pegs_by_consumer.get((DemandKind.DEMAND, row.demand), ())
    soonest: list[tuple[int, str]] = []
    for reading in readings_of(facts, as_planned=False):
        supplies = [reading.usable(peg) for peg in pegs if _is_delivered(facts, peg)]
        soonest.append(max((s for s in supplies if s is not None), default=(0, "planning starts")))
    tick, reason = min(soonest)
    if row.promised < tick or not facts.is_sane(row.promised):
        text = (
            f"is said to be promised for {facts.at(row.promised)} at infinite capacity, but its"
            f" last receipt is there at {facts.at(tick)} ({reason})."
        )
        yield Violation(Rule.DEMAND, f"demand {row.demand}", text)


def _is_delivered(facts: Facts, peg: Peg) -> bool:
    order = facts.order(peg.supply)
    return order is not None and not made_here(order)
