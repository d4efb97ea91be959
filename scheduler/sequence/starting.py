"""Another start of an order: its phases, what they consume and whom they serve are dated anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.checks.suggest import did_you_mean
from models.errors import Fault, InvalidScenarioFile
from scheduler.sequence.change import changed
from solvers.resequence import restart

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from models.level import Level
    from models.plan import Plan
    from models.schedule import Schedule
    from scheduler.sequence.change import Change
    from scheduler.sequence.shop import PlanShop

__all__ = ["restarted"]

_OPTION = "--start"


def restarted(plan: Plan, starts: Mapping[str, datetime]) -> Change:
    """Return a plan in which work on some orders does not begin before a moment.

    From then on it runs as soon as its machines, as planned, leave room for it; what follows it
    moves if it must, or if it waited for it. All other work stays where it is.

    Parameters
    ----------
    starts
        By order: local time, or one with an offset.

    Raises
    ------
    InvalidScenarioFile
        If an order is not in the plan, cannot move, or is to start before the plan does.
    """

    def make(shop: PlanShop, levels: tuple[Level, ...]) -> Schedule:
        faults = tuple(_faults(shop, starts))
        if faults:
            raise InvalidScenarioFile(faults)
        ticks = {
            op: shop.plan.clock.tick(moment, round_up=True)
            for order, moment in starts.items()
            for op in _movable(shop, order)
        }
        return restart(shop.problem, shop.schedule, ticks, objectives=levels)

    return changed(plan, make)


def _movable(shop: PlanShop, order: str) -> list[int]:
    ops = shop.compiled.order_operations.get(order, ())
    return [op for op in ops if not shop.is_pinned(op)]


def _faults(shop: PlanShop, starts: Mapping[str, datetime]) -> Iterator[Fault]:
    known = {order for order, ops in shop.compiled.order_operations.items() if ops}
    for order, moment in starts.items():
        if order not in known:
            hint = did_you_mean(order, known)
            yield Fault(_OPTION, "", "", order, "an order with work in the plan", hint)
        elif not _movable(shop, order):
            expected = (
                "an order with work that may move: all phases left have started or are frozen"
            )
            yield Fault(_OPTION, "", "", order, expected)
        elif shop.plan.clock.tick(moment, round_up=True) < 0:
            begin = shop.plan.clock.moment(0)
            expected = f"a moment from the start of the plan on, {begin:%Y-%m-%d %H:%M}"
            yield Fault(_OPTION, order, "", f"{moment:%Y-%m-%d %H:%M}", expected)
