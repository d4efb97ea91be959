"""Numbers of units over time, and what becomes of several of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.calendar import WorkingTime

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
    Table = np.ndarray[tuple[int, int], np.dtype[np.int64]]
    Pairs = list[tuple[int, int]]

__all__ = ["joined", "most", "shortages", "stepwise", "together", "without"]


def stepwise(times: Sequence[WorkingTime], merge: Callable[[Table], Ints]) -> WorkingTime:
    """Return the working time whose count is, at every tick, made from those of others.

    Parameters
    ----------
    merge
        From counts, shape (times, K), one column for each stretch in which none of them changes,
        to counts, shape (K,). Where none of them works there may be no stretch.
    """
    edges = np.unique(np.concatenate([part for time in times for part in (time.starts, time.ends)]))
    if edges.size < 2:
        return WorkingTime.of([])
    counts = merge(np.stack([_counts_at(time, edges[:-1]) for time in times]))
    keep = counts > 0
    return WorkingTime(edges[:-1][keep], edges[1:][keep], counts[keep].astype(np.int64)).merged()


def _counts_at(time: WorkingTime, ticks: Ints) -> Ints:
    if not time.starts.size:
        return np.zeros_like(ticks)
    window = np.searchsorted(time.starts, ticks, side="right") - 1
    inside = (window >= 0) & (ticks < time.ends[np.maximum(window, 0)])
    return np.where(inside, time.counts[np.maximum(window, 0)], 0)


def together(times: Sequence[WorkingTime]) -> WorkingTime:
    """Return how many units are there of several, all counted."""
    return stepwise(times, lambda counts: counts.sum(axis=0)) if times else WorkingTime.of([])


def most(times: Sequence[WorkingTime]) -> WorkingTime:
    """Return when any of them works, with the largest count."""
    return stepwise(times, lambda counts: counts.max(axis=0)) if times else WorkingTime.of([])


def joined(stretches: Iterable[tuple[int, int]]) -> Pairs:
    """Return stretches sorted, those that overlap or touch made one."""
    result: Pairs = []
    for start, end in sorted(stretches):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        elif start < end:
            result.append((start, end))
    return result


def without(time: WorkingTime, stretches: Iterable[tuple[int, int]]) -> WorkingTime:
    """Return a working time less some stretches; the counts stay."""
    closed = WorkingTime.of(joined(stretches))
    if not closed.starts.size:
        return time
    return stepwise([time, closed], lambda counts: np.where(counts[1] > 0, 0, counts[0]))


def shortages(time: WorkingTime, full: int) -> list[tuple[int, int, int]]:
    """Return the stretches ``(start, end, count)`` with fewer units than `full`."""
    return [
        (int(start), int(end), int(count))
        for start, end, count in zip(time.starts, time.ends, time.counts, strict=True)
        if count < full
    ]
