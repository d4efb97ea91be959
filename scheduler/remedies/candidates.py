"""What could be tried for a late demand, each in steps from little to much."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol

from models.remedy import RemedyKind
from models.scenario import OrderType
from scheduler.changes import EarlierReceipt, Move, Overtime, Rush
from scheduler.remedies.closed_hours import QUARTER, Slot, slots
from scheduler.remedies.elsewhere import other_places
from scheduler.simulation.moves import movable

if TYPE_CHECKING:
    from models.material import SupplyOrder
    from scheduler.changes import Change
    from scheduler.remedies.shop import Shop

__all__ = ["Candidate", "candidates"]

_MOST_CENTERS = 3
"""Work centers on whose overtime is tried: those where most time is lost."""


class Candidate(Protocol):
    """A change that can be made in steps, from 1 to `most`."""

    @property
    def kind(self) -> RemedyKind:
        """Return what kind of change it is."""

    @property
    def subject(self) -> str:
        """Return what it is about."""

    @property
    def most(self) -> int:
        """Return how many steps there are; 1 where there is nothing to measure."""

    @property
    def key(self) -> tuple[str, ...]:
        """Return what no two changes made together may have in common."""

    def change(self, steps: int) -> Change:
        """Return so much of it."""

    def amount(self, steps: int) -> tuple[Decimal, str]:
        """Return how much that is, and its unit."""


@dataclass(frozen=True, slots=True)
class _Overtime:
    """A work center works on from a moment on at which it closes."""

    slot: Slot
    kind = RemedyKind.OVERTIME

    @property
    def subject(self) -> str:
        return self.slot.center

    @property
    def most(self) -> int:
        return self.slot.quarters

    @property
    def key(self) -> tuple[str, ...]:
        return self.kind, self.slot.center, f"{self.slot.begin:%Y-%m-%d}"

    def change(self, steps: int) -> Overtime:
        begin = self.slot.begin
        return Overtime(self.slot.center, begin, begin + steps * QUARTER)

    def amount(self, steps: int) -> tuple[Decimal, str]:
        return Decimal(steps) / 4, "h"


@dataclass(frozen=True, slots=True)
class _Receipt:
    """Goods come earlier; at most when the plan begins."""

    subject: str
    most: int
    kind = RemedyKind.RECEIPT

    @property
    def key(self) -> tuple[str, ...]:
        return self.kind, self.subject

    def change(self, steps: int) -> EarlierReceipt:
        return EarlierReceipt(self.subject, steps)

    def amount(self, steps: int) -> tuple[Decimal, str]:
        return Decimal(steps), "d"


@dataclass(frozen=True, slots=True)
class _First:
    """A demand goes before all others."""

    subject: str
    kind = RemedyKind.RUSH
    most = 1

    @property
    def key(self) -> tuple[str, ...]:
        return self.kind, self.subject

    def change(self, steps: int) -> Rush:
        del steps
        return Rush(self.subject)

    def amount(self, steps: int) -> tuple[Decimal, str]:
        del steps
        return Decimal(0), ""


@dataclass(frozen=True, slots=True)
class _Elsewhere:
    """A phase runs somewhere else."""

    move: Move
    kind: RemedyKind
    most = 1

    @property
    def subject(self) -> str:
        return self.move.machine or ""

    @property
    def key(self) -> tuple[str, ...]:
        return RemedyKind.MOVE, self.move.name

    def change(self, steps: int) -> Move:
        del steps
        return self.move

    def amount(self, steps: int) -> tuple[Decimal, str]:
        del steps
        return Decimal(0), ""


def candidates(shop: Shop, demand: str) -> list[Candidate]:
    """Return what could be tried for a demand of a plan, what takes least work to try first.

    Parameters
    ----------
    shop
        The plan as it is now; of what is changed already more may be tried.
    """
    losses = shop.losses(demand)
    found: list[Candidate] = [
        _Receipt(order.id, days)
        for order in shop.receipts(demand)
        if (days := _days(shop, order)) > 0
    ]
    if any(
        not movable(shop.plan, loss.row) and _others(shop, demand, loss.behind) for loss in losses
    ):
        found.append(_First(demand))
    found += (_Elsewhere(move, kind) for move, kind in other_places(shop, losses))
    centers = list(dict.fromkeys(loss.row.work_center for loss in losses if loss.lost))
    for center in centers[:_MOST_CENTERS]:
        spans = [(loss.ready, loss.end) for loss in losses if loss.row.work_center == center]
        found += map(_Overtime, slots(shop, center, spans))
    return found


def _others(shop: Shop, demand: str, behind: tuple[int, ...]) -> bool:
    """Tell whether any of some operations serves others, too."""
    served = shop.plan.material.demands_served
    orders = (shop.compiled.operations[op].order for op in behind)
    return any(served.get(order, ()) != (demand,) for order in orders)


def _days(shop: Shop, order: SupplyOrder) -> int:
    """Return how many days earlier an order can be received; 0 if it cannot."""
    document = shop.plan.scenario.order_by_id.get(order.id)
    if document is None:
        if order.type is not OrderType.PURCHASE:
            return 0
        receipts = shop.compiled.receipts
        return max(0, shop.plan.clock.day(receipts.received(order, receipts.usable(order))))
    if document.is_undated:
        return 0
    end = document.end.date() if isinstance(document.end, datetime) else document.end
    return max(0, (end - shop.plan.clock.first_day) // timedelta(days=1))
