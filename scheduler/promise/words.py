"""A promise as lines to read, and as JSON for programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from scheduler.spans import span
from scheduler.words import Amount, Listed, Moment, Said

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.plan import Plan
    from scheduler.promise.answer import Moved, Offer, Promise
    from scheduler.words.said import Value

__all__ = ["as_json", "lines_of"]


def lines_of(plan: Plan, promise: Promise) -> Iterator[Said]:
    """Yield a line for each date, and one for each order and demand that is later for it."""
    asked, base = promise.request, promise.undisturbed
    yield _limited(
        base,
        Said(
            "{quantity} {item}: complete {date}, nothing else moves",
            quantity=Amount.of(asked.quantity),
            item=asked.item,
            date=_moment(plan, base.completion),
        ),
    )
    if not promise.offers:
        yield Said("no order that may move is in its way")
    for offer in promise.offers:
        yield _limited(offer, _offered(plan, offer, base))
        for row in offer.orders:
            yield Said("  order {order} ends {date}, {span} later", **_facts(plan, row, "order"))
        for row in offer.demands:
            facts = _facts(plan, row, "demand")
            if not row.late:
                yield Said("  demand {demand} is complete {date}, {span} later, on time", **facts)
                continue
            late = _span(plan, row.late)
            yield Said(
                "  demand {demand} is complete {date}, {span} later, {late} late",
                late=late,
                **facts,
            )


def _offered(plan: Plan, offer: Offer, base: Offer) -> Said:
    """Return when the request is complete if some orders may move."""
    names = Listed(offer.may_move)
    who = Said("if all of {orders} may move", orders=names)
    if len(offer.may_move) == 1:
        who = Said("if {orders} may move", orders=names)
    date, gain = _moment(plan, offer.completion), base.completion - offer.completion
    if not gain:
        return Said("{condition}: complete {date}, no earlier", condition=who, date=date)
    return Said(
        "{condition}: complete {date}, {span} earlier",
        condition=who,
        date=date,
        span=_span(plan, gain),
    )


def _limited(offer: Offer, told: Said) -> Said:
    if offer.is_proved:
        return told
    return Said("{date} (a longer search may find an earlier date)", date=told)


def _facts(plan: Plan, row: Moved, kind: str) -> dict[str, Value]:
    date, later = _moment(plan, row.after), _span(plan, row.ticks)
    return {kind: row.name, "date": date, "span": later}


def as_json(plan: Plan, promise: Promise) -> str:
    """Return a promise as JSON; moments in ISO 8601 with offset, stretches of time in minutes."""
    asked = promise.request
    content = {
        "item": asked.item,
        "quantity": f"{asked.quantity:f}",
        "undisturbed": _record(plan, promise.undisturbed),
        "orders_proposed": promise.is_proposed,
        "offers": [_record(plan, row) for row in promise.offers],
    }
    return json.dumps(content, indent=2, ensure_ascii=False)


def _record(plan: Plan, offer: Offer) -> dict[str, object]:
    def later(row: Moved) -> dict[str, object]:
        return {
            "name": row.name,
            "before": plan.clock.moment(row.before).isoformat(),
            "after": plan.clock.moment(row.after).isoformat(),
            "minutes_later": _minutes(plan, row.ticks),
            "minutes_late": _minutes(plan, row.late),
        }

    return {
        "may_move": list(offer.may_move),
        "complete": plan.clock.moment(offer.completion).isoformat(),
        "is_proved": offer.is_proved,
        "orders": [later(row) for row in offer.orders],
        "demands": [later(row) for row in offer.demands],
    }


def _moment(plan: Plan, tick: int) -> Moment:
    return Moment.of(plan.clock.moment(tick))


def _span(plan: Plan, ticks: int) -> Said:
    return span(ticks * plan.clock.tick_seconds)


def _minutes(plan: Plan, ticks: int) -> float:
    return ticks * plan.clock.tick_seconds / 60
