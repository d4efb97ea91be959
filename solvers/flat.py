"""A `Problem` as plain lists, for passes and heuristics that look at one operation at a time."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from models.errors import InvalidProblem
from models.problem import Precedence
from solvers.blocks import blocks_of
from solvers.flat_calendar import NOWHERE, FlatCalendar

if TYPE_CHECKING:
    from models.problem import Problem

__all__ = ["Edge", "FlatProblem", "ReadyByMode"]

_END_START, _WORK_START = int(Precedence.END_START), int(Precedence.WORK_START)
_END_END, _WORK_WORK = int(Precedence.END_END), int(Precedence.WORK_WORK)


class Edge(NamedTuple):
    """One precedence; ``lags[mode - first]`` belongs to a mode of the predecessor.

    ``leads[mode - first_lead]`` belongs to a mode of the successor; only ``WORK_WORK`` has any.
    """

    pred: int
    succ: int
    kind: int
    lags: list[int]
    first: int
    leads: list[int]
    first_lead: int

    def lag(self, mode: int) -> int:
        """Return the lag if the predecessor runs in a mode."""
        return self.lags[mode - self.first]

    def lead(self, mode: int) -> int:
        """Return the lead if the successor runs in a mode."""
        return self.leads[mode - self.first_lead]


class ReadyByMode(tuple[int, int]):
    """Earliest start and end, as any `FlatProblem.ready`, and the earliest start of each mode."""

    starts: dict[int, int]

    def __new__(cls, ready: tuple[int, int], starts: dict[int, int]) -> ReadyByMode:
        """Add a start for each mode of an operation."""
        made = super().__new__(cls, ready)
        made.starts = starts
        return made


class FlatProblem:
    """Lists by operation, mode and resource; names as in `Problem`."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.num_operations = problem.num_operations
        self.horizon = problem.horizon
        self.calendars = [FlatCalendar(calendar) for calendar in problem.calendars]
        self.release: list[int] = problem.op_release.clip(min=0).tolist()
        self.fixed_start: list[int] = problem.op_fixed_start.tolist()
        self.deadline: list[int] = problem.op_deadline.tolist()
        self.elastic: list[bool] = problem.op_elastic.tolist()
        self.rank: list[int] = problem.op_rank.tolist()
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
        lead_pointer, leads = problem.lead_ptr.tolist(), problem.leads.tolist()
        first: list[int] = problem.mode_ptr.tolist()
        rows = zip(problem.pred.tolist(), problem.succ.tolist(), problem.kind.tolist(), strict=True)
        for row, (pred, succ, kind) in enumerate(rows):
            edge = Edge(
                pred, succ, kind,
                lags[pointer[row] : pointer[row + 1]], first[pred],
                leads[lead_pointer[row] : lead_pointer[row + 1]], first[succ],
            )  # fmt: skip
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

    @cached_property
    def blocks(self) -> list[list[int]]:
        """Return the operations to time together, predecessors first; see `blocks_of`."""
        return blocks_of(self)

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
            a lag outlasts the calendar. `ReadyByMode` if the start depends on the mode.
        """
        first_start, first_end, paced = self.release[op], 0, None
        for edge in self.incoming[op]:
            pred, kind = edge.pred, edge.kind
            lag = edge.lags[mode[pred] - edge.first]
            if kind == _END_START:
                first_start = max(first_start, end[pred] + lag)
            elif kind == _END_END:
                first_end = max(first_end, end[pred] + lag)
            elif kind in (_WORK_START, _WORK_WORK):
                worked = self.calendar[mode[pred]].worked(start[pred], lag)
                worked = worked if worked >= 0 else self.horizon + 1
                if kind == _WORK_START:
                    first_start = max(first_start, worked)
                else:
                    paced = [*(paced or ()), (edge, worked)]
        ready = first_start, first_end
        return ready if paced is None else self._paced(op, ready, paced)

    def _paced(
        self, op: int, ready: tuple[int, int], paced: list[tuple[Edge, int]]
    ) -> tuple[int, int]:
        """Let each mode start so that it works its lead only when its predecessors let it go on.

        `paced` holds ``WORK_WORK`` edges, and when the predecessor has worked their lag.
        """
        starts = dict.fromkeys(self.modes[op], 0)
        for mode in starts:
            calendar = self.calendar[mode]
            for edge, tick in paced:
                lead = edge.lead(mode)
                work = calendar.to_work(tick) - lead
                bound = calendar.done(work) if work > 0 else 0
                if not lead or tick > self.horizon:
                    bound = max(bound, tick)
                starts[mode] = max(starts[mode], bound)
        return ReadyByMode(ready, starts)

    def delayed(self, op: int, ready: tuple[int, int], tick: int) -> tuple[int, int]:
        """Return `ready`, but later, so that the work of no mode is done before a tick."""
        starts = dict(ready.starts) if isinstance(ready, ReadyByMode) else {}
        for mode in self.modes[op]:
            begin = self._begin_ending(mode, tick)
            starts[mode] = max(starts.get(mode, 0), begin if begin >= 0 else self.horizon + 1)
        return ReadyByMode(ready, starts)

    def first_tick(self, mode: int, ready: tuple[int, int]) -> int:
        """Return the earliest start of a mode that keeps what `ready` says, -1 if none.

        An elastic operation does not start later in order to end later.
        """
        first_start, first_end = self.first_start(mode, ready), ready[1]
        if first_end <= first_start or self.elastic[self.operation[mode]]:
            return first_start
        begin = self._begin_ending(mode, first_end)
        return max(first_start, begin) if begin >= 0 else -1

    def first_start(self, mode: int, ready: tuple[int, int]) -> int:
        """Return before which tick a mode may not start, even if it ends late enough."""
        if isinstance(ready, ReadyByMode):
            return max(ready[0], ready.starts[mode])
        return ready[0]

    def first_pin(self, mode: int, ready: tuple[int, int], end: int) -> int:
        """Return `first_tick` for work that ends at `end`, as it is pinned.

        Pinned work may start outside working time, where no other start is tried.
        """
        is_late_enough = end >= ready[1]
        return self.first_start(mode, ready) if is_late_enough else self.first_tick(mode, ready)

    def _begin_ending(self, mode: int, tick: int) -> int:
        return self.calendar[mode].earliest_ending(
            tick, self.duration[mode], interruptible=self.interruptible[mode]
        )

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
