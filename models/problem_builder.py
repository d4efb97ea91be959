"""Build a `Problem` row by row; the arrays are made once, at the end."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from models.problem import Precedence, Problem
from models.problem_tables import (
    OperationSpec,
    ResourceSpec,
    ints,
    join,
    per_mode,
    pointer,
    table,
    without,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from models.calendar import WorkingTime

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]

__all__ = ["ModeSpec", "ProblemBuilder"]


@dataclass(frozen=True, slots=True)
class ModeSpec:
    """One way to run an operation; fields as the ``mode_`` and ``use_`` arrays of `Problem`."""

    duration: int
    resource: int = -1
    calendar: int = 0
    setup: int = 0
    state: int = -1
    uses: tuple[tuple[int, int] | tuple[int, int, int], ...] = ()
    """Further resources with their units, and the calendar in which they count: by default that
    of the resource where so many units are there."""
    preparation: int = 0
    units: int = 1
    family: int = -1
    fill: int = 0
    interruptible: bool = True


@dataclass
class ProblemBuilder:
    """Collect calendars, resources, operations, precedences and demands.

    Every method returns the index of what it added.
    """

    horizon: int
    tick_seconds: int = 60
    weight_unit: float = 1.0
    flow_unit: float = 1.0
    cost_unit: float = 1.0
    _calendars: list[WorkingTime] = field(default_factory=list)
    _resources: list[ResourceSpec] = field(default_factory=list)
    _matrices: list[np.ndarray[Any, np.dtype[np.int64]]] = field(default_factory=list)
    _profile: list[tuple[int, int, int, int]] = field(default_factory=list)
    _crews: list[tuple[int, int, int]] = field(default_factory=list)
    _overtime: list[tuple[int, int, int, int]] = field(default_factory=list)
    _operations: list[OperationSpec] = field(default_factory=list)
    _modes: list[tuple[int, ModeSpec]] = field(default_factory=list)
    _edges: list[tuple[int, int, int]] = field(default_factory=list)
    _lags: list[Sequence[int]] = field(default_factory=list)
    _leads: list[Sequence[int]] = field(default_factory=list)
    _demands: list[list[int]] = field(default_factory=list)
    _demand_ops: list[list[tuple[int, int]]] = field(default_factory=list)
    _names: dict[str, list[str]] = field(
        default_factory=lambda: {"op": [], "resource": [], "demand": []}
    )
    _enough: dict[tuple[int, int], int] = field(default_factory=dict)

    def calendar(self, working_time: WorkingTime) -> int:
        """Add a calendar; one with the same windows as an earlier one is shared."""
        for index, known in enumerate(self._calendars):
            if known.same_windows(working_time):
                return index
        self._calendars.append(working_time)
        return len(self._calendars) - 1

    def calendar_windows(self, index: int) -> WorkingTime:
        """Return a calendar added before."""
        return self._calendars[index]

    def setup_matrix(self, times: Sequence[Sequence[int]]) -> int:
        """Add a matrix of setup times, row = state before; shape (S, S), ticks."""
        self._matrices.append(np.asarray(times, dtype=np.int64).reshape(len(times), len(times)))
        return len(self._matrices) - 1

    def resource(
        self,
        name: str = "",
        *,
        capacity: int = 1,
        calendar: int = 0,
        setup: int = -1,
        initial_state: int = -1,
        setup_calendar: int = -1,
        setup_cost: int = 0,
        session: tuple[int, int, int] = (0, 0, -1),
        profile: Iterable[tuple[int, int, int]] = (),
    ) -> int:
        """Add a machine, a pool of identical machines, a crew or a tool.

        Parameters
        ----------
        setup_calendar
            Default: its calendar.
        session
            How much one session holds at most and at least, and the patience.
        profile
            Stretches ``(start, end, units)`` with fewer units than its capacity.
        """
        index = len(self._resources)
        own = calendar if setup_calendar < 0 else setup_calendar
        self._resources.append(
            ResourceSpec(capacity, calendar, setup, initial_state, own, setup_cost, session)
        )
        self._profile.extend((index, start, end, units) for start, end, units in profile)
        self._names["resource"].append(name or f"R{index}")
        return index

    def capacity_of(self, resource: int) -> int:
        """Return how many units of a resource there are."""
        return self._resources[resource].capacity

    def setup_crew(self, machine: int, resource: int, units: int = 1) -> None:
        """Let changeovers on a machine hold units of another resource."""
        self._crews.append((machine, resource, units))

    def overtime(self, resource: int, start: int, end: int, cost: int) -> None:
        """Let work on a resource cost extra in a stretch, for every tick of it."""
        self._overtime.append((resource, start, end, cost))

    def set_initial_state(self, resource: int, state: int) -> None:
        """Set the state a machine is in at tick 0."""
        self._resources[resource].initial_state = state

    def operation(
        self,
        modes: Iterable[ModeSpec],
        name: str = "",
        *,
        order: int = -1,
        release: int = 0,
        interruptible: bool = True,
        elastic: bool = False,
        rank: int = 0,
        flow: tuple[int, int] = (0, 0),
    ) -> int:
        """Add an operation; `order` defaults to an order of its own.

        Not `interruptible`, none of its modes is; otherwise each says so for itself.
        """
        index = len(self._operations)
        if order < 0:
            order = self._operations[-1].order + 1 if self._operations else 0
        self._operations.append(OperationSpec(order, release, interruptible, *flow, elastic, rank))
        self._modes.extend((index, mode) for mode in modes)
        self._names["op"].append(name or f"O{index}")
        return index

    def fix(self, operation: int, *, start: int, mode: int = -1) -> None:
        """Pin the start of an operation, and its mode (counted within the operation)."""
        row = self._operations[operation]
        row.fixed_start, row.fixed_mode = start, self._mode_row(operation, mode)

    def previous(self, operation: int, *, start: int, mode: int = -1) -> None:
        """Say where an operation was in the previous plan; `mode` counted within it."""
        row = self._operations[operation]
        row.previous_start, row.previous_mode = start, self._mode_row(operation, mode)

    def _mode_row(self, operation: int, mode: int) -> int:
        if mode < 0:
            return -1
        return next(i for i, (owner, _) in enumerate(self._modes) if owner == operation) + mode

    def release(self, operation: int, tick: int) -> None:
        """Let an operation start no earlier than `tick`."""
        row = self._operations[operation]
        row.release = max(row.release, tick)

    def deadline(self, operation: int, tick: int) -> None:
        """Let an operation end no later than `tick`."""
        row = self._operations[operation]
        row.deadline = tick if row.deadline < 0 else min(row.deadline, tick)

    def set_rank(self, operation: int, rank: int) -> None:
        """Give an operation its place in the planner's list."""
        self._operations[operation].rank = rank

    def add_flow(self, operation: int, *, start: int = 0, end: int = 0) -> None:
        """Add flow cost per tick of a later start or end."""
        row = self._operations[operation]
        row.flow_start, row.flow_end = row.flow_start + start, row.flow_end + end

    def num_modes(self, operation: int) -> int:
        """Return how many modes an operation has."""
        return sum(1 for owner, _ in self._modes if owner == operation)

    def precede(
        self,
        pred: int,
        succ: int,
        kind: Precedence = Precedence.END_START,
        lags: int | Sequence[int] = 0,
        leads: int | Sequence[int] = 0,
    ) -> int:
        """Add an edge; one lag for all modes of the predecessor, or one for each.

        `leads`, in the same way by modes of the successor, matter to ``WORK_WORK`` only.
        """
        self._edges.append((pred, succ, int(kind)))
        self._lags.append([lags] if isinstance(lags, int) else list(lags))
        self._leads.append([leads] if isinstance(leads, int) else list(leads))
        return len(self._edges) - 1

    def demand(
        self,
        due: int,
        operations: Iterable[int | tuple[int, int]] = (),
        name: str = "",
        *,
        weight: int = 1,
        release: int = 0,
        flow: int = 0,
        priority: int = 0,
    ) -> int:
        """Add a demand that operations, each with an elapsed lag after its end, complete."""
        index = len(self._demands)
        self._demands.append([due, weight, release, flow, priority])
        self._demand_ops.append([op if isinstance(op, tuple) else (op, 0) for op in operations])
        self._names["demand"].append(name or f"D{index}")
        return index

    def add_demand_flow(self, demand: int, amount: int) -> None:
        """Add flow cost per tick until a demand is delivered."""
        self._demands[demand][3] += amount

    def build(self) -> Problem:
        """Return the checked problem."""
        uses = [use for row, mode in enumerate(self._modes) for use in self._uses(row, mode[1])]
        return Problem(
            tick_seconds=self.tick_seconds,
            horizon=self.horizon,
            weight_unit=self.weight_unit,
            flow_unit=self.flow_unit,
            cost_unit=self.cost_unit,
            op_names=tuple(self._names["op"]),
            resource_names=tuple(self._names["resource"]),
            demand_names=tuple(self._names["demand"]),
            setup_times=self._padded_matrices(),
            calendar_ptr=pointer([c.starts.size for c in self._calendars]),
            window_start=join([c.starts for c in self._calendars]),
            window_end=join([c.ends for c in self._calendars]),
            **self._resource_columns(),
            **self._operation_columns(),
            **self._mode_columns(),
            **table(uses, "use_mode", "use_resource", "use_units", "use_calendar"),
            **self._edge_columns(),
            **self._demand_columns(),
        )

    def _uses(self, row: int, mode: ModeSpec) -> Iterator[tuple[int, int, int, int]]:
        for use in mode.uses:
            resource, units = use[0], use[1]
            yield row, resource, units, use[2] if len(use) == 3 else self.enough(resource, units)

    def enough(self, resource: int, units: int) -> int:
        """Return the calendar of a resource in which it has so many units."""
        key = (resource, units)
        if key not in self._enough:
            fewer = [
                (start, end)
                for row, start, end, count in self._profile
                if row == resource and count < units
            ]
            index = self._resources[resource].calendar
            self._enough[key] = self.calendar(without(self._calendars[index], fewer))
        return self._enough[key]

    def _resource_columns(self) -> dict[str, Any]:
        rows = self._resources
        columns = table(
            [
                (
                    row.capacity, row.calendar, row.setup, row.initial_state, row.setup_calendar,
                    row.setup_cost, *row.session,
                )
                for row in rows
            ],
            "resource_capacity", "resource_calendar", "resource_setup", "resource_initial_state",
            "resource_setup_calendar", "resource_setup_cost",
            "session_most", "session_least", "session_patience",
        )  # fmt: skip
        columns |= table(
            self._profile, "profile_resource", "profile_start", "profile_end", "profile_capacity"
        )
        columns |= table(self._crews, "crew_machine", "crew_resource", "crew_units")
        return columns | table(
            self._overtime, "overtime_resource", "overtime_start", "overtime_end", "overtime_cost"
        )

    def _operation_columns(self) -> dict[str, Any]:
        rows = self._operations
        columns = table(
            [
                (
                    row.order, row.release, row.fixed_start, row.fixed_mode, row.deadline, row.rank,
                    row.previous_start, row.previous_mode, row.flow_start, row.flow_end,
                )
                for row in rows
            ],
            "op_order", "op_release", "op_fixed_start", "op_fixed_mode", "op_deadline", "op_rank",
            "op_previous_start", "op_previous_mode", "flow_start", "flow_end",
        )  # fmt: skip
        columns["op_elastic"] = np.array([row.elastic for row in rows], dtype=np.bool_)
        return columns

    def _mode_columns(self) -> dict[str, Any]:
        columns = table(
            [
                (
                    owner, mode.resource, mode.calendar, mode.duration, mode.setup, mode.state,
                    mode.preparation, mode.units, mode.family, mode.fill,
                )
                for owner, mode in self._modes
            ],
            "mode_op", "mode_resource", "mode_calendar", "mode_duration", "mode_setup",
            "mode_state", "mode_preparation", "mode_units", "mode_family", "mode_fill",
        )  # fmt: skip
        columns["mode_interruptible"] = np.array(
            [
                mode.interruptible and self._operations[owner].interruptible
                for owner, mode in self._modes
            ],
            dtype=np.bool_,
        )
        return columns

    def _edge_columns(self) -> dict[str, Any]:
        counts = np.bincount(
            ints([owner for owner, _ in self._modes]), minlength=len(self._operations)
        )
        lags = [
            per_mode(lag, int(counts[pred]))
            for lag, (pred, _, _) in zip(self._lags, self._edges, strict=True)
        ]
        leads = [
            per_mode(lead, int(counts[succ])) if kind == Precedence.WORK_WORK else []
            for lead, (_, succ, kind) in zip(self._leads, self._edges, strict=True)
        ]
        return table(self._edges, "pred", "succ", "kind") | {
            "lag_ptr": pointer([len(lag) for lag in lags]),
            "lags": ints([value for lag in lags for value in lag]),
            "lead_ptr": pointer([len(lead) for lead in leads]),
            "leads": ints([value for lead in leads for value in lead]),
        }

    def _demand_columns(self) -> dict[str, Any]:
        links = [row for rows in self._demand_ops for row in rows]
        columns = table(
            [tuple(row) for row in self._demands],
            "demand_due", "demand_weight", "demand_release", "flow_demand", "demand_class",
        )  # fmt: skip
        columns["demand_ptr"] = pointer([len(rows) for rows in self._demand_ops])
        return columns | table(links, "demand_op", "demand_lag")

    def _padded_matrices(self) -> np.ndarray[tuple[int, int, int], np.dtype[np.int64]]:
        size = max((matrix.shape[0] for matrix in self._matrices), default=0)
        padded = np.zeros((len(self._matrices), size, size), dtype=np.int64)
        for index, matrix in enumerate(self._matrices):
            padded[index, : matrix.shape[0], : matrix.shape[1]] = matrix
        return padded
