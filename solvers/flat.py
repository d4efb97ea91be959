"""A `Problem` as plain lists, for passes and heuristics that look at one operation at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from models.errors import InvalidProblem
from models.problem import Precedence
from solvers.flat_calendar import NOWHERE, FlatCalendar

if TYPE_CHECKING:
    from models.problem import Problem

__all__ = ["Edge", "FlatProblem"]

_END_START, _WORK_START = int(Precedence.END_START), int(Precedence.WORK_START)


class Edge(NamedTuple):
    """One precedence; ``lags[mode - first]`` belongs to a mode of the predecessor."""

    pred: int
    succ: int
    kind: int
    lags: list[int]
    first: int

    def lag(self, mode: int) -> int:
        """Return the lag if the predecessor runs in a mode."""
        return self.lags[mode - self.first]


class FlatProblem:
    """Lists by operation, mode and resource; names as in `Problem`."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.num_operations = problem.num_operations
        self.horizon = problem.horizon
        self.calendars = [FlatCalendar(calendar) for calendar in problem.calendars]
        self.release: list[int] = problem.op_release.clip(min=0).tolist()
        self.fixed_start: list[int] = problem.op_fixed_start.tolist()
        self.interruptible: list[bool] = problem.mode_interruptible.tolist()
        self.resource: list[int] = problem.mode_resource.tolist()
        self.calendar = [self.calendars[index] for index in problem.mode_calendar.tolist()]
        self.duration: list[int] = problem.mode_duration.tolist()
        self.state: list[int] = problem.mode_state.tolist()
        self.operation: list[int] = problem.mode_op.tolist()
        self.modes = self._modes()
        self.uses = self._uses()
        self.incoming: list[list[Edge]] = [[] for _ in range(self.num_operations)]
        self.outgoing: list[list[Edge]] = [[] for _ in range(self.num_operations)]
        self._add_edges()

    def _modes(self) -> list[list[int]]:
        """Return the modes each operation may run in; one if it is pinned."""
        pointer: list[int] = self.problem.mode_ptr.tolist()
        fixed: list[int] = self.problem.op_fixed_mode.tolist()
        return [
            [fixed[op]] if fixed[op] >= 0 else list(range(pointer[op], pointer[op + 1]))
            for op in range(self.num_operations)
        ]

    def _uses(self) -> list[list[tuple[int, int]]]:
        problem = self.problem
        uses: list[list[tuple[int, int]]] = [[] for _ in range(problem.num_modes)]
        for mode, resource, units in zip(
            problem.use_mode.tolist(),
            problem.use_resource.tolist(),
            problem.use_units.tolist(),
            strict=True,
        ):
            uses[mode].append((resource, units))
        return uses

    def _add_edges(self) -> None:
        problem = self.problem
        pointer, lags = problem.lag_ptr.tolist(), problem.lags.tolist()
        first: list[int] = problem.mode_ptr.tolist()
        rows = zip(problem.pred.tolist(), problem.succ.tolist(), problem.kind.tolist(), strict=True)
        for row, (pred, succ, kind) in enumerate(rows):
            edge = Edge(pred, succ, kind, lags[pointer[row] : pointer[row + 1]], first[pred])
            self.outgoing[pred].append(edge)
            self.incoming[succ].append(edge)

    def topological_order(self) -> list[int]:
        """Return the operations so that predecessors come first; equals by index.

        Raises
        ------
        InvalidProblem
            If precedences run in a circle; names its operations.
        """
        waiting = [len(edges) for edges in self.incoming]
        order = [op for op, count in enumerate(waiting) if not count]
        for op in order:
            for edge in self.outgoing[op]:
                waiting[edge.succ] -= 1
                if not waiting[edge.succ]:
                    order.append(edge.succ)
        if len(order) < self.num_operations:
            raise InvalidProblem(self._circle(waiting))
        return order

    def _circle(self, waiting: list[int]) -> str:
        """Walk back from a stuck operation until one comes up again."""
        op, path = next(op for op, count in enumerate(waiting) if count), []
        while op not in path:
            path.append(op)
            op = next(edge.pred for edge in self.incoming[op] if waiting[edge.pred])
        circle = [*path[path.index(op) :], op]
        names = " > ".join(self.problem.op_names[member] for member in reversed(circle))
        return f"precedences run in a circle: {names}"

    def ready(self, op: int, start: list[int], end: list[int], mode: list[int]) -> tuple[int, int]:
        """Return before which ticks an operation may neither start nor end.

        Parameters
        ----------
        op
            The operation.
        start, end, mode
            Of its predecessors, by operation.

        Returns
        -------
        tuple[int, int]
            Earliest start, from release and edges, and earliest end; a tick past the horizon if
            a lag outlasts the calendar.
        """
        first_start, first_end = self.release[op], 0
        for edge in self.incoming[op]:
            pred = edge.pred
            lag = edge.lags[mode[pred] - edge.first]
            if edge.kind == _END_START:
                first_start = max(first_start, end[pred] + lag)
            elif edge.kind == _WORK_START:
                worked = self.calendar[mode[pred]].worked(start[pred], lag)
                first_start = max(first_start, worked if worked >= 0 else self.horizon + 1)
            else:
                first_end = max(first_end, end[pred] + lag)
        return first_start, first_end

    def first_tick(self, mode: int, ready: tuple[int, int]) -> int:
        """Return the earliest start of a mode that keeps both bounds of `ready`, -1 if none."""
        first_start, first_end = ready
        if first_end <= first_start:
            return first_start
        interruptible = self.interruptible[mode]
        begin = self.calendar[mode].earliest_ending(
            first_end, self.duration[mode], interruptible=interruptible
        )
        return max(first_start, begin) if begin >= 0 else -1

    def earliest(self, mode: int, tick: int) -> tuple[int, int]:
        """Return start and end of a mode from a tick on, ignoring capacity, or `NOWHERE`."""
        start, end = self.calendar[mode].earliest(
            tick, self.duration[mode], interruptible=self.interruptible[mode]
        )
        return (start, end) if start >= 0 and end <= self.horizon else NOWHERE

    def end_of_pinned(self, mode: int, start: int) -> int:
        """Return when work pinned to a start is done, -1 if the calendar forbids it."""
        end = self.calendar[mode].worked(start, self.duration[mode])
        broken = end - start != self.duration[mode] and not self.interruptible[mode]
        return -1 if broken or end > self.horizon else end
