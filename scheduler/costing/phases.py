"""What the phases of the orders of a plan are estimated to cost."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from scheduler.capacity import overtime_by_operation, worked_ticks
from scheduler.costing.amounts import shared
from scheduler.costing.rows import Basis, CostRow, Piece
from scheduler.costing.work import Work, routing_work, time_cost, work_rows
from scheduler.plan_time import PlanTime

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from models.plan import OperationRow, Plan
    from models.scenario import Operation, WorkCenter
    from scheduler.costing.rates import Rates

__all__ = ["PhaseCosts"]

_SECONDS_PER_HOUR = 3600
_ONE = Decimal(1)


@dataclass(frozen=True)
class PhaseCosts:
    """Costs of phases, by the times and machines of a plan.

    Of a phase that is begun or done the plan has no more than the rest: its times are those of
    the routing for the whole order.
    """

    plan: Plan
    rates: Rates

    def by_order(self) -> dict[str, list[CostRow]]:
        """Return the rows of the phases of each order."""
        found = defaultdict[str, list[CostRow]](list)
        for row in self._rows():
            found[row.order].append(row)
        for rows in found.values():
            rows.sort(key=lambda row: row.phase or 0)
        return found

    def _rows(self) -> Iterator[CostRow]:
        sessions = defaultdict[tuple[str, str, int], list[int]](list)
        extra = overtime_by_operation(
            self.plan.scenario, self.plan.operations, material=self.plan.material
        )
        for index, row in enumerate(self.plan.operations):
            center = self._center(row.work_center)
            if center is None:
                continue
            yield from self._overtime(row, center, extra[index] or 0)
            if self._is_begun(row):
                continue
            if row.session and not self._is_priced(row, center):
                sessions[row.work_center, row.machine, row.session].append(index)
            else:
                yield from self._planned(index, row, center)
        for members in sessions.values():
            yield from self._session(members)
        yield from self._begun()

    def _center(self, name: str) -> WorkCenter | None:
        return self.plan.scenario.work_center_by_id.get(name)

    @cached_property
    def _time(self) -> PlanTime:
        return PlanTime(self.plan.scenario, self.plan.end, material=self.plan.material)

    @cached_property
    def _worked(self) -> list[tuple[int, int, int, int]]:
        """Return changeover, setup and run in ticks of each operation, and its machines."""
        worked = worked_ticks(self.plan.scenario, self.plan.operations, material=self.plan.material)
        columns = (worked.changeover, worked.setup, worked.run, worked.machines)
        return list(zip(*(column.tolist() for column in columns), strict=True))

    @cached_property
    def _ordered(self) -> dict[str, Decimal]:
        return {row.order: row.quantity for row in self.plan.orders}

    def _quantity(self, row: OperationRow) -> Decimal:
        """Return the pieces of the whole order."""
        return self._ordered.get(row.order, row.quantity)

    @cached_property
    def _declared(self) -> set[tuple[str, int]]:
        orders = self.plan.scenario.orders
        return {(order.id, row.phase) for order in orders for row in order.progress}

    def _is_begun(self, row: OperationRow) -> bool:
        return (row.order, row.phase) in self._declared and self._time.operation(row) is not None

    def _is_priced(self, row: OperationRow, center: WorkCenter) -> bool:
        operation = self._time.operation(row)
        return center.external or (operation is not None and operation.unit_cost > 0)

    def _planned(self, index: int, row: OperationRow, center: WorkCenter) -> Iterator[CostRow]:
        operation = self._time.operation(row)
        if operation is not None and self._is_priced(row, center):
            quantity = self._quantity(row)
            yield from self._priced(row.order, row.item, operation, center, quantity)
        elif not center.external:
            yield from work_rows(self._work(index, row, center), self.rates)

    def _work(self, index: int, row: OperationRow, center: WorkCenter) -> Work:
        changeover, setup, run, machines = self._worked[index]
        seconds = self.plan.clock.tick_seconds
        return Work(
            order=row.order,
            phase=row.phase,
            center=center,
            operation=self._time.operation(row),
            machines=(row.machine, *row.also),
            count=machines or 1 + len(row.also),  # 0: another member of its session counts them
            changeover=changeover * seconds,
            setup=setup * seconds,
            run=run * seconds,
            basis=Basis.PLAN,
            crew=self._time.crew(row),
        )

    def _priced(
        self, order: str, item: str, operation: Operation, center: WorkCenter, quantity: Decimal
    ) -> Iterator[CostRow]:
        """Yield the cost of a phase that is paid by the piece, or is done outside."""
        price = self.rates.outside(operation, item, center, quantity)
        if price is None:
            work = self._by_routing(order, operation, center, quantity)
            yield from (
                replace(row, piece=Piece.SUBCONTRACT) for row in work_rows(work, self.rates)
            )
            return
        yield CostRow(
            order=order,
            piece=Piece.SUBCONTRACT if center.external else Piece.MACHINE,
            name=center.id,
            amount=self.rates.rounder(Fraction(quantity) * Fraction(price.amount)),
            basis=price.basis,
            phase=operation.phase,
            work_center=center.id,
            quantity=quantity,
            rate=price.amount,
        )

    def _session(self, members: Sequence[int]) -> Iterator[CostRow]:
        """Yield the cost of a session, which its members share by what each of them fills."""
        operations = self.plan.operations
        leader = max(members, key=lambda index: self._worked[index][3])
        row = operations[leader]
        center = self.plan.scenario.work_center_by_id[row.work_center]
        fills = [self._fill(operations[index], center) for index in members]
        total = sum(fills)
        rounder = self.rates.rounder
        for whole in work_rows(self._work(leader, row, center), self.rates):
            parts = shared(rounder.to_units(whole.amount), fills)
            for index, part, fill in zip(members, parts, fills, strict=True):
                member = operations[index]
                yield replace(
                    whole,
                    order=member.order,
                    phase=member.phase,
                    amount=rounder.of_units(part),
                    hours=(whole.hours or Fraction(0)) * fill / total,
                )

    def _fill(self, row: OperationRow, center: WorkCenter) -> int:
        """Return what an operation fills of a session, in millionths of millionths."""
        operation = self._time.operation(row)
        rule = self.plan.scenario.aggregation_rule_by_id.get(center.aggregation_rule or "")
        fill = _ONE if operation is None else operation.fill
        pieces = _ONE if rule is None or rule.per_order else row.quantity
        return max(1, int(fill * pieces * 10**12))  # who fills nothing was in there, too

    def _overtime(self, row: OperationRow, center: WorkCenter, ticks: int) -> Iterator[CostRow]:
        rate = center.overtime_rate
        if not ticks or not rate:
            return
        hours = Fraction(ticks * self.plan.clock.tick_seconds, _SECONDS_PER_HOUR)
        yield CostRow(
            order=row.order,
            piece=Piece.OVERTIME,
            name=row.machine,
            amount=self.rates.rounder(time_cost(hours, _ONE, rate)),
            basis=Basis.PLAN,
            phase=row.phase,
            work_center=center.id,
            hours=hours,
            units=_ONE,
            rate=rate,
        )

    def _begun(self) -> Iterator[CostRow]:
        """Yield the cost of phases that are begun or done."""
        places = {(row.order, row.phase): row for row in self.plan.operations}
        for row in self.plan.orders:
            order = self.plan.scenario.order_by_id.get(row.order)
            for progress in order.progress if order is not None else ():
                operation = self._time.phases.get((row.item, progress.phase))
                if operation is None:
                    continue
                place = places.get((row.order, progress.phase))
                name = operation.work_center if place is None else place.work_center
                center = self.plan.scenario.work_center_by_id[name]
                if center.external or operation.unit_cost:
                    yield from self._priced(row.order, row.item, operation, center, row.quantity)
                    continue
                machine = progress.machine or (center.id if place is None else place.machine)
                work = self._by_routing(row.order, operation, center, row.quantity, machine=machine)
                yield from work_rows(work, self.rates)

    def _by_routing(
        self,
        order: str,
        operation: Operation,
        center: WorkCenter,
        quantity: Decimal,
        *,
        machine: str = "",
    ) -> Work:
        """Return the work of a whole order as its routing says, without changeover."""
        work = routing_work(self.plan.scenario, operation, center, quantity, machine=machine)
        return replace(work, order=order)
