r"""Precedences: ends before starts, overlap after worked time, ends after ends.

Two operations that work in the same calendar are tied in its work coordinates, which needs no
wall-clock time: :math:`start_S \ge end_P` holds exactly if it holds for the coordinates.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.problem import Precedence
from solvers.cpsat.coordinates import WALL

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

    from solvers.cpsat.variables import Track, Variables

__all__ = ["add_precedences"]


def add_precedences(variables: Variables) -> None:
    """Tie every successor to its predecessors."""
    network = variables.windows.network
    adders = {
        Precedence.END_START: _add_end_start,
        Precedence.WORK_START: _add_work_start,
        Precedence.END_END: _add_end_end,
    }
    for (pred, succ, kind), lags in zip(network.edges, network.lags, strict=True):
        variables.recorder.check_time()
        by_mode = dict(zip(network.modes(pred), lags, strict=True))
        possible = [by_mode[mode] for mode in variables.windows.possible[pred]]
        adders[Precedence(kind)](variables, pred, succ, possible)


def _same_calendar(variables: Variables, pred: int, succ: int) -> tuple[Track, Track] | None:
    """Return the tracks of both operations if they work in one and the same calendar."""
    first, second = variables.only_track(pred), variables.only_track(succ)
    if first is None or second is None or first.calendar != second.calendar:
        return None
    return first, second


def _add_end_start(variables: Variables, pred: int, succ: int, lags: list[int]) -> None:
    """:math:`start_S >= end_P + lag`."""
    windows, model = variables.windows, variables.model
    if windows.earliest_start[succ] >= windows.latest_end[pred] + max(lags):
        return
    tracks = _same_calendar(variables, pred, succ)
    if tracks and not any(lags):
        model.add(tracks[1].start >= variables.work(tracks[0], tracks[0].durations))
        return
    start, end = variables.wall_start(succ), variables.wall_end(pred)
    _add_lagged(variables, pred, lags, start, end)


def _add_work_start(variables: Variables, pred: int, succ: int, lags: list[int]) -> None:
    """:math:`start_S >= wall(work start_P + lag)`: P has worked `lag` ticks."""
    tracks = _same_calendar(variables, pred, succ)
    if tracks:
        variables.model.add(tracks[1].start >= variables.work(tracks[0], lags))
        return
    start = variables.wall_start(succ)
    if not any(lags):
        variables.model.add(start >= variables.wall_start(pred))
        return
    for mode, lag in zip(variables.windows.possible[pred], lags, strict=True):
        worked = variables.wall_start(pred)
        if lag:
            worked = variables.coordinates.image(variables.worked_moment(mode, lag), WALL)
        constraint = variables.model.add(start >= worked)
        literal = variables.present[mode]
        if literal is not None:
            constraint.only_enforce_if(literal)


def _add_end_end(variables: Variables, pred: int, succ: int, lags: list[int]) -> None:
    """:math:`end_S >= end_P + lag`."""
    windows, model = variables.windows, variables.model
    if windows.earliest_end[succ] >= windows.latest_end[pred] + max(lags):
        return
    tracks = _same_calendar(variables, pred, succ)
    # an operation without duration ends on the other side of a seam
    if tracks and not any(lags) and all(tracks[0].durations) and all(tracks[1].durations):
        first, second = tracks
        earlier = variables.work(first, first.durations)
        model.add(variables.work(second, second.durations) >= earlier)
        return
    end, earlier_end = variables.wall_end(succ), variables.wall_end(pred)
    _add_lagged(variables, pred, lags, end, earlier_end)


def _add_lagged(
    variables: Variables,
    pred: int,
    lags: list[int],
    later: cp_model.LinearExprT,
    earlier: cp_model.LinearExprT,
) -> None:
    """Require `later >= earlier + lag`, with the lag of the mode that is taken."""
    if min(lags) == max(lags):
        variables.model.add(later >= earlier + lags[0])
        return
    for mode, lag in zip(variables.windows.possible[pred], lags, strict=True):
        variables.model.add(later >= earlier + lag).only_enforce_if(variables.present[mode])
