r"""From work coordinates to wall-clock time, and to the working time of another calendar.

Along a calendar with windows :math:`[a_k, b_k)` and cumulative working time :math:`W_k`, work
coordinate w lies at

.. math:: wall(w) = w + (a_0 - W_0) + \sum_k gap_k \cdot [w \ge W_k],

where :math:`gap_k` is the closed time before window k. A start at a seam belongs to the later
window, an end to the earlier one: its literals are :math:`[w \ge W_k + 1]`. Measured along
another calendar that includes this one, only the gaps differ. Along any other calendar the
position stands still while that calendar is closed: pieces of slope 1 and 0.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

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

    The calendar may be `WALL`.

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


class _Piece(NamedTuple):
    """From coordinate `begin` on, a moment w lies at ``slope * w + offset`` of the target."""

    begin: int
    slope: int
    offset: int

    def place(self, work: int) -> int:
        return self.slope * work + self.offset


class Coordinates:
    """Convert coordinates; each conversion of a problem is made once."""

    def __init__(self, problem: Problem, recorder: Recorder) -> None:
        self.recorder = recorder
        self.calendars: list[WorkingTime] = list(problem.calendars)
        """Those of the problem, then those that `register` added."""
        self._offsets: dict[tuple[int, int], Ints] = {}
        self._inclusions: dict[tuple[int, int], bool] = {}
        self._images: dict[tuple[int, int, int, int, bool], cp_model.LinearExprT] = {}

    def register(self, calendar: WorkingTime) -> int:
        """Return the index of a calendar to measure along, the known one if it is known."""
        for index, known in enumerate(self.calendars):
            if known.same_windows(calendar):
                return index
        self.calendars.append(calendar)
        return len(self.calendars) - 1

    def along(self, tick: int, target: int) -> int:
        """Return the position of a tick on a target."""
        return tick if target == WALL else self.calendars[target].to_work(tick)

    def includes(self, target: int, source: int) -> bool:
        """Tell whether a target is open whenever a calendar is."""
        if target in (WALL, source):
            return True
        if source == WALL:
            return False
        key = (target, source)
        if key not in self._inclusions:
            begins, ends = self.calendars[source].starts, self.calendars[source].ends
            passed = self.calendars[target].to_work(ends) - self.calendars[target].to_work(begins)
            self._inclusions[key] = bool((passed == ends - begins).all())
        return self._inclusions[key]

    def image(self, moment: Coordinate, target: int) -> cp_model.LinearExprT:
        """Return a moment along `target`, an affine expression of one variable."""
        key = (moment.variable.index, moment.shift, moment.calendar, target, moment.is_end)
        if key not in self._images:
            self._images[key] = self._convert(moment, target)
        return self._images[key]

    def flat_offset(self, moment: Coordinate, target: int) -> int | None:
        """Return what a conversion adds, ``None`` if that depends on the moment."""
        first, *others = self._pieces(moment, target)
        return None if others or not first.slope else first.offset

    def _pieces(self, moment: Coordinate, target: int) -> list[_Piece]:
        """Return how a moment is converted between its bounds; neighbours differ."""
        if moment.calendar == target:
            return [_Piece(moment.low, 1, 0)]
        if self.includes(target, moment.calendar):
            return self._steps(moment, target)
        pieces: list[_Piece] = []
        for begin, end, shift in self._stretches(moment):
            for piece in _standing(self.calendars[target], begin + shift, end + shift):
                slope, offset = piece.slope, piece.offset + piece.slope * shift
                if not pieces or pieces[-1][1:] != (slope, offset):
                    pieces.append(_Piece(piece.begin - shift, slope, offset))
        return pieces

    def _steps(self, moment: Coordinate, target: int) -> list[_Piece]:
        """Return the pieces of a conversion that never stands still."""
        calendar = self.calendars[moment.calendar]
        first = _window(calendar, moment.low, is_end=moment.is_end)
        last = _window(calendar, moment.high, is_end=moment.is_end)
        offsets = self._offset(moment.calendar, target)[first : last + 1]
        thresholds = calendar.cumulative[first + 1 : last + 1] + (1 if moment.is_end else 0)
        jumps = np.flatnonzero(np.diff(offsets))
        rows = zip(thresholds[jumps].tolist(), offsets[1:][jumps].tolist(), strict=True)
        return [
            _Piece(moment.low, 1, int(offsets[0])),
            *(_Piece(threshold, 1, offset) for threshold, offset in rows),
        ]

    def _offset(self, source: int, target: int) -> Ints:
        """Return, for each window, the position along the target minus the work coordinate."""
        key = (source, target)
        if key not in self._offsets:
            calendar = self.calendars[source]
            begin = calendar.starts
            if target != WALL:
                begin = self.calendars[target].to_work(begin)
            self._offsets[key] = begin - calendar.cumulative[:-1]
        return self._offsets[key]

    def _stretches(self, moment: Coordinate) -> list[tuple[int, int, int]]:
        """Return first and last coordinate in each window, and what makes them ticks."""
        if moment.calendar == WALL:
            return [(moment.low, moment.high, 0)]
        calendar, side = self.calendars[moment.calendar], 1 if moment.is_end else 0
        first = _window(calendar, moment.low, is_end=moment.is_end)
        last = _window(calendar, moment.high, is_end=moment.is_end)
        bounds: list[int] = calendar.cumulative.tolist()
        starts: list[int] = calendar.starts.tolist()
        return [
            (
                moment.low if window == first else bounds[window] + side,
                moment.high if window == last else bounds[window + 1] - 1 + side,
                starts[window] - bounds[window],
            )
            for window in range(first, last + 1)
        ]

    def _convert(self, moment: Coordinate, target: int) -> cp_model.LinearExprT:
        pieces = self._pieces(moment, target)
        if len(pieces) == 1:
            piece = pieces[0]
            if not piece.slope:
                return piece.offset
            return moment.variable + (moment.shift + piece.offset)
        recorder, model = self.recorder, self.recorder.model
        base, shift = moment.variable, moment.shift
        literals = [recorder.at_least(base, piece.begin - shift) for piece in pieces[1:]]
        image = recorder.integer_in(
            _domain(moment, pieces),
            f"{'end' if moment.is_end else 'start'}@{target}[{base.name}+{shift}]",
            _rule(moment, pieces),
        )
        if all(piece.slope for piece in pieces):
            jumps = [after.offset - before.offset for before, after in pairwise(pieces)]
            gaps = cp_model.LinearExpr.weighted_sum(literals, jumps)
            model.add(image == base + gaps + (shift + pieces[0].offset))
        else:
            self._tie_each(image, moment, pieces, literals)
        for literal, (before, after) in zip(literals, pairwise(pieces), strict=True):
            # the sum alone would let a bound on the image reach the literals only one by one
            model.add(image >= after.place(after.begin)).only_enforce_if(literal)
            model.add(image <= before.place(after.begin - 1)).only_enforce_if(~literal)
        return image

    def _tie_each(
        self,
        image: cp_model.IntVar,
        moment: Coordinate,
        pieces: list[_Piece],
        literals: list[cp_model.IntVar],
    ) -> None:
        """Tie an image to its moment piece by piece."""
        for index, piece in enumerate(pieces):
            there = (moment.expression if piece.slope else 0) + piece.offset
            since = literals[max(index - 1, 0) : index]
            until = [~literal for literal in literals[index : index + 1]]
            self.recorder.model.add(image == there).only_enforce_if(*since, *until)


def _rule(moment: Coordinate, pieces: list[_Piece]) -> Rule:
    thresholds = [piece.begin for piece in pieces[1:]]
    index, shift = moment.variable.index, moment.shift

    def rule(known: Known) -> int:
        value = known.values[index] + shift
        return pieces[bisect_right(thresholds, value)].place(value)

    return rule


def _standing(target: WorkingTime, first: int, last: int) -> list[_Piece]:
    """Return the pieces of the working time before a tick, from the first to the last one."""
    window = int(np.searchsorted(target.ends, first, side="right"))
    pieces: list[_Piece] = []
    tick = first
    while tick <= last:
        passed = int(target.cumulative[window])
        if window == target.starts.size:
            pieces.append(_Piece(tick, 0, passed))
            break
        opens, closes = int(target.starts[window]), int(target.ends[window])
        if tick < opens:
            pieces.append(_Piece(tick, 0, passed))
            tick = opens
        else:
            pieces.append(_Piece(tick, 1, passed - opens))
            tick, window = closes, window + 1
    return pieces


def _window(calendar: WorkingTime, work: int, *, is_end: bool) -> int:
    """Return the window a start, or an end, lies in."""
    bounds = calendar.cumulative
    index = int(np.searchsorted(bounds, work, side="left" if is_end else "right")) - 1
    return min(max(index, 0), calendar.starts.size - 1)


def _domain(moment: Coordinate, pieces: list[_Piece]) -> cp_model.Domain:
    """Return the moments along the target, without what lies between windows."""
    lasts = [*(piece.begin - 1 for piece in pieces[1:]), moment.high]
    return cp_model.Domain.from_intervals(
        [
            [piece.place(piece.begin), piece.place(last)]
            for piece, last in zip(pieces, lasts, strict=True)
        ]
    )
