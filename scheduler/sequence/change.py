"""A plan and what became of it, with all that differs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from models.errors import Fault, InvalidScenarioFile
from models.measures import level_results
from scheduler.conflicts import conflicting_facts
from scheduler.pipeline import finish
from scheduler.read_back import STRETCHES
from scheduler.sequence.shop import PlanShop
from scheduler.solving import Solved
from solvers.options import SolveOptions
from solvers.resequence import OrderNotKeptError

if TYPE_CHECKING:
    from collections.abc import Callable

    from models.level import Level
    from models.plan import DemandRow, OperationRow, OrderRow, Plan
    from models.schedule import LevelResult, Schedule

    Maker = Callable[[PlanShop, tuple[Level, ...]], Schedule]

__all__ = ["Change", "changed"]


@dataclass(frozen=True, eq=False)
class Change:
    """Two plans of one scenario: as it was, and with something moved.

    Parameters
    ----------
    before, after
        Both are verified.
    levels_before
        The objective of the plan before, measured as that of the plan after.
    """

    before: Plan
    after: Plan
    levels_before: tuple[LevelResult, ...]

    @property
    def moved(self) -> tuple[tuple[OperationRow, OperationRow], ...]:
        """Return the operations with other times or another machine, before and after."""
        old = {(row.order, row.phase): row for row in self.before.operations}
        pairs = [(old[row.order, row.phase], row) for row in self.after.operations]
        return tuple(
            (one, other)
            for one, other in pairs
            if (one.start, one.end, one.machine) != (other.start, other.end, other.machine)
        )

    @property
    def orders(self) -> tuple[tuple[OrderRow, OrderRow], ...]:
        """Return the orders with other dates, before and after."""
        old = {row.order: row for row in self.before.orders}
        pairs = [(old[row.order], row) for row in self.after.orders]
        return tuple((a, b) for a, b in pairs if (a.start, a.end) != (b.start, b.end))

    @property
    def demands(self) -> tuple[tuple[DemandRow, DemandRow], ...]:
        """Return the demands that are complete at another moment, before and after."""
        old = {row.demand: row for row in self.before.demands}
        pairs = [(old[row.demand], row) for row in self.after.demands]
        return tuple((a, b) for a, b in pairs if a.completion != b.completion)

    @property
    def kpis(self) -> dict[str, tuple[float | int | str | None, float | int | str | None]]:
        """Return the key figures that differ, before and after."""
        old, new = self.before.kpis, self.after.kpis
        return {key: (old.get(key), new[key]) for key in new if old.get(key) != new[key]}


def changed(plan: Plan, make: Maker) -> Change:
    """Return a plan with something moved.

    Parameters
    ----------
    make
        Returns the new schedule; it is asked again, with calendars that reach further, if there
        was no room.

    Raises
    ------
    InvalidScenarioFile
        If no plan can be made as told.
    SolverFault
        If the verifier finds a violation.
    """
    for stretch in STRETCHES:
        shop = PlanShop(plan, stretch)
        levels = tuple(row.objective for row in plan.solve.levels)
        try:
            schedule = make(shop, levels)
        except OrderNotKeptError as error:
            facts = conflicting_facts(shop.compiled, error.facts)
        else:
            return _finished(shop, schedule, levels)
    expected = "an order, or a start, that a plan can keep"
    raise InvalidScenarioFile((Fault("sequence", "", "", "", expected, "\n    ".join(facts)),))


def _finished(shop: PlanShop, schedule: Schedule, levels: tuple[Level, ...]) -> Change:
    plan = shop.plan
    options = SolveOptions(
        objectives=levels, seed=plan.solve.seed, workers=max(1, plan.solve.workers)
    )
    solved = Solved(shop.compiled, schedule, plan.unscheduled)
    after = finish(solved, options)
    warnings = tuple(dict.fromkeys((*plan.warnings, *after.warnings)))
    before = level_results(shop.problem, shop.schedule, levels)
    return Change(plan, replace(after, warnings=warnings), before)
