"""In which order two plans run the same operations on a machine."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scheduler.natural import natural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.plan import Plan

    Key = tuple[str, int]
    Place = tuple[str, str]

__all__ = ["SequenceChange", "fewest_moves", "overtaken", "sequence_changes"]


@dataclass(frozen=True, slots=True)
class SequenceChange:
    """A machine on which other operations run, or the same ones in another order.

    Parameters
    ----------
    before, after
        (order, phase) of its operations as they follow each other in each plan.
    moves
        Of the operations that both plans run here, the fewest that have to be taken out and put
        elsewhere to turn one order into the other.
    """

    work_center: str
    machine: str
    before: tuple[Key, ...]
    after: tuple[Key, ...]
    moves: int

    @property
    def came(self) -> tuple[Key, ...]:
        """Return what only the second plan runs here."""
        known = set(self.before)
        return tuple(key for key in self.after if key not in known)

    @property
    def left(self) -> tuple[Key, ...]:
        """Return what only the first plan runs here."""
        known = set(self.after)
        return tuple(key for key in self.before if key not in known)


def sequence_changes(before: Plan, after: Plan) -> tuple[SequenceChange, ...]:
    """Return the machines whose sequence differs, by work center and machine."""
    old, new = _sequences(before), _sequences(after)
    changes = []
    for place in sorted(old.keys() | new.keys(), key=lambda place: tuple(map(natural, place))):
        first, second = old.get(place, ()), new.get(place, ())
        if first != second:
            common, other = _common(first, second)
            moves = fewest_moves(common, other)
            changes.append(SequenceChange(*place, first, second, moves))
    return tuple(changes)


def overtaken(before: Plan, after: Plan) -> frozenset[Key]:
    """Return operations that overtake others, or are overtaken, on a machine of theirs.

    Only what both plans run on that machine counts: what comes or goes lets nobody overtake. Who
    stands in every longest part of the sequence that kept its order has stayed; of two that change
    places neither has.
    """
    old, new = _sequences(before), _sequences(after)
    found: set[Key] = set()
    for place in old.keys() & new.keys():
        first, second = _common(old[place], new[place])
        if first != second:
            found |= set(second) - _stayed(first, second)
    return frozenset(found)


def fewest_moves(first: Sequence[Key], second: Sequence[Key]) -> int:
    """Return how many of the same operations must be put elsewhere to reorder them.

    All but a longest part that keeps its order.
    """
    return len(second) - max(_lengths(_positions(first, second)), default=0)


def _stayed(first: Sequence[Key], second: Sequence[Key]) -> set[Key]:
    """Return the operations that every longest part of the same order has."""
    positions = _positions(first, second)
    ahead = _lengths(positions)
    behind = _lengths([-position for position in reversed(positions)])[::-1]
    longest = max(ahead, default=0)
    usual = [k for k in range(len(second)) if ahead[k] + behind[k] - 1 == longest]
    rivals = Counter(ahead[k] for k in usual)
    return {second[k] for k in usual if rivals[ahead[k]] == 1}


def _positions(first: Sequence[Key], second: Sequence[Key]) -> list[int]:
    position = {key: index for index, key in enumerate(first)}
    return [position[key] for key in second]


def _lengths(values: Sequence[int]) -> list[int]:
    """Return the length of a longest increasing subsequence that ends with each value.

    Patience sorting; Schensted 1961, doi:10.4153/CJM-1961-015-3.
    """
    tops: list[int] = []
    lengths = []
    for value in values:
        pile = bisect_left(tops, value)
        tops[pile : pile + 1] = [value]
        lengths.append(pile + 1)
    return lengths


def _sequences(plan: Plan) -> dict[Place, tuple[Key, ...]]:
    """Return the operations of each machine by start; members of a session by name."""
    rows: dict[Place, list[tuple[int, int, str, int]]] = {}
    for row in plan.operations:
        for machine in (row.machine, *row.also):
            place = (row.work_center, machine)
            rows.setdefault(place, []).append((row.setup_start, row.end, row.order, row.phase))
    return {
        place: tuple((order, phase) for _, _, order, phase in sorted(held))
        for place, held in rows.items()
    }


def _common(first: Sequence[Key], second: Sequence[Key]) -> tuple[list[Key], list[Key]]:
    """Return both sequences without what only one of them has."""
    known, other = set(first), set(second)
    return [key for key in first if key in other], [key for key in second if key in known]
