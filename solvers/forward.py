"""Earliest times at infinite capacity, exact over calendars and every kind of precedence."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from models.problem import Precedence
from solvers.facts import (
    Impossible,
    cannot_run,
    misses_deadline,
    pinned_too_early,
    waits_too_long,
)
from solvers.flat_calendar import NOWHERE

if TYPE_CHECKING:
    from solvers.flat import Edge, FlatProblem

__all__ = ["Timing", "earliest_times"]

_END_START, _MAX_WAIT = int(Precedence.END_START), int(Precedence.MAX_WAIT)


class Timing(NamedTuple):
    """Mode, start and end by operation."""

    mode: list[int]
    start: list[int]
    end: list[int]


def earliest_times(flat: FlatProblem) -> Timing:
    """Return the earliest start of every operation, whatever the capacity.

    Every operation takes the first of its modes in which it can run when its predecessors let
    it, and keep its deadline. If that leads nowhere, it takes the mode that ends first. No
    schedule of the modes taken starts any operation earlier, but for one case: an elastic
    operation whose successor must start soon after its end is started later to end later, where
    its predecessors might make it wait instead.

    Raises
    ------
    Impossible
        If an operation fits nowhere, with a proof unless another choice might help.
    InvalidProblem
        If precedences run in a circle.
    """
    has_choice = any(len(modes) > 1 for modes in flat.modes)
    try:
        timing = _Forward(flat, flat.modes).run()
    except Impossible as reason:
        if not has_choice:
            raise
        try:
            timing = _Forward(flat, flat.modes, ends_first=True).run()
        except Impossible:
            raise reason from None
    if has_choice and any(len(block) > 1 for block in flat.blocks):
        # what a block has waited for may be in a mode that it left afterwards
        timing = _Forward(flat, [[mode] for mode in timing.mode]).run()
    return timing


class _Forward:
    """A pass over the blocks of a problem, each as early as those before it allow."""

    def __init__(
        self, flat: FlatProblem, modes: list[list[int]], *, ends_first: bool = False
    ) -> None:
        self.flat = flat
        self.modes = modes
        self.ends_first = ends_first
        self.mode = [choice[0] for choice in modes]
        self.start = [0] * flat.num_operations
        self.end = [0] * flat.num_operations
        self.tie: Edge | None = None
        """The wait that has put off an operation of the present block last."""

    def run(self) -> Timing:
        """Time everything."""
        for block in self.flat.blocks:
            self.tie = None
            if len(block) == 1:
                self._place(block[0], 0)
            else:
                self._settle(block)
        return Timing(self.mode, self.start, self.end)

    def _settle(self, block: list[int]) -> None:
        """Put predecessors off until every successor starts soon enough after them.

        Ends when nobody has to be put off. That happens, as each time an operation's work is put
        off to be done at a later tick than ever before, and no such tick is past the horizon.
        """
        self._check_waits(block)
        done = dict.fromkeys(block, 0)
        is_settled = False
        while not is_settled:
            for op in block:
                self._place(op, done[op])
            is_settled = True
            for op in reversed(block):
                needed = max((self._needed(edge) for edge in self._waits(op)), default=0)
                if needed > self.end[op]:
                    self._put_off(op, needed)
                    done[op], is_settled = needed, False

    def _waits(self, op: int) -> list[Edge]:
        return [edge for edge in self.flat.outgoing[op] if edge.kind == _MAX_WAIT]

    def _needed(self, edge: Edge) -> int:
        """Return before which tick the predecessor of a maximum wait must not end."""
        return self.start[edge.succ] - edge.lag(self.mode[edge.pred])

    def _put_off(self, op: int, needed: int) -> None:
        edge = max(self._waits(op), key=self._needed)
        if self.flat.fixed_start[op] >= 0:
            self._refuse(op, waits_too_long(self.flat, edge, self.start[edge.succ]))
        self.tie = edge
        self._place(op, needed)

    def _check_waits(self, block: list[int]) -> None:
        """Refuse at once a maximum wait shorter than the minimum: it would wait for ever."""
        for op in block:
            for edge in self._waits(op):
                least = [
                    other
                    for other in self.flat.outgoing[op]
                    if other.succ == edge.succ and other.kind == _END_START
                ]
                if all(
                    any(other.lag(mode) > edge.lag(mode) for other in least)
                    for mode in self.modes[op]
                ):
                    raise Impossible(waits_too_long(self.flat, edge), is_proof=True)

    def _place(self, op: int, done: int) -> None:
        """Let an operation start, at the earliest so that its work is done at a tick."""
        ready = self.flat.ready(op, self.start, self.end, self.mode)
        if done:
            ready = self.flat.delayed(op, ready, done)
        spans = [(mode, *self._span(op, mode, ready)) for mode in self.modes[op]]
        spans = [span for span in spans if span[1] >= 0]
        deadline = self.flat.deadline[op]
        in_time = [span for span in spans if deadline < 0 or span[2] <= deadline]
        if not in_time:
            ends = [end for _, _, end in spans]
            self._refuse(op, misses_deadline(self.flat, op, min(ends)) if ends else "", ready)
        best = min(in_time, key=lambda span: (span[2], span[1])) if self.ends_first else in_time[0]
        self.mode[op], self.start[op], self.end[op] = best

    def _span(self, op: int, mode: int, ready: tuple[int, int]) -> tuple[int, int]:
        """Return start and end of a mode, or `NOWHERE`."""
        flat, pin = self.flat, self.flat.fixed_start[op]
        tick = self._first_tick(op, mode, ready)
        if tick < 0 or 0 <= pin < tick:
            return NOWHERE
        start, end = flat.earliest(mode, tick) if pin < 0 else (pin, flat.end_of_pinned(mode, pin))
        if flat.elastic[op] and end >= 0:
            end = max(end, ready[1])
        return (start, end) if 0 <= end <= flat.horizon else NOWHERE

    def _first_tick(self, op: int, mode: int, ready: tuple[int, int]) -> int:
        flat, pin = self.flat, self.flat.fixed_start[op]
        if pin < 0:
            return flat.first_tick(mode, ready)
        return flat.first_pin(mode, ready, flat.end_of_pinned(mode, pin))

    def _refuse(self, op: int, fact: str, ready: tuple[int, int] = (0, 0)) -> None:
        """Say that an operation cannot run, by default for the simplest reason."""
        flat, pin = self.flat, self.flat.fixed_start[op]
        if not fact:
            ticks = [self._first_tick(op, mode, ready) for mode in self.modes[op]]
            tick = min((tick for tick in ticks if tick >= 0), default=-1)
            if pin >= 0 and not 0 <= tick <= pin:
                fact = pinned_too_early(flat, op, tick)
            elif self.tie is not None:
                fact = waits_too_long(flat, self.tie)
            else:
                fact = cannot_run(flat, op, max(tick, 0))
        raise Impossible(fact, is_proof=self._is_proof(op))

    def _is_proof(self, op: int) -> bool:
        """Tell whether no other mode, of whatever operation, could have helped."""
        flat = self.flat
        alone = flat.release[op], 0
        if all(self._span(op, mode, alone) == NOWHERE for mode in flat.modes[op]):
            return True
        block = next(block for block in flat.blocks if op in block)
        before = list(block)
        is_known = set(block)
        for member in before:
            new = {edge.pred for edge in flat.incoming[member]} - is_known
            is_known |= new
            before.extend(new)
        rivals = before if len(block) > 1 else before[1:]
        return not any(
            len(flat.modes[rival]) > 1 or (flat.elastic[rival] and self._waits(rival))
            for rival in rivals
        )
