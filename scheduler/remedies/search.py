"""Find what brings a late demand to its date, or nearest to it, and how little of it does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.errors import Fault, InvalidScenarioFile
from models.remedy import RemedyKind
from scheduler.changes.change import unknown
from scheduler.pipeline import check
from scheduler.remedies.candidates import candidates
from scheduler.remedies.rows import Costs, cut, nothing, ranked, remedy
from scheduler.remedies.shop import Shop
from scheduler.remedies.trials import MOST_TRIALS, Trials
from solvers.options import SolveOptions

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable

    from models.plan import DemandRow, Plan
    from models.remedy import Remedy
    from scheduler.changes import Change
    from scheduler.remedies.candidates import Candidate
    from scheduler.remedies.trials import Trial

    Parts = tuple[tuple[Candidate, int], ...]

__all__ = ["MOST_TRIALS", "Found", "remedies_of"]

_TOLD = 5
"""Remedies that are told; of those that are not enough fewer."""
_TOLD_PARTS = 2


@dataclass(frozen=True, slots=True)
class Found:
    """So many steps of candidates, and what becomes of them."""

    parts: Parts
    trial: Trial


def remedies_of(
    plan: Plan,
    demand: str,
    options: SolveOptions | None = None,
    *,
    most: int = MOST_TRIALS,
    progress: Callable[[int], None] | None = None,
) -> tuple[Remedy, ...]:
    """Return what would bring a late demand to its date, the cheapest first.

    Each remedy is planned again, verified, and the smallest of its kind: a quarter of an hour, or
    a day, less does not do as much. If nothing does alone, two are tried together; if these do
    not either, what takes away most of the lateness is told, and what no capacity can change.

    Parameters
    ----------
    options
        Seed and where to be stopped; default: those of no search.
    most
        How many plans are made at most.
    progress
        Told of each plan that is made.

    Raises
    ------
    InvalidScenarioFile
        If there is no such demand, it is on time or not scheduled, or the plan is not one of its
        scenario.
    """
    row = _late_row(plan, demand)
    shop = Shop.of(plan)
    if shop is None:
        raise _refusal(demand, "a plan whose operations are those that its scenario asks for")
    trials = Trials(plan, demand, options or SolveOptions(workers=1), most)
    if progress is not None:
        trials.progress = progress
    return _Search(shop, row, trials).run()


def _late_row(plan: Plan, demand: str) -> DemandRow:
    row = next((row for row in plan.demands if row.demand == demand), None)
    if row is None:
        known = [row.demand for row in plan.demands]
        raise unknown("demand", demand, "a demand of the plan", known)
    if not row.is_scheduled:
        raise _refusal(demand, "a demand that is scheduled")
    if not row.late:
        raise _refusal(demand, "a demand that is late; it is on time: nothing to remedy")
    return row


def _refusal(demand: str, expected: str) -> InvalidScenarioFile:
    return InvalidScenarioFile((Fault("demand", "", "", demand, expected),))


class _Search:
    def __init__(self, shop: Shop, row: DemandRow, trials: Trials) -> None:
        self.shop, self.row, self.trials = shop, row, trials
        self.demand = row.demand

    def run(self) -> tuple[Remedy, ...]:
        """Try one change; then two, where one is not enough or enough only at others' expense."""
        tops = self._tops(candidates(self.shop, self.demand))
        found = self._enough(tops)
        if all(row.parts[0][0].kind is RemedyKind.RUSH for row in found):
            found += self._nearest(tops)
        unique = {_changes(row.parts): row for row in found}
        return self._rows(list(unique.values())[:_TOLD])

    def _nearest(self, tops: list[Found]) -> list[Found]:
        """Return what takes away most of the lateness, and two changes together that do better."""
        parts = [found for found in tops if 0 < found.trial.late < self.row.late]
        parts.sort(key=_by_lateness)
        kin = {_kin(found): found for found in reversed(parts)}  # the best of each kind stays
        best = [self._least(found) for found in parts if kin[_kin(found)] is found][:_TOLD_PARTS]
        if not best or any(not found.trial.late for found in best):
            return best  # less may do more: material plans are others then
        enough = {found.parts[0][0].key for found in tops if not found.trial.late}
        pair = self._pair(parts, enough)
        return best if pair is None else [self._least(pair), *best]

    def _tops(self, tried: Iterable[Candidate], first: Found | None = None) -> list[Found]:
        """Return what as much as possible of each candidate makes of the plan."""
        found = []
        for candidate in tried:
            parts: Parts = ((candidate, candidate.most),)
            if first is not None:
                parts = (*first.parts, *parts)
            trial = self.trials.of(_changes(parts))
            if trial is not None:
                found.append(Found(parts, trial))
        return found

    def _enough(self, tops: list[Found]) -> list[Found]:
        """Return the least of each kind that is enough, of overtime that of one stretch.

        Another stretch is measured only if less of it is enough.
        """
        kept: dict[tuple[str, str], Found] = {}
        for found in tops:
            candidate, key = found.parts[0][0], _kin(found)
            if found.trial.late:
                continue
            if key not in kept:
                kept[key] = self._least(found)
            elif (less := min(kept[key].parts[0][1] - 1, candidate.most)) > 0:
                parts = ((candidate, less),)
                trial = self.trials.of(_changes(parts))
                if trial is not None and not trial.late:
                    kept[key] = self._least(Found(parts, trial))
        return list(kept.values())

    def _least(self, found: Found) -> Found:
        """Return as little of each part as does as much, the last part first.

        Of two parts one may not be needed at all once there is less of the other.
        """
        for place in reversed(range(len(found.parts))):
            found = self._least_of(found, place)
        for place in reversed(range(len(found.parts))) if len(found.parts) > 1 else ():
            found = self._tried(found, (*found.parts[:place], *found.parts[place + 1 :])) or found
            if len(found.parts) == 1:
                return self._least_of(found, 0)
        return found

    def _least_of(self, found: Found, place: int) -> Found:
        """Return as little of one part as does as much, by halving; a step less does not."""
        little = 0
        while (much := found.parts[place][1]) - little > 1 and not self.trials.is_cut:
            middle = (little + much) // 2
            part = (found.parts[place][0], middle)
            less = self._tried(found, (*found.parts[:place], part, *found.parts[place + 1 :]))
            if less is None:
                little = middle
            else:
                found = less
        return found

    def _tried(self, found: Found, parts: Parts) -> Found | None:
        """Return what parts do, if it is as much as what is found does."""
        trial = self.trials.of(_changes(parts))
        is_enough = trial is not None and trial.late <= found.trial.late
        return Found(parts, trial) if trial is not None and is_enough else None

    def _pair(self, parts: list[Found], enough: Container[tuple[str, ...]]) -> Found | None:
        """Return what does most beside the best single change; none if nothing adds to it.

        What holds the demand up then may be something else: that is tried, too.

        Parameters
        ----------
        enough
            Keys of what is enough alone.
        """
        first = parts[0]
        new = Shop.of(first.trial.plan)
        tried = [row.parts[0][0] for row in parts[1:]]
        if new is not None:
            tried += candidates(new, self.demand)
        taken = first.parts[0][0].key
        others = [row for row in dict.fromkeys(tried) if row.key != taken and row.key not in enough]
        best = min(self._tops(others, first), key=_by_lateness, default=None)
        return best if best is not None and best.trial.late < first.trial.late else None

    def _rows(self, found: list[Found]) -> tuple[Remedy, ...]:
        """Return what was found as rows of a plan, verified, and why there is nothing better."""
        for row in found:
            check(row.trial.plan)
        costs = Costs(self.trials.plan)
        rows = ranked([remedy(row.parts, row.trial, costs) for row in found])
        if rows and not rows[0].late:
            return cut(rows, self.trials.count) if self.trials.is_cut else rows
        soonest = self.row.due + self.shop.at_any_capacity(self.demand)
        last = nothing(self.shop, self.row, soonest, rank=len(rows) + 1)
        rows = (*rows, last)
        return cut(rows, self.trials.count) if self.trials.is_cut else rows


def _changes(parts: Iterable[tuple[Candidate, int]]) -> tuple[Change, ...]:
    return tuple(candidate.change(steps) for candidate, steps in parts)


def _kin(found: Found) -> tuple[str, str]:
    """Return what stretches of overtime of one center have in common."""
    candidate = found.parts[0][0]
    return candidate.kind, candidate.subject


def _by_lateness(found: Found) -> tuple[int, int]:
    """Return the key by which what leaves least lateness, and moves least, comes first."""
    return found.trial.late, found.trial.moved
