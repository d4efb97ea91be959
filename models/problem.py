"""The solver's words: flat integer arrays, nothing else.

N operations, M modes, R resources, C calendars, E precedences, D demands, U further-resource uses.
All arrays are int64 unless said; times are ticks; -1 means "none". An operation's modes are
consecutive rows, so ``mode_ptr`` splits them.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from enum import IntEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from models.calendar.working_time import WorkingTime
from models.errors import InvalidProblem

if TYPE_CHECKING:
    from pathlib import Path

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
    Matrix = np.ndarray[tuple[int, int, int], np.dtype[np.int64]]
    Bools = np.ndarray[tuple[int], np.dtype[np.bool_]]
    Names = tuple[str, ...]

__all__ = ["Precedence", "Problem"]


class Precedence(IntEnum):
    r"""How an edge ties successor S to predecessor P; `lag` depends on P's mode.

    ``END_START``: :math:`start_S \ge end_P + lag`, lag in elapsed ticks.
    ``WORK_START``: S may start once P has *worked* `lag` ticks of its own working time;
    with lag 0, :math:`start_S \ge start_P`.
    ``END_END``: :math:`end_S \ge end_P + lag`, lag in elapsed ticks.
    """

    END_START = 0
    WORK_START = 1
    END_END = 2


@dataclass(frozen=True, eq=False)
class Problem:
    """What a solver sees. Build it once, never change it; variants come from `replace`.

    An operation runs in exactly one of its modes. It holds its resource (and `use_units` of every
    further resource) from start to end, is suspended outside the mode's calendar, and works
    ``mode_duration`` ticks. If it is not interruptible it must fit into one window. A resource
    with a setup matrix needs ``setup[i, j]`` ticks of its own working time between the end of an
    operation in state i and the start of the next one, in state j; this changeover holds the
    machine alone.
    """

    tick_seconds: int
    horizon: int
    """Calendars reach this tick; no operation may end after it."""

    calendar_ptr: Ints
    """(C + 1,): windows of calendar c are rows ``calendar_ptr[c]`` to ``calendar_ptr[c + 1]``."""
    window_start: Ints
    window_end: Ints

    resource_capacity: Ints
    """(R,): units; at least 1."""
    resource_calendar: Ints
    """(R,): when the resource works; of it every mode calendar on the resource is a part."""
    resource_setup: Ints
    """(R,): index of its setup matrix, -1 for none. Such a resource has capacity 1."""
    resource_initial_state: Ints
    """(R,): state at tick 0, -1 if the first setup is free."""
    setup_times: Matrix
    """(K, S, S): ``setup_times[k, i, j]`` ticks from state i to state j, 0 on the diagonal."""
    profile_resource: Ints
    """(P,): resource of a stretch with fewer units than its capacity ..."""
    profile_start: Ints
    profile_end: Ints
    profile_capacity: Ints
    """(P,): ... and how many are there; closed time is not listed, it suspends."""

    op_order: Ints
    """(N,): index of the order; one order's operations are consecutive, in phase order."""
    op_release: Ints
    """(N,): earliest start, from receipts of material."""
    op_fixed_start: Ints
    """(N,): pinned start, -1 if free."""
    op_fixed_mode: Ints
    """(N,): pinned row of the mode table, -1 if free."""
    op_interruptible: Bools

    mode_op: Ints
    """(M,): operation, ascending."""
    mode_resource: Ints
    """(M,): main resource; -1 for infinite and external centers: nobody's capacity."""
    mode_calendar: Ints
    """(M,): when the work advances: all the mode holds are in working time."""
    mode_duration: Ints
    """(M,): working ticks, own setup included, changeover excluded."""
    mode_setup: Ints
    """(M,): working ticks of setup at its beginning."""
    mode_state: Ints
    """(M,): state the machine must be in, -1 if any (and then it does not change the state)."""

    use_mode: Ints
    """(U,): ascending."""
    use_resource: Ints
    use_units: Ints

    pred: Ints
    succ: Ints
    kind: Ints
    """(E,): a `Precedence`."""
    lag_ptr: Ints
    """(E + 1,): lags of edge e are ``lags[lag_ptr[e]:lag_ptr[e + 1]]``, one per mode of pred."""
    lags: Ints

    demand_due: Ints
    """(D,): completion after this tick is late."""
    demand_weight: Ints
    """(D,): cost of one tick of lateness, in `weight_unit`."""
    demand_release: Ints
    """(D,): completion is not before this tick, from receipts and stock."""
    demand_ptr: Ints
    """(D + 1,): rows of `demand_op`."""
    demand_op: Ints
    """(L,): completion is not before the end of this operation ..."""
    demand_lag: Ints
    """(L,): ... plus these elapsed ticks."""

    flow_start: Ints
    """(N,): flow cost per tick that the operation starts later, in `flow_unit`; often negative."""
    flow_end: Ints
    """(N,): flow cost per tick that the operation ends later."""
    flow_demand: Ints
    """(D,): flow cost per tick of ``max(due, completion)``."""

    weight_unit: float = 1.0
    """Cost of one tick of lateness at ``demand_weight`` 1."""
    flow_unit: float = 1.0
    """Currency per unit of flow cost."""

    op_names: Names = ()
    resource_names: Names = ()
    demand_names: Names = ()

    def __post_init__(self) -> None:
        """Refuse a problem that breaks its own rules."""
        from models.problem_checks import problem_faults  # cycle: the checks know the type

        faults = problem_faults(self)
        if faults:
            raise InvalidProblem("\n".join(faults))

    @property
    def num_operations(self) -> int:
        """Return N."""
        return int(self.op_order.size)

    @property
    def num_modes(self) -> int:
        """Return M."""
        return int(self.mode_op.size)

    @property
    def num_resources(self) -> int:
        """Return R."""
        return int(self.resource_capacity.size)

    @property
    def num_demands(self) -> int:
        """Return D."""
        return int(self.demand_due.size)

    @cached_property
    def mode_ptr(self) -> Ints:
        """Return where each operation's modes begin; shape (N + 1,)."""
        return np.searchsorted(self.mode_op, np.arange(self.num_operations + 1)).astype(np.int64)

    @cached_property
    def use_ptr(self) -> Ints:
        """Return where each mode's further resources begin; shape (M + 1,)."""
        return np.searchsorted(self.use_mode, np.arange(self.num_modes + 1)).astype(np.int64)

    @cached_property
    def calendars(self) -> tuple[WorkingTime, ...]:
        """Return the calendars as working time, counts all 1."""
        return tuple(
            WorkingTime(
                self.window_start[begin:end],
                self.window_end[begin:end],
                np.ones(end - begin, dtype=np.int64),
            )
            for begin, end in zip(self.calendar_ptr[:-1], self.calendar_ptr[1:], strict=True)
        )

    def replace(self, **changes: Any) -> Problem:
        """Return a checked copy with some fields changed."""
        return replace(self, **changes)

    def save(self, path: Path) -> None:
        """Write everything to one ``.npz`` file: a bug report is one file."""
        values: dict[str, Any] = {
            item.name: np.asarray(getattr(self, item.name)) for item in fields(self)
        }
        with path.open("wb") as file:
            np.savez_compressed(file, **values)

    @classmethod
    def load(cls, path: Path) -> Problem:
        """Read what `save` wrote."""
        values: dict[str, Any] = {}
        with np.load(path) as data:
            for item in fields(cls):
                value = data[item.name]
                if item.name.endswith("_names"):
                    values[item.name] = tuple(str(name) for name in value)
                else:
                    values[item.name] = value if value.ndim else value.item()
        return cls(**values)
