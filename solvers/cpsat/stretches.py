"""Which calendars are open at the same time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from models.calendar import WorkingTime

__all__ = ["open_together"]


def open_together(calendars: dict[int, WorkingTime]) -> list[tuple[int, ...]]:
    """Return each set of calendars that are open, and no other is, at some tick; sorted.

    Parameters
    ----------
    calendars
        By index.
    """
    indices = sorted(calendars)
    ticks = np.unique(np.concatenate([calendars[index].starts for index in indices]))
    ends = np.concatenate([calendars[index].ends for index in indices])
    ticks = np.union1d(ticks, ends)
    is_open = np.array([_open_at(calendars[index], ticks) for index in indices])
    found = {tuple(np.flatnonzero(column).tolist()) for column in is_open.T}
    return sorted(tuple(indices[row] for row in rows) for rows in found if rows)


def _open_at(
    calendar: WorkingTime, ticks: np.ndarray[tuple[int], np.dtype[np.int64]]
) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    return calendar.to_work(ticks + 1) > calendar.to_work(ticks)
