"""Where netting counts each document, and what the planner should do about it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from models.material import DemandKind, SupplyKind
from scheduler.mrp.needs import When, supply_order
from scheduler.mrp.reschedule import (
    NO_TOLERANCES,
    Effective,
    Receipt,
    Tolerances,
    is_movable,
    moved,
    reschedule,
    tolerances,
)
from scheduler.mrp.suggestions import Advised, Creation, Standing, advise

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from models.material import Suggestion, SupplyOrder
    from models.scenario import Order, Scenario
    from models.terms import Terms
    from scheduler.mrp.buckets import Buckets
    from scheduler.mrp.documents import Document, DocumentReader
    from scheduler.mrp.needs import Supply
    from scheduler.mrp.netting import NettingRule
    from scheduler.mrp.pegging import Served
    from scheduler.mrp.unit import Unit

__all__ = ["Advising", "Counted"]


@dataclass(frozen=True, slots=True)
class Counted:
    """The documents of an item as netting counts them.

    Parameters
    ----------
    documents
        Re-dated where the run moves them itself.
    scheduled
        What they bring, when netting counts it, by time.
    effective
        Beside each document that counts, in the order of `documents`.
    """

    documents: tuple[Document, ...]
    scheduled: list[Supply]
    receipts: tuple[Receipt, ...] = ()
    effective: tuple[Effective, ...] = ()
    tolerances: Tolerances = NO_TOLERANCES

    @property
    def without_documents(self) -> Counted:
        """Return the same without anything to advise on documents about."""
        return Counted((), [], tolerances=self.tolerances)


@dataclass(frozen=True)
class Advising:
    """Reschedule the documents of a run, and advise on them."""

    scenario: Scenario
    buckets: Buckets
    reader: DocumentReader

    def count(
        self,
        terms: Terms,
        rule: NettingRule,
        opening: int,
        gross: dict[int, int],
        documents: Sequence[Document],
        *,
        is_planned: bool = True,
    ) -> Counted:
        """Return the documents of an item on the days on which netting counts them.

        Where nothing may be proposed, or a reorder level dates orders, documents stay.

        Parameters
        ----------
        opening
            Stock that anybody may use, in millionths of a piece.
        gross
            What reserved stock leaves of the needs, by bucket.
        """
        mrp = self.scenario.settings.mrp
        may_move = is_planned and rule.reorder is None
        may_move = may_move and (mrp.suggestions or mrp.move_documents)
        tolerated = tolerances(terms.item, terms.days, may_move=may_move)
        counting = tuple(row for row in documents if row.supply is not None)
        scheduled = [row.supply for row in counting if row.supply is not None]
        receipts = tuple(
            Receipt(
                supply.id,
                supply.when.bucket,
                supply.quantity,
                not document.is_decided and self._is_movable(document.row),
            )
            for document, supply in zip(counting, scheduled, strict=True)
        )
        if tolerated.leave_all or not receipts:
            effective = tuple(Effective(receipt.id, receipt.bucket) for receipt in receipts)
            return Counted(tuple(documents), scheduled, receipts, effective, tolerated)
        effective = tuple(
            reschedule(
                opening,
                gross=gross,
                receipts=receipts,
                floor=rule.floor,
                tolerances=tolerated,
                earliest=rule.fence_end or 0,
                round_up=partial(_supplied_by, rule),
            )
        )
        scheduled = [
            self._counted_in(supply, row.bucket)
            for supply, row in zip(scheduled, effective, strict=True)
        ]
        dated = self._moved(documents, effective) if mrp.move_documents else tuple(documents)
        scheduled.sort(key=supply_order)
        return Counted(dated, scheduled, receipts, effective, tolerated)

    def _is_movable(self, order: Order) -> bool:
        job = self.scenario.job_named(order.job)
        return is_movable(order, is_mandatory=job is not None and job.mandatory)

    def _counted_in(self, supply: Supply, bucket: int) -> Supply:
        if bucket == supply.when.bucket:
            return supply
        return replace(supply, when=self.buckets.on_day(supply.when, bucket))

    def _moved(
        self, documents: Sequence[Document], effective: Sequence[Effective]
    ) -> tuple[Document, ...]:
        buckets = moved(effective)
        return tuple(
            self.reader.moved_to(row, buckets[row.order.id]) if row.order.id in buckets else row
            for row in documents
        )

    def advise(
        self, unit: Unit, counted: Counted, served: Served, planned: Sequence[SupplyOrder]
    ) -> list[Suggestion]:
        """Return what the planner should do about one item.

        Parameters
        ----------
        planned
            The orders of its proposals.
        """
        if not self.scenario.settings.mrp.suggestions:
            return []
        pegged: dict[str, int] = {}
        first: dict[str, str] = {}
        for number, need, quantity in served.matches:
            supply = served.supplies[number]
            if supply.kind is not SupplyKind.STOCK:
                pegged[supply.id] = pegged.get(supply.id, 0) + quantity
                wanted = served.needs[need]
                is_refill = wanted.kind is DemandKind.SAFETY_STOCK
                first.setdefault(supply.id, "" if is_refill else wanted.consumer)
        standing = self._standing(counted, pegged, first)
        creations = _creations(served.supplies, planned, first)
        if not standing and not creations:
            return []
        advised = Advised(
            unit.terms.item.id,
            counted.tolerances,
            self.buckets.clock.first_day,
            warehouse=unit.terms.sku.warehouse,
            order_quantity=partial(_ordered_for, unit.rule),
            stock_to_keep=_stock_to_keep(unit.rule, served),
            moves_documents=self.scenario.settings.mrp.move_documents,
        )
        return advise(advised, standing, creations)

    def _standing(
        self, counted: Counted, pegged: dict[str, int], first: dict[str, str]
    ) -> list[Standing]:
        found = []
        counting = [row for row in counted.documents if row.supply is not None]
        for row, receipt, effective in zip(
            counting, counted.receipts, counted.effective, strict=True
        ):
            order = row.order
            if row.is_decided:
                continue  # jobs planned before decide on it
            tick = order.end if order.moved_from is None else order.moved_from
            found.append(
                Standing(
                    receipt,
                    effective,
                    tick,
                    row.ordered,
                    pegged.get(order.id, 0),
                    new_tick=self._new_tick(row, effective),
                    need=first.get(order.id, ""),
                    is_reserved=bool(order.job),
                    order_quantity=self._sizing(row),
                )
            )
        return found

    def _sizing(self, row: Document) -> Callable[[int], int] | None:
        """Return what is ordered for a need where a version has lots of its own."""
        if not row.order.version:
            return None
        return partial(_ordered_for, self.reader.rules.of(row.sku, row.order.version))

    def _new_tick(self, row: Document, effective: Effective) -> int | None:
        if effective.needed is None or row.supply is None:
            return None
        if row.order.moved_from is not None:
            return row.order.end
        received = When(row.supply.when.bucket, row.order.end)
        return self.buckets.on_day(received, effective.needed).tick


def _creations(
    supplies: Sequence[Supply], planned: Sequence[SupplyOrder], first: dict[str, str]
) -> list[Creation]:
    """Return the proposals, each with the receipt of its order and the first need it serves."""
    ends = {order.id: order.end for order in planned}
    return [
        Creation(
            supply.id,
            supply.when.bucket,
            ends[supply.id],
            supply.planned.receipt.order_quantity,
            first.get(supply.id, ""),
            is_reserved=bool(supply.reserved_for),
        )
        for supply in supplies
        if supply.planned is not None
    ]


def _stock_to_keep(rule: NettingRule, served: Served) -> int:
    """Return what the reorder level asks of documents, beyond the stock that nobody uses.

    That is the level, with what an order may bring beyond it.
    """
    reorder = rule.reorder
    if reorder is None:
        return 0
    least = max(1, reorder.quantity - (reorder.level if reorder.is_up_to else 0))
    beyond = sum(supplies for supplies, _ in reorder.sizing.orders(least)) - 1
    free = {
        number: supply.quantity
        for number, supply in enumerate(served.supplies)
        if supply.kind is SupplyKind.STOCK and not supply.reserved_for
    }
    taken = sum(row.quantity for row in served.matches if row.supply in free)
    unused = sum(free.values()) - taken
    return max(0, reorder.level + beyond - rule.floor - unused)


def _supplied_by(rule: NettingRule, need: int) -> int:
    """Return what the orders for a need supply, in millionths of a piece."""
    return sum(supplies for supplies, _ in rule.sizing.orders(need))


def _ordered_for(rule: NettingRule, need: int) -> int:
    """Return what is ordered for a need, in millionths of a piece."""
    return sum(ordered for _, ordered in rule.sizing.orders(need))
