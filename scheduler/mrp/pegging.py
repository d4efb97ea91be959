"""Match the supplies of an item to its needs: first come, first served."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from models.material import DemandKind, Peg
from models.quantity import from_units
from scheduler.mrp.needs import line_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.mrp.needs import Line, Need, Supply

__all__ = ["Match", "Served", "match", "match_in_order", "pegs_of"]


class Served(NamedTuple):
    """Who serves whom: supplies and needs in order, and the matches between them."""

    supplies: Sequence[Supply]
    needs: Sequence[Need]
    matches: Sequence[Match]


class Match(NamedTuple):
    """A quantity, in millionths, of the supply and the need at these positions."""

    supply: int
    need: int
    quantity: int


def match(supplies: Sequence[Supply], needs: Sequence[Need]) -> list[Match]:
    """Give what is reserved to its consumers, then the rest in order.

    Orders made for a consumer serve others with what it leaves; reserved stock does not.
    Confirmed needs are served by the orders planned for them before anybody else is.
    """
    has_confirmed = any(supply.planned and supply.planned.is_confirmed for supply in supplies)
    if not (has_confirmed or any(supply.reserved_for for supply in supplies)):
        return match_in_order(supplies, needs)
    left = [supply.quantity for supply in supplies]
    open_needs = [need.quantity for need in needs]
    matches = _reserved_matches(supplies, needs, left, open_needs)
    if has_confirmed:
        matches += _confirmed_matches(supplies, needs, left, open_needs)
    free = [
        0 if supply.reserved_for and supply.planned is None else quantity
        for supply, quantity in zip(supplies, left, strict=True)
    ]
    matches.extend(_fill(free, open_needs))
    return sorted(matches)


def _reserved_matches(
    supplies: Sequence[Supply], needs: Sequence[Need], left: list[int], open_needs: list[int]
) -> list[Match]:
    """Return what reserved supplies give to their consumers; both lists are worked off."""
    by_consumer: dict[Line | str, list[int]] = {}
    for index, need in enumerate(needs):
        # a safety stock has the name of its item, which a demand may have too
        if need.kind is not DemandKind.SAFETY_STOCK:
            by_consumer.setdefault(need.consumer, []).append(index)
            by_consumer.setdefault(line_of(need), []).append(index)
    matches = []
    for number, supply in enumerate(supplies):
        owner = supply.line or supply.reserved_for
        held = left[number] if supply.planned is None else supply.planned.held
        for index in by_consumer.get(owner, ()) if owner else ():
            taken = min(held, open_needs[index])
            if taken > 0:
                matches.append(Match(number, index, taken))
                held -= taken
                left[number] -= taken
                open_needs[index] -= taken
    return matches


def _confirmed_matches(
    supplies: Sequence[Supply], needs: Sequence[Need], left: list[int], open_needs: list[int]
) -> list[Match]:
    """Return what orders for confirmed needs give to those they are in time for."""
    confirmed = [index for index, need in enumerate(needs) if need.is_confirmed]
    matches = []
    for number, supply in enumerate(supplies):
        if supply.planned is None or not supply.planned.is_confirmed:
            continue
        for index in confirmed:
            taken = min(left[number], open_needs[index])
            if taken > 0 and supply.when.bucket <= needs[index].when.bucket:
                matches.append(Match(number, index, taken))
                left[number] -= taken
                open_needs[index] -= taken
    return matches


def match_in_order(supplies: Sequence[Supply], needs: Sequence[Need]) -> list[Match]:
    """Give each need, in order, what is left of the supplies, in order.

    Each need takes all of a supply before it touches the next, so that few orders serve more
    than one. What no need takes is left over.
    """
    return _fill([supply.quantity for supply in supplies], [need.quantity for need in needs])


def _fill(supplies: Sequence[int], needs: Sequence[int]) -> list[Match]:
    matches: list[Match] = []
    supply, free = 0, supplies[0] if supplies else 0
    for index, wanted in enumerate(needs):
        open_quantity = wanted
        while open_quantity > 0 and supply < len(supplies):
            taken = min(open_quantity, free)
            if taken > 0:
                matches.append(Match(supply, index, taken))
            open_quantity -= taken
            free -= taken
            if free == 0:
                supply += 1
                free = supplies[supply] if supply < len(supplies) else 0
    return matches


def pegs_of(
    matches: Sequence[Match], supplies: Sequence[Supply], needs: Sequence[Need]
) -> list[Peg]:
    """Return the matches as pegs; two lines of one bill of materials become one peg."""
    quantities: dict[tuple[int, str, DemandKind, str, int | None], int] = {}
    for supply, index, quantity in matches:
        need = needs[index]
        key = (supply, need.item, need.kind, need.consumer, need.phase)
        quantities[key] = quantities.get(key, 0) + quantity
    warehouse = needs[0].warehouse if needs else ""
    return [
        Peg(
            supply_kind=supplies[index].kind,
            supply=supplies[index].id,
            demand_kind=kind,
            demand=consumer,
            item=item,
            quantity=from_units(quantity),
            phase=phase,
            warehouse=warehouse,
        )
        for (index, item, kind, consumer, phase), quantity in quantities.items()
    ]
