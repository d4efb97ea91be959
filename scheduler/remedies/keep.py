"""Keep the remedies of the worst late demands in a plan."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from scheduler.remedies.search import MOST_TRIALS, remedies_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from models.plan import DemandRow, Plan
    from solvers.options import SolveOptions

__all__ = ["affordable", "remedies_for", "worst_late"]

_WORK = 30_000
"""Operations that may be planned again, all trials together, unless somebody asks for more."""

_USUAL = 3
"""Demands, unless somebody asks for more."""

_FEWEST = 15
"""With fewer trials too little is found."""


def affordable(plan: Plan) -> tuple[int, int]:
    """Return for how many demands remedies are looked for unasked, and with how many trials each.

    The work is bounded by its amount, not by the clock, so that the same plan has the same ones.
    """
    trials = _WORK // max(1, len(plan.operations))
    demands = min(_USUAL, trials // _FEWEST)
    return demands, min(MOST_TRIALS, trials // demands) if demands else 0


def worst_late(plan: Plan) -> list[DemandRow]:
    """Return the late demands of a plan; those whose days late times weight are most first."""
    late = [row for row in plan.demands if row.late and row.is_scheduled]
    return sorted(late, key=lambda row: (-row.late * row.weight, row.demand))


def remedies_for(
    plan: Plan,
    demands: Sequence[str],
    options: SolveOptions | None = None,
    *,
    most: int = MOST_TRIALS,
    progress: Callable[[str, int], None] | None = None,
) -> Plan:
    """Return a plan with the remedies of some late demands beside those that it has.

    Parameters
    ----------
    options
        Seed; its `stop` ends the search, and what was found until then is kept.
    most
        How many plans are made at most for each demand.
    progress
        Told the demand that is looked at, and how many plans may have been made so far in all.

    Raises
    ------
    InvalidScenarioFile
        As `remedies_of`.
    """
    rows = [row for row in plan.remedies if row.demand not in demands]
    for number, name in enumerate(demands):
        if options is not None and options.stop.is_set():
            break
        tell = None if progress is None else partial(_tell, progress, name, number * most)
        rows += remedies_of(plan, name, options, most=most, progress=tell)
    return plan.keeping(remedies=tuple(rows))


def _tell(progress: Callable[[str, int], None], name: str, before: int, count: int) -> None:
    progress(name, before + count)
