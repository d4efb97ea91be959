"""A part of a problem: some of its operations, and all that concerns them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from models.problem import Problem

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
    Bools = np.ndarray[tuple[int], np.dtype[np.bool_]]

__all__ = ["subset"]


def subset(problem: Problem, keep: Bools) -> Problem:
    """Return the problem of some operations alone.

    Resources and calendars stay as they are; edges and links of demands to operations that are
    not kept are gone. It only loosens: whatever the whole problem allows, the part allows too,
    but for a session's fill, to which those left out would have added.

    Parameters
    ----------
    problem
        The whole.
    keep
        (N,): which operations to keep.

    Returns
    -------
    Problem
        With the operations, and their modes, in the same order.
    """
    mode_keep = keep[problem.mode_op]
    new_op, new_mode = _renumbered(keep), _renumbered(mode_keep)
    columns: dict[str, Any] = {
        name: getattr(problem, name)[keep] for name in _columns(problem, "op_", "flow_start")
    }
    columns["flow_end"] = problem.flow_end[keep]
    columns["op_fixed_mode"] = _mapped(columns["op_fixed_mode"], new_mode)
    columns["op_previous_mode"] = _mapped(columns["op_previous_mode"], new_mode)
    columns["op_names"] = tuple(
        name for name, kept in zip(problem.op_names, keep, strict=True) if kept
    )
    columns |= {name: getattr(problem, name)[mode_keep] for name in _columns(problem, "mode_")}
    columns["mode_op"] = new_op[columns["mode_op"]]
    use_keep = mode_keep[problem.use_mode]
    columns |= {name: getattr(problem, name)[use_keep] for name in _columns(problem, "use_")}
    columns["use_mode"] = new_mode[columns["use_mode"]]
    return problem.replace(**columns, **_edges(problem, keep, new_op), **_links(problem, new_op))


def _columns(problem: Problem, prefix: str, *more: str) -> list[str]:
    """Return the arrays whose name begins with a prefix."""
    names = [
        name
        for name, value in vars(problem).items()
        if name.startswith(prefix) and isinstance(value, np.ndarray) and not name.endswith("_ptr")
    ]
    return [*names, *more]


def _edges(problem: Problem, keep: Bools, new_op: Ints) -> dict[str, Ints]:
    rows = keep[problem.pred] & keep[problem.succ]
    lags, lag_ptr = _ragged(problem.lags, problem.lag_ptr, rows)
    leads, lead_ptr = _ragged(problem.leads, problem.lead_ptr, rows)
    return {
        "pred": new_op[problem.pred[rows]],
        "succ": new_op[problem.succ[rows]],
        "kind": problem.kind[rows],
        "lags": lags,
        "lag_ptr": lag_ptr,
        "leads": leads,
        "lead_ptr": lead_ptr,
    }


def _links(problem: Problem, new_op: Ints) -> dict[str, Ints]:
    """Return what completes each demand; one that nothing completes stays, with its release."""
    demand = np.repeat(np.arange(problem.num_demands), np.diff(problem.demand_ptr))
    rows = new_op[problem.demand_op] >= 0
    counts = np.bincount(demand[rows], minlength=problem.num_demands)
    return {
        "demand_op": new_op[problem.demand_op[rows]],
        "demand_lag": problem.demand_lag[rows],
        "demand_ptr": np.concatenate(([0], np.cumsum(counts))).astype(np.int64),
    }


def _ragged(values: Ints, pointer: Ints, rows: Bools) -> tuple[Ints, Ints]:
    """Return the groups of some rows one after the other, and where each begins."""
    sizes = np.diff(pointer)
    chosen = np.repeat(rows, sizes)
    ends = np.cumsum(sizes[rows])
    return values[chosen], np.concatenate(([0], ends)).astype(np.int64)


def _renumbered(keep: Bools) -> Ints:
    """Return the new number of each row, -1 for one that is gone."""
    return np.where(keep, np.cumsum(keep) - 1, -1).astype(np.int64)


def _mapped(rows: Ints, numbers: Ints) -> Ints:
    return np.where(rows >= 0, numbers[rows], -1).astype(np.int64)
