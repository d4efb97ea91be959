"""What flows in and out of buffers: stock, confirmed orders, and demand by day.

Demand of a buffered item is what customers ordered of it, what confirmed orders of its parents
still need of it, and what customers ordered of products that no buffer separates from it.
Forecasts are no demand: they size the buffer. Nor is what planned orders would need.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from math import ceil
from typing import TYPE_CHECKING

from models.quantity import to_units
from models.scenario import Area, OrderStatus, OrderType
from models.terms import Sku
from scheduler.ddmrp.structure import Node
from scheduler.mrp.buckets import Buckets
from scheduler.mrp.documents import DocumentReader
from scheduler.mrp.lead_times import LeadTimes
from scheduler.mrp.ledger import Ledger

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from fractions import Fraction

    from scheduler.ddmrp.structure import Structure
    from scheduler.mrp.documents import Document

__all__ = ["Flow", "read_flow"]

Rows = dict[Node, list[tuple[int, int]]]
"""Days and quantities that are wanted of each item."""


@dataclass(frozen=True)
class Flow:
    """Stock, receipts and demand by item, in millionths of a piece.

    Parameters
    ----------
    on_hand
        Stock that anybody may use.
    receipts
        What confirmed documents bring, by bucket.
    demand
        By bucket; what is overdue counts in bucket 0.
    """

    on_hand: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    receipts: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    demand: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))

    def on_order(self, item: str) -> int:
        """Return what confirmed documents bring, whenever that is."""
        return sum(self.receipts[item].values())


def read_flow(structure: Structure, own_days: Callable[[str], Fraction]) -> Flow:
    """Return the flow of a scenario within its horizon.

    Parameters
    ----------
    own_days
        Lead time of an item by its id, in calendar days.
    """
    return _FlowReader(structure, own_days).read()


class _FlowReader:
    """Reads stock and documents, and passes demand down to the next buffers."""

    def __init__(self, structure: Structure, own_days: Callable[[str], Fraction]) -> None:
        scenario = structure.scenario
        self._structure = structure
        self._own_days = own_days
        self._buckets = Buckets.of(scenario)
        documents = DocumentReader(
            scenario,
            structure.terms_table,
            self._buckets,
            LeadTimes(scenario, self._buckets),
            structure.bills,
            dict(structure.levels),
        ).read()
        self._confirmed = [row for row in documents if _is_confirmed(row)]
        self._ledger = Ledger.open(scenario, structure.terms_table, self._confirmed)

    def read(self) -> Flow:
        flow = Flow()
        for item in self._structure.scenario.item_by_id:
            flow.on_hand[item] = self._ledger.stock(Sku(item))
        for document in self._confirmed:
            supply = document.supply
            if supply is not None:
                receipts = flow.receipts[document.row.item]
                bucket = max(supply.when.bucket, 0)
                receipts[bucket] = receipts.get(bucket, 0) + supply.quantity
        self._pass_down(flow, self._direct())
        return flow

    def _direct(self) -> Rows:
        """Return what customers and confirmed orders want, less what is reserved for them."""
        rows: Rows = defaultdict(list)
        reserved = self._reserved()
        for node, bucket, quantity, consumer in [*self._sales(), *self._parts()]:
            held = min(reserved.get((node.item, consumer), 0), quantity)
            if held:
                reserved[node.item, consumer] -= held
            rows[node].append((max(bucket, 0), quantity - held))
        return rows

    def _reserved(self) -> dict[tuple[str, str], int]:
        held: dict[tuple[str, str], int] = defaultdict(int)
        for item in self._structure.scenario.item_by_id:
            for supply in self._ledger.reserved(Sku(item)):
                held[item, supply.reserved_for] += supply.quantity
        return held

    def _sales(self) -> Iterator[tuple[Node, int, int, str]]:
        """Yield the demands to deliver, in due order; those of kits as their components."""
        scenario, first = self._structure.scenario, self._buckets.clock.first_day
        if Area.SALES in scenario.settings.mrp.ignore:
            return
        for row in sorted(scenario.demands, key=lambda row: row.id):
            due = row.due.date() if isinstance(row.due, datetime) else row.due
            bucket = (due - first).days
            if row.fulfilled or bucket >= self._buckets.count:
                continue
            bills, quantity = self._structure.bills, to_units(row.quantity)
            if not bills.is_passed_through(row.item, row.version):
                yield Node(row.item, row.version), bucket, quantity, row.id
                continue
            for item, part in bills.expand_kit(row.item, quantity, version=row.version):
                yield Node(item), bucket, part, row.id

    def _parts(self) -> Iterator[tuple[Node, int, int, str]]:
        """Yield what confirmed orders still need."""
        for document in self._confirmed:
            for need in document.needs:
                yield Node(need.item), need.when.bucket, need.quantity, need.consumer

    def _pass_down(self, flow: Flow, rows: Rows) -> None:
        """Stop demand at buffers; of other items, let what is short want components.

        Stock above safety stock and confirmed receipts serve first, whenever they come. The rest
        is made in lots, begun its lead time before it is wanted.
        """
        free: dict[str, int] = {}
        for node in self._structure.nodes:
            wanted = sorted(rows.pop(node, ()))
            if node.item in self._structure.buffers:
                _add(flow.demand[node.item], wanted)
            elif wanted and (lines := self._structure.lines(node)):
                days = ceil(self._own_days(node.item))
                for bucket, ordered in self._orders(flow, node.item, wanted, free):
                    for line in lines:
                        below = rows.setdefault(Node(line.item, line.version), [])
                        below.append((max(0, bucket - days), line.quantity(ordered)))

    def _orders(
        self, flow: Flow, item: str, wanted: Iterable[tuple[int, int]], free: dict[str, int]
    ) -> Iterator[tuple[int, int]]:
        """Yield the day of receipt and the quantity of the orders that an item needs."""
        record = self._structure.scenario.item_by_id[item]
        if item not in free:
            free[item] = flow.on_hand[item] - to_units(record.safety_stock) + flow.on_order(item)
        if record.excluded:
            return
        for bucket, quantity in wanted:
            short = quantity - free[item]
            free[item] -= quantity
            if short > 0:
                for supplied, ordered in self._structure.sizing(item).orders(short):
                    free[item] += supplied
                    yield bucket, ordered


def _is_confirmed(document: Document) -> bool:
    """Tell whether a document is more than planned, and no move between warehouses."""
    row = document.row
    is_move = row.type is OrderType.TRANSFER and row.from_ is not None
    return row.status is not OrderStatus.PLANNED and not is_move


def _add(totals: dict[int, int], rows: Iterable[tuple[int, int]]) -> None:
    for bucket, quantity in rows:
        if quantity:
            totals[bucket] = totals.get(bucket, 0) + quantity
