"""A genetic algorithm on activity lists.

Children take a stretch of one parent's list and the order of the other's for the rest (two-point
crossover: Hartmann 1998, "A competitive genetic algorithm for resource-constrained project
scheduling", Naval Research Logistics 45), are changed a little and pushed right and left. Every
list is kept in the order of its plan's starts, so a stretch of it is a stretch of time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from solvers.search.dice import draw
from solvers.search.jit import inner, lean
from solvers.search.listing_serial import justify, sort

if TYPE_CHECKING:
    from solvers.search.listing_project import Project
    from solvers.search.listing_serial import Bench

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
    Table = np.ndarray[tuple[int, int], np.dtype[np.int64]]
    Words = np.ndarray[tuple[int], np.dtype[np.uint64]]

__all__ = ["Pool", "adopt", "evolve", "pool_of", "scatter"]

_SWAP = 20
"""One of so many neighbours in a child is swapped."""


class Pool(NamedTuple):
    """A population, and the best plan it has ever had."""

    order: Table
    """(P, N): activity lists."""
    span: Ints
    """(P,): length of their plans."""
    mark: Ints
    """(P,): fingerprint of the starts, so that no child is its parent again."""
    place: Ints
    """(N,): scratch; who is in a child, or where in a parent."""
    best: Ints
    """(N + 1,): starts of the shortest plan, and its length."""


def pool_of(project: Project, size: int, most: int) -> Pool:
    """Return a population of lists without plans; `most` is longer than any plan.

    They are lists all the same: children are made of them until others took their places.
    """
    ops = project.duration.size
    best = np.zeros(ops + 1, dtype=np.int64)
    best[ops] = most
    return Pool(
        np.tile(project.topological, (size, 1)),
        np.full(size, most, dtype=np.int64),
        np.zeros(size, dtype=np.int64),
        np.zeros(ops, dtype=np.int64),
        best,
    )


@lean
def adopt(project: Project, bench: Bench, pool: Pool, index: int) -> None:
    """Decode `Bench.order` and give it a place in the population."""
    span = justify(project, bench)
    if span >= 0:
        _keep(bench, pool, index, span)


@lean
def scatter(project: Project, bench: Bench, pool: Pool, dice: Words, first: int) -> None:
    """Fill the population from a place on with plans of random lists."""
    network = project.forward
    for index in range(first, pool.span.size):
        for place in range(bench.key.size):
            op = project.topological[place]
            bench.key[op] = draw(dice, bench.free.shape[0])
            for row in range(network.first[op], network.first[op + 1]):
                bench.key[op] = max(bench.key[op], bench.key[network.pred[row]])
        sort(project, bench, False)
        span = justify(project, bench)
        if span >= 0:
            _keep(bench, pool, index, span)


@lean
def evolve(project: Project, bench: Bench, pool: Pool, dice: Words, children: int) -> int:
    """Make some children; return how many found a place."""
    placed = 0
    for _ in range(children):
        mother, father = draw(dice, pool.span.size), _pick(pool, dice)
        _cross(bench, pool, dice, mother, father)
        _mutate(project, bench, dice)
        span = justify(project, bench)
        if span >= 0:
            placed += _replace(bench, pool, (mother, father), span)
    return placed


@inner
def _pick(pool: Pool, dice: Words) -> int:
    """Return the better of two."""
    one, other = draw(dice, pool.span.size), draw(dice, pool.span.size)
    return one if pool.span[one] <= pool.span[other] else other


@inner
def _cross(bench: Bench, pool: Pool, dice: Words, mother: int, father: int) -> None:
    """Write a child to `Bench.order`: a stretch in the father's order, the rest the mother's."""
    size = bench.order.size
    one, other = draw(dice, size + 1), draw(dice, size + 1)
    first, last = min(one, other), max(one, other)
    for op in range(size):
        pool.place[op] = 0
    for index in range(first):
        op = pool.order[mother, index]
        bench.order[index] = op
        pool.place[op] = 1
    filled = _fill(bench, pool, father, (first, last))
    _fill(bench, pool, mother, (filled, size))


@inner
def _fill(bench: Bench, pool: Pool, parent: int, stretch: tuple[int, int]) -> int:
    """Fill a stretch with what is not in the child yet, in the order of a parent."""
    place, index = stretch[0], 0
    while place < stretch[1]:
        op = pool.order[parent, index]
        index += 1
        if pool.place[op] == 0:
            pool.place[op] = 1
            bench.order[place] = op
            place += 1
    return place


@inner
def _mutate(project: Project, bench: Bench, dice: Words) -> None:
    """Swap some neighbours that may be swapped."""
    for index in range(bench.order.size - 1):
        if draw(dice, _SWAP) == 0:
            op, after = bench.order[index], bench.order[index + 1]
            if not _precedes(project, op, after):
                bench.order[index], bench.order[index + 1] = after, op


@inner
def _precedes(project: Project, op: int, after: int) -> bool:
    network = project.forward
    for row in range(network.first[after], network.first[after + 1]):
        if network.pred[row] == op:
            return True
    return False


@inner
def _replace(bench: Bench, pool: Pool, parents: tuple[int, int], span: int) -> int:
    """Let a child take the place of the parent it is more like, if that is not shorter.

    So the population stays as various as it can (deterministic crowding, Mahfoud 1992).
    """
    mark, (mother, father) = _fingerprint(bench), parents
    nearer = mother if _distance(bench, pool, mother) <= _distance(bench, pool, father) else father
    if span > pool.span[nearer] or mark in (pool.mark[mother], pool.mark[father]):
        return 0
    _keep(bench, pool, nearer, span)
    return 1


@inner
def _distance(bench: Bench, pool: Pool, parent: int) -> int:
    """Return by how many places all activities together are moved."""
    total = 0
    for index in range(bench.order.size):
        pool.place[pool.order[parent, index]] = index
    for index in range(bench.order.size):
        total += abs(pool.place[bench.order[index]] - index)
    return total


@inner
def _fingerprint(bench: Bench) -> int:
    """Return a number that plans with other starts hardly ever share."""
    total = 0
    for op in range(bench.start.size):
        total = total * 1_000_003 + bench.start[op]
    return total


@inner
def _keep(bench: Bench, pool: Pool, index: int, span: int) -> None:
    pool.span[index] = span
    pool.mark[index] = _fingerprint(bench)
    for place in range(bench.order.size):
        pool.order[index, place] = bench.order[place]
    last = bench.start.size
    if span < pool.best[last]:
        pool.best[last] = span
        for op in range(last):
            pool.best[op] = bench.start[op]
