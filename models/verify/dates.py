"""Hard dates: deadlines of orders and demands, and before what nothing is released."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from models.material import DemandKind
from models.plan import Mode
from models.verify.facts import name_of
from models.verify.receipts import readings_of
from models.verify.tasks import made_here
from models.verify.violation import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.material import SupplyOrder
    from models.scenario import Demand
    from models.verify.facts import Facts
    from models.verify.receipts import Receipts
    from models.verify.tasks import Task

__all__ = ["check_deadlines", "check_releases", "earliest_start"]


def check_deadlines(facts: Facts) -> Iterator[Violation]:
    """Check that orders that hold their end, and hard demands, are not late."""
    for document in facts.scenario.orders:
        order = facts.order(document.id)
        if document.hold_end and order is not None and made_here(order):
            deadline = facts.clock.end_of_day(document.end)
            if order.moved_from is not None:
                deadline = max(deadline, order.end)
            yield from _check_order(facts, order, deadline)
    readings = readings_of(facts)
    for demand in facts.scenario.demands:
        if demand.hard or facts.scenario.settings.shop.hard_deadlines:
            yield from _check_demand(facts, demand, readings)


def _check_order(facts: Facts, order: SupplyOrder, deadline: int) -> Iterator[Violation]:
    for task in facts.last_tasks(order.id):
        row = facts.rows.get((order.id, task.phase))
        wait = facts.wait_of(task)
        if row is not None and row.end + wait > deadline:
            waiting = f" and waits {facts.span(wait)}" if wait else ""
            text = (
                f"ends at {facts.at(row.end)}{waiting}, but its order holds its end,"
                f" {facts.at(deadline)}."
            )
            yield Violation(Rule.DEADLINE, name_of(row), text)


def _check_demand(facts: Facts, demand: Demand, readings: list[Receipts]) -> Iterator[Violation]:
    """Check what completes a demand as far as it is made; others' promises are no choice.

    A demand of which a part is not scheduled is not completed at all, early or late.
    """
    due = facts.clock.end_of_day(demand.due)
    pegs = facts.material.pegs_by_consumer.get((DemandKind.DEMAND, demand.id), ())
    if any(peg.supply in facts.left_out for peg in pegs):
        return
    for peg in pegs:
        order = facts.order(peg.supply)
        if order is None or not made_here(order) or order.id not in facts.phases_of_order:
            continue
        found = [usable for reading in readings if (usable := reading.usable(peg))]
        first = min(found, default=None)
        if first is not None and first[0] > due:
            text = f"may not be late: it is due at {facts.at(due)}, but {first[1]}."
            yield Violation(Rule.DEADLINE, f"demand {demand.id}", text)


def check_releases(facts: Facts) -> Iterator[Violation]:
    """Check that nothing begins before its order may be released, or inside the item's fence."""
    for key, task in facts.tasks.items():
        row = facts.rows.get(key)
        if row is None:
            continue
        tick, reason = earliest_start(facts, task)
        if row.start < tick:
            text = f"starts at {facts.at(row.start)}, before {facts.at(tick)}: {reason}."
            yield Violation(Rule.RELEASE, name_of(row), text)


def earliest_start(facts: Facts, task: Task) -> tuple[int, str]:
    """Return before which tick a phase may not start, and why; begun and frozen work may."""
    if task.progress is not None or task.is_frozen:
        return 0, "it has begun"
    return max(_advanced(facts, task.order), _fence(facts, task.order))


def _advanced(facts: Facts, order: SupplyOrder) -> tuple[int, str]:
    """Return when an order may be released, so many days before its start."""
    days = facts.scenario.settings.shop.release_advance
    if days is None:
        return 0, "the plan starts"
    clock = facts.clock
    exact = order.start - days * clock.ticks_per_day
    if not facts.is_sane(abs(order.start)) or not facts.is_sane(abs(exact)):
        return 0, "the plan starts"
    # a day is 24 h, or until the same time of day: they differ when the clocks change
    local = clock.moment(order.start).replace(tzinfo=None) - timedelta(days=days)
    reason = f"{abs(days)} days {'after' if days < 0 else 'before'} the start of its order"
    return min(exact, clock.tick(local)), reason


def _fence(facts: Facts, order: SupplyOrder) -> tuple[int, str]:
    """Return the end of the fence of a planned order: today and so many working days more."""
    item = facts.scenario.item_by_id.get(order.item)
    if item is None or not item.fence or order.is_document or facts.mode is not Mode.FINITE:
        return 0, "the plan starts"
    days, midnight = facts.factory_days, int(facts.clock.midnights(1, 1)[0])
    tick = midnight
    left, day = item.fence.days, 1
    while left and tick < facts.until:
        following = int(facts.clock.midnights(day + 1, day + 1)[0])
        left -= days.to_work(following) > days.to_work(tick)
        tick, day = following, day + 1
    return tick, f"{item.id} has a fence of {item.fence.days} working days"
