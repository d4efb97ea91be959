"""Latest times at infinite capacity: from deadlines back through every kind of precedence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.problem import Precedence

if TYPE_CHECKING:
    from solvers.flat import Edge, FlatProblem

__all__ = ["latest_starts"]

_END_START, _WORK_START = int(Precedence.END_START), int(Precedence.WORK_START)
_END_END, _MAX_WAIT = int(Precedence.END_END), int(Precedence.MAX_WAIT)

MOST_ROUNDS = 10_000
"""How often the operations of a block are brought forward at most."""


def latest_starts(flat: FlatProblem, mode: list[int], deadline: list[int]) -> list[int]:
    """Return the last tick from which every operation lets all that follows meet its deadline.

    Parameters
    ----------
    flat
        What to plan.
    mode
        (N,): the mode each operation runs in.
    deadline
        (N,): tick by which it must have ended.

    Returns
    -------
    list of int
        (N,): ticks; before the first window of its calendar, even negative, where there is no
        such tick: then it tells how much is missing. The pinned start of pinned operations.
    """
    backward = _Backward(flat, mode, deadline)
    for block in reversed(flat.blocks):
        backward.settle(block)
    return backward.start


class _Backward:
    """A pass over the blocks of a problem from the last to the first."""

    def __init__(self, flat: FlatProblem, mode: list[int], deadline: list[int]) -> None:
        self.flat = flat
        self.mode = mode
        self.last_start = list(deadline)
        """(N,): start and end by it as its demands and its maximum waits say."""
        self.last_end = list(deadline)
        self.start = [0] * flat.num_operations
        self.end = [0] * flat.num_operations
        """(N,): latest end; of an elastic operation, by when its predecessors must let it end."""

    def settle(self, block: list[int]) -> None:
        """Time a block; bring successors forward until none waits too long.

        A block whose waits can be kept at all moves past a break each time at least, so that
        breaks bound how long it takes; others are left as they are after `MOST_ROUNDS`.
        """
        for _ in range(MOST_ROUNDS):
            for op in reversed(block):
                self._walk(op)
            if len(block) == 1 or not self._bring_forward(block):
                return

    def _bring_forward(self, block: list[int]) -> bool:
        """Let successors start soon enough after their predecessors; tell whether any moved."""
        moved = False
        for op in block:
            for edge in self.flat.outgoing[op]:
                succ = edge.succ
                if edge.kind != _MAX_WAIT or self.flat.fixed_start[succ] >= 0:
                    continue
                tick = self._real_end(op) + edge.lag(self.mode[op])
                if self.start[succ] > tick >= -self.flat.horizon:
                    self.last_start[succ], moved = tick, True
                    self._walk(succ)
        return moved

    def _real_end(self, op: int) -> int:
        """Return when an operation ends if all start as late as they may; all are in its block."""
        if not self.flat.elastic[op]:
            return self.end[op]
        ends = [
            self._real_end(edge.pred) + edge.lag(self.mode[edge.pred])
            for edge in self.flat.incoming[op]
            if edge.kind == _END_END
        ]
        return max([self._work_end(op), *ends])

    def _walk(self, op: int) -> None:
        """Find the latest start and end of an operation from those of its successors."""
        flat, own = self.flat, self.mode[op]
        last_start, last_end = self.last_start[op], self.last_end[op]
        for edge in flat.outgoing[op]:
            if edge.kind == _END_START:
                last_end = min(last_end, self.start[edge.succ] - edge.lag(own))
            elif edge.kind == _END_END:
                last_end = min(last_end, self.end[edge.succ] - edge.lag(own))
            elif edge.kind != _MAX_WAIT:
                tick = self._worked_by(edge)
                last_start = min(last_start, flat.calendar[own].latest(tick, tick, edge.lag(own)))
        pin = flat.fixed_start[op]
        self.start[op] = pin
        if pin < 0:
            self.start[op] = flat.calendar[own].latest(
                last_start, last_end, flat.duration[own], interruptible=flat.interruptible[own]
            )
        self.end[op] = last_end if flat.elastic[op] else self._work_end(op)

    def _work_end(self, op: int) -> int:
        own, start = self.mode[op], self.start[op]
        calendar, duration = self.flat.calendar[own], self.flat.duration[own]
        is_before_all = not calendar.starts or start < calendar.starts[0]
        if is_before_all and self.flat.fixed_start[op] < 0:
            return start + duration
        return calendar.worked(start, duration)

    def _worked_by(self, edge: Edge) -> int:
        """Return by which tick a predecessor must have worked its lag."""
        flat, succ = self.flat, edge.succ
        start = self.start[succ]
        if edge.kind == _WORK_START:
            return start
        # how far the successor gets with its lead; a break after that comes in handy
        calendar, lead = flat.calendar[self.mode[succ]], edge.lead(self.mode[succ])
        work = calendar.to_work_before(start) + lead
        tick = flat.horizon if work >= calendar.total else calendar.begin(work)
        return tick if lead else min(tick, start)
