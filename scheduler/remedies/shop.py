"""A plan read back, and where on the way to a late demand its time is lost."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from models.material import DemandKind
from scheduler.read_back import read_back
from scheduler.release_dates import received_for, release_dates
from solvers.explain import LatenessExplainer, Reason

if TYPE_CHECKING:
    from models.material import SupplyOrder
    from models.plan import OperationRow, Plan
    from models.schedule import Schedule
    from scheduler.compile import Compiled
    from solvers.explain import LatenessParts, Link

__all__ = ["Loss", "Shop"]

_QUEUES = frozenset({Reason.MACHINE, Reason.RESOURCE, Reason.SESSION})
_ON_THE_WAY = _QUEUES | {Reason.WORK, Reason.PREDECESSOR, Reason.MAX_WAIT, Reason.FREE}


@dataclass(frozen=True, slots=True)
class Loss:
    """An operation on the way to a demand, from when it was ready until it was done.

    Parameters
    ----------
    op, row
        Row of the problem, and of the plan.
    ready, end
        Ticks.
    lost
        Ticks in between in which it did not work.
    behind
        The operations that it waited behind.
    """

    op: int
    row: OperationRow
    ready: int
    end: int
    lost: int
    behind: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Shop:
    """A plan as the problem that it solves, with its schedule."""

    plan: Plan
    compiled: Compiled
    schedule: Schedule
    _parts: dict[str, LatenessParts] = field(default_factory=dict)

    @classmethod
    def of(cls, plan: Plan) -> Shop | None:
        """Return a plan read back; none if its operations are not those of its scenario."""
        found = read_back(plan)
        return None if found is None else cls(plan, *found)

    @cached_property
    def _explainer(self) -> LatenessExplainer:
        dated = release_dates(self.compiled).keys()
        return LatenessExplainer(self.compiled.problem, self.schedule, dated=dated)

    @cached_property
    def _demands(self) -> dict[str, int]:
        names = self.compiled.problem.demand_names[: self.compiled.num_demands]
        return {name: row for row, name in enumerate(names)}

    @cached_property
    def _rows(self) -> dict[tuple[str, int], OperationRow]:
        return {(row.order, row.phase): row for row in self.plan.operations}

    def _of(self, demand: str) -> LatenessParts:
        if demand not in self._parts:
            self._parts[demand] = self._explainer.parts(self._demands[demand])
        return self._parts[demand]

    def at_any_capacity(self, demand: str) -> int:
        """Return by how many ticks a demand is late even if every machine is always free."""
        parts = self._of(demand)
        return parts.overdue + sum(share.parts.total for share in parts.unavoidable)

    def losses(self, demand: str) -> list[Loss]:
        """Return the operations on the way to a demand, those that lose most time first."""
        links: dict[int, list[Link]] = {}
        for link in self._explainer.chains.waiting_path(self._demands[demand]):
            if link.op >= 0 and link.reason in _ON_THE_WAY:
                links.setdefault(link.op, []).append(link)
        found = [self._loss(op, rows) for op, rows in links.items()]
        return sorted(found, key=lambda loss: (-loss.lost, -loss.end, loss.op))

    def _loss(self, op: int, links: list[Link]) -> Loss:
        ref = self.compiled.operations[op]
        waits = [link for link in links if link.reason in _QUEUES]
        return Loss(
            op,
            self._rows[ref.order, ref.phase],
            min(link.begin for link in links),
            max(link.end for link in links),
            sum(link.parts.total - link.parts.run - link.parts.setup for link in links),
            tuple(dict.fromkeys(other for link in waits for other in link.others)),
        )

    def receipts(self, demand: str) -> list[SupplyOrder]:
        """Return what is received for the first operations on the ways to a demand.

        There are two ways: as it is planned, and at infinite capacity.
        """
        path = self._explainer.chains.waiting_path(self._demands[demand])
        roots = [path[-1], *(share.link for share in self._of(demand).unavoidable)]
        found: dict[str, SupplyOrder] = {}
        for link in roots:
            if link.reason is Reason.MATERIAL:
                receipt = self._last_receipt(link.op, demand)
                if receipt is not None:
                    found[receipt.id] = receipt
        return list(found.values())

    def _last_receipt(self, op: int, demand: str) -> SupplyOrder | None:
        kind, consumer = DemandKind.DEMAND, demand
        if op >= 0:
            kind, consumer = DemandKind.ORDER, self.compiled.operations[op].order
        usable = self.compiled.receipts.usable
        received = received_for(self.compiled, kind, consumer)
        return max(received, key=lambda order: (usable(order), order.id), default=None)
