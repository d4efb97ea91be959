"""Rows of the tables that `models.problem_builder` collects, and columns made from them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from models.calendar import WorkingTime

if TYPE_CHECKING:
    from collections.abc import Sequence

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]

__all__ = [
    "OperationSpec",
    "ResourceSpec",
    "ints",
    "join",
    "per_mode",
    "pointer",
    "table",
    "without",
]


@dataclass(slots=True)
class ResourceSpec:
    """A row of the resource table; fields as the ``resource_`` and ``session_`` arrays."""

    capacity: int
    calendar: int
    setup: int
    initial_state: int
    setup_calendar: int
    setup_cost: int
    session: tuple[int, int, int]


@dataclass(slots=True)
class OperationSpec:
    """A row of the operation table; fields as the ``op_`` and ``flow_`` arrays."""

    order: int
    release: int
    interruptible: bool
    flow_start: int
    flow_end: int
    elastic: bool
    rank: int
    fixed_start: int = -1
    fixed_mode: int = -1
    deadline: int = -1
    previous_start: int = -1
    previous_mode: int = -1


def ints(values: Sequence[int]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return integers as a column."""
    return np.array(values, dtype=np.int64)


def table(rows: Sequence[tuple[int, ...]], *names: str) -> dict[str, Any]:
    """Return the columns of some rows by name."""
    table = np.array(rows, dtype=np.int64).reshape(-1, len(names))
    return {name: table[:, column].copy() for column, name in enumerate(names)}


def per_mode(values: Sequence[int], count: int) -> list[int]:
    """Return one value for each mode; a single one is for all."""
    return list(values) if len(values) == count else list(values) * count


def without(calendar: WorkingTime, stretches: Sequence[tuple[int, int]]) -> WorkingTime:
    """Return the windows of a calendar less some stretches."""
    windows = list(zip(calendar.starts.tolist(), calendar.ends.tolist(), strict=True))
    for start, end in stretches:
        windows = [
            piece
            for begin, until in windows
            for piece in ((begin, min(until, start)), (max(begin, end), until))
            if piece[0] < piece[1]
        ]
    return WorkingTime.of(windows) if stretches else calendar


def pointer(sizes: Sequence[int]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return where groups of some sizes begin, and where the last ends."""
    return np.concatenate(([0], np.cumsum(np.array(sizes, dtype=np.int64)))).astype(np.int64)


def join(
    parts: Sequence[np.ndarray[tuple[int], np.dtype[np.int64]]],
) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return columns one after the other."""
    return np.concatenate(parts).astype(np.int64) if parts else ints([])
