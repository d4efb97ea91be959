"""The times of the operations of a plan as arrays."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.plan import OperationRow

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]

__all__ = ["OperationTimes"]


@dataclass(frozen=True, eq=False)
class OperationTimes:
    """Times of operations in ticks, shape (N,)."""

    operations: Sequence[OperationRow]

    def _ticks(self, name: str) -> Ints:
        return np.array([getattr(row, name) for row in self.operations], dtype=np.int64)

    @cached_property
    def setup_start(self) -> Ints:
        """Return from when the machines are held."""
        return self._ticks("setup_start")

    @cached_property
    def start(self) -> Ints:
        """Return from when people, tools and material are held."""
        return self._ticks("start")

    @cached_property
    def run_start(self) -> Ints:
        """Return when the first piece begins."""
        return self._ticks("run_start")

    @cached_property
    def end(self) -> Ints:
        """Return when the work is done."""
        return self._ticks("end")

    @cached_property
    def changeover(self) -> Ints:
        """Return the working ticks of changeover."""
        return self._ticks("changeover")

    @cached_property
    def idle(self) -> Ints:
        """Return the working ticks of waiting, at the end, for the phase that is overlapped."""
        return self._ticks("idle")

    @property
    def until(self) -> int:
        """Return the end of the last operation."""
        return int(self.end.max(initial=0))

    @cached_property
    def counts(self) -> Ints:
        """Return 1 for who keeps its machine busy, 0 for who is along in a session.

        Of a session that is the member with the longest setup of its own.
        """
        counts = np.ones(len(self.operations), dtype=np.int64)
        leaders: dict[tuple[str, str, int], int] = {}
        for index, row in enumerate(self.operations):
            if not row.session:
                continue
            key = (row.work_center, row.machine, row.session)
            leader = leaders.setdefault(key, index)
            if leader != index:
                longer = row.run_start > self.operations[leader].run_start
                leaders[key] = index if longer else leader
                counts[leader if longer else index] = 0
        return counts
