r"""From work coordinates to wall-clock time, and to the working time of another calendar.

Along a calendar with windows :math:`[a_k, b_k)` and cumulative working time :math:`W_k`, work
coordinate w lies at

.. math:: wall(w) = w + (a_0 - W_0) + \sum_k gap_k \cdot [w \ge W_k],

where :math:`gap_k` is the closed time before window k. A start at a seam belongs to the later
window, an end to the earlier one: its literals are :math:`[w \ge W_k + 1]`. Measured along
another calendar that includes this one, only the gaps differ.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from ortools.sat.python import cp_model

if TYPE_CHECKING:
    from models.calendar import WorkingTime
    from models.problem import Problem
    from solvers.cpsat.recorder import Known, Recorder, Rule

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]

__all__ = ["WALL", "Coordinate", "Coordinates"]

WALL = -1
"""Target of a conversion: wall-clock time; otherwise the index of a calendar."""


@dataclass(frozen=True, slots=True)
class Coordinate:
    """A moment ``variable + shift`` in work coordinates of a calendar, in ``[low, high]``.

    ``is_end`` tells on which side of a seam it lies.
    """

    variable: cp_model.IntVar
    shift: int
    calendar: int
    low: int
    high: int
    is_end: bool

    @property
    def expression(self) -> cp_model.LinearExpr:
        """Return the moment in its own calendar."""
        return self.variable + self.shift


class Coordinates:
    """Convert coordinates; each conversion of a problem is made once."""

    def __init__(self, problem: Problem, recorder: Recorder) -> None:
        self.problem, self.recorder = problem, recorder
        self._offsets: dict[tuple[int, int], Ints] = {}
        self._images: dict[tuple[int, int, int, int, bool], cp_model.LinearExprT] = {}

    def image(self, moment: Coordinate, target: int) -> cp_model.LinearExprT:
        """Return a moment along `target`, an affine expression of one variable."""
        key = (moment.variable.index, moment.shift, moment.calendar, target, moment.is_end)
        if key not in self._images:
            self._images[key] = self._convert(moment, target)
        return self._images[key]

    def flat_offset(self, moment: Coordinate, target: int) -> int | None:
        """Return what a conversion adds, ``None`` if that depends on the moment."""
        offset, steps = self._steps(moment, target)
        return None if steps else offset

    def _offset(self, source: int, target: int) -> Ints:
        """Return, for each window, the position along the target minus the work coordinate."""
        key = (source, target)
        if key not in self._offsets:
            calendar = self.problem.calendars[source]
            begin = calendar.starts
            if target != WALL:
                begin = self.problem.calendars[target].to_work(begin)
            self._offsets[key] = begin - calendar.cumulative[:-1]
        return self._offsets[key]

    def _steps(self, moment: Coordinate, target: int) -> tuple[int, list[tuple[int, int, int]]]:
        """Return the first offset, and each step as (first coordinate, gap, offset after it)."""
        if moment.calendar == target:
            return 0, []
        calendar = self.problem.calendars[moment.calendar]
        first = _window(calendar, moment.low, is_end=moment.is_end)
        last = _window(calendar, moment.high, is_end=moment.is_end)
        offsets = self._offset(moment.calendar, target)[first : last + 1]
        gaps = np.diff(offsets)
        thresholds = calendar.cumulative[first + 1 : last + 1] + (1 if moment.is_end else 0)
        rows = zip(thresholds.tolist(), gaps.tolist(), offsets[1:].tolist(), strict=True)
        return int(offsets[0]), [row for row in rows if row[1]]

    def _convert(self, moment: Coordinate, target: int) -> cp_model.LinearExprT:
        offset, steps = self._steps(moment, target)
        if not steps:
            return moment.variable + (moment.shift + offset)
        recorder, model = self.recorder, self.recorder.model
        base, shift = moment.variable, moment.shift
        literals = [recorder.at_least(base, threshold - shift) for threshold, _, _ in steps]
        image = recorder.integer_in(
            _domain(moment, offset, steps),
            f"{'end' if moment.is_end else 'start'}@{target}[{base.name}+{shift}]",
            self._rule(moment, offset, steps),
        )
        gaps = cp_model.LinearExpr.weighted_sum(literals, [gap for _, gap, _ in steps])
        model.add(image == base + gaps + (shift + offset))
        before = offset
        for literal, (threshold, _, after) in zip(literals, steps, strict=True):
            # the sum alone would let a bound on the image reach the literals only one by one
            model.add(image >= threshold + after).only_enforce_if(literal)
            model.add(image <= threshold - 1 + before).only_enforce_if(~literal)
            before = after
        return image

    @staticmethod
    def _rule(moment: Coordinate, offset: int, steps: list[tuple[int, int, int]]) -> Rule:
        thresholds = [step[0] for step in steps]
        offsets = [offset, *(step[2] for step in steps)]
        index, shift = moment.variable.index, moment.shift

        def rule(known: Known) -> int:
            value = known.values[index] + shift
            return value + offsets[bisect_right(thresholds, value)]

        return rule


def _window(calendar: WorkingTime, work: int, *, is_end: bool) -> int:
    """Return the window a start, or an end, lies in."""
    bounds = calendar.cumulative
    index = int(np.searchsorted(bounds, work, side="left" if is_end else "right")) - 1
    return min(max(index, 0), calendar.starts.size - 1)


def _domain(moment: Coordinate, offset: int, steps: list[tuple[int, int, int]]) -> cp_model.Domain:
    """Return the moments along the target, without what lies between windows."""
    intervals: list[list[int]] = []
    low = moment.low
    for threshold, _, after in steps:
        intervals.append([low + offset, threshold - 1 + offset])
        low, offset = threshold, after
    intervals.append([low + offset, moment.high + offset])
    return cp_model.Domain.from_intervals(intervals)
