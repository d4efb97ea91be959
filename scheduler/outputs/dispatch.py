"""When a supplier sends what was ordered: after procuring, before shipping."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.calendar import Clock

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from models.material import SupplyOrder
    from models.scenario import Scenario

__all__ = ["Dispatches"]


class Dispatches:
    """Tell the day of dispatch (FOB) of planned orders whose supplier names a shipping time."""

    def __init__(self, scenario: Scenario) -> None:
        self._clock = Clock.of(scenario.scenario)
        self._procurement: dict[tuple[str, str], timedelta] = {
            (item.id, row.supplier): row.procurement_time
            for item in scenario.items
            for row in item.suppliers
            if row.shipping_time
        }

    def of(self, order: SupplyOrder | None, start: int) -> datetime | None:
        """Return when an order placed at a tick leaves its supplier; ``None`` if nobody says."""
        if order is None or order.is_document:
            return None
        procurement = self._procurement.get((order.item, order.supplier))
        if procurement is None:
            return None
        local = self._clock.moment(start).replace(tzinfo=None) + procurement
        return self._clock.moment(self._clock.tick(local))
