"""What predecessors allow, said once for all solvers that look at one operation at a time."""

from __future__ import annotations

import pytest

from models.calendar import WorkingTime
from models.problem import Precedence
from models.problem_builder import ModeSpec, ProblemBuilder
from solvers.flat import FlatProblem, ReadyByMode
from solvers.flat_calendar import FlatCalendar
from tests.solvers.problems import chain_problem, overlap_problem

BROKEN = WorkingTime.of([(0, 4), (6, 20)])


def _flat(*, elastic: bool = False, leads: tuple[int, int] = (3, 0)) -> FlatProblem:
    """Return P of 5 ticks and S, which may work `leads` ticks, by mode, before P has worked 4."""
    builder = ProblemBuilder(horizon=20)
    always, broken = builder.calendar(WorkingTime.always(0, 20)), builder.calendar(BROKEN)
    builder.operation([ModeSpec(5, calendar=always)], "P")
    modes = [ModeSpec(6, calendar=broken), ModeSpec(2, calendar=always)]
    builder.operation(modes, "S", elastic=elastic)
    builder.operation([ModeSpec(1, calendar=always)], "T")
    builder.precede(0, 1, Precedence.WORK_WORK, 4, leads)
    builder.precede(0, 1, Precedence.END_END, 2)
    builder.precede(0, 2, lags=3)
    return FlatProblem(builder.build())


def _ready(flat: FlatProblem, op: int, start: int) -> tuple[int, int]:
    """Return what P, started at a tick, allows."""
    return flat.ready(op, [start, -1, -1], [start + 5, -1, -1], [0, 1, 3])


def test_two_ticks_are_enough_without_leads() -> None:
    ready = _ready(_flat(), 2, 4)
    assert ready == (12, 0)  # P ends at 9, plus a lag of 3
    assert type(ready) is tuple
    assert FlatProblem(overlap_problem()).ready(1, [0] * 3, [10] * 3, [0, 1, 2]) == (4, 10)


def test_a_lead_makes_the_start_depend_on_the_mode() -> None:
    flat = _flat()
    ready = _ready(flat, 1, 4)
    # P has worked 4 at 8. The first mode works 6-8 and 3-4 before; the second nothing. No end
    # before 11
    first_start, first_end = ready
    assert (first_start, first_end) == (0, 11)
    assert isinstance(ready, ReadyByMode)
    assert ready.starts == {1: 3, 2: 8}
    # six ticks from 3 end at 11; two ticks must start at 9
    assert [flat.first_tick(mode, ready) for mode in (1, 2)] == [3, 9]
    # a pin keeps the bound on its end by itself
    assert flat.first_pin(1, ready, end=11) == 3
    assert flat.first_start(2, ready) == 8


def test_an_elastic_operation_does_not_start_later_to_end_later() -> None:
    flat = _flat(elastic=True)
    ready = _ready(flat, 1, 4)
    assert ready[1] == 11
    assert [flat.first_tick(mode, ready) for mode in (1, 2)] == [3, 8]
    # but it does if its own work is to be done later: 13 less 6, or less 2
    later = flat.delayed(1, ready, 13)
    assert tuple(later) == (0, 11)
    assert [flat.first_tick(mode, later) for mode in (1, 2)] == [7, 11]


def test_what_never_happens_is_past_the_horizon() -> None:
    flat = _flat(leads=(0, 0))
    ready = _ready(flat, 1, 18)  # P never works 4 ticks
    assert isinstance(ready, ReadyByMode)
    assert ready.starts == {1: 21, 2: 21}
    assert flat.earliest(1, flat.first_tick(1, ready)) == (-1, -1)


def test_edges_know_their_lags_and_leads_by_mode() -> None:
    edge = _flat().incoming[1][0]
    assert (edge.lag(0), edge.lead(1), edge.lead(2)) == (4, 3, 0)


@pytest.mark.parametrize("tick", range(12))
def test_without_leads_both_bounds_are_kept(tick: int) -> None:
    flat = FlatProblem(chain_problem())
    start, end = flat.earliest(1, flat.first_tick(1, (tick, 2 * tick)))
    assert start >= tick
    assert end >= 2 * tick


def test_an_empty_calendar_has_latest_starts_as_if_before_all_windows() -> None:
    never = FlatCalendar(WorkingTime.of([]))
    assert never.latest(9, 9, 4) == 5
    assert never.latest(3, 9, 4) == 3
    assert never.earliest(0, 1) == (-1, -1)
