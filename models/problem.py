"""The solver's words: flat integer arrays, nothing else.

N operations, M modes, R resources, C calendars, E precedences, D demands, U further-resource uses,
V uses of a setup crew, O stretches of overtime. All arrays are int64 unless said; times are
ticks; -1 means "none". An operation's modes are consecutive rows, so ``mode_ptr`` splits them.
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
    ``END_END``: :math:`end_S \ge end_P + lag`, lag in elapsed ticks. An elastic S does not start
    later for it: it waits at its end.
    ``WORK_WORK``: S may have worked `lead` ticks, by its own mode, only when P has worked `lag`:
    with T the tick at which P has, :math:`work_S(start_S) + lead \ge work_S(T)` along S's calendar.
    ``MAX_WAIT``: :math:`start_S \le end_P + lag`, lag in elapsed ticks. It orders nothing by
    itself: wherever there is one, another edge lets S follow P.
    """

    END_START = 0
    WORK_START = 1
    END_END = 2
    WORK_WORK = 3
    MAX_WAIT = 4


@dataclass(frozen=True, eq=False)
class Problem:
    """What a solver sees. Build it once, never change it; variants come from `replace`.

    An operation runs in exactly one of its modes. It holds `mode_units` of its resource from start
    to end, is suspended outside the mode's calendar, and works ``mode_duration`` ticks. If the
    mode is not interruptible it must fit into one window. An elastic operation ends when its work
    is done and its END_END predecessors let it, whichever is later.

    A further resource is held from start to end too, but counts only in the windows of the use's
    calendar: that of the mode for a crew, which is free in the breaks of the work; that of the
    resource, where enough units are there, for a tool, which stays on the machine.

    A resource with a setup matrix needs, between the end of an operation in state i and the start
    of the next one, in state j, a changeover of ``setup[i, j] + mode_preparation`` ticks of
    `resource_setup_calendar`. It comes right before that start and holds the machine, and its
    setup crew (`crew_machine` and so on, counted in the same calendar).

    On a resource with sessions (``session_most > 0``, capacity 1), operations of one family with
    one start share a session: it ends for all of them when the longest is done, and their fills
    sum to at most `session_most`. If they sum to less than `session_least`, one of them must have
    been ready for `session_patience` ticks of the resource's calendar when it starts, or no
    operation of the family starts later.
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
    resource_setup_calendar: Ints
    """(R,): when changeovers on it advance; a part of its calendar."""
    resource_setup_cost: Ints
    """(R,): cost of one tick of changeover, in `cost_unit`."""
    session_most: Ints
    """(R,): how much one session holds; 0 for a resource without sessions."""
    session_least: Ints
    """(R,): how much a session must hold to start at once."""
    session_patience: Ints
    """(R,): working ticks after which an operation starts its session however full; -1 never."""
    crew_machine: Ints
    """(V,): resource whose changeovers hold ..."""
    crew_resource: Ints
    crew_units: Ints
    """(V,): ... so many units of another resource."""
    overtime_resource: Ints
    """(O,): main resource that costs extra while an operation works in a stretch ..."""
    overtime_start: Ints
    overtime_end: Ints
    overtime_cost: Ints
    """(O,): ... per working tick of one operation, in `cost_unit`."""
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
    op_deadline: Ints
    """(N,): must have ended by this tick, -1 if it may end whenever."""
    op_elastic: Bools
    """(N,): waits at its end for END_END predecessors instead of starting later."""
    op_rank: Ints
    """(N,): place in the planner's list, the lowest first; equals by row."""
    op_previous_start: Ints
    """(N,): start in the previous plan, -1 if it was not in it."""
    op_previous_mode: Ints
    """(N,): row of the mode table in the previous plan, -1 if unknown."""

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
    mode_preparation: Ints
    """(M,): ticks of own setup that are part of the changeover; only on resources with setups."""
    mode_units: Ints
    """(M,): units of the main resource held; at least 1."""
    mode_family: Ints
    """(M,): operations of one family may share a session, -1 for alone in one."""
    mode_fill: Ints
    """(M,): how much of a session it takes; 0 on resources without sessions."""
    mode_interruptible: Bools

    use_mode: Ints
    """(U,): ascending."""
    use_resource: Ints
    use_units: Ints
    use_calendar: Ints
    """(U,): counts in these windows only; of them every window of the mode is a part."""

    pred: Ints
    succ: Ints
    kind: Ints
    """(E,): a `Precedence`."""
    lag_ptr: Ints
    """(E + 1,): lags of edge e are ``lags[lag_ptr[e]:lag_ptr[e + 1]]``, one per mode of pred."""
    lags: Ints
    lead_ptr: Ints
    """(E + 1,): leads of edge e, one per mode of succ for ``WORK_WORK``, none otherwise."""
    leads: Ints

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
    demand_class: Ints
    """(D,): strict class, the lowest first; objectives may look at one class alone."""

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
    cost_unit: float = 1.0
    """Currency per unit of setup and overtime cost."""

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
