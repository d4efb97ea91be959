r"""Sequence-dependent setups: one tour per machine through the operations with a state.

.. math:: W(start_j) \ge W(end_i) + setup(state_i, state_j) + preparation_j

if j is the next after i, with W the working time of the machine's setup calendar. Operations
without a state neither need nor change it, so they are not in the tour.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from solvers.cpsat.order import Sequence
from solvers.cpsat.sums import weighted_sum
from solvers.cpsat.windows import NEVER

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

    from solvers.cpsat.intervals import Bounds, Intervals
    from solvers.cpsat.recorder import Known
    from solvers.cpsat.variables import Variables

__all__ = ["Arc", "Machine", "add_tour"]

_START = -1
"""The machine as it is at tick 0, before its first operation."""


class Machine(NamedTuple):
    """A resource with setups: its working time, and the calendar its changeovers advance in."""

    resource: int
    axis: int
    clock: int


@dataclass(frozen=True, slots=True)
class Arc:
    """Two operations that may follow one another, and what that takes."""

    before: int
    after: int
    """Modes, or `_START` for the beginning and the end of the tour."""
    literal: cp_model.IntVar
    setup: int
    """Ticks of transition between the states."""
    changeover: int
    """The same, with the preparation of the later one."""
    is_reversed: bool = False
    """Both take no time, and at one tick would count in the other order."""


def add_tour(
    variables: Variables, intervals: Intervals, machine: Machine, modes: list[int]
) -> list[Arc]:
    """Let a circuit visit every mode that is taken, and space neighbours by their changeover."""
    arcs = _arcs(variables, intervals, machine, modes)
    model = variables.model
    node = {mode: position + 1 for position, mode in enumerate(modes)} | {_START: 0}
    circuit: list[tuple[int, int, cp_model.LiteralT]] = [
        (node[arc.before], node[arc.after], arc.literal) for arc in arcs
    ]
    for arc in arcs:
        if arc.after != _START:
            _space(variables, intervals, machine, arc, arcs)
    for mode in modes:
        literal = variables.present[mode]
        if literal is not None:
            circuit.append((node[mode], node[mode], ~literal))
    idle = None
    if all(variables.present[mode] is not None for mode in modes):
        idle = variables.recorder.boolean(f"idle[{machine.resource}]")
        circuit.append((0, 0, idle))
    model.add_circuit(circuit)
    _hint_tour(variables, machine.resource, arcs, idle)
    return arcs


def _space(
    variables: Variables, intervals: Intervals, machine: Machine, arc: Arc, arcs: list[Arc]
) -> None:
    """Let neighbours not overlap, and leave room for the changeover in its calendar."""
    model, (_, axis, clock) = variables.model, machine
    start, ready = intervals.start(arc.after, axis), _ready(intervals, arc, axis)
    distance = arc.changeover if axis == clock else 0
    if arc.is_reversed and not arc.changeover:
        # of several at one tick the one with a changeover is first, whatever its row
        firsts = [row.literal for row in arcs if row.after == arc.before and row.changeover]
        ready = weighted_sum([(ready, 1), *((literal, -1) for literal in firsts)])
        distance = 1
    model.add(start >= ready + distance).only_enforce_if(arc.literal)
    if axis != clock and arc.changeover:
        start, ready = intervals.start(arc.after, clock), _ready(intervals, arc, clock)
        model.add(start >= ready + arc.changeover).only_enforce_if(arc.literal)


def _ready(intervals: Intervals, arc: Arc, axis: int) -> cp_model.LinearExprT:
    return intervals.along(0, axis) if arc.before == _START else intervals.end(arc.before, axis)


def _arcs(
    variables: Variables, intervals: Intervals, machine: Machine, modes: list[int]
) -> list[Arc]:
    """Return who may follow whom, as far as their windows allow."""
    problem, recorder, axis = variables.problem, variables.recorder, machine.axis
    matrix = problem.resource_setup[machine.resource]
    times: list[list[int]] = problem.setup_times[matrix].tolist()
    states: list[int] = problem.mode_state.tolist()
    preparation: list[int] = problem.mode_preparation.tolist()
    initial = int(problem.resource_initial_state[machine.resource])
    origin, durations = intervals.along(0, axis), variables.duration
    bounds = {mode: intervals.bounds(mode, axis) for mode in modes}
    between = _Between(
        [bounds[mode] for mode in modes if variables.present[mode] is None and durations[mode]]
    )
    done_from = {mode: between.first_done(bounds[mode].latest_end) for mode in modes}
    op_of = {mode: variables.track_of[mode].operation for mode in modes}
    surely = [op_of[m] for m in modes if variables.present[m] is None and durations[m]]
    order = Sequence(variables.order, surely)
    arcs: list[Arc] = []
    for after in modes:
        recorder.check_time()
        place, operation = bounds[after], op_of[after]
        extra = preparation[after]
        setup = times[initial][states[after]] if initial >= 0 else 0
        is_first = between.first_done(origin) > place.earliest_start
        if (
            is_first
            and order.may_be_first(operation)
            and origin + setup + extra <= place.latest_start
        ):
            literal = recorder.boolean(f"first[{after}]")
            arcs.append(Arc(_START, after, literal, setup, setup + extra))
        if done_from[after] == NEVER and order.may_be_last(operation):
            arcs.append(Arc(after, _START, recorder.boolean(f"last[{after}]"), 0, 0))
        for before in modes:
            if done_from[before] <= place.earliest_start:
                continue
            setup = times[states[before]][states[after]]
            if bounds[before].earliest_end + setup + extra > place.latest_start:
                continue
            takes_time = durations[before] + durations[after] > 0
            if order.may_follow(op_of[before], operation, takes_time=takes_time):
                literal = recorder.boolean(f"next[{before},{after}]")
                is_reversed = before > after and not takes_time
                arcs.append(Arc(before, after, literal, setup, setup + extra, is_reversed))
    return arcs


class _Between:
    """What surely runs on the machine, to see that two operations cannot be neighbours."""

    def __init__(self, surely: list[Bounds]) -> None:
        surely.sort()
        self._starts = [bounds.earliest_start for bounds in surely]
        ends = [bounds.latest_end for bounds in surely]
        self._first_done = list(accumulate(reversed(ends), min))[::-1]

    def first_done(self, moment: int) -> int:
        """Return when an operation that cannot start before a moment has surely ended."""
        index = bisect_left(self._starts, moment)
        return self._first_done[index] if index < len(self._first_done) else NEVER


def _hint_tour(
    variables: Variables, resource: int, arcs: list[Arc], idle: cp_model.IntVar | None
) -> None:
    index_of = {(arc.before, arc.after): arc.literal.index for arc in arcs}

    def rule(known: Known) -> None:
        tour = [known.mode[operation] for operation in known.tours.get(resource, [])]
        if not tour and idle is not None:
            known.values[idle.index] = 1
        for pair in zip([_START, *tour], [*tour, _START], strict=True):
            if tour and pair in index_of:
                known.values[index_of[pair]] = 1

    variables.recorder.group(rule)
