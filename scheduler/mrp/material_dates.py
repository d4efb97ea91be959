"""When an existing order needs its material, and what that is in advance of its use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.scenario import OrderStatus, OrderType

if TYPE_CHECKING:
    from models.scenario import Order
    from scheduler.mrp.buckets import Buckets
    from scheduler.mrp.lead_times import OrderTiming
    from scheduler.mrp.needs import When
    from scheduler.mrp.working_days import WorkingDays

__all__ = ["NOT_YET_SENT", "MaterialAdvance", "MaterialDates", "is_consumed"]

NOT_YET_SENT = frozenset({OrderStatus.PLANNED, OrderStatus.FIRM})
"""What a subcontractor, or another warehouse, takes along is still here."""


@dataclass(frozen=True, slots=True)
class MaterialAdvance:
    """Want material some working days of the factory before it is used."""

    days: int
    buckets: Buckets
    factory_days: WorkingDays

    def before(self, when: When) -> When:
        """Return when material is wanted that is used at a moment; today at the earliest."""
        if not self.days:
            return when
        earlier = self.factory_days.before(when.bucket, self.days)
        return self.buckets.at(self.buckets.on_day(when, earlier).tick)


@dataclass(frozen=True, slots=True)
class MaterialDates:
    """When a document needs the material of its phases."""

    order: Order
    timing: OrderTiming
    buckets: Buckets
    advance: MaterialAdvance

    def needed(self, phase: int | None) -> When | None:
        """Return when material is needed, ``None`` if it is not, or no longer.

        A pinned phase says its start itself; otherwise the order's own start counts, and
        without one the latest start that keeps its end.
        """
        if is_consumed(self.order, phase):
            return None
        return self.advance.before(self._used(phase))

    def _used(self, phase: int | None) -> When:
        clock = self.buckets.clock
        for pinned in self.order.pinned:
            if pinned.phase == phase:
                return self.buckets.at(clock.tick(pinned.start))
        if self.order.start is not None:
            return self.buckets.at(clock.tick(self.order.start))
        return self.buckets.at(self.timing.needs_material_at(phase))

    def sent(self) -> When:
        """Return when a transfer leaves."""
        if self.order.start is not None:
            return self.buckets.at(self.buckets.clock.tick(self.order.start))
        return self.buckets.at(self.timing.start)


def is_consumed(order: Order, phase: int | None) -> bool:
    """Tell whether the material of a phase left the stock: declared phases consumed theirs.

    Material linked to no phase goes with the first declaration. Documents for a subcontractor
    take their material along when they are sent.
    """
    if order.type is OrderType.SUBCONTRACT:
        return order.status not in NOT_YET_SENT
    if order.type is not OrderType.PRODUCTION:
        return True
    declared = {progress.phase for progress in order.progress}
    return bool(declared) if phase is None else phase in declared
