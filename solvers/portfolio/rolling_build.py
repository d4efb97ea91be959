"""Add pinned rows to a problem, in their place among its operations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.problem import Problem
    from solvers.portfolio.rolling_borders import BorderEdge, FixedRow

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]

__all__ = ["with_edges", "with_fixed"]


def with_fixed(
    problem: Problem, keys: Ints, fixed: Sequence[FixedRow]
) -> tuple[Problem, Ints, Ints]:
    """Return a problem with more operations, each pinned and with one mode.

    Parameters
    ----------
    problem
        Without them.
    keys
        (N,): ascending; where the operations of the problem are in the order of the whole.
    fixed
        What to add.

    Returns
    -------
    tuple
        The problem, then where its former operations are, and where the added ones are.
    """
    count, added = problem.num_operations, len(fixed)
    every = np.concatenate([keys, [row.key for row in fixed]])
    order = np.argsort(every, kind="stable")
    place = np.empty_like(order)
    place[order] = np.arange(order.size)
    owner = np.concatenate([place[problem.mode_op], place[count:]])
    mode_order = np.argsort(owner, kind="stable")
    mode_place = np.empty_like(mode_order)
    mode_place[mode_order] = np.arange(mode_order.size)

    def known(rows: Ints) -> Ints:
        return np.where(rows >= 0, mode_place[rows], -1)

    columns = _operation_columns(problem, fixed, known)
    columns["op_fixed_mode"] = np.concatenate(
        [known(problem.op_fixed_mode), mode_place[problem.num_modes :]]
    )
    columns = {name: column[order] for name, column in columns.items()}
    columns |= {name: column[mode_order] for name, column in _mode_columns(problem, fixed).items()}
    names = [*problem.op_names, *(row.name for row in fixed)]
    made = problem.replace(
        **columns,
        op_names=tuple(names[row] for row in order.tolist()),
        mode_op=owner[mode_order],
        use_mode=mode_place[problem.use_mode],
        pred=place[problem.pred],
        succ=place[problem.succ],
        demand_op=place[problem.demand_op],
    )
    return made, place[:count].astype(np.int64), place[count : count + added].astype(np.int64)


def _operation_columns(problem: Problem, fixed: Sequence[FixedRow], known: Any) -> dict[str, Any]:
    def column(values: Any, more: Sequence[int] | int) -> Any:
        rows = np.full(len(fixed), more) if isinstance(more, int) else np.array(more)
        return np.concatenate([values, rows.astype(values.dtype)])

    return {
        "op_order": column(problem.op_order, [row.order for row in fixed]),
        "op_release": column(problem.op_release, 0),
        "op_fixed_start": column(problem.op_fixed_start, [row.start for row in fixed]),
        "op_deadline": column(problem.op_deadline, -1),
        "op_elastic": column(problem.op_elastic, 0),
        "op_rank": column(problem.op_rank, int(problem.op_rank.max(initial=0))),
        "op_previous_start": column(problem.op_previous_start, -1),
        "op_previous_mode": column(known(problem.op_previous_mode), -1),
        "flow_start": column(problem.flow_start, 0),
        "flow_end": column(problem.flow_end, 0),
    }


def _mode_columns(problem: Problem, fixed: Sequence[FixedRow]) -> dict[str, Any]:
    more: dict[str, Any] = {
        "mode_resource": [row.resource for row in fixed],
        "mode_calendar": [row.calendar for row in fixed],
        "mode_duration": [row.duration for row in fixed],
        "mode_setup": [0] * len(fixed),
        "mode_state": [row.state for row in fixed],
        "mode_preparation": [row.preparation for row in fixed],
        "mode_units": [row.units for row in fixed],
        "mode_family": [-1] * len(fixed),
        "mode_fill": [0] * len(fixed),
        "mode_interruptible": [True] * len(fixed),
    }
    columns = {}
    for name, rows in more.items():
        values = getattr(problem, name)
        columns[name] = np.concatenate([values, np.array(rows, dtype=values.dtype)])
    return columns


def with_edges(
    problem: Problem, edges: Sequence[BorderEdge], ends: Sequence[tuple[int, int]]
) -> Problem:
    """Return a problem with more edges.

    Parameters
    ----------
    edges
        Kind, lags and leads.
    ends
        Predecessor and successor of each, as operations of the problem.
    """
    if not edges:
        return problem

    def column(values: Ints, more: list[int]) -> Ints:
        return np.concatenate([values, np.array(more, dtype=np.int64)])

    def pointer(values: Ints, groups: list[list[int]]) -> Ints:
        sizes = np.array([len(group) for group in groups])
        return np.concatenate([values, values[-1] + np.cumsum(sizes)])

    lags, leads = [edge.lags for edge in edges], [edge.leads for edge in edges]
    return problem.replace(
        pred=column(problem.pred, [pair[0] for pair in ends]),
        succ=column(problem.succ, [pair[1] for pair in ends]),
        kind=column(problem.kind, [edge.kind for edge in edges]),
        lags=column(problem.lags, [lag for group in lags for lag in group]),
        lag_ptr=pointer(problem.lag_ptr, lags),
        leads=column(problem.leads, [lead for group in leads for lead in group]),
        lead_ptr=pointer(problem.lead_ptr, leads),
    )
