"""Late acceptance on lists: a change stays if the plan is as good as now, or as some steps ago.

Plans are compared level by level, so no weights and no temperature are needed (Burke and Bykov
2017, doi:10.1016/j.ejor.2016.07.012).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from solvers.search.decoder import append
from solvers.search.decoder_facts import END, INFO, MODE, NUM_OPS, place
from solvers.search.decoder_general import advance
from solvers.search.jit import inner, lean, outlined
from solvers.search.listing_moves import propose, take_back
from solvers.search.listing_value import evaluated

if TYPE_CHECKING:
    from solvers.search.decoder_facts import Facts
    from solvers.search.listing_moves import Draft
    from solvers.search.listing_value import Worth

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
    Table = np.ndarray[tuple[int, int], np.dtype[np.int64]]
    Words = np.ndarray[tuple[int], np.dtype[np.uint64]]

__all__ = ["Walk", "search_general", "search_plain", "walk_of"]

# entries of Walk.tally
STEPS, PLACED, VALID, IDLE, IS_BETTER = range(5)

_MOST_WORDS = 4_000_000
"""Numbers that all saved states together may have."""


class Walk(NamedTuple):
    """Where a search is: the states of the decoder along its list, and values of plans."""

    memory: Ints
    saved: Table
    """(K, W): what was placed before every so many positions of the list; the first VALID."""
    stride: int
    past: Table
    """(H, levels): values some steps ago, the oldest is replaced next."""
    now: Ints
    best: Ints
    value: Ints
    """(levels,): of the present plan, of the best, of the one just decoded."""
    plan: Ints
    """(4 * N,): places of the best plan."""
    completion: Ints
    tally: Ints
    """(5,): steps, operations placed, saved states, steps without a better plan; whether the best
    is new."""
    dice: Words


def walk_of(facts: Facts, start: Ints, sizes: tuple[int, int, int], dice: Words) -> Walk:
    """Return a search that has not begun.

    Parameters
    ----------
    facts, start
        Of the problem, and the memory of an empty plan.
    sizes
        Numbers of levels and demands, and of steps a plan is remembered.
    dice
        For all that is random.
    """
    levels, demands, steps = sizes
    ops = int(facts.words[NUM_OPS])
    most = max(1, min(24, _MOST_WORDS // facts.saved, ops))
    stride = -(-ops // most)
    saved = np.zeros((-(-ops // stride), facts.saved), dtype=np.int64)
    saved[0] = start[: facts.saved]
    worst = np.full((3, levels), np.iinfo(np.int64).max, dtype=np.int64)
    tally = np.zeros(5, dtype=np.int64)
    tally[VALID] = 1
    return Walk(
        memory=start.copy(),
        saved=saved,
        stride=stride,
        past=np.full((steps, levels), np.iinfo(np.int64).max, dtype=np.int64),
        now=worst[0].copy(),
        best=worst[1].copy(),
        value=worst[2].copy(),
        plan=np.zeros(4 * ops, dtype=np.int64),
        completion=np.zeros(demands, dtype=np.int64),
        tally=tally,
        dice=dice,
    )


@lean
def search_plain(worth: Worth, facts: Ints, draft: Draft, walk: Walk, work: int) -> None:
    """Do what `search_general` does, where appending decodes all that matters."""
    size, until = draft.listing.order.size, walk.tally[PLACED] + work
    while walk.tally[PLACED] < until:
        first = propose(worth, facts, draft, walk.dice) if walk.tally[STEPS] else 0
        position = _resume(walk, first, size)
        while 0 <= position < size:
            last = min(position + walk.stride, size)
            is_placed = append(facts, walk.memory, draft.listing, position, last) == last
            position = last if is_placed else -1
            _save(walk, position, first)
        _judge(worth, facts, draft, walk, (first, position))


@lean
def search_general(worth: Worth, facts: Ints, draft: Draft, walk: Walk, work: int) -> None:
    """Decode the list as it is, at first; then change it again and again.

    Parameters
    ----------
    worth, facts
        What is minimised, and the problem.
    draft
        The list.
    walk
        What is known so far.
    work
        How many operations to place; once begun, a list is decoded to its end.
    """
    size, until = draft.listing.order.size, walk.tally[PLACED] + work
    while walk.tally[PLACED] < until:
        first = propose(worth, facts, draft, walk.dice) if walk.tally[STEPS] else 0
        position = _resume(walk, first, size)
        while 0 <= position < size:
            last = min(position + walk.stride, size)
            position = advance(facts, walk.memory, draft.listing, position, last)
            _save(walk, position, first)
        _judge(worth, facts, draft, walk, (first, position))


@outlined
def _resume(walk: Walk, first: int, size: int) -> int:
    """Restore the last state before a position; return where that is, -1 if nothing changed."""
    walk.tally[PLACED] += 1
    if first >= size:
        return -1
    row = min(first // walk.stride, walk.tally[VALID] - 1)
    for index in range(walk.saved.shape[1]):
        walk.memory[index] = walk.saved[row, index]
    walk.tally[PLACED] += size - row * walk.stride
    return row * walk.stride


@inner
def _save(walk: Walk, position: int, first: int) -> None:
    """Save a state that the changes of a list from a position on do not touch."""
    row = walk.tally[VALID]
    if position == row * walk.stride and position <= first and row < walk.saved.shape[0]:
        for index in range(walk.saved.shape[1]):
            walk.saved[row, index] = walk.memory[index]
        walk.tally[VALID] = row + 1


@inner
def _is_at_most(one: Ints, other: Ints) -> bool:
    """Tell whether values are equal or better, the first level first."""
    for level in range(one.size):
        if one[level] != other[level]:
            return one[level] < other[level]
    return True


@outlined
def _judge(worth: Worth, facts: Ints, draft: Draft, walk: Walk, found: tuple[int, int]) -> None:
    """Keep the change of the list, or take it back.

    `found` is the first position that it touches, and how far the list could be decoded.
    """
    (first, position), size = found, draft.listing.order.size
    row, is_kept = walk.tally[STEPS] % walk.past.shape[0], False
    walk.tally[IDLE] += 1
    if position == size:
        evaluated(worth, facts, walk.memory, walk.completion, walk.value)
        if walk.tally[STEPS] == 0:
            _remember(walk)
        is_kept = _is_at_most(walk.value, walk.now) or _is_at_most(walk.value, walk.past[row])
    if is_kept:
        _accept(facts, draft, walk, first)
    else:
        take_back(draft)
    if _is_at_most(walk.now, walk.past[row]):
        for level in range(walk.now.size):
            walk.past[row, level] = walk.now[level]
    walk.tally[STEPS] += 1


@outlined
def _remember(walk: Walk) -> None:
    """Let all past values be that of the first plan."""
    for row in range(walk.past.shape[0]):
        for level in range(walk.value.size):
            walk.past[row, level] = walk.value[level]


@outlined
def _accept(facts: Ints, draft: Draft, walk: Walk, first: int) -> None:
    """Make the plan just decoded the present one."""
    walk.tally[VALID] = min(walk.tally[VALID], first // walk.stride + 1)
    for level in range(walk.now.size):
        walk.now[level] = walk.value[level]
    for op in range(facts[NUM_OPS]):
        draft.mode[op] = walk.memory[place(op) + MODE]
        draft.end[op] = walk.memory[place(op) + END]
    for demand in range(walk.completion.size):
        draft.completion[demand] = walk.completion[demand]
    if not _is_at_most(walk.best, walk.value):
        walk.tally[IDLE], walk.tally[IS_BETTER] = 0, 1
        for level in range(walk.value.size):
            walk.best[level] = walk.value[level]
        for index in range(walk.plan.size):
            walk.plan[index] = walk.memory[INFO + index]
