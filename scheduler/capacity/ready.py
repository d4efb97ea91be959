"""From when each operation could have begun, had what it runs on been free."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from models.material import DemandKind, SupplyKind
from models.plan import OperationState
from models.scenario import OrderStatus, OverlapType
from scheduler.compile.critical import is_critical
from scheduler.compile.deadlines import Fences
from scheduler.compile.operations import CompiledOperation
from scheduler.compile.progress import overlap_lags
from scheduler.compile.receipts import is_made
from scheduler.phase_order import PhaseOrder

if TYPE_CHECKING:
    from models.material import SupplyOrder
    from models.plan import OperationRow, Plan
    from models.scenario import Overlap
    from scheduler.plan_time import PlanTime

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]

__all__ = ["ready_ticks"]

_RELEASED = (OrderStatus.LAUNCHED, OrderStatus.EXECUTIVE)


def ready_ticks(plan: Plan, time: PlanTime) -> Ints:
    """Return from when operations are released and have what they wait for; shape (N,).

    An operation is ready when its order is released, the phases before it are done or far enough,
    and its material is there. With ``release_advance`` an order is released so many days before
    its start; otherwise it is if it is launched or has begun, or when MRP wishes. Frozen orders
    always are, and no proposal is inside the fence of its item. Goods from outside count from when
    they can be there, made ones when their order is done, in lots or not. A session is ready with
    the last of its members.
    """
    finder = _Finder(plan, time)
    ready = [finder.ready(row) if row.work_center else 0 for row in plan.operations]
    sessions: dict[tuple[str, str, int], list[int]] = {}
    for index, row in enumerate(plan.operations):
        if row.session:
            sessions.setdefault((row.work_center, row.machine, row.session), []).append(index)
    for members in sessions.values():
        last = max(ready[index] for index in members)
        for index in members:
            ready[index] = last
    return np.array(ready, dtype=np.int64)


@dataclass
class _Finder:
    plan: Plan
    time: PlanTime
    _released: dict[str, int] = field(default_factory=dict)
    _there: dict[str, int] = field(default_factory=dict)
    _critical: dict[tuple[str, str], bool] = field(default_factory=dict)

    @cached_property
    def _rows(self) -> dict[str, dict[int, OperationRow]]:
        """Return the operations of each order by phase."""
        rows: dict[str, dict[int, OperationRow]] = {}
        for row in self.plan.operations:
            rows.setdefault(row.order, {})[row.phase] = row
        return rows

    @cached_property
    def _phase_order(self) -> PhaseOrder:
        return PhaseOrder(self.plan.scenario)

    @cached_property
    def _fences(self) -> Fences:
        return Fences(self.time.calendars)

    @cached_property
    def _until(self) -> int | None:
        """Return from when nobody waits for receipts; ``None`` if everybody does."""
        last = self.plan.scenario.settings.shop.wait_until
        return None if last is None else self.plan.clock.end_of_day(last)

    def ready(self, row: OperationRow) -> int:
        if row.state is OperationState.STARTED:
            return 0
        siblings = self._rows[row.order]
        follows = self._phase_order.of(row.item).get(row.phase, ())
        before = [siblings[phase] for phase in follows if phase in siblings]
        overlap = self._overlap(row) if len(follows) == 1 else None
        ready = max(self._release(row.order), self._material(row, is_first=not before))
        for earlier in before:
            done = earlier.end + self.time.wait(earlier)
            if overlap is not None:
                done = min(int(earlier.end), self._far_enough(earlier, row, overlap))
            ready = max(ready, done)
        return ready

    def _overlap(self, row: OperationRow) -> Overlap | None:
        operation = self.time.operation(row)
        overlap = None if operation is None else operation.overlap
        if overlap is None or (overlap.type is OverlapType.PERCENT and not overlap.value):
            return None
        return overlap

    def _far_enough(self, earlier: OperationRow, later: OperationRow, overlap: Overlap) -> int:
        """Return when so much of a phase is done that one which overlaps it may start."""
        mode, order = self.time.mode(earlier), self.plan.material.order_by_id.get(earlier.order)
        if mode is None or order is None:
            return earlier.end
        compiled = CompiledOperation(
            index=0,
            order=order,
            phase=earlier.phase,
            routing=self.time.operation(earlier),
            quantity=earlier.quantity,
            started=earlier.state is OperationState.STARTED,
            modes=(mode,),
            waits=(0,),
        )
        (lag,) = overlap_lags(compiled, overlap, self.time.calendars)
        work = mode.working_time
        begun = work.to_work(int(earlier.start))
        tick = work.to_wall_end(min(begun + lag, work.total)) if lag else earlier.start
        if overlap.idle:
            return tick
        return max(tick, self._runs_through(earlier, later))

    def _runs_through(self, earlier: OperationRow, later: OperationRow) -> int:
        """Return from when a phase would not end before the one that it overlaps."""
        work = self.time.manner(later).work
        begin = work.to_work(int(earlier.end)) - self.time.duration(later)
        return work.to_wall_start(begin) if 0 <= begin < work.total else 0

    def _release(self, name: str) -> int:
        if name not in self._released:
            order = self.plan.material.order_by_id.get(name)
            self._released[name] = 0 if order is None else self._released_at(order)
        return self._released[name]

    def _released_at(self, order: SupplyOrder) -> int:
        scenario = self.plan.scenario
        document = scenario.order_by_id.get(order.id) if order.is_document else None
        if document is not None and document.frozen:
            return 0
        days = scenario.settings.shop.release_advance
        is_begun = document is not None and (document.progress or document.status in _RELEASED)
        if days is None and is_begun:
            return 0
        advanced = order.start - (days or 0) * self.plan.clock.ticks_per_day
        return max(0, advanced, self._fences.end(order))

    def _material(self, row: OperationRow, *, is_first: bool) -> int:
        """Return when all that an operation consumes is there, as far as it waits for it."""
        shop = self.plan.scenario.settings.shop
        if not shop.wait_for_material:
            return 0
        ready = 0
        for peg in self.plan.material.pegs_by_consumer.get((DemandKind.ORDER, row.order), ()):
            is_mine = is_first if peg.phase is None else peg.phase == row.phase
            if not is_mine or peg.supply_kind is not SupplyKind.ORDER:
                continue
            if shop.critical_only and not self._is_critical(row.order, peg.item):
                continue
            ready = max(ready, self._usable(peg.supply))
        return ready

    def _is_critical(self, name: str, item: str) -> bool:
        if (name, item) not in self._critical:
            order = self.plan.material.order_by_id.get(name)
            found = order is not None and is_critical(self.plan.scenario, order, item)
            self._critical[name, item] = found
        return self._critical[name, item]

    def _usable(self, name: str) -> int:
        """Return when what an order brings may be used; 0 if nobody waits for it."""
        if name not in self._there:
            order = self.plan.material.order_by_id.get(name)
            self._there[name] = 0 if order is None else self._usable_at(order)
        return self._there[name]

    def _usable_at(self, order: SupplyOrder) -> int:
        if is_made(order):  # all its phases are closed, if it has none
            rows = self._rows.get(order.id, {}).values()
            return max((row.end + self.time.wait(row) for row in rows), default=0)
        tick = self.time.usable(order)
        return 0 if self._until is not None and tick >= self._until else tick
