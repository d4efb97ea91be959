"""What frozen operations ask of those that move: releases, deadlines, and fixed moments."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from models.problem import Precedence

if TYPE_CHECKING:
    from models.problem import Problem
    from solvers.portfolio.rolling_cut import Cut

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]

__all__ = ["BorderEdge", "Borders", "FixedRow", "borders_of"]


class FixedRow(NamedTuple):
    """A pinned operation that stands for frozen ones; with no resource, for a moment."""

    key: float
    """Its place among the operations of the whole."""
    order: int
    name: str
    start: int
    calendar: int
    resource: int = -1
    duration: int = 0
    units: int = 1
    state: int = -1
    preparation: int = 0
    changeover: int = 0
    """In the plan so far."""


class BorderEdge(NamedTuple):
    """An edge between an operation that moves and a moment."""

    op: int
    """Operation of the whole."""
    moment: int
    """Index of the moment."""
    is_from_moment: bool
    kind: int
    lags: list[int]
    leads: list[int]


@dataclass(eq=False)
class Borders:
    """What the operations of a cut have to keep beside the edges among themselves.

    Parameters
    ----------
    release, deadline
        (N,): of what moves; deadline within the window.
    """

    cut: Cut
    release: Ints
    deadline: Ints
    moments: list[FixedRow] = field(default_factory=list)
    edges: list[BorderEdge] = field(default_factory=list)
    _known: dict[tuple[int, int, bool], int] = field(default_factory=dict)

    def moment(self, tick: int, calendar: int, *, is_before: bool) -> int:
        """Return the index of a moment that precedes or follows operations, made if need be.

        One for both could close a circle of precedences.
        """
        key = (tick, calendar, is_before)
        if key not in self._known:
            self._known[key] = len(self.moments)
            count = self.cut.problem.num_operations + len(self.moments)
            order = int(self.cut.problem.op_order.max(initial=0)) + 1 + len(self.moments)
            self.moments.append(FixedRow(count, order, f"until {tick}", tick, calendar))
        return self._known[key]


def borders_of(cut: Cut) -> Borders:
    """Return what frozen predecessors and successors ask."""
    problem = cut.problem
    deadline = np.where(problem.op_deadline < 0, cut.until, problem.op_deadline)
    borders = Borders(
        cut,
        release=np.maximum(problem.op_release, cut.since),
        deadline=np.minimum(deadline, cut.until),
    )
    is_in, is_out = cut.is_live[problem.succ], cut.is_live[problem.pred]
    for edge in np.flatnonzero(is_in & ~is_out).tolist():
        _after_frozen(borders, edge)
    for edge in np.flatnonzero(is_out & ~is_in).tolist():
        _before_frozen(borders, edge)
    last = int(cut.schedule.end[~cut.is_live].max(initial=0))
    if last > cut.until:  # no shorter plan than that
        borders.moment(last, int(problem.mode_calendar[0]), is_before=False)
    return borders


def _after_frozen(borders: Borders, edge: int) -> None:
    """Let an operation follow a frozen one."""
    cut, problem = borders.cut, borders.cut.problem
    pred, op = int(problem.pred[edge]), int(problem.succ[edge])
    kind, lag = Precedence(int(problem.kind[edge])), int(cut.lag[edge])
    ended = int(cut.schedule.end[pred])
    calendar = int(problem.mode_calendar[cut.schedule.mode[pred]])
    if kind is Precedence.END_START:
        borders.release[op] = max(int(borders.release[op]), ended + lag)
    elif kind is Precedence.WORK_START:
        borders.release[op] = max(int(borders.release[op]), cut.worked(pred, lag))
    elif kind is Precedence.END_END and ended + lag > cut.since:
        moment = borders.moment(ended, calendar, is_before=True)
        borders.edges.append(BorderEdge(op, moment, True, int(kind), [lag], []))
    elif kind is Precedence.WORK_WORK and cut.worked(pred, lag) > cut.since:
        moment = borders.moment(cut.worked(pred, lag), calendar, is_before=True)
        borders.edges.append(BorderEdge(op, moment, True, int(kind), [0], _leads(problem, edge)))


def _before_frozen(borders: Borders, edge: int) -> None:
    """Let an operation go before a frozen one."""
    cut, problem = borders.cut, borders.cut.problem
    op, succ = int(problem.pred[edge]), int(problem.succ[edge])
    kind = Precedence(int(problem.kind[edge]))
    lags: list[int] = problem.lags[problem.lag_ptr[edge] : problem.lag_ptr[edge + 1]].tolist()
    is_end = kind is Precedence.END_END
    tick = int((cut.schedule.end if is_end else cut.schedule.start)[succ])
    is_of_end = kind in (Precedence.END_START, Precedence.END_END)
    if is_of_end and len(set(lags)) == 1:
        borders.deadline[op] = min(int(borders.deadline[op]), tick - lags[0])
        return
    if tick >= cut.until and not is_of_end and _is_within(problem, op, lags):
        return  # all it works is done by then
    mode = int(cut.schedule.mode[succ])
    leads = _leads(problem, edge)[mode - int(problem.mode_ptr[succ]) :][:1]
    moment = borders.moment(tick, int(problem.mode_calendar[mode]), is_before=False)
    borders.edges.append(BorderEdge(op, moment, False, int(kind), lags, leads))


def _is_within(problem: Problem, op: int, lags: list[int]) -> bool:
    """Tell whether an operation works all its lags before it ends, in every mode."""
    modes = slice(int(problem.mode_ptr[op]), int(problem.mode_ptr[op + 1]))
    return bool((problem.mode_duration[modes] >= lags).all())


def _leads(problem: Problem, edge: int) -> list[int]:
    leads: list[int] = problem.leads[problem.lead_ptr[edge] : problem.lead_ptr[edge + 1]].tolist()
    return leads
