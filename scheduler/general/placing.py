"""Place the orders of jobs, and say what they need."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from models.material import SupplyKind
from models.terms import Sku
from scheduler.general.network import Dates, JobOrder, Link, Offer, Want
from scheduler.mrp.lead_times import MADE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from models.terms import Terms
    from scheduler.general.context import Context
    from scheduler.general.result import LogLine
    from scheduler.mrp.needs import When

__all__ = ["Network", "Placing", "Short"]

_NO_DATES = Dates(0, 0)


@dataclass
class Network:
    """The orders of a run, consumers before what supplies them.

    Parameters
    ----------
    tops
        What each row asks for, by its name.
    """

    orders: list[JobOrder] = field(default_factory=list)
    tops: dict[str, list[Want]] = field(default_factory=dict)
    log: list[LogLine] = field(default_factory=list)


@dataclass(slots=True)
class Short:
    """What must be ordered for a want, in millionths.

    Parameters
    ----------
    extra
        Ordered with it for others, whom too much was promised.
    """

    want: Want
    missing: int
    extra: int = 0


@dataclass(frozen=True)
class Placing:
    """Place orders in a network.

    Parameters
    ----------
    date
        Sets the latest dates of an order, by which its components are wanted.
    """

    context: Context
    network: Network
    date: Callable[[JobOrder], None]

    def place(self, terms: Terms, group: Sequence[Short], needed: When) -> list[JobOrder]:
        """Place the orders that serve a group, and link its wants to them."""
        first = group[0].want
        version = self.context.version_of(terms.item.id, first.version)
        sizing = self.context.sizing(terms, version)
        orders = []
        for supplies, quantity in sizing.orders(sum(row.missing + row.extra for row in group)):
            order = self._order(terms, first, needed, quantity, version)
            order.offer.free = supplies
            for row in group:
                drawn = min(order.offer.free, row.missing)
                if drawn:
                    order.offer.free -= drawn
                    row.missing -= drawn
                    row.want.links.append(Link(order.offer, drawn))
            order.supplies = supplies
            orders.append(order)
        return orders

    def _order(
        self, terms: Terms, want: Want, needed: When, quantity: int, version: str | None
    ) -> JobOrder:
        row = "" if self.context.settings.group else want.row
        name = f"{terms.item.id}-{row}" if row else terms.item.id
        order_id = self.context.names.next(terms.order_type, name)
        order = JobOrder(
            id=order_id,
            terms=terms,
            quantity=quantity,
            version=version,
            row=row,
            rank=want.rank,
            depth=want.depth,
            is_planned=self.context.is_planned(terms, want.depth),
            needed=needed,
            latest=_NO_DATES,
            earliest=_NO_DATES,
            offer=Offer(terms.sku, SupplyKind.ORDER, order_id, needed, 0),
        )
        order.offer.order = order
        self.date(order)
        self.network.orders.append(order)
        if self.context.is_exploded(order.depth, is_planned=order.is_planned):
            order.wants.extend(self._materials(order))
        return order

    def _materials(self, order: JobOrder) -> Iterator[Want]:
        """Yield what an order needs: its components, or its goods where they come from."""
        warehouse, giver = order.terms.sku.warehouse, order.terms.transfer_from
        if order.terms.order_type in MADE:
            lines = self.context.bom_lines
            for line in lines.of(order.item, order.version):
                phase = line.phase if lines.has_phase(order.item, line.phase) else None
                yield Want(
                    sku=Sku(line.item, warehouse),
                    quantity=line.quantity(order.quantity),
                    when=self.context.dating.wanted(order.latest.material_at(phase)),
                    row=order.row,
                    rank=order.rank,
                    depth=order.depth + 1,
                    consumer=order,
                    phase=phase,
                    label=line.label,
                    version=line.version,
                    alternatives=line.alternatives,
                )
        elif giver:
            yield Want(
                sku=Sku(order.item, giver),
                quantity=order.quantity,
                when=self.context.dating.wanted(order.latest.start),
                row=order.row,
                rank=order.rank,
                depth=order.depth + 1,
                consumer=order,
                label=f"to {warehouse}",
                version=order.version,
            )
