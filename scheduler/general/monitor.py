"""The log of a run: what items lack, what is late, where alternatives were taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.bills import bom_of
from models.scenario import OrderType
from scheduler.general.result import LogKind, LogLine
from scheduler.words import Moment, Said

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scheduler.general.context import Context
    from scheduler.general.network import JobOrder
    from scheduler.general.outcome import Outcome
    from scheduler.general.placing import Network
    from scheduler.general.result import JobResult

__all__ = ["log_of"]

_NO_BOM = Said("is made, but of nothing that is known.")
_NO_ROUTING = Said("is made without a routing.")
_NO_SUPPLIER = Said("is ordered from no known supplier.")
_NO_LEAD_TIME = Said("is there the day it is ordered.")


def log_of(
    context: Context, network: Network, results: Sequence[JobResult], outcome: Outcome
) -> list[LogLine]:
    """Return what the planner should know, by kind and subject."""
    planned = [order for order in network.orders if order.is_planned]
    lines = [*_about_items(context, planned), *network.log]
    lines.extend(_about_orders(context, planned))
    lines.extend(_about_jobs(context, results))
    if outcome.is_suggested:
        text = Said("An order is late: all are planned again as soon as possible.")
        lines.append(LogLine(LogKind.CHECK, "", text))
    kinds = list(LogKind)
    return sorted(lines, key=lambda line: (kinds.index(line.kind), line.subject, line.text))


def _about_items(context: Context, orders: Sequence[JobOrder]) -> Iterator[LogLine]:
    """Yield what the items of orders lack, each item once."""
    seen: set[tuple[str, OrderType]] = set()
    for order in orders:
        terms = order.terms
        if (order.item, terms.order_type) in seen:
            continue
        seen.add((order.item, terms.order_type))
        if terms.order_type is OrderType.PRODUCTION:
            if bom_of(context.scenario, order.item, order.version) is None:
                yield LogLine(LogKind.NO_BOM, order.item, _NO_BOM)
            if not context.dating.walks(terms) and not terms.item.fixed_lead_time:
                yield LogLine(LogKind.NO_ROUTING, order.item, _NO_ROUTING)
        elif terms.order_type is not OrderType.TRANSFER and not terms.supplier:
            yield LogLine(LogKind.NO_SUPPLIER, order.item, _NO_SUPPLIER)
        if terms.lead_time is None and not context.dating.walks(terms):
            yield LogLine(LogKind.NO_LEAD_TIME, order.item, _NO_LEAD_TIME)


def _about_orders(context: Context, orders: Sequence[JobOrder]) -> Iterator[LogLine]:
    for order in orders:
        if order.latest.start < 0:
            begin = Moment.of(context.buckets.clock.moment(order.latest.start))
            text = Said("should have begun on {date}.", date=begin)
            yield LogLine(LogKind.ORDER_LATE, order.id, text)
        for phase, alternative in sorted(order.choices.items()):
            text = Said(
                "phase {phase} runs on {center}: its own center is full.",
                phase=str(phase),
                center=alternative.work_center,
            )
            yield LogLine(LogKind.ALTERNATIVE_PHASE, order.id, text)


def _about_jobs(context: Context, results: Sequence[JobResult]) -> Iterator[LogLine]:
    clock = context.buckets.clock
    for row in results:
        if row.late_ticks:
            text = Said(
                "is due on {due}, ready on {end} at the soonest.",
                due=Moment.of(clock.moment(row.due)),
                end=Moment.of(clock.moment(row.due + row.late_ticks)),
            )
            yield LogLine(LogKind.JOB_LATE, row.name, text)
