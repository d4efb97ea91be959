"""A promise as lines to read, and as JSON for programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.plan import Plan
    from scheduler.promise.answer import Moved, Offer, Promise

__all__ = ["as_json", "lines_of"]


def lines_of(plan: Plan, promise: Promise) -> Iterator[str]:
    """Yield a line for each date, and one for each order and demand that is later for it."""
    asked, base = promise.request, promise.undisturbed
    date = _moment(plan, base.completion)
    yield f"{asked.quantity:f} {asked.item}: complete {date}, nothing else moves{_limit(base)}"
    if not promise.offers:
        yield "no order that may move is in its way"
    for offer in promise.offers:
        date = _moment(plan, offer.completion)
        gain = base.completion - offer.completion
        earlier = f"{_days(plan, gain)} days earlier" if gain else "no earlier"
        names = " and ".join(offer.may_move)
        yield f"if {names} may move: complete {date}, {earlier}{_limit(offer)}"
        for row in offer.orders:
            yield f"  order {row.name} ends {_later(plan, row)}"
        for row in offer.demands:
            late = f"{_days(plan, row.late)} days late" if row.late else "on time"
            yield f"  demand {row.name} is complete {_later(plan, row)}, {late}"


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


def _later(plan: Plan, row: Moved) -> str:
    return f"{_moment(plan, row.after)}, {_days(plan, row.ticks)} days later"


def _limit(offer: Offer) -> str:
    return "" if offer.is_proved else " (a longer search may find an earlier date)"


def _moment(plan: Plan, tick: int) -> str:
    return f"{plan.clock.moment(tick):%Y-%m-%d %H:%M}"


def _days(plan: Plan, ticks: int) -> str:
    return f"{ticks / plan.clock.ticks_per_day:.1f}"


def _minutes(plan: Plan, ticks: int) -> float:
    return ticks * plan.clock.tick_seconds / 60
