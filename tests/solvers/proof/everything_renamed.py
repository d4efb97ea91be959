"""The same problem in other words: later, or with everything in another order."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

import numpy as np

from models.schedule import Objective

if TYPE_CHECKING:
    from models.problem import Problem
    from models.schedule import Level

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]

__all__ = ["later", "later_value", "shuffled"]

_DATES = (
    "window_start",
    "window_end",
    "profile_start",
    "profile_end",
    "overtime_start",
    "overtime_end",
    "demand_due",
    "demand_release",
)
_MAYBE_DATES = ("op_fixed_start", "op_deadline", "op_previous_start")


def later(problem: Problem, ticks: int) -> Problem:
    """Return a problem in which everything happens some ticks later."""
    changes: dict[str, Any] = {name: getattr(problem, name) + ticks for name in _DATES}
    for name in _MAYBE_DATES:
        dates = getattr(problem, name)
        changes[name] = np.where(dates < 0, dates, dates + ticks)
    release = np.maximum(problem.op_release, 0) + ticks
    return problem.replace(horizon=problem.horizon + ticks, op_release=release, **changes)


def later_value(problem: Problem, level: Level, value: int, ticks: int) -> int:
    """Return what a resolved level becomes when everything happens some ticks later."""
    rates = (problem.flow_start, problem.flow_end, problem.flow_demand)
    grows = {
        Objective.MAKESPAN: int(problem.num_operations > 0),
        Objective.FLOW: sum(int(rate.sum()) for rate in rates),
    }
    return value + ticks * sum(term.weight * grows.get(term.objective, 0) for term in level.terms)


class _Shuffle:
    """Where the rows of every table go: ``order[new] = old`` and ``place[old] = new``."""

    def __init__(self, problem: Problem, seed: int) -> None:
        rng = np.random.default_rng(seed)
        self.problem = problem
        counts = {
            "op": problem.num_operations,
            "resource": problem.num_resources,
            "calendar": problem.calendar_ptr.size - 1,
            "matrix": problem.setup_times.shape[0],
            "state": problem.setup_times.shape[1],
            "demand": problem.num_demands,
            "profile": problem.profile_resource.size,
            "crew": problem.crew_machine.size,
            "overtime": problem.overtime_resource.size,
            "edge": problem.pred.size,
        }
        self.order: dict[str, Ints] = {
            table: rng.permutation(count).astype(np.int64) for table, count in counts.items()
        }
        # modes follow their operations, uses their modes, each group shuffled in itself
        place = np.argsort(self.order["op"])
        tie = rng.random(problem.num_modes)
        self.order["mode"] = np.lexsort((tie, place[problem.mode_op])).astype(np.int64)
        place = np.argsort(self.order["mode"])
        tie = rng.random(problem.use_mode.size)
        self.order["use"] = np.lexsort((tie, place[problem.use_mode])).astype(np.int64)
        self.place = {table: np.argsort(order) for table, order in self.order.items()}
        families = rng.permutation(problem.num_modes + int(problem.mode_family.max(initial=0)) + 1)
        self.place["family"] = families.astype(np.int64)

    def renamed(self, table: str, values: Ints) -> Ints:
        """Return the new rows for old ones; -1 stays."""
        return np.array([v if v < 0 else self.place[table][v] for v in values], dtype=np.int64)

    def groups(self, table: str, pointer: Ints) -> tuple[Ints, Ints]:
        """Return the new pointer of a table of groups, and the old rows in their new order."""
        parts = [np.arange(pointer[row], pointer[row + 1]) for row in self.order[table]]
        sizes = np.array([part.size for part in parts], dtype=np.int64)
        rows = np.concatenate(parts) if parts else np.zeros(0)
        return np.concatenate(([0], np.cumsum(sizes))).astype(np.int64), rows.astype(np.int64)

    def per_mode(self, edge: int, values: Ints, pointer: Ints, op: int) -> list[int]:
        """Return what an edge says for each mode of one of its ends, in their new order."""
        begin, end = (int(self.problem.mode_ptr[row]) for row in (op, op + 1))
        if pointer[edge] == pointer[edge + 1]:
            return []
        modes = [int(mode) for mode in self.order["mode"] if begin <= mode < end]
        return [int(values[pointer[edge] + mode - begin]) for mode in modes]


# columns whose name does not begin with that of their table
_MORE = {
    "flow_start": "op",
    "flow_end": "op",
    "flow_demand": "demand",
    "session_most": "resource",
    "session_least": "resource",
    "session_patience": "resource",
    "pred": "edge",
    "succ": "edge",
    "kind": "edge",
}
_POINTS_TO = {
    "resource_calendar": "calendar",
    "resource_setup": "matrix",
    "resource_initial_state": "state",
    "resource_setup_calendar": "calendar",
    "crew_machine": "resource",
    "crew_resource": "resource",
    "overtime_resource": "resource",
    "profile_resource": "resource",
    "op_fixed_mode": "mode",
    "op_previous_mode": "mode",
    "mode_op": "op",
    "mode_resource": "resource",
    "mode_calendar": "calendar",
    "mode_state": "state",
    "mode_family": "family",
    "use_mode": "mode",
    "use_resource": "resource",
    "use_calendar": "calendar",
    "pred": "op",
    "succ": "op",
}
_GROUPED = ("calendar_ptr", "demand_ptr", "demand_op", "demand_lag")


def shuffled(problem: Problem, seed: int) -> Problem:
    """Return a problem with the rows of every table in another order.

    Operations must each be an order of its own.
    """
    shuffle, changes = _Shuffle(problem, seed), dict[str, Any]()
    for item in fields(problem):
        table = _MORE.get(item.name, item.name.split("_", maxsplit=1)[0])
        if item.name in _GROUPED or item.name == "op_order" or table not in shuffle.order:
            continue
        values, order = getattr(problem, item.name), shuffle.order[table]
        if item.name.endswith("_names"):
            changes[item.name] = tuple(values[row] for row in order)
        elif item.name in _POINTS_TO:
            changes[item.name] = shuffle.renamed(_POINTS_TO[item.name], values[order])
        else:
            changes[item.name] = values[order]
    order = shuffle.order["state"]
    changes["setup_times"] = problem.setup_times[shuffle.order["matrix"]][:, order][:, :, order]
    return problem.replace(**changes, **_groups(problem, shuffle), **_ragged(problem, shuffle))


def _groups(problem: Problem, shuffle: _Shuffle) -> dict[str, Ints]:
    calendar_ptr, windows = shuffle.groups("calendar", problem.calendar_ptr)
    demand_ptr, links = shuffle.groups("demand", problem.demand_ptr)
    return {
        "calendar_ptr": calendar_ptr,
        "window_start": problem.window_start[windows],
        "window_end": problem.window_end[windows],
        "demand_ptr": demand_ptr,
        "demand_op": shuffle.renamed("op", problem.demand_op[links]),
        "demand_lag": problem.demand_lag[links],
    }


def _ragged(problem: Problem, shuffle: _Shuffle) -> dict[str, Ints]:
    changes: dict[str, Ints] = {}
    for name, pointer_name, ends in (
        ("lags", "lag_ptr", problem.pred),
        ("leads", "lead_ptr", problem.succ),
    ):
        values, pointer = getattr(problem, name), getattr(problem, pointer_name)
        rows = [
            shuffle.per_mode(edge, values, pointer, int(ends[edge]))
            for edge in shuffle.order["edge"].tolist()
        ]
        changes[name] = np.array([value for row in rows for value in row], dtype=np.int64)
        sizes = [len(row) for row in rows]
        changes[pointer_name] = np.concatenate(([0], np.cumsum(sizes))).astype(np.int64)
    return changes
