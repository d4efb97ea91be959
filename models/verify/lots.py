r"""Transfer lots: what an order has made so far goes on to the next while it makes the rest."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING

from models.scenario import OrderType
from models.terms import CHECK_PHASE
from models.verify.facts import name_of
from models.verify.places import done_at
from models.verify.violation import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.material import Peg
    from models.scenario import ShopSettings
    from models.verify.facts import Facts
    from models.verify.places import Placed

__all__ = ["check_lots", "passes_lots"]


def passes_lots(facts: Facts, peg: Peg) -> bool:
    """Tell whether an order passes on a peg in lots, so that its consumer need not await its end.

    It does if its item is transferred and withdrawn in lots and it is made in one last phase
    after which nothing waits, neither in sessions; and its consumer works outside of them.
    """
    return _maker(facts, peg) is not None and bool(_takers(facts, peg))


def _maker(facts: Facts, peg: Peg) -> Placed | None:
    """Return the last phase of the order that passes on lots; None if it does not."""
    order = facts.order(peg.supply)
    item = facts.scenario.item_by_id.get(peg.item)
    if order is None or item is None or order.type is not OrderType.PRODUCTION:
        return None
    last = facts.last_tasks(order.id)
    if not (item.transfer_lot and item.withdrawal_lot) or len(last) != 1:
        return None
    placed = facts.placed.get((order.id, last[0].phase))
    if last[0].phase == CHECK_PHASE or last[0].is_elastic:
        return None  # checks let all pieces go at once; who idles may make them all at the end
    if placed is None or placed.times.lag(placed.task) or _in_sessions(placed):
        return None
    return placed


def _takers(facts: Facts, peg: Peg) -> list[Placed]:
    """Return the phases that withdraw a peg while they work."""
    found = []
    for phase in facts.gated_phases(peg.demand, peg.phase):
        placed = facts.placed.get((peg.demand, phase))
        if placed is not None and placed.task.progress is None and not _in_sessions(placed):
            found.append(placed)
    return found


def _in_sessions(placed: Placed) -> bool:
    """Tell whether a phase is done in sessions, be it alone in one."""
    center = placed.center
    return center is not None and bool(center.aggregation_rule) and not center.infinite


def check_lots(facts: Facts) -> Iterator[Violation]:
    """Check that nobody withdraws a lot from an order before so many pieces are passed on."""
    before: dict[str, Fraction] = {}
    for peg in facts.material.pegs:
        earlier = before.get(peg.supply, Fraction(0))
        before[peg.supply] = earlier + Fraction(peg.quantity)
        maker = _maker(facts, peg) if facts.order(peg.supply) is not None else None
        if maker is None or not facts.gates.is_gate(peg):
            continue
        for taker in _takers(facts, peg):
            yield from _check_peg(facts, peg, earlier, maker, taker)


def _check_peg(
    facts: Facts, peg: Peg, earlier: Fraction, maker: Placed, taker: Placed
) -> Iterator[Violation]:
    """Check each withdrawal that needs one lot more than those before it.

    Parameters
    ----------
    earlier
        Pieces of the supply that pegs before this one take.
    """
    item = facts.scenario.item_by_id[peg.item]
    lot, taken = Fraction(item.transfer_lot), Fraction(item.withdrawal_lot)
    quantity, row = Fraction(peg.quantity), taker.row
    begun = taker.calendar.to_work(int(row.start))
    number = 0
    while number * taken < quantity:
        needed = earlier + min((number + 1) * taken, quantity)
        deposits = ceil(needed / lot)
        there = _there_at(maker, deposits * lot, facts.scenario.settings.shop)
        lead = _work_at(taker, number * taken / quantity)
        late = there is None or begun + lead < taker.calendar.to_work(there)
        if late or (there is not None and not lead and row.start < there):
            when = "never" if there is None else f"at {facts.at(there)}"
            text = (
                f"withdraws {float(taken):.6g} {peg.item} when it has worked {facts.span(lead)}"
                f" from {facts.at(row.start)} on, but order {peg.supply} passes on {deposits} lots"
                f" of {float(lot):.6g} {when}."
            )
            yield Violation(Rule.MATERIAL, name_of(row), text)
            return  # the others follow from the first
        number = max(number + 1, floor((deposits * lot - earlier) / taken))


def _work_at(taker: Placed, share: Fraction) -> int:
    """Return the working ticks after which a phase withdraws, by the share it took before."""
    setup = ceil(taker.times.setup)
    return setup + floor(share * (taker.work - setup))


def _there_at(maker: Placed, pieces: Fraction, shop: ShopSettings) -> int | None:
    """Return when the last phase of an order has made pieces of the whole order."""
    task, times = maker.task, maker.times
    whole = Fraction(task.order.quantity)
    if pieces >= whole or times.lead is not None:
        return int(maker.row.end)
    made = whole - Fraction(task.quantity)
    done = times.run(whole) - times.left(task, shop)  # of started work, before the plan
    left = min(times.until_made(pieces - made), max(Fraction(0), times.until_made(pieces) - done))
    work = ceil(times.setup + left)
    return done_at(maker.calendar, maker.row.start, min(work, maker.work))
