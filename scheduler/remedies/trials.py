"""Plan again with changes, and judge what becomes of a demand and of the others."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from models.errors import InvalidScenarioFile, NoPlanExists, NoPlanFound
from scheduler.costing.amounts import Rounder
from scheduler.simulation.replan import Manner, replanned

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

    from models.plan import DemandRow, Plan
    from scheduler.changes import Change
    from solvers.options import SolveOptions

    Changes = tuple[Change, ...]

__all__ = ["MOST_TRIALS", "Trial", "Trials"]


def _ignore(told: object, /) -> None:
    """Hear nothing."""
    del told


MOST_TRIALS = 60
"""How many plans are made for one demand, unless told otherwise."""


@dataclass(frozen=True, eq=False)
class Trial:
    """What changes make of a plan.

    Parameters
    ----------
    before, plan
        The plan as it is, and with the changes.
    late
        Ticks that the demand is late with them.
    """

    before: Plan
    plan: Plan
    changes: Changes
    demand: str
    late: int

    @property
    def later(self) -> list[tuple[DemandRow, DemandRow]]:
        """Return the other demands that are late, and later than before: before and after.

        Those that weigh most come first. Weights are those of the plan before: who goes first
        weighs more only for a while.
        """
        after = {row.demand: row for row in self.plan.demands}
        rows = [
            (row, after[row.demand])
            for row in self.before.demands
            if row.demand != self.demand and row.demand in after
        ]
        worse = [(old, new) for old, new in rows if new.late > old.late]
        return sorted(worse, key=lambda pair: (-pair[0].weight, pair[0].demand))

    @property
    def lateness_cost(self) -> Decimal:
        """Return by how much more the lateness of other demands costs, below 0 if less."""
        after = {row.demand: row.late for row in self.plan.demands}
        shop, per_day = self.before.scenario.settings.shop, self.before.clock.ticks_per_day
        total = sum(
            Fraction(after.get(row.demand, row.late) - row.late, per_day) * Fraction(row.weight)
            for row in self.before.demands
            if row.demand != self.demand
        )
        rounder = Rounder(self.before.scenario.settings.costing.decimals)
        return rounder(total * Fraction(shop.delay_cost))

    @property
    def moved(self) -> int:
        """Return how many operations are elsewhere, at another time, new or gone."""
        here = {(row.order, row.phase): row for row in self.before.operations}
        there = {(row.order, row.phase): row for row in self.plan.operations}
        return sum(
            (old := here.get(key)) is None
            or (new := there.get(key)) is None
            or (old.start, old.end, old.machine) != (new.start, new.end, new.machine)
            for key in here.keys() | there.keys()
        )


@dataclass
class Trials:
    """Try changes of one plan for one demand, each once, and at most so many.

    Parameters
    ----------
    options
        Seed and where to stop; no search runs, whatever the time limit.
    most
        How many plans may be made.
    progress
        Told how many have been made.
    """

    plan: Plan
    demand: str
    options: SolveOptions
    most: int = MOST_TRIALS
    progress: Callable[[int], None] = _ignore
    count: int = 0
    is_cut: bool = False
    _known: dict[Changes, Trial | None] = field(default_factory=dict)

    def of(self, changes: Changes) -> Trial | None:
        """Return what changes make of the plan.

        ``None`` if they are not possible, if the plan would leave out more, or if there is
        nothing left of what may be tried; `is_cut` tells that.
        """
        if changes not in self._known:
            if self.count >= self.most or self.options.stop.is_set():
                self.is_cut = True
                return None
            self.count += 1
            self.progress(self.count)
            self._known[changes] = self._tried(changes)
        return self._known[changes]

    def _tried(self, changes: Changes) -> Trial | None:
        manner = Manner(replace(self.options, progress=_ignore), is_draft=True)
        try:
            plan = replanned(self.plan, changes, manner)
        except (InvalidScenarioFile, NoPlanExists, NoPlanFound):
            return None  # a change that cannot be made is no remedy
        rows = {row.demand: row for row in plan.demands}
        left_out = {row.order for row in plan.unscheduled}
        is_less = not left_out <= {row.order for row in self.plan.unscheduled}
        if is_less or self.demand not in rows or not rows[self.demand].is_scheduled:
            return None
        return Trial(self.plan, plan, changes, self.demand, rows[self.demand].late)
