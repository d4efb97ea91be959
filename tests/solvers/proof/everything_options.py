"""Where each operation of a tiny problem could run, tick by tick, and which pairs go together.

Part of `tests.solvers.proof.everything_brute`; shares nothing with the solvers.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from models.problem import Precedence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.problem import Problem

__all__ = ["Options", "Place"]

_BITS = 6
"""Per tick in a number that counts held units; the highest of them says too many."""
_FULL = 2 ** (_BITS - 1) - 1


@dataclass(frozen=True, slots=True)
class Place:
    """A mode at a start."""

    mode: int
    start: int
    end: int
    """When its own work is done; a session or predecessors may ask for more."""
    is_final: bool
    """Whether it ends then for sure."""
    holds: tuple[tuple[int, int], ...]
    """Resources with the units held for sure, `_BITS` for each tick."""


class Options:
    """A problem as tables with one entry per tick."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        last = int(problem.window_end.max(initial=0))
        self.open = [
            [
                t
                for a, b in zip(c.starts.tolist(), c.ends.tolist(), strict=True)
                for t in range(a, b)
            ]
            for c in problem.calendars
        ]
        self.is_open = [
            [tick in ticks for tick in range(max(last, problem.horizon) + 1)]
            for ticks in map(frozenset, self.open)
        ]
        self.free, self.over = self._units()

    def _units(self) -> tuple[list[int], list[int]]:
        """Return for each resource the units missing to too many, and the mask of too many."""
        problem = self.problem
        free, over = [], []
        for resource in range(problem.num_resources):
            absent = [0] * problem.horizon
            for row in np.flatnonzero(problem.profile_resource == resource).tolist():
                missing = problem.resource_capacity[resource] - problem.profile_capacity[row]
                begin, end = int(problem.profile_start[row]), int(problem.profile_end[row])
                for tick in range(begin, min(end, problem.horizon)):
                    absent[tick] += int(missing)
            ticks = [t for t in self.open[problem.resource_calendar[resource]] if t < len(absent)]
            capacity = int(problem.resource_capacity[resource])
            free.append(sum(_FULL - capacity + absent[t] << _BITS * t for t in ticks))
            over.append(sum(_FULL + 1 << _BITS * t for t in ticks))
        return free, over

    @cached_property
    def places(self) -> list[list[Place]]:
        """Return every place of each operation that breaks no rule by itself."""
        return [
            [place for place in self._places(op) if self._fits(place)]
            for op in range(self.problem.num_operations)
        ]

    def _fits(self, place: Place) -> bool:
        sums: dict[int, int] = {}
        for resource, units in (*place.holds, *self._session(place)):
            sums[resource] = sums.get(resource, self.free[resource]) + units
        return not any(units & self.over[resource] for resource, units in sums.items())

    def _places(self, op: int) -> Iterator[Place]:
        problem = self.problem
        pinned, fixed = int(problem.op_fixed_start[op]), int(problem.op_fixed_mode[op])
        deadline = int(problem.op_deadline[op])
        latest = problem.horizon if deadline < 0 else min(deadline, problem.horizon)
        release = max(0, int(problem.op_release[op]))
        starts = range(release, problem.horizon + 1) if pinned < 0 else [pinned]
        for mode in range(int(problem.mode_ptr[op]), int(problem.mode_ptr[op + 1])):
            if fixed not in (-1, mode):
                continue
            is_open = self.is_open[problem.mode_calendar[mode]]
            for start in starts:
                end = self.worked(mode, start, int(problem.mode_duration[mode]))
                if start < release or not (start == pinned or is_open[start]):
                    continue
                if end is None or end > latest or self._is_torn(mode, start, end):
                    continue
                holds = self._holds(mode, start, end)
                if holds is not None:
                    shares = problem.mode_family[mode] >= 0
                    is_final = not (shares or problem.op_elastic[op])
                    yield Place(mode, start, end, bool(is_final), holds)

    def worked(self, mode: int, start: int, work: int) -> int | None:
        """Return when a mode has worked some ticks from `start` on, ``None`` if never."""
        if not work:
            return start
        ahead = [t for t in self.open[self.problem.mode_calendar[mode]] if t >= start]
        return ahead[work - 1] + 1 if len(ahead) >= work else None

    def _is_torn(self, mode: int, start: int, end: int) -> bool:
        """Tell whether work that must not be interrupted is."""
        is_open = self.is_open[self.problem.mode_calendar[mode]]
        return not (self.problem.mode_interruptible[mode] or all(is_open[start:end]))

    def _holds(self, mode: int, start: int, end: int) -> tuple[tuple[int, int], ...] | None:
        """Return what a mode holds at least, ``None`` if its preparation finds no time."""
        problem, machine = self.problem, int(self.problem.mode_resource[mode])
        holds: list[tuple[int, int]] = []
        if machine >= 0:
            begin, preparation = start, int(problem.mode_preparation[mode])
            changing = int(problem.resource_setup_calendar[machine])
            if preparation:
                before = [tick for tick in self.open[changing] if tick < start]
                if len(before) < preparation:
                    return None
                begin = before[-preparation]
            if problem.session_most[machine] == 0:
                units = int(problem.mode_units[mode])
                holds.append((machine, _packed(range(begin, end), units)))
            for row in np.flatnonzero(problem.crew_machine == machine).tolist():
                units = int(problem.crew_units[row])
                ticks = [t for t in range(begin, start) if self.is_open[changing][t]]
                holds.append((int(problem.crew_resource[row]), _packed(ticks, units)))
        for use in range(int(problem.use_ptr[mode]), int(problem.use_ptr[mode + 1])):
            counts = self.is_open[problem.use_calendar[use]]
            ticks = [tick for tick in range(start, end) if counts[tick]]
            units = int(problem.use_units[use])
            holds.append((int(problem.use_resource[use]), _packed(ticks, units)))
        return tuple(row for row in holds if row[1])

    def _session(self, place: Place) -> list[tuple[int, int]]:
        machine = int(self.problem.mode_resource[place.mode])
        if machine < 0 or not self.problem.session_most[machine]:
            return []
        return [(machine, _packed(range(place.start, place.end), 1))]

    def masks(self, first: int, second: int) -> list[int]:
        """Return for each place of one operation which places of another may go with it."""
        problem = self.problem
        edges = [
            (edge, bool(problem.pred[edge] == first))
            for edge in range(problem.pred.size)
            if {int(problem.pred[edge]), int(problem.succ[edge])} == {first, second}
        ]
        return [
            sum(
                1 << bit
                for bit, b in enumerate(self.places[second])
                if all(self._follows(edge, *((a, b) if ahead else (b, a))) for edge, ahead in edges)
                and not self._collide(a, b)
            )
            for a in self.places[first]
        ]

    def _follows(self, edge: int, pred: Place, succ: Place) -> bool:
        """Tell whether an edge may hold; for sure only if both places are final."""
        problem, kind = self.problem, Precedence(int(self.problem.kind[edge]))
        first = problem.mode_ptr[problem.pred[edge]]
        lag = int(problem.lags[problem.lag_ptr[edge] + pred.mode - first])
        if kind is Precedence.END_START:
            return succ.start >= pred.end + lag
        if kind is Precedence.MAX_WAIT:
            return not pred.is_final or succ.start <= pred.end + lag
        if kind is Precedence.END_END:
            return not succ.is_final or succ.end >= pred.end + lag
        worked = self.worked(pred.mode, pred.start, lag)
        if worked is None:
            return False
        if kind is Precedence.WORK_START:
            return succ.start >= worked
        own = problem.mode_ptr[problem.succ[edge]]
        lead = int(problem.leads[problem.lead_ptr[edge] + succ.mode - own])
        is_open = self.is_open[problem.mode_calendar[succ.mode]]
        # ticks the successor works until the predecessor has worked enough
        ahead = sum(is_open[succ.start : worked])
        return ahead <= lead and (lead > 0 or succ.start >= worked)

    def _collide(self, first: Place, second: Place) -> bool:
        """Tell whether two would run at once in different sessions of one machine."""
        problem, machine = self.problem, int(self.problem.mode_resource[first.mode])
        if machine < 0 or machine != problem.mode_resource[second.mode]:
            return False
        family = problem.mode_family[first.mode]
        is_one = family == problem.mode_family[second.mode] and first.start == second.start
        if not problem.session_most[machine] or (family >= 0 and is_one):
            return False
        is_open = self.is_open[problem.resource_calendar[machine]]
        both = range(max(first.start, second.start), min(first.end, second.end))
        return any(is_open[tick] for tick in both)


def _packed(ticks: range | list[int], units: int) -> int:
    return sum(units << _BITS * tick for tick in ticks)
