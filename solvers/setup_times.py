"""What a setup matrix says of states that are not neighbours."""

from __future__ import annotations

import numpy as np

__all__ = ["least_times"]

Matrix = np.ndarray[tuple[int, int], np.dtype[np.int64]]


def least_times(times: Matrix) -> Matrix:
    """Return the least time from each state to each other, by whichever states between.

    Parameters
    ----------
    times
        Of transitions, row = state before; shape (S, S), ticks.

    Returns
    -------
    Matrix
        The same, with 0 from each state to itself.
    """
    least = times.copy()
    np.fill_diagonal(least, 0)
    for between in range(len(least)):
        np.minimum(least, least[:, [between]] + least[[between], :], out=least)
    return least
