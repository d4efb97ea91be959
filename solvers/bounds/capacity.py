"""How much of a resource has been there before every tick, and what every mode takes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from models.calendar import WorkingTime

if TYPE_CHECKING:
    from models.problem import Problem

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
    Bools = np.ndarray[tuple[int], np.dtype[np.bool_]]

__all__ = ["Curve", "Holds", "curve_of", "holds_of", "size_of"]


class Curve(NamedTuple):
    """A sum that grows piece by piece: ``total[k] + rate[k] * (t - tick[k])`` from ``tick[k]`` on.

    It is 0 before the first tick; the last rate is 0.
    """

    tick: Ints
    total: Ints
    rate: Ints

    def at(self, ticks: Ints) -> Ints:
        """Return the sum at ticks."""
        piece = np.searchsorted(self.tick, ticks, side="right") - 1
        inside = np.maximum(piece, 0)
        value = self.total[inside] + self.rate[inside] * (ticks - self.tick[inside])
        return np.where(piece < 0, 0, value)

    @classmethod
    def of_changes(cls, ticks: Ints, changes: Ints) -> Curve:
        """Return the sum of a rate that changes at ticks by some amounts, never below 0."""
        if not ticks.size:
            nothing = np.zeros(1, dtype=np.int64)
            return cls(nothing, nothing, nothing)
        at, where = np.unique(ticks, return_inverse=True)
        change = np.zeros(at.size, dtype=np.int64)
        np.add.at(change, where, changes)
        is_change = change != 0  # windows that touch are one
        is_change[0] = True
        at, change = at[is_change], change[is_change]
        rate = np.maximum(0, np.cumsum(change))
        total = np.concatenate(([0], np.cumsum(rate[:-1] * np.diff(at))))
        return cls(at.astype(np.int64), total.astype(np.int64), rate.astype(np.int64))


class Holds(NamedTuple):
    """What each mode takes of which resource while it works: rows, by mode.

    Units are those of `size_of`. A row stands only where the mode can work at no tick at which
    the resource is not looked at: then each of its working ticks takes its units.
    """

    mode: Ints
    resource: Ints
    units: Ints


def size_of(problem: Problem) -> Ints:
    """Return how much of each resource there is at most; shape (R,).

    A machine with sessions counts as what one session holds: its members work side by side, and
    who is alone takes all.
    """
    most = problem.session_most
    return np.where(most > 0, most, problem.resource_capacity)


def curve_of(problem: Problem, resource: int) -> Curve:
    """Return how many units of a resource, times ticks, were there before a tick.

    Absent units are missing; those of stretches that overlap an earlier one are not, which leaves
    too much rather than too little.
    """
    size, capacity = int(size_of(problem)[resource]), int(problem.resource_capacity[resource])
    calendar = problem.calendars[int(problem.resource_calendar[resource])]
    rows = np.flatnonzero(problem.profile_resource == resource)
    rows = rows[np.argsort(problem.profile_start[rows], kind="stable")]
    starts, ends = problem.profile_start[rows], problem.profile_end[rows]
    before = np.concatenate(([0], np.maximum.accumulate(ends)[:-1])) if rows.size else ends
    keep = (starts >= before) & (starts < ends)
    absent = (capacity - problem.profile_capacity[rows]) * (size // capacity)
    ones = np.full(calendar.starts.size, 2**60, dtype=np.int64)
    open_time = WorkingTime(calendar.starts, calendar.ends, ones)
    missing = WorkingTime(starts[keep], ends[keep], absent[keep]).intersect(open_time)
    ticks = (calendar.starts, calendar.ends, missing.starts, missing.ends)
    sizes = np.full(calendar.starts.size, size, dtype=np.int64)
    changes = (sizes, -sizes, -missing.counts, missing.counts)
    return Curve.of_changes(np.concatenate(ticks), np.concatenate(changes))


def holds_of(problem: Problem, possible: Bools) -> Holds:
    """Return what the possible modes hold.

    Parameters
    ----------
    possible
        (M,): modes that may be chosen.
    """
    modes = np.flatnonzero(possible & (problem.mode_resource >= 0))
    machine = problem.mode_resource[modes]
    most = problem.session_most[machine]
    alone = np.where(most > 0, most, problem.mode_units[modes])
    units = np.where(
        (most > 0) & (problem.mode_family[modes] >= 0), problem.mode_fill[modes], alone
    )
    used = possible[problem.use_mode]
    mode = np.concatenate((modes, problem.use_mode[used]))
    resource = np.concatenate((machine, problem.use_resource[used]))
    taken = np.concatenate((units, _used_units(problem)[used]))
    counted = np.concatenate((problem.resource_calendar[machine], problem.use_calendar[used]))
    keep = _is_part(problem, problem.mode_calendar[mode], counted) & _is_part(
        problem, problem.mode_calendar[mode], problem.resource_calendar[resource]
    )
    order = np.argsort(mode[keep], kind="stable")
    return Holds(*(column[keep][order].astype(np.int64) for column in (mode, resource, taken)))


def _used_units(problem: Problem) -> Ints:
    """Return the units of each use; all of a machine with sessions for one that is held whole."""
    most = problem.session_most[problem.use_resource]
    return np.where(most > 0, most * problem.use_units, problem.use_units)


def _is_part(problem: Problem, inner: Ints, outer: Ints) -> Bools:
    """Tell for pairs of calendars whether all of one is in the other."""
    count = len(problem.calendars)
    keys, where = np.unique(inner * count + outer, return_inverse=True)
    answers = [
        first == second
        or problem.calendars[first].intersect(problem.calendars[second]).total
        == problem.calendars[first].total
        for first, second in (divmod(key, count) for key in keys.tolist())
    ]
    return np.array(answers, dtype=np.bool_)[where]
