"""First plans for flexible job shops, by rules; and plans that lie between two others."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from solvers.search.dice import draw
from solvers.search.jit import inner, kernel
from solvers.search.precedence import by_key

if TYPE_CHECKING:
    from solvers.search.disjunctive import Disjunctive

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
    Floats = np.ndarray[tuple[int], np.dtype[np.float64]]
    Words = np.ndarray[tuple[int], np.dtype[np.uint64]]

__all__ = ["Sketch", "blend", "dispatch_order", "ordered"]


class Sketch(NamedTuple):
    """A plan as searches keep it."""

    length: int
    """Largest end plus tail."""
    mode: Ints
    """(N,): rows of the mode table."""
    start: Ints
    """(N,): ticks of work."""


def ordered(shop: Disjunctive, key: Ints | Floats) -> Ints:
    """Return all operations, those with the lowest key first as far as precedences allow."""
    return by_key(shop.pred_ptr, shop.succ_ptr, shop.succ, key)


def blend(
    shop: Disjunctive, plans: tuple[Sketch, Sketch], share: float, seed: int
) -> tuple[Ints, Ints]:
    """Return modes and order of a plan between two.

    What comes before what in both, does so in it: a point on a path that relinks the two
    (Gonzalez, Vela and Varela 2015, doi:10.1016/j.ejor.2015.03.009), without walking it.

    Parameters
    ----------
    share
        Of the second plan, from 0 to 1; each operation takes its mode with this probability.
    """
    first, second = plans
    random = np.random.default_rng(seed)
    mode = np.where(random.random(first.mode.size) < share, second.mode, first.mode)
    key = (1.0 - share) * first.start + share * second.start
    return mode, ordered(shop, key)


@kernel
def dispatch_order(
    shop: Disjunctive, chain: Ints, rule: Ints, random: Words, plan: tuple[Ints, Ints]
) -> None:
    """Plan by a rule: take the operation with the least key again and again, where it ends first.

    Parameters
    ----------
    chain
        (N,): the longest chain that an operation begins.
    rule
        (3,): the key is ``rule[0]`` times when it can end minus ``rule[1]`` times its chain, plus
        a random number below ``rule[2]``.
    plan
        Modes and order are written there; shape (N,).
    """
    mode, order = plan
    num_ops, count = order.size, 0
    waits, ready = np.zeros(num_ops, dtype=np.int64), np.zeros(num_ops, dtype=np.int64)
    open_ops = np.zeros(num_ops, dtype=np.int64)
    free = np.zeros(shop.num_machines, dtype=np.int64)
    for op in range(num_ops):
        ready[op], waits[op] = shop.release[op], shop.pred_ptr[op + 1] - shop.pred_ptr[op]
        if waits[op] == 0:
            open_ops[count] = op
            count += 1
    for index in range(num_ops):
        least, chosen, chosen_mode, chosen_end = np.iinfo(np.int64).max, 0, 0, 0
        for row in range(count):
            op = open_ops[row]
            best, end = _quickest(shop, free, ready[op], op)
            key = rule[0] * end - rule[1] * chain[op] + draw(random, rule[2])
            if key < least:
                least, chosen, chosen_mode, chosen_end = key, row, best, end
        op = open_ops[chosen]
        count -= 1
        open_ops[chosen] = open_ops[count]
        mode[op], order[index] = chosen_mode, op
        if shop.mode_machine[chosen_mode] >= 0:
            free[shop.mode_machine[chosen_mode]] = chosen_end
        for edge in range(shop.succ_ptr[op], shop.succ_ptr[op + 1]):
            follower = shop.succ[edge]
            ready[follower] = max(ready[follower], chosen_end + shop.succ_lag[edge])
            waits[follower] -= 1
            if waits[follower] == 0:
                open_ops[count] = follower
                count += 1


@inner
def _quickest(shop: Disjunctive, free: Ints, ready: int, op: int) -> tuple[int, int]:
    """Return the mode in which an operation ends first, and when."""
    best, first = -1, 0
    for mode in range(shop.mode_first[op], shop.mode_last[op]):
        machine = shop.mode_machine[mode]
        start = ready if machine < 0 else max(ready, free[machine])
        end = start + shop.mode_duration[mode]
        if best < 0 or end < first:
            best, first = mode, end
    return best, first
