"""Changeovers may lead by states that nobody asked for."""

from __future__ import annotations

import numpy as np

from solvers.setup_times import least_times


def test_the_least_time_may_lead_by_other_states() -> None:
    times = np.array([[4, 9, 2], [1, 0, 9], [9, 3, 0]], dtype=np.int64)
    # 0 to 1 by 2: 2 + 3; 1 to 2 by 0: 1 + 2; 2 to 0 by 1: 3 + 1; staying in 0 takes nothing
    assert least_times(times).tolist() == [[0, 5, 2], [1, 0, 3], [4, 3, 0]]
    assert times[0, 1] == 9
