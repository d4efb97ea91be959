"""Compiled windows are those of `solvers.cpsat.windows`, or narrower."""

from __future__ import annotations

import numpy as np
import pytest

from solvers.bounds.deadlines import Relaxation
from solvers.bounds.passes import latest_times
from solvers.cpsat.windows import Network, propagate
from tests.solvers.proof.everything_tiny import everything_problem


@pytest.mark.parametrize("first", range(0, 400, 100))
def test_earliest_and_latest_times_are_no_looser_than_those_of_the_windows(first: int) -> None:
    same = 0
    for seed in range(first, first + 100):
        problem = everything_problem(seed, 5, horizon=16)
        windows = propagate(problem, Network(problem), [problem.horizon] * 5)
        relaxation = Relaxation(problem)
        if min(map(len, windows.possible)) == 0 or not relaxation.is_possible:
            continue
        heads, deadlines = relaxation.heads, relaxation.deadlines(relaxation.last)
        latest_times(relaxation.arrays, heads, deadlines)
        pinned = problem.op_fixed_start >= 0
        assert (heads.start >= np.array(windows.earliest_start))[~pinned].all(), seed
        assert (deadlines.end <= np.array(windows.latest_end))[~pinned].all(), seed
        same += int((heads.start == np.array(windows.earliest_start)).all())
    assert same > 50
