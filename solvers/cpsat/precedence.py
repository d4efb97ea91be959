r"""Precedences: ends before starts, overlap after worked time, ends after ends, maximum waits.

Two operations that work in the same calendar are tied in its work coordinates, which needs no
wall-clock time: :math:`start_S \ge end_P` holds exactly if it holds for the coordinates. Where an
operation may end later than its work, its end is no such coordinate.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.problem import Precedence
from solvers.cpsat.network import outlasting
from solvers.cpsat.progress import add_progress, wall_worked

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

    from solvers.cpsat.tracks import Track
    from solvers.cpsat.variables import Variables

__all__ = ["add_precedences"]


def add_precedences(variables: Variables) -> None:
    """Tie every successor to its predecessors, and keep deadlines that no window keeps."""
    network, elastic = variables.windows.network, variables.problem.op_elastic
    outlasts = outlasting(variables.problem)
    for edge, ((pred, succ, number), lags) in enumerate(
        zip(network.edges, network.lags, strict=True)
    ):
        variables.recorder.check_time()
        kind = Precedence(number)
        by_mode = dict(zip(network.modes(pred), lags, strict=True))
        possible = [by_mode[mode] for mode in variables.windows.possible[pred]]
        if kind is Precedence.END_START:
            _add_end_start(variables, pred, succ, possible, outlasts=outlasts[pred])
        elif kind is Precedence.WORK_START:
            _add_work_start(variables, pred, succ, possible)
        elif kind is Precedence.MAX_WAIT:
            _add_max_wait(variables, pred, succ, possible)
        elif kind is Precedence.WORK_WORK:
            by_mode = dict(zip(network.modes(succ), network.leads[edge], strict=True))
            leads = [by_mode[mode] for mode in variables.windows.possible[succ]]
            add_progress(variables, pred, succ, possible, leads)
        elif not elastic[succ]:  # elastic ends are equalities of their own
            _add_end_end(variables, pred, succ, possible, outlasts=outlasts[pred] or outlasts[succ])
    for operation in np.flatnonzero(variables.problem.op_deadline >= 0).tolist():
        if outlasts[operation]:
            deadline = int(variables.problem.op_deadline[operation])
            variables.model.add(variables.wall_end(operation) <= deadline)


def _same_calendar(variables: Variables, pred: int, succ: int) -> tuple[Track, Track] | None:
    """Return the tracks of both operations if they work in one and the same calendar."""
    first, second = variables.only_track(pred), variables.only_track(succ)
    if first is None or second is None or first.calendar != second.calendar:
        return None
    return first, second


def _add_end_start(
    variables: Variables, pred: int, succ: int, lags: list[int], *, outlasts: bool
) -> None:
    """:math:`start_S >= end_P + lag`."""
    windows, model = variables.windows, variables.model
    if windows.earliest_start[succ] >= windows.latest_end[pred] + max(lags):
        return
    tracks = None if outlasts else _same_calendar(variables, pred, succ)
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
        worked = wall_worked(variables, mode, lag)
        constraint = variables.model.add(start >= worked)
        literal = variables.present[mode]
        if literal is not None:
            constraint.only_enforce_if(literal)


def _add_end_end(
    variables: Variables, pred: int, succ: int, lags: list[int], *, outlasts: bool
) -> None:
    """:math:`end_S >= end_P + lag`."""
    windows, model = variables.windows, variables.model
    # what outlasts its work ends no earlier than that only because of this very rule
    is_kept = windows.earliest_end[succ] >= windows.latest_end[pred] + max(lags)
    if is_kept and not outlasts:
        return
    tracks = None if outlasts else _same_calendar(variables, pred, succ)
    # an operation without duration ends on the other side of a seam
    if tracks and not any(lags) and all(tracks[0].durations) and all(tracks[1].durations):
        first, second = tracks
        earlier = variables.work(first, first.durations)
        model.add(variables.work(second, second.durations) >= earlier)
        return
    end, earlier_end = variables.wall_end(succ), variables.wall_end(pred)
    _add_lagged(variables, pred, lags, end, earlier_end)


def _add_max_wait(variables: Variables, pred: int, succ: int, lags: list[int]) -> None:
    """:math:`start_S <= end_P + lag`."""
    windows, model = variables.windows, variables.model
    if windows.latest_start[succ] <= windows.earliest_end[pred] + min(lags):
        return
    start, end = variables.wall_start(succ), variables.wall_end(pred)
    if min(lags) == max(lags):
        model.add(start <= end + lags[0])
        return
    for mode, lag in zip(windows.possible[pred], lags, strict=True):
        model.add(start <= end + lag).only_enforce_if(variables.present[mode])


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
