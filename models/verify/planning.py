"""What material planning may leave open, and which documents it may move."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from models.material import DemandKind, SupplyKind
from models.scenario import Area, ForecastMode, OrderStatus, OrderType, Policy, Source
from models.terms import Sku
from models.verify.violation import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.material import SupplyOrder, Uncovered
    from models.scenario import Item, Order
    from models.verify.facts import Facts

__all__ = ["check_moved_documents", "check_reservations", "check_uncovered"]


def check_uncovered(facts: Facts) -> Iterator[Violation]:
    """Check that a need is left uncovered only where the scenario gives cause for it."""
    for row in facts.material.uncovered:
        item = facts.scenario.item_by_id.get(row.item)
        subject = f"{row.demand_kind} {row.demand}"
        if item is None:
            text = f"is said to lack {row.item!r}, which the scenario does not have."
            yield Violation(Rule.UNKNOWN, subject, text)
        elif not _may_be_uncovered(facts, item, row):
            text = (
                f"lacks {row.quantity} {row.item} ({row.reason}), but nothing in the scenario"
                " keeps it from being planned."
            )
            yield Violation(Rule.PEG, subject, text)


def _may_be_uncovered(facts: Facts, item: Item, row: Uncovered) -> bool:
    mrp = facts.scenario.settings.mrp
    today = facts.scenario.scenario.start.date()
    is_blocked = item.blocked and (item.blocked_until is None or today < item.blocked_until)
    if item.excluded or is_blocked or item.source is Source.KIT:
        return True
    if facts.scenario.jobs and not facts.scenario.settings.general.mrp_after:
        return True
    policy = item.policy or Policy.REQUIREMENT
    if item.schedule_limit is not None or policy is Policy.DDMRP:
        return True
    if policy.is_job_driven and not item.consider_in_mrp and not mrp.jobs:
        return True
    is_limited = item.forecast_mode in (ForecastMode.FORECAST, ForecastMode.MIN)
    is_sale = row.demand_kind is DemandKind.DEMAND
    return is_sale and (is_limited or Area.SALES in mrp.ignore)


def check_moved_documents(facts: Facts) -> Iterator[Violation]:
    """Check that only documents that may move did, and none further than tolerated."""
    for order in facts.material.orders:
        if order.moved_from is None:
            continue
        subject = f"order {order.id}"
        document = facts.scenario.order_by_id.get(order.id)
        if document is None or not facts.scenario.settings.mrp.move_documents:
            text = "is moved, but this run moves no such document."
            yield Violation(Rule.FROZEN, subject, text)
        elif not _may_move(facts, document):
            text = f"is moved to {facts.at(order.end)}, but it is fixed ({document.status})."
            yield Violation(Rule.FROZEN, subject, text)
        elif _days_moved(facts, order) > _longest_move(facts, document):
            text = (
                f"is moved by {_days_moved(facts, order)} days to {facts.at(order.end)}, but"
                f" {document.item} tolerates {_longest_move(facts, document)}."
            )
            yield Violation(Rule.FROZEN, subject, text)


def _may_move(facts: Facts, document: Order) -> bool:
    """Tell whether nobody has promised, printed, declared or fixed a document."""
    if document.frozen or document.printed or document.progress:
        return False
    job = facts.scenario.job_named(document.job)
    if job is not None and job.mandatory:
        return False
    if document.type in (OrderType.PURCHASE, OrderType.TRANSFER):
        return document.status in (OrderStatus.PLANNED, OrderStatus.FIRM)
    return True


def _days_moved(facts: Facts, order: SupplyOrder) -> int:
    days = facts.clock.day(order.end) - facts.clock.day(order.moved_from or 0)
    return abs(days)


def _longest_move(facts: Facts, document: Order) -> int:
    item = facts.scenario.item_by_id[document.item]
    limits = [] if item.reschedule_tolerance is None else [item.reschedule_tolerance.days]
    if item.reschedule_percent is not None:
        lead_days = facts.terms.of(facts.terms.sku(item.id, document.warehouse)).days
        limits.append(int(item.reschedule_percent * lead_days / 100))
    return min(limits, default=0)


def check_reservations(facts: Facts) -> Iterator[Violation]:
    """Check that stock held for one consumer serves nobody else."""
    held: dict[Sku, Fraction] = {}
    own: dict[tuple[Sku, str], Fraction] = {}
    free: dict[Sku, Fraction] = {}
    mrp = facts.scenario.settings.mrp
    for stock in facts.scenario.stock:
        if not (stock.available or mrp.unavailable_stock):
            continue
        place = facts.terms.sku(stock.item, stock.warehouse)
        quantity = Fraction(stock.quantity)
        if stock.reserved_for is None:
            free[place] = free.get(place, Fraction(0)) + quantity
        else:
            held[place] = held.get(place, Fraction(0)) + quantity
            key = (place, stock.reserved_for)
            own[key] = own.get(key, Fraction(0)) + quantity
    beyond: dict[Sku, Fraction] = {}
    for key, taken in _taken_from_stock(facts).items():
        over = max(Fraction(0), taken - own.get(key, Fraction(0)))
        beyond[key[0]] = beyond.get(key[0], Fraction(0)) + over
    for place in held:
        if beyond.get(place, Fraction(0)) > max(Fraction(0), free.get(place, Fraction(0))):
            text = "is pegged to others than those it is held for."
            yield Violation(Rule.PEG, f"stock of {place.item}", text)


def _taken_from_stock(facts: Facts) -> dict[tuple[Sku, str], Fraction]:
    taken: dict[tuple[Sku, str], Fraction] = {}
    for peg in facts.material.pegs:
        if peg.supply_kind is SupplyKind.STOCK:
            key = (Sku(peg.item, peg.warehouse), peg.demand)
            taken[key] = taken.get(key, Fraction(0)) + Fraction(peg.quantity)
    return taken
