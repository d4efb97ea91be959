"""Alternative materials: what covers a need when the main material is short."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from models.scenario import Alternatives

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Candidate", "Cover", "substitute"]


class Candidate(NamedTuple):
    """An alternative material: what there is of it, and how much replaces the main one.

    Parameters
    ----------
    available
        Millionths of a piece of the alternative.
    numerator, denominator
        So many pieces of the alternative replace so many pieces of the main material.
    """

    available: int
    numerator: int = 1
    denominator: int = 1

    def takes(self, covered: int) -> int:
        """Return what of the alternative replaces a quantity of the main material, rounded up."""
        return -(-covered * self.numerator // self.denominator)

    def covers(self) -> int:
        """Return the most of the main material that the available quantity replaces."""
        return max(0, self.available) * self.denominator // self.numerator


@dataclass(frozen=True, slots=True)
class Cover:
    """How a need is covered; `main`, `covered` and `replenish` add up to it, in the main material.

    Parameters
    ----------
    main
        Taken from what there is of the main material.
    covered
        What each alternative stands in for.
    taken
        What is taken of each alternative, in millionths of a piece of its own.
    replenish
        What of the main material is to be ordered.
    """

    main: int
    covered: tuple[int, ...]
    taken: tuple[int, ...]
    replenish: int


def substitute(
    need: int,
    available: int,
    candidates: Sequence[Candidate],
    mode: Alternatives,
    *,
    alternatives_first: bool = False,
) -> Cover:
    """Return how a need of a component is covered by it and its alternatives.

    ``mix`` takes what there is of each material in turn, and orders what is still missing.
    ``single`` takes all from the first material that can cover all, or else orders all. What is
    ordered is always the main material.

    Parameters
    ----------
    need, available
        Millionths of a piece of the main material; a negative availability is none.
    candidates
        The alternatives, best first.
    alternatives_first
        Try the main material after its alternatives.
    """
    offers = [max(0, available)]
    if mode is not Alternatives.NONE:
        offers += [candidate.covers() for candidate in candidates]
    turns = list(range(len(offers)))
    if alternatives_first:
        turns = [*turns[1:], 0]
    need = max(0, need)
    shares = [0] * (len(candidates) + 1)
    if mode is Alternatives.SINGLE:
        chosen = next((turn for turn in turns if offers[turn] >= need), None)
        if chosen is not None:
            shares[chosen] = need
    else:
        left = need
        for turn in turns:
            shares[turn] = min(left, offers[turn])
            left -= shares[turn]
    covered = tuple(shares[1:])
    taken = tuple(
        candidate.takes(share) for candidate, share in zip(candidates, covered, strict=True)
    )
    return Cover(shares[0], covered, taken, need - sum(shares))
