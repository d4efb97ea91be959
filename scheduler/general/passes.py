"""Date all orders of a network, back from the due dates or forward from today."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.material import SupplyKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.general.dating import Dating
    from scheduler.general.loads import Loads
    from scheduler.general.network import JobOrder, Offer, Want
    from scheduler.general.placing import Network
    from scheduler.mrp.needs import When

__all__ = ["date_back", "date_earliest", "date_latest", "ready"]


def date_latest(order: JobOrder, dating: Dating, loads: Loads | None) -> None:
    """Set the latest dates of an order by its need; see `Loads.choose` for its centers."""
    order.latest = dating.latest(order.terms, order.quantity, order.needed, order.choices)
    if loads is None or not order.latest.phases:
        return
    order.choices = loads.choose(order.terms.item, order.latest)
    if order.choices:
        order.latest = dating.latest(order.terms, order.quantity, order.needed, order.choices)
    loads.add(order.latest.phases)


def date_earliest(
    orders: Sequence[JobOrder], dating: Dating, first: int, loads: Loads | None = None
) -> None:
    """Set the earliest dates of all orders, what supplies them first.

    Parameters
    ----------
    orders
        Consumers before what supplies them.
    first
        Tick before which nothing starts.
    loads
        Chooses centers anew; ``None`` keeps those chosen before.
    """
    for order in reversed(orders):
        not_before: dict[int | None, int] = {None: first}
        for want in order.wants:
            tick = ready(want, dating)
            not_before[want.phase] = max(tick, not_before.get(want.phase, first))
        phases = {row.phase for row in order.latest.phases}
        unknown = [tick for phase, tick in not_before.items() if phase not in phases]
        not_before[None] = max(unknown)
        order.earliest = dating.earliest(order.terms, order.quantity, not_before, order.choices)
        if loads is None or not order.earliest.phases:
            continue
        order.choices = loads.choose(order.terms.item, order.earliest)
        if order.choices:
            order.earliest = dating.earliest(order.terms, order.quantity, not_before, order.choices)
        loads.add(order.earliest.phases)


def ready(want: Want, dating: Dating) -> int:
    """Return the first tick at which what a want takes may be used.

    Stock is there, and what is left to MRP counts as there.
    """
    ticks = [
        dating.usable(_there(link.offer))
        for link in want.links
        if link.offer.kind is not SupplyKind.STOCK
    ]
    return max(ticks, default=0)


def _there(offer: Offer) -> int:
    return max(offer.when.tick, 0) if offer.order is None else offer.order.earliest.usable


def date_back(network: Network, dating: Dating, *, by_last_need: bool) -> None:
    """Set the latest dates of all orders again, with the centers they were given meanwhile.

    Parameters
    ----------
    by_last_need
        An order that serves several needs is dated by its last one, not by its first.
    """
    needs: dict[JobOrder, list[When]] = {}
    for wants in network.tops.values():
        _want_again(wants, needs)
    for order in network.orders:
        whens = sorted(needs.get(order, [order.needed]), key=lambda when: when.tick)
        order.needed = whens[-1 if by_last_need else 0]
        order.latest = dating.latest(order.terms, order.quantity, order.needed, order.choices)
        for want in order.wants:
            want.when = dating.wanted(order.latest.material_at(want.phase))
        _want_again(order.wants, needs)


def _want_again(wants: Sequence[Want], needs: dict[JobOrder, list[When]]) -> None:
    for want in wants:
        for link in want.links:
            if link.offer.order is not None:
                needs.setdefault(link.offer.order, []).append(want.when)
