"""Supply and demand add up: whatever is needed is pegged, and nothing is promised twice."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from models.bills import bom_of
from models.material import DemandKind, SupplyKind
from models.scenario import OrderType, Source
from models.verify.tasks import made_here
from models.verify.violation import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from models.material import Peg, SupplyOrder
    from models.scenario import Demand
    from models.verify.facts import Facts

__all__ = [
    "check_components",
    "check_demand_cover",
    "check_orders",
    "check_pegs",
    "check_supplies",
]

_TYPE_OF_SOURCE = {
    Source.MAKE: OrderType.PRODUCTION,
    Source.BUY: OrderType.PURCHASE,
    Source.SUBCONTRACT: OrderType.SUBCONTRACT,
    Source.TRANSFER: OrderType.TRANSFER,
}
_MILLIONTH = Fraction(1, 1_000_000)
"""Quantities are kept in millionths of a piece; a need may be rounded by less than one."""


def check_orders(facts: Facts) -> Iterator[Violation]:
    """Check that the orders are the scenario's documents, or come from their item's source."""
    for name, count in Counter(order.id for order in facts.material.orders).items():
        if count > 1:
            text = f"stands {count} times in the material plan."
            yield Violation(Rule.DUPLICATE, f"order {name}", text)
    for order in facts.material.orders:
        if order.is_document:
            text = _differs_from_document(facts, order)
        else:
            text = _differs_from_item(facts, order)
        if text:
            yield Violation(Rule.UNKNOWN, f"order {order.id}", text)
    for document in facts.scenario.orders:
        bought = document.type is OrderType.PURCHASE
        delay = facts.scenario.settings.purchase_delay if bought else timedelta(0)
        if facts.order(document.id) is None and _is_within(facts, document.end + delay):
            text = f"stands in the scenario, due {document.end.isoformat()}, but not in the plan."
            yield Violation(Rule.MISSING, f"order {document.id}", text)


def _differs_from_document(facts: Facts, order: SupplyOrder) -> str:
    document = facts.scenario.order_by_id.get(order.id)
    if document is None:
        return "is called a document, but the scenario has no such order."
    found = (order.type, order.item, order.quantity)
    wanted = (document.type, document.item, document.quantity)
    if found == wanted:
        return ""
    return (
        f"is {found[0]} of {found[2]} {found[1]} in the plan,"
        f" but {wanted[0]} of {wanted[2]} {wanted[1]} in the scenario."
    )


def _differs_from_item(facts: Facts, order: SupplyOrder) -> str:
    item = facts.scenario.item_by_id.get(order.item)
    if item is None:
        return f"is of item {order.item!r}, which the scenario does not have."
    if order.id in facts.scenario.order_by_id:
        return "is called a proposal, but the scenario has an order of that name."
    if order.type is not _TYPE_OF_SOURCE[item.source]:
        return f"is a {order.type} order, but the source of {item.id} is {item.source!s}."
    return "" if order.quantity > 0 else f"is of {order.quantity} pieces."


def _is_within(facts: Facts, moment: date) -> bool:
    """Tell whether a date lies on a day of the horizon."""
    if isinstance(moment, datetime):  # with an offset of its own it may lie on another day here
        moment = facts.clock.moment(facts.clock.tick(moment)).date()
    day = moment
    return day < facts.clock.first_day + facts.scenario.scenario.horizon


def check_pegs(facts: Facts) -> Iterator[Violation]:
    """Check that each peg ties known ends of one item, with a positive quantity."""
    for peg in facts.material.pegs:
        text = _peg_fault(facts, peg)
        if text:
            yield Violation(Rule.PEG, _name_of_consumer(peg), text)


def _name_of_consumer(peg: Peg) -> str:
    words = {DemandKind.DEMAND: "demand", DemandKind.ORDER: "order"}
    return f"{words.get(peg.demand_kind, 'safety stock')} {peg.demand}"


def _peg_fault(facts: Facts, peg: Peg) -> str:
    order = facts.order(peg.supply)
    supplied = order.item if order else None
    if peg.supply_kind is SupplyKind.STOCK:
        supplied = peg.supply if peg.supply in facts.scenario.item_by_id else None
    what = f"its peg of {peg.quantity} {peg.item} from {peg.supply_kind} {peg.supply}"
    if supplied is None:
        return f"{what} has no such supply."
    if supplied != peg.item:
        return f"{what} takes {supplied}."
    if peg.quantity <= 0:
        return f"{what} is not positive."
    if peg.item not in _items_needed(facts, peg):
        return f"{what} serves nobody who needs {peg.item}."
    return ""


def _items_needed(facts: Facts, peg: Peg) -> set[str]:
    if peg.demand_kind is DemandKind.SAFETY_STOCK:
        return {peg.demand}
    if peg.demand_kind is DemandKind.DEMAND:
        demand = facts.scenario.demand_by_id.get(peg.demand)
        return {demand.item} if demand else set()
    order = facts.order(peg.demand)
    # a subcontract order that is not sent yet still takes its material along
    consumes = order is not None and (made_here(order) or order.type is OrderType.SUBCONTRACT)
    bom = bom_of(facts.scenario, order.item) if order and consumes else None
    return {component.item for component in bom.components} if bom else set()


def check_demand_cover(facts: Facts) -> Iterator[Violation]:
    """Check that each demand within the horizon is pegged in full, none beyond its quantity."""
    for demand in facts.scenario.demands:
        pegs = facts.material.pegs_by_consumer.get((DemandKind.DEMAND, demand.id), ())
        if not pegs and not _is_within(facts, demand.due):
            continue
        covered = sum(peg.quantity for peg in pegs)
        if covered != demand.quantity:
            yield _not_covered(demand, covered)


def _not_covered(demand: Demand, covered: object) -> Violation:
    text = f"{covered} pieces are pegged to it, but it wants {demand.quantity} {demand.item}."
    return Violation(Rule.PEG, f"demand {demand.id}", text)


def check_components(facts: Facts) -> Iterator[Violation]:
    """Check that phases to do have their components pegged: quantity x usage x (1 + scrap)."""
    for order in facts.material.orders:
        if not made_here(order):
            continue
        pegged: dict[tuple[str, int | None], Fraction] = defaultdict(Fraction)
        for peg in facts.material.pegs_by_consumer.get((DemandKind.ORDER, order.id), ()):
            phase = facts.consuming_phase(order.id, peg.phase)
            pegged[peg.item, phase] += Fraction(peg.quantity)
        for (item, phase), (need, lines) in _needs(facts, order).items():
            task = facts.tasks.get((order.id, phase))
            if task is None or task.progress is not None:
                continue  # consumed already
            if abs(pegged[item, phase] - need) >= lines * _MILLIONTH:
                text = (
                    f"{float(pegged[item, phase]):.6g} {item} are pegged to phase {phase}, but"
                    f" {order.quantity} {order.item} take {float(need):.6g}."
                )
                yield Violation(Rule.PEG, f"order {order.id}", text)


def _needs(facts: Facts, order: SupplyOrder) -> dict[tuple[str, int], tuple[Fraction, int]]:
    """Return what an order consumes by item and phase, and by how many lines of the bill."""
    bom = bom_of(facts.scenario, order.item)
    document = facts.scenario.order_by_id.get(order.id)
    has_begun = document is not None and bool(document.progress)
    needs: dict[tuple[str, int], tuple[Fraction, int]] = {}
    for component in bom.components if bom else ():
        if component.phase is None and has_begun:
            continue  # what names no phase was taken when the order began
        phase = facts.consuming_phase(order.id, component.phase) or 0
        usage = Fraction(component.quantity) * (1 + Fraction(component.scrap))
        need, lines = needs.get((component.item, phase), (Fraction(0), 0))
        total = need + Fraction(order.quantity) * usage
        needs[component.item, phase] = (total, lines + 1)
    return needs


def check_supplies(facts: Facts) -> Iterator[Violation]:
    """Check that no supply, and no stock, is pegged beyond its quantity."""
    pegged: dict[tuple[SupplyKind, str], Fraction] = defaultdict(Fraction)
    for peg in facts.material.pegs:
        pegged[peg.supply_kind, peg.supply] += Fraction(peg.quantity)
    on_hand: dict[str, Fraction] = defaultdict(Fraction)
    for stock in facts.scenario.stock:
        on_hand[stock.item] += Fraction(stock.quantity)
    for (kind, name), quantity in pegged.items():
        order = facts.order(name)
        if kind is SupplyKind.STOCK:
            there, subject = on_hand[name], f"stock of {name}"
        else:
            there, subject = Fraction(order.quantity if order else 0), f"order {name}"
        if quantity > there:
            text = f"{float(quantity):.6g} pieces are pegged, but {float(there):.6g} are there."
            yield Violation(Rule.PEG, subject, text)
