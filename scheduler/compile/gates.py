"""Material gates: every phase waits for what is pegged to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from models.material import DemandKind, SupplyKind
from scheduler.compile.critical import is_critical
from scheduler.compile.lots import TransferLots
from scheduler.compile.operations import first_rows, last_rows
from scheduler.compile.receipts import Receipts, is_made
from scheduler.words import Said

if TYPE_CHECKING:
    from models.material import MaterialPlan, Peg
    from scheduler.compile.operations import CompiledOperation, OperationTable

__all__ = ["MaterialGates", "consuming"]


@dataclass
class MaterialGates:
    """Let every phase wait for the material pegged to it, as far as the settings ask for it."""

    material: MaterialPlan
    table: OperationTable
    receipts: Receipts
    releases: dict[int, tuple[int, str]] = field(default_factory=dict)
    """Operation to its latest receipt and its name."""
    lots: TransferLots = field(init=False)

    def __post_init__(self) -> None:
        """Make the links of transfer lots."""
        self.lots = TransferLots(self.material, self.table)

    def link(self) -> None:
        """Add edges for each pegged order, a release for each pegged receipt."""
        if not self.table.scenario.settings.shop.wait_for_material:
            return
        for (kind, consumer), pegs in self.material.pegs_by_consumer.items():
            rows = self.table.by_order.get(consumer, ())
            if kind is not DemandKind.ORDER or not rows:
                continue
            for peg in pegs:
                if peg.supply_kind is SupplyKind.ORDER and self._is_waited_for(peg, rows[0]):
                    for target in consuming(rows, peg):
                        self._gate(peg, target)

    def _is_waited_for(self, peg: Peg, row: CompiledOperation) -> bool:
        if not self.table.scenario.settings.shop.critical_only:
            return True
        return is_critical(self.table.scenario, row.order, peg.item)

    def _gate(self, peg: Peg, target: CompiledOperation) -> None:
        order = self.material.order_by_id[peg.supply]
        if not is_made(order):
            name = Said("{item} from {order}", item=order.item, order=order.id)
            self._wait_for_receipt(self.receipts.usable(order), name, target)
            return
        made = self.table.by_order[order.id]
        if self.lots.link(peg, made, target):
            return
        for row in last_rows(made):  # none if all its phases are closed: its pieces are there
            self.table.builder.precede(row.index, target.index, lags=row.waits)

    def _wait_for_receipt(self, tick: int, name: str, target: CompiledOperation) -> None:
        until = self.table.scenario.settings.shop.wait_until
        if until is not None and tick >= self.table.calendars.clock.end_of_day(until):
            return
        self.table.builder.release(target.index, tick)
        if tick > self.releases.get(target.index, (0, ""))[0]:
            self.releases[target.index] = (tick, name)


def consuming(rows: tuple[CompiledOperation, ...], peg: Peg) -> tuple[CompiledOperation, ...]:
    """Return the operations that wait for the material; none if it was withdrawn already.

    Without a phase these are all that follow nothing.
    """
    if peg.phase is None:
        return tuple(row for row in first_rows(rows) if not row.started)
    return tuple(row for row in rows if row.phase == peg.phase and not row.started)
