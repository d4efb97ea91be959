r"""Sequence-dependent setups: one tour per machine through the operations with a state.

.. math:: start_j \ge end_i + setup(state_i, state_j) \quad\text{if j is the next after i,}

along the machine's own working time. Operations without a state neither need nor change it; a
machine that has both keeps the changeover, which comes just before its operation, free of them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

from solvers.cpsat.windows import NEVER

if TYPE_CHECKING:
    from collections.abc import Callable

    from solvers.cpsat.intervals import Bounds, Intervals
    from solvers.cpsat.recorder import Known
    from solvers.cpsat.variables import Variables

__all__ = ["add_setups"]

_START = -1
"""The machine as it is at tick 0, before its first operation."""


@dataclass(frozen=True, slots=True)
class _Arc:
    before: int
    after: int
    """Modes, or `_START` for the beginning and the end of the tour."""
    literal: cp_model.IntVar
    setup: int
    distance: int
    """Working ticks from the end of the one to the start of the other, at least."""


def add_setups(variables: Variables, intervals: Intervals, resource: int, modes: list[int]) -> None:
    """Sequence a machine with setups, and let nothing overlap on it."""
    states = variables.problem.mode_state
    axis = intervals.axis(resource, modes)
    stateful = [mode for mode in modes if states[mode] >= 0]
    stateless = [mode for mode in modes if states[mode] < 0]
    rows = [intervals.interval(mode, axis) for mode in stateless]
    if stateful:
        arcs = _add_tour(variables, intervals, resource, axis, stateful)
        if stateless:
            rows += _with_changeover(variables, intervals, axis, stateful, arcs)
        else:
            rows += [intervals.interval(mode, axis) for mode in stateful]
    if len(rows) > 1:
        variables.model.add_no_overlap(rows)


def _add_tour(
    variables: Variables, intervals: Intervals, resource: int, axis: int, modes: list[int]
) -> list[_Arc]:
    """Let a circuit visit every mode that is taken, and space neighbours by their setup."""
    arcs = _arcs(variables, intervals, resource, axis, modes)
    model = variables.model
    node = {mode: position + 1 for position, mode in enumerate(modes)} | {_START: 0}
    circuit: list[tuple[int, int, cp_model.LiteralT]] = [
        (node[arc.before], node[arc.after], arc.literal) for arc in arcs
    ]
    for arc in arcs:
        if arc.after == _START:
            continue
        start = intervals.start(arc.after, axis)
        ready = (
            intervals.along(0, axis) if arc.before == _START else intervals.end(arc.before, axis)
        )
        model.add(start >= ready + arc.distance).only_enforce_if(arc.literal)
    for mode in modes:
        literal = variables.present[mode]
        if literal is not None:
            circuit.append((node[mode], node[mode], ~literal))
    idle = None
    if all(variables.present[mode] is not None for mode in modes):
        idle = variables.recorder.boolean(f"idle[{resource}]")
        circuit.append((0, 0, idle))
    model.add_circuit(circuit)
    _hint_tour(variables, resource, arcs, idle)
    variables.changeovers.extend((arc.literal, arc.setup) for arc in arcs if arc.setup)
    return arcs


def _arcs(
    variables: Variables, intervals: Intervals, resource: int, axis: int, modes: list[int]
) -> list[_Arc]:
    """Return who may follow whom, as far as their windows allow."""
    problem, recorder = variables.problem, variables.recorder
    times: list[list[int]] = problem.setup_times[problem.resource_setup[resource]].tolist()
    states: list[int] = problem.mode_state.tolist()
    initial = int(problem.resource_initial_state[resource])
    origin, durations = intervals.along(0, axis), variables.duration
    bounds = {mode: intervals.bounds(mode, axis) for mode in modes}
    between = _Between(
        [bounds[mode] for mode in modes if variables.present[mode] is None and durations[mode]]
    )
    done_from = {mode: between.first_done(bounds[mode].latest_end) for mode in modes}
    arcs: list[_Arc] = []
    for after in modes:
        recorder.check_time()
        place, operation = bounds[after], variables.track_of[after].operation
        setup = times[initial][states[after]] if initial >= 0 else 0
        is_first = between.first_done(origin) > place.earliest_start
        if is_first and origin + setup <= place.latest_start:
            arcs.append(_Arc(_START, after, recorder.boolean(f"first[{after}]"), setup, setup))
        if done_from[after] == NEVER:
            arcs.append(_Arc(after, _START, recorder.boolean(f"last[{after}]"), 0, 0))
        for before in modes:
            if done_from[before] <= place.earliest_start:
                continue
            setup = times[states[before]][states[after]]
            # two without duration at one tick count in the order of their rows
            is_reversed = before > after and not durations[before] + durations[after]
            distance = max(setup, 1) if is_reversed else setup
            if bounds[before].earliest_end + distance > place.latest_start:
                continue
            if variables.track_of[before].operation != operation:
                literal = recorder.boolean(f"next[{before},{after}]")
                arcs.append(_Arc(before, after, literal, setup, distance))
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
    variables: Variables, resource: int, arcs: list[_Arc], idle: cp_model.IntVar | None
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


def _with_changeover(
    variables: Variables, intervals: Intervals, axis: int, modes: list[int], arcs: list[_Arc]
) -> list[cp_model.IntervalVar]:
    """Return intervals of modes that begin with their changeover, on a machine of both kinds."""
    entering: dict[int, list[_Arc]] = defaultdict(list)
    for arc in arcs:
        entering[arc.after].append(arc)
    return [_extended(variables, intervals, axis, mode, entering[mode]) for mode in modes]


def _extended(
    variables: Variables, intervals: Intervals, axis: int, mode: int, arcs: list[_Arc]
) -> cp_model.IntervalVar:
    """Return the interval from the beginning of the changeover to the end of the operation."""
    model, recorder = variables.model, variables.recorder
    literals = [arc.literal for arc in arcs]
    setups = [arc.setup for arc in arcs]
    operation, present = variables.track_of[mode].operation, variables.present[mode]
    name = f"{variables.name(operation)}={mode}"
    first, last, earliest_end, _ = intervals.bounds(mode, axis)
    longest = max(setups, default=0)
    start, end = intervals.start(mode, axis), intervals.end(mode, axis)
    is_taken = _taken(operation, mode)

    def changeover(known: Known) -> int:
        pairs = zip(literals, setups, strict=True)
        return sum(setup for literal, setup in pairs if known.values[literal.index])

    def begin(known: Known) -> int:
        if not is_taken(known):
            return first
        return intervals.along(known.start[operation], axis) - changeover(known)

    def length(known: Known) -> int:
        if not is_taken(known):
            return least
        return intervals.along(known.end[operation], axis) - begin(known)

    least = 0 if variables.duration[mode] == 0 else min(1, earliest_end - first)
    changeover_var = recorder.integer(0, longest, f"changeover[{name}]", changeover)
    begin_var = recorder.integer(first - longest, last, f"begin[{name}]", begin)
    longest_held = intervals.longest(mode, axis) + longest
    length_var = recorder.integer(least, longest_held, f"held[{name}]", length)
    model.add(changeover_var == cp_model.LinearExpr.weighted_sum(literals, setups))
    tie = model.add(begin_var + changeover_var == start)
    if present is None:
        return model.new_interval_var(begin_var, length_var, end, f"held[{name}]")
    tie.only_enforce_if(present)
    return model.new_optional_interval_var(begin_var, length_var, end, present, f"held[{name}]")


def _taken(operation: int, mode: int) -> Callable[[Known], bool]:
    return lambda known: known.mode[operation] == mode
