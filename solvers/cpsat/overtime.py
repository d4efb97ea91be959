r"""Overtime: working ticks of operations in stretches that cost extra.

In work coordinates of its mode an operation is one interval :math:`[s, e)`. A stretch [a, b) of
which it works a part costs :math:`\max(0, \min(e, b) - \max(s, a))` ticks. As clipping to the
stretch is monotone, that is :math:`clip(e) - clip(s)`, which is never negative.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from solvers.cpsat.sums import weighted_sum

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

    from solvers.cpsat.recorder import Known, Rule
    from solvers.cpsat.variables import Variables

    Row = tuple[cp_model.LinearExprT, int]

__all__ = ["overtime_terms"]


class _Stretch(NamedTuple):
    """A stretch in work coordinates of some calendar."""

    begin: int
    end: int
    cost: int

    def clip(self, work: int) -> int:
        """Return how much of the stretch lies before a coordinate."""
        return min(max(work, self.begin), self.end) - self.begin


def overtime_terms(variables: Variables) -> list[Row]:
    """Return ticks in stretches of overtime, each with what one of them costs."""
    problem = variables.problem
    if not problem.overtime_resource.size:
        return []
    stretches = _stretches(variables)
    clips = _Clips(variables)
    rows: list[Row] = []
    for mode in (mode for modes in variables.windows.possible for mode in modes):
        key = (int(problem.mode_resource[mode]), variables.calendar[mode])
        for stretch in stretches.get(key, ()):
            variables.recorder.check_time()
            rows.extend(_worked(variables, clips, mode, stretch))
    return rows


def _stretches(variables: Variables) -> dict[tuple[int, int], list[_Stretch]]:
    """Return the stretches in which there is work to do, by resource and calendar."""
    problem = variables.problem
    keys = {
        (int(problem.mode_resource[mode]), calendar)
        for mode, calendar in enumerate(variables.calendar)
    }
    found: dict[tuple[int, int], list[_Stretch]] = defaultdict(list)
    for resource, index in sorted(keys):
        calendar = problem.calendars[index]
        for row in (problem.overtime_resource == resource).nonzero()[0].tolist():
            begin = calendar.to_work(int(problem.overtime_start[row]))
            end = calendar.to_work(int(problem.overtime_end[row]))
            cost = int(problem.overtime_cost[row])
            if end > begin and cost:
                found[resource, index].append(_Stretch(begin, end, cost))
    return found


def _worked(variables: Variables, clips: _Clips, mode: int, stretch: _Stretch) -> list[Row]:
    """Return what a mode works in a stretch."""
    windows, duration = variables.windows, variables.duration[mode]
    first, last = windows.earliest[mode], windows.latest[mode]
    if not duration or last + duration <= stretch.begin or first >= stretch.end:
        return []
    literal = variables.present[mode]
    begin, end = clips.of(mode, 0, stretch), clips.of(mode, duration, stretch)
    worked = weighted_sum([(end, 1), (begin, -1)])
    if literal is None:
        return [(worked, stretch.cost)]
    operation, calendar = variables.track_of[mode].operation, variables.track_of[mode].calendar
    times = variables.problem.calendars[calendar]

    def rule(known: Known) -> int:
        if known.mode[operation] != mode:
            return 0
        work = times.to_work(known.start[operation])
        return stretch.clip(work + duration) - stretch.clip(work)

    most = min(duration, stretch.end - stretch.begin)
    name = f"overtime[{variables.name(operation)}={mode}@{stretch.begin}]"
    paid = variables.recorder.integer(0, most, name, rule)
    variables.model.add(paid >= worked).only_enforce_if(literal)
    return [(paid, stretch.cost)]


class _Clips:
    """Clips of moments to stretches; each is made once."""

    def __init__(self, variables: Variables) -> None:
        self.variables = variables
        self._known: dict[tuple[int, int, _Stretch], cp_model.LinearExprT] = {}

    def of(self, mode: int, worked: int, stretch: _Stretch) -> cp_model.LinearExprT:
        """Return how much of a stretch lies before the moment a mode has worked some ticks."""
        track = self.variables.track_of[mode]
        key = (track.start.index, worked, stretch)
        if key not in self._known:
            low, high = track.low + worked, track.high + worked
            self._known[key] = self._clip(track.start, worked, (low, high), stretch)
        return self._known[key]

    def _clip(
        self, start: cp_model.IntVar, worked: int, span: tuple[int, int], stretch: _Stretch
    ) -> cp_model.LinearExprT:
        low, high = stretch.clip(span[0]), stretch.clip(span[1])
        if low == high:
            return low
        if stretch.begin <= span[0] and span[1] <= stretch.end:
            return start + (worked - stretch.begin)
        recorder, model = self.variables.recorder, self.variables.model
        name = f"clip[{start.name}+{worked}@{stretch.begin}]"
        clipped = recorder.integer(low, high, name, _clipped(start.index, worked, stretch))
        # between the bounds it grows with the moment; beyond, it stays at them
        moment = start + (worked - stretch.begin)
        parts: list[cp_model.LinearExprT] = [moment]
        if span[0] < stretch.begin:
            parts.append(0)
        if span[1] <= stretch.end:
            model.add_max_equality(clipped, parts)
            return clipped
        model.add_min_equality(clipped, [self._raised(start, worked, span, stretch), high])
        return clipped

    def _raised(
        self, start: cp_model.IntVar, worked: int, span: tuple[int, int], stretch: _Stretch
    ) -> cp_model.LinearExprT:
        """Return the moment after the begin of a stretch, 0 before it."""
        moment = start + (worked - stretch.begin)
        if span[0] >= stretch.begin:
            return moment
        recorder, model = self.variables.recorder, self.variables.model
        index, shift = start.index, worked - stretch.begin
        raised = recorder.integer(
            0,
            max(0, span[1] - stretch.begin),
            f"since[{start.name}+{worked}@{stretch.begin}]",
            lambda known: max(0, known.values[index] + shift),
        )
        model.add_max_equality(raised, [moment, 0])
        return raised


def _clipped(index: int, worked: int, stretch: _Stretch) -> Rule:
    return lambda known: stretch.clip(known.values[index] + worked)
