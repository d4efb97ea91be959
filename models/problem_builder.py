"""Build a `Problem` row by row; the arrays are made once, at the end."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from models.problem import Precedence, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from models.calendar import WorkingTime

__all__ = ["ModeSpec", "ProblemBuilder"]


@dataclass(frozen=True, slots=True)
class ModeSpec:
    """One way to run an operation; fields as the ``mode_`` and ``use_`` arrays of `Problem`."""

    duration: int
    resource: int = -1
    calendar: int = 0
    setup: int = 0
    state: int = -1
    uses: tuple[tuple[int, int], ...] = ()
    """Further resources with their units."""


@dataclass
class ProblemBuilder:
    """Collect calendars, resources, operations, precedences and demands.

    Every method returns the index of what it added.
    """

    horizon: int
    tick_seconds: int = 60
    weight_unit: float = 1.0
    flow_unit: float = 1.0
    _calendars: list[WorkingTime] = field(default_factory=list)
    _resources: list[tuple[int, int, int, int]] = field(default_factory=list)
    _matrices: list[np.ndarray[Any, np.dtype[np.int64]]] = field(default_factory=list)
    _profile: list[tuple[int, int, int, int]] = field(default_factory=list)
    _operations: list[tuple[int, int, int, int, bool, int, int]] = field(default_factory=list)
    _modes: list[tuple[int, ModeSpec]] = field(default_factory=list)
    _edges: list[tuple[int, int, int]] = field(default_factory=list)
    _lags: list[Sequence[int]] = field(default_factory=list)
    _demands: list[tuple[int, int, int, int]] = field(default_factory=list)
    _demand_ops: list[list[tuple[int, int]]] = field(default_factory=list)
    _names: dict[str, list[str]] = field(
        default_factory=lambda: {"op": [], "resource": [], "demand": []}
    )

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
        profile: Iterable[tuple[int, int, int]] = (),
    ) -> int:
        """Add a machine, a pool of identical machines, a crew or a tool."""
        index = len(self._resources)
        self._resources.append((capacity, calendar, setup, initial_state))
        self._profile.extend((index, start, end, units) for start, end, units in profile)
        self._names["resource"].append(name or f"R{index}")
        return index

    def set_initial_state(self, resource: int, state: int) -> None:
        """Set the state a machine is in at tick 0."""
        capacity, calendar, setup, _ = self._resources[resource]
        self._resources[resource] = (capacity, calendar, setup, state)

    def operation(
        self,
        modes: Iterable[ModeSpec],
        name: str = "",
        *,
        order: int = -1,
        release: int = 0,
        interruptible: bool = True,
        flow: tuple[int, int] = (0, 0),
    ) -> int:
        """Add an operation; `order` defaults to an order of its own."""
        index = len(self._operations)
        if order < 0:
            order = self._operations[-1][0] + 1 if self._operations else 0
        self._operations.append((order, release, -1, -1, interruptible, *flow))
        self._modes.extend((index, mode) for mode in modes)
        self._names["op"].append(name or f"O{index}")
        return index

    def fix(self, operation: int, *, start: int, mode: int = -1) -> None:
        """Pin the start of an operation, and its mode (counted within the operation)."""
        order, release, _, _, interruptible, flow_start, flow_end = self._operations[operation]
        row = -1
        if mode >= 0:
            row = next(i for i, (owner, _) in enumerate(self._modes) if owner == operation) + mode
        self._operations[operation] = (
            order, release, start, row, interruptible, flow_start, flow_end,
        )  # fmt: skip

    def release(self, operation: int, tick: int) -> None:
        """Let an operation start no earlier than `tick`."""
        row = self._operations[operation]
        self._operations[operation] = (row[0], max(row[1], tick), *row[2:])

    def add_flow(self, operation: int, *, start: int = 0, end: int = 0) -> None:
        """Add flow cost per tick of a later start or end."""
        row = self._operations[operation]
        self._operations[operation] = (*row[:5], row[5] + start, row[6] + end)

    def num_modes(self, operation: int) -> int:
        """Return how many modes an operation has."""
        return sum(1 for owner, _ in self._modes if owner == operation)

    def precede(
        self,
        pred: int,
        succ: int,
        kind: Precedence = Precedence.END_START,
        lags: int | Sequence[int] = 0,
    ) -> int:
        """Add an edge; one lag for all modes of the predecessor, or one for each."""
        self._edges.append((pred, succ, int(kind)))
        self._lags.append([lags] if isinstance(lags, int) else list(lags))
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
    ) -> int:
        """Add a demand that operations, each with an elapsed lag after its end, complete."""
        index = len(self._demands)
        self._demands.append((due, weight, release, flow))
        self._demand_ops.append([op if isinstance(op, tuple) else (op, 0) for op in operations])
        self._names["demand"].append(name or f"D{index}")
        return index

    def add_demand_flow(self, demand: int, amount: int) -> None:
        """Add flow cost per tick until a demand is delivered."""
        row = self._demands[demand]
        self._demands[demand] = (*row[:3], row[3] + amount)

    def build(self) -> Problem:
        """Return the checked problem."""
        operations, modes = _columns(self._operations, 7), [mode for _, mode in self._modes]
        resources, profile = _columns(self._resources, 4), _columns(self._profile, 4)
        edges, demands = _columns(self._edges, 3), _columns(self._demands, 4)
        uses = _columns([(row, *use) for row, mode in enumerate(modes) for use in mode.uses], 3)
        owners = _ints([owner for owner, _ in self._modes])
        modes_of = np.bincount(owners, minlength=len(self._operations))
        lags = [
            list(lag) if len(lag) == modes_of[pred] else list(lag) * int(modes_of[pred])
            for lag, pred in zip(self._lags, edges[0], strict=True)
        ]
        links = _columns([row for rows in self._demand_ops for row in rows], 2)
        return Problem(
            tick_seconds=self.tick_seconds,
            horizon=self.horizon,
            calendar_ptr=_pointer([c.starts.size for c in self._calendars]),
            window_start=_join([c.starts for c in self._calendars]),
            window_end=_join([c.ends for c in self._calendars]),
            resource_capacity=resources[0],
            resource_calendar=resources[1],
            resource_setup=resources[2],
            resource_initial_state=resources[3],
            setup_times=self._padded_matrices(),
            profile_resource=profile[0],
            profile_start=profile[1],
            profile_end=profile[2],
            profile_capacity=profile[3],
            op_order=operations[0],
            op_release=operations[1],
            op_fixed_start=operations[2],
            op_fixed_mode=operations[3],
            op_interruptible=operations[4].astype(np.bool_),
            mode_op=owners,
            mode_resource=_ints([mode.resource for mode in modes]),
            mode_calendar=_ints([mode.calendar for mode in modes]),
            mode_duration=_ints([mode.duration for mode in modes]),
            mode_setup=_ints([mode.setup for mode in modes]),
            mode_state=_ints([mode.state for mode in modes]),
            use_mode=uses[0],
            use_resource=uses[1],
            use_units=uses[2],
            pred=edges[0],
            succ=edges[1],
            kind=edges[2],
            lag_ptr=_pointer([len(lag) for lag in lags]),
            lags=_ints([value for lag in lags for value in lag]),
            demand_due=demands[0],
            demand_weight=demands[1],
            demand_release=demands[2],
            demand_ptr=_pointer([len(rows) for rows in self._demand_ops]),
            demand_op=links[0],
            demand_lag=links[1],
            flow_start=operations[5],
            flow_end=operations[6],
            flow_demand=demands[3],
            weight_unit=self.weight_unit,
            flow_unit=self.flow_unit,
            op_names=tuple(self._names["op"]),
            resource_names=tuple(self._names["resource"]),
            demand_names=tuple(self._names["demand"]),
        )

    def _padded_matrices(self) -> np.ndarray[tuple[int, int, int], np.dtype[np.int64]]:
        size = max((matrix.shape[0] for matrix in self._matrices), default=0)
        padded = np.zeros((len(self._matrices), size, size), dtype=np.int64)
        for index, matrix in enumerate(self._matrices):
            padded[index, : matrix.shape[0], : matrix.shape[1]] = matrix
        return padded


def _ints(values: Sequence[int]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.array(values, dtype=np.int64)


def _columns(
    rows: Sequence[tuple[int, ...]], width: int
) -> list[np.ndarray[tuple[int], np.dtype[np.int64]]]:
    table = np.array(rows, dtype=np.int64).reshape(-1, width)
    return [table[:, column].copy() for column in range(width)]


def _pointer(sizes: Sequence[int]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.concatenate(([0], np.cumsum(np.array(sizes, dtype=np.int64)))).astype(np.int64)


def _join(
    parts: Sequence[np.ndarray[tuple[int], np.dtype[np.int64]]],
) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.concatenate(parts).astype(np.int64) if parts else _ints([])
