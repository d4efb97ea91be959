r"""Overlap by progress: a successor works on only as far as its predecessor has come.

With T the tick at which P has worked its lag, :math:`work_S(start_S) + lead \ge work_S(T)` along
S's calendar. The last tick at which :math:`work_S` is still :math:`work_S(start_S) + lead` is the
one at which S would go on working from there, so the rule is

.. math:: T \le wall_S(work_S(start_S) + lead),

and holds by itself where the calendar of S ends before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from solvers.cpsat.coordinates import WALL, Coordinate
from solvers.cpsat.windows import progress_limit

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

    from solvers.cpsat.variables import Variables

__all__ = ["add_progress", "wall_worked"]


class _Limit(NamedTuple):
    """Up to when the predecessor must have worked its lag, and while which literals are true."""

    tick: cp_model.LinearExprT
    literals: list[cp_model.LiteralT]


def wall_worked(variables: Variables, mode: int, lag: int) -> cp_model.LinearExprT:
    """Return the tick at which a mode has worked `lag` ticks, if it is taken."""
    if not lag:
        return variables.wall_start(variables.track_of[mode].operation)
    return variables.coordinates.image(variables.worked_moment(mode, lag), WALL)


def add_progress(
    variables: Variables, pred: int, succ: int, lags: list[int], leads: list[int]
) -> None:
    """Let a successor not overtake its predecessor.

    Parameters
    ----------
    lags, leads
        By possible mode of the predecessor and of the successor.
    """
    first, second = variables.only_track(pred), variables.only_track(succ)
    is_free = variables.pin[succ] < 0
    if first and second and is_free and first.calendar == second.calendar:
        worked = variables.work(first, lags)
        variables.model.add(variables.work(second, leads) >= worked)
        return
    limits = [
        limit
        for mode, lead in zip(variables.windows.possible[succ], leads, strict=True)
        if (limit := _limit(variables, mode, lead)) is not None
    ]
    for mode, lag in zip(variables.windows.possible[pred], lags, strict=True):
        literal = variables.present[mode]
        worked = wall_worked(variables, mode, lag)
        for tick, literals in limits:
            taken = literals if literal is None else [literal, *literals]
            constraint = variables.model.add(worked <= tick)
            if taken:
                constraint.only_enforce_if(taken)


def _limit(variables: Variables, mode: int, lead: int) -> _Limit | None:
    """Return up to when a mode of a successor lets its predecessor work; ``None`` if for ever."""
    track = variables.track_of[mode]
    calendar, literal = variables.problem.calendars[track.calendar], variables.present[mode]
    literals: list[cp_model.LiteralT] = [] if literal is None else [literal]
    pinned = variables.pin[track.operation]
    if pinned >= 0:
        limit = progress_limit(calendar, variables.windows.earliest[mode], lead, pinned)
        return None if limit is None else _Limit(limit, literals)
    low, high = track.low + lead, track.high + lead
    if low >= calendar.total:
        return None
    if high >= calendar.total:  # from there on nothing is asked
        beyond = variables.recorder.at_least(track.start, calendar.total - lead)
        literals.append(~beyond)
    moment = Coordinate(track.start, lead, track.calendar, low, high, is_end=False)
    return _Limit(variables.coordinates.image(moment, WALL), literals)
