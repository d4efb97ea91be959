"""Windows of a plan: plan some operations anew while the rest stays exactly where it is.

For plans of more operations than one search can hold. A window is a problem of its own: frozen
predecessors are releases, frozen successors deadlines or pinned moments, what frozen work holds
is away, and machines with setups show who comes before and after. It says all that the whole
says about what moves: the plan as it is, is a plan of the window, and every plan of the window
is, with the frozen rest, a plan of the whole.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from models.problem_subset import subset
from models.schedule import Schedule, Status
from solvers.portfolio.components import with_demands
from solvers.portfolio.rolling_borders import borders_of
from solvers.portfolio.rolling_build import with_edges, with_fixed
from solvers.portfolio.rolling_cut import cut_of
from solvers.portfolio.rolling_holds import profile_of, starts_outside
from solvers.portfolio.rolling_machines import machines_of
from solvers.units import assign_units

if TYPE_CHECKING:
    from models.problem import Problem
    from solvers.portfolio.rolling_borders import FixedRow
    from solvers.portfolio.rolling_cut import Cut

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
    Bools = np.ndarray[tuple[int], np.dtype[np.bool_]]

__all__ = ["Window", "accept", "window_problem"]


@dataclass(frozen=True, eq=False)
class Window:
    """Some operations of a plan as a problem of their own.

    Parameters
    ----------
    problem
        What may move, and pinned rows for what the rest asks of it.
    start
        The plan as it is, as a plan of `problem`; its levels are not measured.
    ops
        (n,): what moves, rows of the whole; not all that was asked for, if it must stay.
    rows
        (n,): where that is in `problem`.
    """

    whole: Problem
    plan: Schedule
    problem: Problem
    start: Schedule
    ops: Ints
    rows: Ints
    mode_shift: Ints
    """(n,): row of the mode table of the whole less that of the window."""
    changed: Ints
    """Frozen operations whose changeover depends on what moves before them ..."""
    changed_rows: Ints
    """... and where that stands in `problem`."""


def window_problem(
    problem: Problem, schedule: Schedule, ops: Ints, span: tuple[int, int] | None = None
) -> Window:
    """Return the window in which some operations may move.

    Parameters
    ----------
    problem, schedule
        The whole, and a plan that keeps all its rules.
    ops
        Rows of operations that should move.
    span
        First and last tick at which they may run, by default somewhat around where they are now:
        the longer, the more frozen work the window has to show.

    Returns
    -------
    Window
        Levels measured on it differ from those of the whole by what only frozen work adds:
        sums by a constant, maxima not at all where they are higher than the window's.
    """
    cut = cut_of(problem, schedule, ops, span)
    borders, machines = borders_of(cut), machines_of(cut)
    outside = starts_outside(cut, machines)
    release, matters = _demands(cut)
    part = subset(problem, cut.is_live).replace(
        **profile_of(cut, machines, [int(row.key) for row in outside]),
        resource_initial_state=machines.initial_state,
        setup_times=machines.setup_times,
        op_release=borders.release[cut.live],
        op_deadline=borders.deadline[cut.live],
        demand_release=release,
    )
    fixed = [*machines.rows, *outside, *borders.moments]
    part, rows, places = with_fixed(with_demands(part, matters), cut.live, fixed)
    moments = places[places.size - len(borders.moments) :]
    place = dict(zip(cut.live.tolist(), rows.tolist(), strict=True))
    pairs = [(place[edge.op], int(moments[edge.moment])) for edge in borders.edges]
    ends = [
        (pair[1], pair[0]) if edge.is_from_moment else pair
        for edge, pair in zip(borders.edges, pairs, strict=True)
    ]
    part = with_edges(part, borders.edges, ends)
    return Window(
        whole=problem,
        plan=schedule,
        problem=part,
        start=_start(cut, part, rows, fixed, places),
        ops=cut.live,
        rows=rows,
        mode_shift=problem.mode_ptr[cut.live] - part.mode_ptr[rows],
        changed=np.array(machines.first, dtype=np.int64),
        changed_rows=places[: len(machines.first)],
    )


def _demands(cut: Cut) -> tuple[Ints, Bools]:
    """Return the release of each demand, and which of them matter to what moves.

    Frozen operations that serve a demand are its release. Of demands that only they serve, the
    latest of each class stays: no plan has a smaller largest lateness.
    """
    problem = cut.problem
    demand = np.repeat(np.arange(problem.num_demands), np.diff(problem.demand_ptr))
    moves = cut.is_live[problem.demand_op]
    release = problem.demand_release.copy()
    ends = cut.schedule.end[problem.demand_op] + problem.demand_lag
    np.maximum.at(release, demand[~moves], ends[~moves])
    keep = np.zeros(problem.num_demands, dtype=np.bool_)
    keep[demand[moves]] = True
    others = np.flatnonzero(~keep)
    order = others[np.argsort(problem.demand_due[others] - release[others], kind="stable")]
    keep[order[np.unique(problem.demand_class[order], return_index=True)[1]]] = True
    return release, keep


def _start(cut: Cut, part: Problem, rows: Ints, fixed: list[FixedRow], places: Ints) -> Schedule:
    """Return the plan as it is as a plan of the window."""
    plan, count = cut.schedule, part.num_operations
    mode, start, end, changeover = (np.zeros(count, dtype=np.int64) for _ in range(4))
    shift = part.mode_ptr[rows] - cut.problem.mode_ptr[cut.live]
    mode[rows] = plan.mode[cut.live] + shift
    start[rows], end[rows] = plan.start[cut.live], plan.end[cut.live]
    changeover[rows] = plan.changeover[cut.live]
    mode[places] = part.op_fixed_mode[places]
    start[places] = part.op_fixed_start[places]
    changeover[places] = [row.changeover for row in fixed]
    end[places] = [_end(part, row) for row in fixed]
    return Schedule(
        mode=mode,
        unit=assign_units(part, mode, start, end),
        start=start,
        end=end,
        changeover=changeover,
        status=Status.FEASIBLE,
        provenance="window",
    )


def _end(part: Problem, row: FixedRow) -> int:
    if not row.duration:
        return row.start
    calendar = part.calendars[row.calendar]
    return calendar.to_wall_end(calendar.to_work(row.start) + row.duration)


def accept(window: Window, part: Schedule) -> Schedule:
    """Return the plan of the whole with what moves as a plan of the window has it.

    Parameters
    ----------
    window
        As `window_problem` made it.
    part
        A plan of its problem.

    Returns
    -------
    Schedule
        Its levels are not measured.
    """
    plan, ops, rows = window.plan, window.ops, window.rows
    mode, unit, start, end, changeover = (
        column.copy() for column in (plan.mode, plan.unit, plan.start, plan.end, plan.changeover)
    )
    mode[ops] = part.mode[rows] + window.mode_shift
    start[ops], end[ops] = part.start[rows], part.end[rows]
    changeover[ops] = part.changeover[rows]
    changeover[window.changed] = part.changeover[window.changed_rows]
    # units of a pool are given out anew to all that run on it
    before, after = (window.whole.mode_resource[modes] for modes in (plan.mode, mode))
    touched = np.isin(after, np.concatenate([before[ops], after[ops]]))
    unit[touched] = assign_units(window.whole, mode[touched], start[touched], end[touched])
    return replace(
        plan,
        mode=mode,
        unit=unit,
        start=start,
        end=end,
        changeover=changeover,
        status=Status.FEASIBLE,
        provenance=part.provenance,
        levels=(),
    )
