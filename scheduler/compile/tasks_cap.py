"""How many operations a center takes at once, fewer than it has machines."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from models.calendar import WorkingTime
    from models.scenario import WorkCenter

__all__ = ["limits_tasks", "task_cap", "tasks_at_once"]


def limits_tasks(center: WorkCenter) -> bool:
    """Tell whether a center may take fewer operations at once than machines are there."""
    if center.external:
        return False  # nobody's capacity
    return center.max_tasks is not None or (center.min_free > 0 and not center.infinite)


def task_cap(center: WorkCenter, machines: int) -> int:
    r"""Return how many operations may run at once while some machines are there.

    :math:`\min(most, c - \lceil free \cdot c \rceil + 1)`: an operation is accepted while the
    given part of the c machines is free, and then takes one of them.
    """
    free = ceil(Fraction(center.min_free) / 100 * machines)
    cap = machines - free + 1 if center.min_free > 0 else machines
    return min(cap, machines, center.max_tasks or machines)


def tasks_at_once(center: WorkCenter, present: WorkingTime) -> WorkingTime:
    """Return how many operations a center takes at once, over time.

    Parameters
    ----------
    present
        When it works, with the number of its machines that are there; of an infinite center
        whatever number.
    """
    if center.infinite:
        caps = np.full_like(present.counts, center.max_tasks or 1)
    else:
        caps = np.array([task_cap(center, int(count)) for count in present.counts], dtype=np.int64)
    return replace(present, counts=caps).merged()
