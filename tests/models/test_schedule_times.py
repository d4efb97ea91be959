"""Looking up all operations at once finds what looking up each of them finds."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from models.calendar import WorkingTime
from models.problem import Precedence
from models.problem_builder import ModeSpec, ProblemBuilder
from models.schedule import Schedule, Status
from models.schedule_times import end_bounds, incoming_edges, work_times

HORIZON = 60
CUTS = st.lists(st.integers(0, HORIZON), min_size=0, max_size=8, unique=True).map(sorted)


def _schedule(starts: list[int]) -> Schedule:
    rows = np.array(starts, dtype=np.int64)
    return Schedule(np.arange(rows.size), rows, rows, rows, rows * 0, Status.FEASIBLE)


@given(
    st.lists(CUTS, min_size=1, max_size=2),
    st.lists(st.tuples(st.integers(-3, HORIZON + 3), st.integers(0, 30)), min_size=1, max_size=6),
)
def test_work_is_done_when_its_calendar_says(
    cuts: list[list[int]], rows: list[tuple[int, int]]
) -> None:
    builder = ProblemBuilder(horizon=HORIZON)
    calendars = [
        builder.calendar(WorkingTime.of(list(zip(row[::2], row[1::2], strict=False))))
        for row in cuts
    ]
    for op in range(len(rows)):
        builder.operation([ModeSpec(0, -1, calendars[op % len(calendars)])])
    problem = builder.build()
    durations = np.array([duration for _, duration in rows], dtype=np.int64)
    found = work_times(problem, _schedule([start for start, _ in rows]), durations)
    for op, (start, duration) in enumerate(rows):
        calendar = problem.calendars[int(problem.mode_calendar[op])]
        windows = list(zip(calendar.starts.tolist(), calendar.ends.tolist(), strict=True))
        # tick by tick: the one after the last of so many working ticks
        ticks = [t for opens, closes in windows for t in range(opens, closes) if t >= start]
        assert found.is_open[op] == any(opens <= start < closes for opens, closes in windows)
        assert found.is_endless[op] == (len(ticks) < duration)
        if len(ticks) >= duration:
            end = ticks[duration - 1] + 1 if duration else start
            assert found.end[op] == end
            is_whole = any(opens <= start and end <= closes for opens, closes in windows)
            assert found.is_whole[op] == is_whole


def test_no_operation_ends_before_what_its_end_waits_for() -> None:
    builder = ProblemBuilder(horizon=HORIZON)
    calendar = builder.calendar(WorkingTime.always(0, HORIZON))
    ops = [builder.operation([ModeSpec(3, -1, calendar)]) for _ in range(4)]
    builder.precede(ops[0], ops[2], Precedence.END_END, 5)
    builder.precede(ops[1], ops[2], Precedence.END_END, 1)
    builder.precede(ops[1], ops[3])
    problem = builder.build()
    # of 0, 10, 20, 30, the first plus 5 and the second plus 1: 11
    assert end_bounds(problem, _schedule([0, 10, 20, 30])).tolist() == [-1, -1, 11, -1]
    assert [edges.tolist() for edges in incoming_edges(problem)] == [[], [], [0, 1], [2]]


def test_nothing_has_no_edges() -> None:
    assert incoming_edges(ProblemBuilder(horizon=HORIZON).build()) == []
