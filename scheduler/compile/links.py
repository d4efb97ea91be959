"""Precedences inside an order, and between orders by their pegging."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import ROUND_CEILING, Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from models.material import DemandKind, SupplyKind
from models.problem import Precedence
from models.scenario import Overlap, OverlapType
from scheduler.compile.operations import finishing
from scheduler.compile.receipts import Receipts, is_made
from scheduler.routing_times import work_ticks

if TYPE_CHECKING:
    from models.material import MaterialPlan, Peg
    from models.problem_builder import ProblemBuilder
    from scheduler.compile.calendars import ScenarioCalendars
    from scheduler.compile.modes import CompiledMode
    from scheduler.compile.operations import CompiledOperation, OperationTable

__all__ = ["MaterialGates", "link_phases"]


def link_phases(table: OperationTable) -> None:
    """Tie the phases of each order one after the other, overlapping where the routing says so.

    Links into a started phase are history. Phases that were closed are gone: the first one left
    waits for nothing inside the order.
    """
    for rows in table.by_order.values():
        for earlier, later in pairwise(rows):
            if later.started:
                continue
            overlap = later.routing.overlap if later.routing else None
            if not _follows(table, earlier, later):
                overlap = None  # what it overlaps with is done already
            if overlap is None or (overlap.type is OverlapType.PERCENT and not overlap.value):
                table.builder.precede(earlier.index, later.index, lags=earlier.wait)
                continue
            lags = [_overlap_lag(earlier, mode, overlap, table.calendars) for mode in earlier.modes]
            table.builder.precede(earlier.index, later.index, Precedence.WORK_START, lags)
            table.builder.precede(earlier.index, later.index, Precedence.END_END)


def _follows(table: OperationTable, earlier: CompiledOperation, later: CompiledOperation) -> bool:
    """Tell whether no phase, now closed, lies between two in the routing."""
    routing = table.scenario.routing_by_item.get(later.order.item)
    phases = [operation.phase for operation in routing.operations] if routing else []
    between = [phase for phase in phases if earlier.phase < phase < later.phase]
    return not between


def _overlap_lag(
    earlier: CompiledOperation, mode: CompiledMode, overlap: Overlap, calendars: ScenarioCalendars
) -> int:
    """Return the working ticks the earlier phase has done when the later one may start."""
    duration = mode.spec.duration
    value = overlap.value or Decimal(0)
    if overlap.type is OverlapType.TOTAL:
        return 0
    if overlap.type is OverlapType.TIME:
        ticks = (value * 60 / calendars.clock.tick_seconds).to_integral_value(ROUND_CEILING)
        return min(duration, int(ticks))
    if overlap.type is OverlapType.PERCENT:
        run = Decimal(duration - mode.spec.setup)
        done = (run * value / 100).to_integral_value(ROUND_CEILING)
        return min(duration, mode.spec.setup + int(done))
    made = earlier.order.quantity - earlier.quantity
    pieces = max(Decimal(0), value - made)
    if earlier.routing is None or mode.center is None or mode.center.external:
        # an outside lead time makes its pieces evenly
        share = pieces / earlier.quantity if earlier.quantity else Decimal(0)
        return min(duration, int((share * duration).to_integral_value(ROUND_CEILING)))
    work = work_ticks(
        earlier.routing,
        mode.center,
        pieces,
        calendars.clock,
        alternative=mode.alternative,
        setup_done=earlier.started,
    )
    return min(duration, work.duration)


@dataclass
class MaterialGates:
    """Let every phase wait for the material pegged to it."""

    material: MaterialPlan
    table: OperationTable
    receipts: Receipts
    builder: ProblemBuilder
    releases: dict[int, tuple[int, str]] = field(default_factory=dict)
    """Operation to its latest receipt and its name."""

    def link(self) -> None:
        """Add an edge for each pegged order, a release for each pegged receipt."""
        for (kind, consumer), pegs in self.material.pegs_by_consumer.items():
            rows = self.table.by_order.get(consumer, ())
            if kind is not DemandKind.ORDER or not rows:
                continue
            for peg in pegs:
                target = _consuming(rows, peg)
                if target is not None:
                    self._gate(peg, target)

    def _gate(self, peg: Peg, target: CompiledOperation) -> None:
        if peg.supply_kind is SupplyKind.STOCK:
            return
        order = self.material.order_by_id[peg.supply]
        if is_made(order):
            made = self.table.by_order[order.id]
            for row in finishing(made):  # none if all its phases are closed: its pieces are there
                self.builder.precede(row.index, target.index, lags=made[-1].wait)
            return
        tick = self.receipts.usable(order)
        self.builder.release(target.index, tick)
        if tick > self.releases.get(target.index, (0, ""))[0]:
            self.releases[target.index] = (tick, f"{order.item} from {order.id}")


def _consuming(rows: tuple[CompiledOperation, ...], peg: Peg) -> CompiledOperation | None:
    """Return the operation that needs the material; none if it was withdrawn already."""
    if peg.phase is None:
        first = rows[0]
        return None if first.started else first
    for row in rows:
        if row.phase == peg.phase:
            return None if row.started else row
    return None
