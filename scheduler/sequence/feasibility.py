"""Whether a phase could run: what of its material is there, and how far the phase before it is.

Material is ``full`` if all that is pegged to the phase can be used at a moment, ``partial`` if a
part of it can, ``none`` if nothing can, ``not needed`` if it takes none. What no supply covers is
not there at any moment. What has started took its material already.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from models.material import DemandKind
from models.plan import OperationState
from models.scenario import ProgressState
from scheduler.decode import available
from scheduler.phase_order import PhaseOrder, last_phases

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.material import Uncovered
    from models.plan import OperationRow
    from scheduler.sequence.shop import PlanShop

__all__ = ["Feasibility", "Material", "Previous"]


class Material(StrEnum):
    """How much of its material a phase would find."""

    NONE = "none"
    PARTIAL = "partial"
    FULL = "full"
    NOT_NEEDED = "not needed"


class Previous(StrEnum):
    """How far the phases are that a phase follows; the least of several."""

    FIRST = "first phase"
    NOT_STARTED = "not started"
    STARTED = "started"
    COMPLETED = "completed"


class Feasibility:
    """What the phases of a plan find."""

    def __init__(self, shop: PlanShop) -> None:
        self._shop = shop
        plan = shop.plan
        self._follows = PhaseOrder(plan.scenario)
        self._order_end = {row.order: row.end for row in plan.orders}
        self._open: dict[str, set[int]] = {}
        for row in plan.operations:
            self._open.setdefault(row.order, set()).add(row.phase)
        self._lacks: dict[str, list[Uncovered]] = {}
        for lack in shop.compiled.material.uncovered:
            if lack.demand_kind is DemandKind.ORDER:
                self._lacks.setdefault(lack.demand, []).append(lack)

    def material(self, row: OperationRow, tick: int) -> Material:
        """Return how much of its material a phase finds at a tick."""
        rows = list(self._supplies(row))
        needed = sum((quantity for quantity, _ in rows), Decimal(0))
        if not needed:
            return Material.NOT_NEEDED
        there = sum((quantity for quantity, since in rows if 0 <= since <= tick), Decimal(0))
        if there >= needed:
            return Material.FULL
        return Material.PARTIAL if there else Material.NONE

    def _supplies(self, row: OperationRow) -> Iterator[tuple[Decimal, int]]:
        """Yield quantities that a phase takes, and since when each can be used; -1 for never."""
        if row.state is OperationState.STARTED:
            return
        shop, material = self._shop, self._shop.compiled.material
        is_first = not self._before(row) & self._open[row.order]
        for peg in material.pegs_by_consumer.get((DemandKind.ORDER, row.order), ()):
            if peg.phase == row.phase or (peg.phase is None and is_first):
                is_out = peg.supply in shop.compiled.left_out
                since = available(shop.compiled, shop.schedule, peg, self._order_end)
                yield peg.quantity, -1 if is_out else since
        for lack in self._lacks.get(row.order, ()):
            if lack.phase == row.phase or (lack.phase is None and is_first):
                yield lack.quantity, -1

    def _before(self, row: OperationRow) -> set[int]:
        """Return the phases that a phase follows, done or not."""
        follows = self._follows.of(row.item)
        if row.phase in follows:
            return set(follows[row.phase])
        return set(last_phases(follows))  # the checks after the last phase

    def previous(self, row: OperationRow) -> Previous:
        """Return how far the phases before a phase are."""
        before = self._before(row)
        if not before:
            return Previous.FIRST
        document = self._shop.plan.scenario.order_by_id.get(row.order)
        declared = {entry.phase: entry.state for entry in document.progress} if document else {}
        states = {declared.get(phase) for phase in before}
        if None in states:
            return Previous.NOT_STARTED
        return Previous.STARTED if ProgressState.STARTED in states else Previous.COMPLETED
