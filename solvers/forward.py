"""Earliest times at infinite capacity, exact over calendars and every kind of precedence."""

from __future__ import annotations

from itertools import islice, product
from math import prod
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from models.problem import Precedence
from models.problem_subset import subset
from solvers.facts import (
    Impossible,
    cannot_run,
    misses_deadline,
    pinned_too_early,
    waits_too_long,
)
from solvers.flat import FlatProblem
from solvers.flat_calendar import NOWHERE
from solvers.gaps import least_between

if TYPE_CHECKING:
    from solvers.flat import Edge

__all__ = ["Timing", "earliest_times", "modes_together"]

_MAX_WAIT = int(Precedence.MAX_WAIT)

MOST_COMBINATIONS = 64
"""How many combinations of modes of a block are tried at most."""

MOST_ROUNDS = 10_000
"""How often the operations of a block are put off at most, all combinations together. Where there
is a way they move past a break each time at least, so that breaks bound it."""


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


def modes_together(flat: FlatProblem, block: list[int], before: Timing) -> list[int]:
    """Return a mode for each operation of a block with which it can keep its maximum waits.

    Parameters
    ----------
    flat, block
        A block of `FlatProblem.blocks`.
    before
        The times of what precedes it.

    Raises
    ------
    Impossible
        If there are none, whatever the capacity, or none was found.
    """
    forward = _Forward(flat, flat.modes)
    forward.mode, forward.start, forward.end = (list(column) for column in before)
    forward.settle(block)
    return [forward.mode[op] for op in block]


class _Forward:
    """A pass over the blocks of a problem, each as early as those before it allow."""

    def __init__(
        self, flat: FlatProblem, modes: list[list[int]], *, ends_first: bool = False
    ) -> None:
        self.flat = flat
        self.modes = list(modes)
        self.ends_first = ends_first
        self.mode = [choice[0] for choice in modes]
        self.start = [0] * flat.num_operations
        self.end = [0] * flat.num_operations
        self.tie: Edge | None = None
        """The wait that has put off an operation of the present block last."""
        self.rounds_left = 0

    def run(self) -> Timing:
        """Time everything."""
        for block in self.flat.blocks:
            if len(block) == 1:
                self.tie = None
                self._place(block[0], 0)
            else:
                self.settle(block)
        return Timing(self.mode, self.start, self.end)

    def settle(self, block: list[int]) -> None:
        """Time a block; if that does not go well, in other modes one combination after another."""
        self.tie, self.rounds_left = None, MOST_ROUNDS
        try:
            self._settle(block)
        except Impossible as reason:
            if reason.is_proof:
                raise
            if not self._settles_otherwise(block):
                is_proof = self._has_tried_all(block) or self._is_never(block)
                raise Impossible(reason.fact, is_proof=is_proof) from None

    def _settles_otherwise(self, block: list[int]) -> bool:
        choices = [self.modes[op] for op in block]
        combinations = product(*choices) if any(len(modes) > 1 for modes in choices) else iter(())
        for combination in islice(combinations, MOST_COMBINATIONS):
            for op, mode in zip(block, combination, strict=True):
                self.modes[op] = [mode]
            try:
                self._settle(block)
            except Impossible:
                continue
            return True
        return False

    def _has_tried_all(self, block: list[int]) -> bool:
        """Tell whether a block has been tried in all its modes, and what precedes it has one."""
        combinations = prod(len(self.flat.modes[op]) for op in block)
        rivals = self._with_predecessors(block)
        return (
            combinations <= MOST_COMBINATIONS
            and self.rounds_left > 0
            and not any(self._has_choice(rival) for rival in rivals[len(block) :])
            and not any(self.flat.elastic[rival] and self._waits(rival) for rival in rivals)
        )

    def _is_never(self, block: list[int]) -> bool:
        """Tell whether a block cannot be timed even if nothing precedes it."""
        if len(block) == self.flat.num_operations:
            return False
        chosen = np.zeros(self.flat.num_operations, dtype=np.bool_)
        chosen[block] = True
        try:
            earliest_times(FlatProblem(subset(self.flat.problem, chosen)))
        except Impossible as reason:
            return reason.is_proof
        return False

    def _settle(self, block: list[int]) -> None:
        """Put predecessors off until every successor starts soon enough after them.

        Ends when nobody has to be put off. That happens, as each time an operation's work is put
        off to be done at a later tick than ever before, and no such tick is past the horizon; but
        it is not waited for longer than `MOST_ROUNDS`.
        """
        self._check_waits(block)
        done = dict.fromkeys(block, 0)
        is_settled = False
        while not is_settled:
            for op in block:
                self._place(op, done[op])
            is_settled = True
            self.rounds_left -= 1
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
        if self.rounds_left <= 0:
            raise Impossible(waits_too_long(self.flat, edge), is_proof=False)
        self._place(op, needed)

    def _check_waits(self, block: list[int]) -> None:
        """Refuse at once a maximum wait shorter than what lies between: it would never settle."""
        for op in block:
            waits = self._waits(op)
            between = least_between(self.flat, op, block, self.modes) if waits else {}
            for edge in waits:
                if between.get(edge.succ, 0) > max(edge.lag(mode) for mode in self.modes[op]):
                    raise Impossible(
                        waits_too_long(self.flat, edge), is_proof=self._is_whole(block)
                    )

    def _is_whole(self, block: list[int]) -> bool:
        """Tell whether no mode of a block has been excluded."""
        return all(self.modes[op] == self.flat.modes[op] for op in block)

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
        rivals = self._with_predecessors(block)
        return not any(
            ([rival] != block and self._has_choice(rival))
            or (flat.elastic[rival] and self._waits(rival))
            for rival in rivals
        )

    def _has_choice(self, op: int) -> bool:
        """Tell whether the modes of an operation differ in anything but what they hold."""
        flat = self.flat
        kinds = {
            (
                id(flat.calendar[mode]),
                flat.duration[mode],
                flat.interruptible[mode],
                *(edge.lag(mode) for edge in flat.outgoing[op]),
                *(edge.lead(mode) for edge in flat.incoming[op] if edge.leads),
            )
            for mode in flat.modes[op]
        }
        return len(kinds) > 1

    def _with_predecessors(self, block: list[int]) -> list[int]:
        """Return a block and all that must precede it, nearer ones first."""
        found, is_known = list(block), set(block)
        for member in found:
            new = {edge.pred for edge in self.flat.incoming[member]} - is_known
            is_known |= new
            found.extend(sorted(new))
        return found
