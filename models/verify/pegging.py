"""Supply and demand add up: whatever is needed is pegged, and nothing is promised twice."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime
from fractions import Fraction
from typing import TYPE_CHECKING

from models.material import DemandKind, SupplyKind
from models.scenario import JobState, OrderStatus, OrderType
from models.terms import ORDER_TYPE
from models.verify.bills import consumed_by, passes_through
from models.verify.receipts import delay_of
from models.verify.tasks import made_here
from models.verify.tools import reordered_tools
from models.verify.violation import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from models.material import Peg, SupplyOrder
    from models.scenario import Demand, Order
    from models.verify.facts import Facts

__all__ = [
    "MILLIONTH",
    "check_demand_cover",
    "check_orders",
    "check_pegs",
    "check_supplies",
]

MILLIONTH = Fraction(1, 1_000_000)
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
        if document.status is OrderStatus.CLOSED or _may_be_planned_anew(facts, document):
            continue
        delay = delay_of(facts.scenario.settings, document.type)
        if facts.order(document.id) is None and _is_within(facts, document.end + delay):
            text = f"stands in the scenario, due {document.end.isoformat()}, but not in the plan."
            yield Violation(Rule.MISSING, f"order {document.id}", text)


def _differs_from_document(facts: Facts, order: SupplyOrder) -> str:
    document = facts.scenario.order_by_id.get(order.id)
    if document is None:
        return "is called a document, but the scenario has no such order."
    if document.status is OrderStatus.CLOSED:
        return "is closed, but the plan counts on it."
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
    document = facts.scenario.order_by_id.get(order.id)
    if document is not None and not _may_be_planned_anew(facts, document):
        return "is called a proposal, but the scenario has an order of that name."
    row = facts.job_rows.get(order.job)
    source = row.source if row and row.source else facts.terms_of(order).source
    if ORDER_TYPE.get(source) is not order.type:
        return f"is a {order.type} order, but the source of {item.id} is {source!s}."
    if order.transfer_from != (facts.terms_of(order).transfer_from or ""):
        return f"comes from warehouse {order.transfer_from!r}, which {item.id} does not name."
    return "" if order.quantity > 0 else f"is of {order.quantity} pieces."


def _may_be_planned_anew(facts: Facts, document: Order) -> bool:
    """Tell whether a run may replace what an earlier one planned for an open row of a job."""
    if document.status is not OrderStatus.PLANNED or document.frozen or document.progress:
        return False
    job = facts.scenario.job_named(document.job)
    if job is None or job.mandatory:
        return False
    states = {JobState.NOT_EXAMINED, JobState.PLANNED}
    if facts.scenario.settings.general.replan_released:
        states |= {JobState.LAUNCHED, JobState.EXECUTIVE}
    names = {f"{job.id}/{row.row}" for row in job.rows if row.state in states}
    return document.job in names or (document.job == job.id and bool(names))


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
    match peg.demand_kind:
        case DemandKind.SAFETY_STOCK:
            return {peg.demand}
        case DemandKind.DEMAND:
            demand = facts.scenario.demand_by_id.get(peg.demand)
            return _asked_for(facts, demand.item, demand.version) if demand else set()
        case DemandKind.FORECAST:
            forecast = facts.forecasts.get(peg.demand)
            return _asked_for(facts, forecast.item, None) if forecast else set()
        case DemandKind.JOB:
            row = facts.job_rows.get(peg.demand)
            return _asked_for(facts, row.item, row.version) if row else set()
        case _:
            order = facts.order(peg.demand)
            return _items_consumed(facts, order) if order else set()


def _asked_for(facts: Facts, item: str, version: str | None) -> set[str]:
    """Return what serves a demand: its item, or the components of a kit."""
    if not passes_through(facts.scenario, item, version):
        return {item}
    return {line.item for line in consumed_by(facts.scenario, item, Fraction(1), version)}


def _items_consumed(facts: Facts, order: SupplyOrder) -> set[str]:
    if order.type is OrderType.TRANSFER:
        return {order.item}
    # a subcontract order that is not sent yet still takes its material along
    if not (made_here(order) or order.type is OrderType.SUBCONTRACT):
        return set()
    lines = facts.consumed_by(order)
    others = {name for line in lines for name, _ in line.alternatives}
    routing = facts.scenario.routing_by_item.get(order.item)
    steps = routing.operations if routing else ()
    tools = {name for operation in steps for name in reordered_tools(operation)}
    return {line.item for line in lines} | others | tools


def check_demand_cover(facts: Facts) -> Iterator[Violation]:
    """Check that each demand within the horizon is pegged in full, none beyond its quantity.

    What a stated reason leaves uncovered counts as if it were pegged; whether the reason holds is
    another rule's business.
    """
    for demand in facts.scenario.demands:
        key = (DemandKind.DEMAND, demand.id)
        pegs = facts.material.pegs_by_consumer.get(key, ())
        if not pegs and (demand.fulfilled or not _is_within(facts, demand.due)):
            continue
        covered: dict[str, Fraction] = defaultdict(Fraction)
        for peg in pegs:
            covered[peg.item] += Fraction(peg.quantity)
        for row in facts.uncovered.get(key, ()):
            covered[row.item] += Fraction(row.quantity)
        for item, wanted, lines in _wanted(facts, demand):
            if not facts.is_planned(item) and not covered[item]:
                continue
            if abs(covered[item] - wanted) >= lines * MILLIONTH:
                yield _not_covered(demand, item, covered[item], wanted)


def _wanted(facts: Facts, demand: Demand) -> Iterator[tuple[str, Fraction, int]]:
    """Yield the items that a demand takes, how many, and in how many lines: a kit has several."""
    quantity = Fraction(demand.quantity)
    scenario, item, version = facts.scenario, demand.item, demand.version
    if not passes_through(scenario, item, version):
        yield item, quantity, 1
        return
    left = quantity - _left_out(facts, demand)
    if left < 0:
        yield item, quantity, 1
    wanted: dict[str, tuple[Fraction, int]] = {}
    for line in consumed_by(scenario, item, left, version) if left > 0 else ():
        total, lines = wanted.get(line.item, (Fraction(0), 0))
        wanted[line.item] = (total + line.quantity, lines + 1)
    for name, (total, lines) in wanted.items():
        yield name, total, lines


def _left_out(facts: Facts, demand: Demand) -> Fraction:
    """Return how many kits are said to be uncovered as such."""
    rows = facts.uncovered.get((DemandKind.DEMAND, demand.id), ())
    return sum((Fraction(row.quantity) for row in rows if row.item == demand.item), Fraction(0))


def _not_covered(demand: Demand, item: str, covered: Fraction, wanted: Fraction) -> Violation:
    text = f"{float(covered):.6g} pieces are pegged to it, but it wants {float(wanted):.6g} {item}."
    return Violation(Rule.PEG, f"demand {demand.id}", text)


def check_supplies(facts: Facts) -> Iterator[Violation]:
    """Check that no supply, and no stock, is pegged beyond what it gives after scrap."""
    pegged: dict[tuple[SupplyKind, str, str], Fraction] = defaultdict(Fraction)
    for peg in facts.material.pegs:
        place = peg.warehouse if peg.supply_kind is SupplyKind.STOCK else ""
        pegged[peg.supply_kind, peg.supply, place] += Fraction(peg.quantity)
    on_hand = _on_hand(facts)
    for (kind, name, place), quantity in pegged.items():
        if kind is SupplyKind.STOCK:
            there, subject = on_hand[name, place], f"stock of {name}"
        else:
            order = facts.order(name)
            there, subject = _given(facts, order) if order else Fraction(0), f"order {name}"
        if quantity >= there + MILLIONTH:
            text = f"{float(quantity):.6g} pieces are pegged, but {float(there):.6g} are there."
            yield Violation(Rule.PEG, subject, text)


def _given(facts: Facts, order: SupplyOrder) -> Fraction:
    """Return what an order gives after the scrap of its item."""
    item = facts.scenario.item_by_id.get(order.item)
    return Fraction(order.quantity) / (1 + Fraction(item.scrap if item else 0))


def _on_hand(facts: Facts) -> dict[tuple[str, str], Fraction]:
    """Return the stock that may be used, by item and warehouse."""
    on_hand: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
    mrp = facts.scenario.settings.mrp
    for stock in facts.scenario.stock:
        if stock.available or mrp.unavailable_stock:
            place = facts.terms.sku(stock.item, stock.warehouse).warehouse
            on_hand[stock.item, place] += Fraction(stock.quantity)
    return on_hand
