"""Working time cut at the midnights."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.calendar import WorkingTime

if TYPE_CHECKING:
    from collections.abc import Sequence

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
    Floats = np.ndarray[tuple[int], np.dtype[np.float64]]

__all__ = ["union", "units_by_day", "weight_by_day"]


def weight_by_day(marks: Ints, begin: Ints, end: Ints, weight: Floats) -> Floats:
    r"""Return :math:`\sum_i w_i \cdot |[b_i, e_i) \cap [m_d, m_{d+1})|` for each day d.

    Parameters
    ----------
    marks
        Bounds of the days, ascending, shape (days + 1,).
    begin, end, weight
        Intervals in the coordinates of the marks, shape (N,).

    Returns
    -------
    ndarray of shape (days,), float64
    """
    return np.diff(_passed(marks, begin, weight) - _passed(marks, end, weight))


def _passed(marks: Ints, since: Ints, weight: Floats) -> Floats:
    r"""Return :math:`\sum_i w_i \max(0, mark - since_i)` for each mark."""
    order = np.argsort(since, kind="stable")
    ordered, weights = since[order], weight[order]
    total = np.concatenate(([0.0], np.cumsum(weights)))
    moment = np.concatenate(([0.0], np.cumsum(weights * ordered)))
    count = np.searchsorted(ordered, marks)
    return np.subtract(total[count] * marks, moment[count], dtype=np.float64)


def units_by_day(working_time: WorkingTime, bounds: Ints) -> Ints:
    """Return unit-ticks present between consecutive bounds; shape (bounds - 1,)."""
    starts, ends, counts = working_time.starts, working_time.ends, working_time.counts
    if not starts.size:
        return np.zeros(bounds.size - 1, dtype=np.int64)
    total = np.concatenate(([0], np.cumsum((ends - starts) * counts)))
    window = np.maximum(np.searchsorted(starts, bounds, side="right") - 1, 0)
    inside = np.maximum(0, np.minimum(bounds, ends[window]) - starts[window])
    return np.diff(total[window] + inside * counts[window])


def union(times: Sequence[WorkingTime], units: int) -> WorkingTime:
    """Return when any of them works, with a number of units."""
    windows = sorted(
        pair
        for time in times
        for pair in zip(time.starts.tolist(), time.ends.tolist(), strict=True)
    )
    joined: list[tuple[int, int, int]] = []
    for start, end in windows:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]), units)
        else:
            joined.append((start, end, units))
    return WorkingTime.of(joined)
