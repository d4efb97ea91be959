"""Elite plans of a job shop, and plans between two of them.

After Peng, Lü and Cheng (2015, doi:10.1016/j.cor.2014.08.006): tabu search finds good plans, and
better ones lie between them. Theirs is a walk from one plan to the other; here a random merge of
both, which keeps all precedences by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from solvers.search.dice import draw
from solvers.search.jit import kernel

if TYPE_CHECKING:
    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
    Ops = np.ndarray[tuple[int], np.dtype[np.uint32]]
    Words = np.ndarray[tuple[int], np.dtype[np.uint64]]

__all__ = ["Elite", "Elites", "distance", "merge"]


class Elite(NamedTuple):
    """One plan: its length, and its operations by start."""

    length: int
    order: Ops


class Elites:
    """A few plans, good and unlike each other.

    Parameters
    ----------
    size
        How many there are at most.
    machine
        Of each operation; shape (N,).
    apart
        Least distance between two.
    """

    def __init__(self, size: int, machine: Ints, apart: int) -> None:
        self.size = size
        self.apart = apart
        self.members: list[Elite] = []
        self._machine = machine
        self._seen = np.zeros(int(machine.max(initial=0)) + 1, dtype=np.int64)

    def add(self, elite: Elite) -> bool:
        """Take in a plan if it is better than the one most like it, or than the worst.

        Plans nearer to it than `apart` have to leave, so none of them may be better.
        """
        near = [
            index
            for index, other in enumerate(self.members)
            if distance(other.order, elite.order, self._machine, self._seen) < self.apart
        ]
        if any(self.members[index].length <= elite.length for index in near):
            return False
        if not near and len(self.members) >= self.size:
            near = [max(range(self.size), key=lambda index: self.members[index].length)]
            if self.members[near[0]].length <= elite.length:
                return False
        self.members = [other for index, other in enumerate(self.members) if index not in near]
        self.members.append(elite)
        return True

    def keep_best(self) -> None:
        """Forget all but the best plan."""
        self.members = sorted(self.members, key=lambda elite: elite.length)[:1]


@kernel
def merge(first: Ops, second: Ops, share: int, child: Ops, random: Words) -> None:
    """Take the next operation again and again from one plan or the other, at random.

    What both have in one order keeps it, so precedences hold: the precedence preservative
    crossover of Bierwirth, Mattfeld and Kopfer (1996, doi:10.1007/3-540-61723-X_996).

    Parameters
    ----------
    first, second
        Topological orders; shape (N,).
    share
        Of 1,024 operations, how many come from the first.
    child
        The order in between; shape (N,).
    """
    size = first.size
    is_taken = np.zeros(size, dtype=np.bool_)
    left = right = 0
    for index in range(size):
        while is_taken[first[left]]:
            left += 1
        while is_taken[second[right]]:
            right += 1
        op = first[left] if draw(random, 1024) < share else second[right]
        is_taken[op] = True
        child[index] = op


@kernel
def distance(first: Ops, second: Ops, machine: Ints, seen: Ints) -> int:
    """Return how many pairs of neighbours on a machine the second plan has the other way round.

    Parameters
    ----------
    seen
        Scratch, one for each machine.
    """
    size = first.size
    place = np.zeros(size, dtype=np.int64)
    for index in range(size):
        place[second[index]] = index
    for index in range(seen.size):
        seen[index] = -1
    found = 0
    for index in range(size):
        op = first[index]
        on = machine[op]
        if on >= 0:
            if seen[on] >= 0 and place[seen[on]] > place[op]:
                found += 1
            seen[on] = op
    return found
