"""Pegging: which supply serves which need, first come first served by time."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from models.material import Peg
from models.quantity import from_units

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.material import DemandKind
    from scheduler.mrp.needs import Need, Supply

__all__ = ["Match", "match_in_order", "pegs_of"]


class Match(NamedTuple):
    """A quantity, in millionths of a piece, that supply number `supply` holds for `need`."""

    supply: int
    need: int
    quantity: int


def match_in_order(supplies: Sequence[Supply], needs: Sequence[Need]) -> list[Match]:
    """Return the matches that give each need, in order, the first supplies still free.

    A need may take from several supplies and a supply serve several needs. Supplies beyond the
    last need stay free; needs beyond the last supply stay unserved, which netting rules out.
    """
    matches: list[Match] = []
    supply = 0
    free = supplies[0].quantity if supplies else 0
    for index, need in enumerate(needs):
        open_quantity = need.quantity
        while open_quantity > 0 and supply < len(supplies):
            taken = min(open_quantity, free)
            if taken > 0:
                matches.append(Match(supply, index, taken))
            open_quantity -= taken
            free -= taken
            if free == 0:
                supply += 1
                free = supplies[supply].quantity if supply < len(supplies) else 0
    return matches


def pegs_of(
    matches: Sequence[Match], supplies: Sequence[Supply], needs: Sequence[Need]
) -> list[Peg]:
    """Return the matches as pegs; two lines of one bill of materials become one peg."""
    quantities: dict[tuple[int, str, DemandKind, str, int | None], int] = {}
    for match in matches:
        need = needs[match.need]
        key = (match.supply, need.item, need.kind, need.consumer, need.phase)
        quantities[key] = quantities.get(key, 0) + match.quantity
    return [
        Peg(
            supply_kind=supplies[index].kind,
            supply=supplies[index].id,
            demand_kind=kind,
            demand=consumer,
            item=item,
            quantity=from_units(quantity),
            phase=phase,
        )
        for (index, item, kind, consumer, phase), quantity in quantities.items()
    ]
