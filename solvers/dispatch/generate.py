"""Fill a shop operation by operation: what is pinned first, then by a list or through time."""

from __future__ import annotations

from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING

from solvers.dispatch.gathering import Gathering
from solvers.dispatch.placing import find_one, find_together, settle_pinned
from solvers.dispatch.shop import Shop
from solvers.facts import Impossible, pinned_clash

if TYPE_CHECKING:
    from collections.abc import Sequence

    from solvers.dispatch.gathering import Group
    from solvers.dispatch.placing import Plan
    from solvers.dispatch.shop import Placement
    from solvers.flat import FlatProblem

__all__ = ["Generation", "Impossible", "serial"]


class Generation:
    """A shop being filled: pinned work first, the rest as its predecessors are placed.

    Operations that a maximum wait ties are placed all at once, for the first of them.
    """

    def __init__(self, flat: FlatProblem) -> None:
        self.flat = flat
        self.shop = Shop(flat)
        self.waiting = [len(edges) for edges in flat.incoming]
        """For how many edges each waits; -1 if it is placed with another."""
        self.head = list(range(flat.num_operations))
        """With which each is placed, mostly itself."""
        self.blocks: dict[int, list[int]] = {}
        """All that are placed with one, if there are others."""
        self.plans: dict[int, Plan] = {}
        self._tie_blocks()
        self.is_placed = [False] * flat.num_operations
        self.gathering = Gathering(self.shop)
        self.deferred: list[int] = []
        """Operations that wait for others to share a session with."""
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

    def _tie_blocks(self) -> None:
        for block in self.flat.blocks:
            if len(block) > 1:
                head = block[0]
                self.blocks[head] = block
                for op in block:
                    self.head[op], self.waiting[op] = head, -1
                self.waiting[head] = sum(
                    self.head[edge.pred] != head for op in block for edge in self.flat.incoming[op]
                )

    def find(self, op: int) -> Placement:
        """Return where an operation ends first, with all that are placed with it.

        Raises
        ------
        Impossible
            If it fits nowhere.
        """
        members = self.blocks.get(op)
        if members is None:
            return find_one(self.shop, op)
        plan = self.plans[op] = find_together(self.shop, members)
        return plan[0][1]

    def place(self, op: int, place: Placement | None = None) -> list[int]:
        """Run an operation, by default where it ends first; return those that waited only for it.

        Parameters
        ----------
        op
            Not placed with another.
        place
            What `find` has just returned for it.

        Raises
        ------
        Impossible
            If it fits nowhere, or is pinned before what must precede it.
        """
        members = self.blocks.get(op, [op])
        if len(members) == 1:
            self._put(op, place)
        else:
            plan = self.plans.pop(op) if place else find_together(self.shop, members)
            for member, where in plan:
                self._put(member, where)
        freed = []
        for member in members:
            self.is_placed[member] = True
            for edge in self.flat.outgoing[member]:
                head = self.head[edge.succ]
                if head != op:
                    self.waiting[head] -= 1
                    if not self.waiting[head]:
                        freed.append(head)
        return freed

    def _put(self, op: int, place: Placement | None) -> None:
        if self.flat.fixed_start[op] >= 0:
            settle_pinned(self.shop, op)
        else:
            self.shop.place(op, place or find_one(self.shop, op))

    def ready(self, op: int) -> tuple[int, int]:
        """Return the earliest start and the earliest end; predecessors have been placed."""
        shop = self.shop
        return self.flat.ready(op, shop.start, shop.end, shop.mode)

    def place_in_order(self, rank: Sequence[float], members: Sequence[bool] | None = None) -> None:
        """Place operations by rank, each once its predecessors are placed.

        Parameters
        ----------
        rank
            (N,): the smallest goes first, equals by index.
        members
            (N,): which operations to place, all predecessors of each and all placed with it
            included; default all.
        """
        heap = [
            (rank[op], op)
            for op, count in enumerate(self.waiting)
            if not count and not self.is_placed[op] and (members is None or members[op])
        ]
        heapify(heap)
        while heap or self.deferred:
            freed = (
                self._place_or_defer(heappop(heap)[1], rank) if heap else self._place_deferred(rank)
            )
            for op in freed:
                if members is None or members[op]:
                    heappush(heap, (rank[op], op))

    def _place_or_defer(self, op: int, rank: Sequence[float]) -> list[int]:
        """Place an operation, with those that share its session; or not yet, if it needs more."""
        if not self.may_gather(op):
            return [] if self.is_placed[op] else self.place(op)
        place = self.find(op)
        if not self.gathering.opens(place):
            return self.place(op, place)
        group = self.gathering.first_session(op, place, self._rivals(op, rank))
        if not group:
            self.deferred.append(op)
            return []
        freed = self._place_group(group)
        return freed if self.is_placed[op] else [*freed, op]

    def _place_deferred(self, rank: Sequence[float]) -> list[int]:
        """Place those that waited for others to come, now that nobody can any more."""
        while self.deferred:
            waiting, self.deferred = self.deferred, []
            freed = [later for op in waiting for later in self._place_or_defer(op, rank)]
            if not freed and len(self.deferred) == len(waiting):
                op, place = waiting[0], self.find(waiting[0])
                group = self.gathering.last_session(op, place, self._rivals(op, rank))
                freed = self._place_group(group)
            if freed:
                return freed
        return []

    def may_gather(self, op: int) -> bool:
        """Tell whether an operation without a place may wait for others to share a session."""
        return (
            op in self.gathering.all
            and op not in self.blocks
            and self.flat.fixed_start[op] < 0
            and not self.is_placed[op]
        )

    def _rivals(self, op: int, rank: Sequence[float]) -> list[int]:
        """Return who could be placed now, in a session with an operation; by rank."""
        return sorted(
            (
                other
                for other in self.gathering.relatives(op)
                if not self.waiting[other] and self.may_gather(other)
            ),
            key=rank.__getitem__,
        )

    def _place_group(self, group: Group) -> list[int]:
        return [later for op, place in group for later in self.place(op, place)]

    def place_for_pinned(self, latest: Sequence[int]) -> None:
        """Place pinned operations and all that must run before them, ahead of everything else."""
        flat = self.flat
        before = [pin >= 0 for pin in flat.fixed_start]
        if any(before):
            for block in reversed(flat.blocks):
                if any(
                    before[op] or any(before[edge.succ] for edge in flat.outgoing[op])
                    for op in block
                ):
                    for op in block:
                        before[op] = True
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
        If an operation fits nowhere, or a session should have waited.
    """
    generation = Generation(flat)
    generation.place_for_pinned(latest)
    generation.place_in_order(rank)
    generation.gathering.check()
    return generation.shop
