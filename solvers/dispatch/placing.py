"""Find places in a shop for one operation, or for several that a maximum wait ties."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.problem import Precedence
from solvers.dispatch.shop import Placement, Shop
from solvers.facts import Impossible, cannot_run, pinned_clash, pinned_too_early, waits_too_long
from solvers.forward import Timing, modes_together

if TYPE_CHECKING:
    from solvers.flat import Edge

    Plan = list[tuple[int, Placement]]

__all__ = ["Plan", "find_one", "find_together", "settle_pinned"]

_MAX_WAIT = int(Precedence.MAX_WAIT)

MOST_TRIES = 2000
"""How often a block is placed anew at most. Mostly each time takes it past a gap or a break at
least, so that only a block for which there is no way needs as many."""


def find_one(shop: Shop, op: int) -> Placement:
    """Return where an operation ends first; its predecessors have been placed.

    Raises
    ------
    Impossible
        If it fits nowhere; with a proof if it did not even in an empty shop.
    """
    place = shop.best(op)
    if place is None:
        raise _impossible(shop, op)
    return place


def _impossible(shop: Shop, op: int) -> Impossible:
    flat = shop.flat
    tick = flat.ready(op, shop.start, shop.end, shop.mode)[0]
    is_proof = Shop(flat).best(op, (flat.release[op], 0)) is None
    return Impossible(cannot_run(flat, op, tick), is_proof=is_proof)


def settle_pinned(shop: Shop, op: int) -> None:
    """Check that pinned work does not start before its predecessors let it; let it wait for them.

    Raises
    ------
    Impossible
        If it does, or if it is elastic and what it holds is not free until its predecessors end.
    """
    flat, mode, pin = shop.flat, shop.mode[op], shop.flat.fixed_start[op]
    ready = flat.ready(op, shop.start, shop.end, shop.mode)
    tick = flat.first_pin(mode, ready, shop.end[op])
    if not 0 <= tick <= pin:
        raise Impossible(pinned_too_early(flat, op, tick), is_proof=False)
    if flat.elastic[op] and not shop.stretch(op, ready[1]):
        raise Impossible(pinned_clash(flat, op), is_proof=False)


def find_together(shop: Shop, members: list[int]) -> Plan:
    """Return where the operations of a block run, in their order; the shop stays as it is.

    Each is placed where it ends first. Where one starts too long after its predecessor, the work
    of the predecessor is put off until it is done late enough, and all are placed anew. If that
    leads nowhere, it is done again in modes that can keep the waits at infinite capacity.

    Parameters
    ----------
    shop
        All predecessors outside the block have been placed.
    members
        A block of `FlatProblem.blocks`.

    Returns
    -------
    list of (int, Placement)
        Operation and place, of pinned ones as well.

    Raises
    ------
    Impossible
        If no such places are found; never with a proof, but for an operation that fits nowhere.
    """
    flat = shop.flat
    modes = {op: flat.modes[op] for op in members}
    try:
        chosen = modes_together(flat, members, Timing(shop.mode, shop.start, shop.end))
    except Impossible as reason:  # what precedes may end earlier in another plan
        raise Impossible(reason.fact, is_proof=False) from None
    try:
        return _search(shop, modes)
    except Impossible as reason:
        if reason.is_proof or all(len(choice) == 1 for choice in modes.values()):
            raise
    return _search(shop, {op: [mode] for op, mode in zip(members, chosen, strict=True)})


def _search(shop: Shop, modes: dict[int, list[int]]) -> Plan:
    """Place operations in some of their modes anew until none starts too late."""
    flat, done = shop.flat, dict.fromkeys(modes, 0)
    late: Edge | None = None
    saved = shop.snapshot()
    for _ in range(MOST_TRIES):
        try:
            plan, edge = _attempt(shop, modes, done)
        except Impossible as reason:
            if late is None or reason.is_proof:
                raise
            break
        else:
            if edge is None:
                return plan
            late, start = edge, shop.start[edge.succ]
            done[late.pred] = start - late.lag(shop.mode[late.pred])
            if flat.fixed_start[late.pred] >= 0:
                raise Impossible(waits_too_long(flat, late, start), is_proof=False)
        finally:
            shop.restore(saved)
    fact = waits_too_long(flat, late) if late else ""
    raise Impossible(fact, is_proof=False)


def _attempt(
    shop: Shop, modes: dict[int, list[int]], done: dict[int, int]
) -> tuple[Plan, Edge | None]:
    """Place the members of a block until one starts too late; return after which edge."""
    flat = shop.flat
    plan: Plan = []
    for op in modes:
        waits = [
            (shop.end[edge.pred] + edge.lag(shop.mode[edge.pred]), edge)
            for edge in flat.incoming[op]
            if edge.kind == _MAX_WAIT
        ]
        if flat.fixed_start[op] >= 0:
            settle_pinned(shop, op)
            plan.append((op, Placement(shop.mode[op], shop.start[op], shop.end[op], 0, -1)))
        else:
            last = min((tick for tick, _ in waits), default=flat.horizon)
            place = _find_by(shop, modes[op], done[op], last)
            shop.place(op, place)
            plan.append((op, place))
        for tick, edge in waits:
            if shop.start[op] > tick:
                return plan, edge
    return plan, None


def _find_by(shop: Shop, modes: list[int], done: int, last: int) -> Placement:
    """Return where an operation ends first of the modes that start by a tick, else soonest after.

    Its work is not done before `done`.
    """
    flat = shop.flat
    op = flat.operation[modes[0]]
    ready = flat.ready(op, shop.start, shop.end, shop.mode)
    if done:
        ready = flat.delayed(op, ready, done)
    end_at_least = ready[1] if flat.elastic[op] else 0
    ticks = [(mode, flat.first_tick(mode, ready)) for mode in modes]
    places = [shop.find(mode, tick, end_at_least=end_at_least) for mode, tick in ticks if tick >= 0]
    found = [place for place in places if place is not None]
    if not found:
        raise _impossible(shop, op)
    return min(found, key=lambda place: (max(0, place.start - last), place.end, place.changeover))
