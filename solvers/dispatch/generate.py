"""Fill a shop operation by operation: what is pinned first, then by a list or through time."""

from __future__ import annotations

from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING

from solvers.dispatch.shop import Shop
from solvers.facts import Impossible, cannot_run, pinned_clash, pinned_too_early

if TYPE_CHECKING:
    from collections.abc import Sequence

    from solvers.dispatch.shop import Placement
    from solvers.flat import FlatProblem

__all__ = ["Generation", "Impossible", "serial"]


class Generation:
    """A shop being filled: pinned work first, the rest as its predecessors are placed."""

    def __init__(self, flat: FlatProblem) -> None:
        self.flat = flat
        self.shop = Shop(flat)
        self.waiting = [len(edges) for edges in flat.incoming]
        self.is_placed = [False] * flat.num_operations
        self._reserve_pinned()

    def _reserve_pinned(self) -> None:
        """Take what pinned operations hold before anybody else can."""
        pins = self.flat.fixed_start
        for op in sorted((op for op, pin in enumerate(pins) if pin >= 0), key=pins.__getitem__):
            place = self.shop.pinned(op)
            if place is None:
                # with a choice of modes another assignment of pinned work may exist
                is_proof = all(
                    pin < 0 or len(modes) == 1
                    for pin, modes in zip(pins, self.flat.modes, strict=True)
                )
                raise Impossible(pinned_clash(self.flat, op), is_proof=is_proof)
            self.shop.place(op, place)

    def find(self, op: int) -> Placement:
        """Return where an operation ends first.

        Raises
        ------
        Impossible
            If it fits nowhere.
        """
        place = self.shop.best(op)
        if place is None:
            raise Impossible(cannot_run(self.flat, op, self.ready(op)[0]), is_proof=True)
        return place

    def place(self, op: int, place: Placement | None = None) -> list[int]:
        """Run an operation, by default where it ends first; return those that waited only for it.

        Raises
        ------
        Impossible
            If it fits nowhere, or is pinned before what must precede it.
        """
        if self.flat.fixed_start[op] >= 0:
            self._check_pinned(op)
        else:
            self.shop.place(op, place or self.find(op))
        self.is_placed[op] = True
        freed = []
        for edge in self.flat.outgoing[op]:
            self.waiting[edge.succ] -= 1
            if not self.waiting[edge.succ]:
                freed.append(edge.succ)
        return freed

    def ready(self, op: int) -> tuple[int, int]:
        """Return the earliest start and the earliest end; predecessors have been placed."""
        shop = self.shop
        return self.flat.ready(op, shop.start, shop.end, shop.mode)

    def _check_pinned(self, op: int) -> None:
        tick = self.flat.first_tick(self.shop.mode[op], self.ready(op))
        if not 0 <= tick <= self.flat.fixed_start[op]:
            raise Impossible(pinned_too_early(self.flat, op, tick), is_proof=False)

    def place_in_order(self, rank: Sequence[float], members: Sequence[bool] | None = None) -> None:
        """Place operations by rank, each once its predecessors are placed.

        Parameters
        ----------
        rank
            (N,): the smallest goes first, equals by index.
        members
            (N,): which operations to place, all predecessors of each included; default all.
        """
        heap = [
            (rank[op], op)
            for op, count in enumerate(self.waiting)
            if not count and not self.is_placed[op] and (members is None or members[op])
        ]
        heapify(heap)
        while heap:
            for freed in self.place(heappop(heap)[1]):
                if members is None or members[freed]:
                    heappush(heap, (rank[freed], freed))

    def place_for_pinned(self, latest: Sequence[int]) -> None:
        """Place pinned operations and all that must run before them, ahead of everything else."""
        flat = self.flat
        before = [pin >= 0 for pin in flat.fixed_start]
        if any(before):
            for op in reversed(flat.topological_order()):
                before[op] = before[op] or any(before[edge.succ] for edge in flat.outgoing[op])
            self.place_in_order(latest, before)


def serial(flat: FlatProblem, rank: Sequence[float], latest: Sequence[int]) -> Shop:
    """Place operations one by one in order of rank, each in the first gap it fits.

    Parameters
    ----------
    flat
        What to plan.
    rank
        (N,): the smallest goes first, but never before its predecessors.
    latest
        (N,): latest starts, for what must run before pinned work.

    Raises
    ------
    Impossible
        If an operation fits nowhere.
    """
    generation = Generation(flat)
    generation.place_for_pinned(latest)
    generation.place_in_order(rank)
    return generation.shop
