"""Which material a phase waits for, and until when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.material import SupplyKind
from models.verify.receipts import readings_of
from models.verify.tasks import made_here
from models.verify.tools import reordered_tools

if TYPE_CHECKING:
    from models.material import Peg
    from models.verify.facts import Facts
    from models.verify.receipts import Receipts

__all__ = ["Gates"]


class Gates:
    """What the settings make of pegs: when a phase that consumes one may start."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._readings = readings_of(facts)
        self._soonest = readings_of(facts, as_planned=False)
        self._shop = facts.scenario.settings.shop
        last = self._shop.wait_until
        self._until = None if last is None else facts.clock.end_of_day(last)

    def usable(self, peg: Peg) -> tuple[int, str] | None:
        """Return from when a supply may be used for a peg, and why; None if it is not waited for.

        Where a plan may read the date in several ways, the earliest counts.
        """
        return self._first(peg, self._readings)

    def soonest(self, peg: Peg) -> int:
        """Return from when a supply could be used for a peg; 0 if it is not waited for.

        A purchase is there as soon as it can be, though the plan may order it later.
        """
        first = self._first(peg, self._soonest)
        return first[0] if first else 0

    def _first(self, peg: Peg, readings: list[Receipts]) -> tuple[int, str] | None:
        if not self.is_gate(peg):
            return None
        found = [usable for reading in readings if (usable := reading.usable(peg))]
        first = min(found, default=None)
        if first is None or self._is_too_late(peg, first[0]):
            return None
        return first

    def is_gate(self, peg: Peg) -> bool:
        """Tell whether a phase waits for what is pegged to it, whenever that comes."""
        if not self._shop.wait_for_material or self.is_tool(peg):
            return False
        return not self._shop.critical_only or self._is_critical(peg)

    def is_tool(self, peg: Peg) -> bool:
        """Tell whether a peg is for equipment: nobody consumes it, any piece of it will do."""
        order = self._facts.order(peg.demand)
        routing = self._facts.scenario.routing_by_item.get(order.item) if order else None
        if order is None or routing is None:
            return False
        if all(peg.item not in reordered_tools(row) for row in routing.operations):
            return False
        return all(line.item != peg.item for line in self._facts.consumed_by(order))

    def _is_too_late(self, peg: Peg, tick: int) -> bool:
        """Tell whether a receipt comes so late that nobody waits for it."""
        order = self._facts.order(peg.supply)
        is_receipt = peg.supply_kind is SupplyKind.ORDER and order and not made_here(order)
        return bool(is_receipt) and self._until is not None and tick >= self._until

    def _is_critical(self, peg: Peg) -> bool:
        facts = self._facts
        order = facts.order(peg.demand)
        if order is None:
            return False
        phase = facts.consuming_phase(order.id, peg.phase)
        return any(
            line.critical and facts.consuming_phase(order.id, line.phase) == phase
            for line in facts.consumed_by(order)
            if peg.item == line.item or peg.item in dict(line.alternatives)
        )
