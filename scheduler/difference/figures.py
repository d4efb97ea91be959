"""Key figures and objective levels of two plans, and which of them got better."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from scheduler.objectives import level_name

if TYPE_CHECKING:
    from models.level import Level
    from models.plan import Plan, SolveReport
    from models.schedule import LevelResult

    Value = float | int | str | None

__all__ = [
    "HIGHER_IS_BETTER",
    "LOWER_IS_BETTER",
    "FigureChange",
    "Verdict",
    "kpi_changes",
    "level_changes",
]


class Verdict(StrEnum):
    """Whether a figure got better."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "same"
    OTHER = "other"
    """It differs, and neither way is better in itself."""


LOWER_IS_BETTER = frozenset(
    {
        "late_demands", "lacking_demands", "unscheduled_orders", "unscheduled_demands",
        "total_tardiness_days", "weighted_tardiness_days", "max_lateness_days",
        "average_delay_days", "delay_percent", "makespan_days", "setup_hours", "idle_hours",
        "setup_cost", "overtime_hours", "overtime_cost", "overload_hours",
        # not its parts: less of one may be paid for by more of the other
        "flow_cost", "cost_total",
    }
)  # fmt: skip
"""Key figures that a planner wants low."""

HIGHER_IS_BETTER = frozenset({"on_time_percent"})
"""Key figures that a planner wants high."""


@dataclass(frozen=True, slots=True)
class FigureChange:
    """One figure in both plans.

    Parameters
    ----------
    kind
        ``kpi`` or ``objective``.
    before, after
        ``None`` where a plan does not have it.
    change
        ``after - before``; ``None`` where one of them is no number.
    unit
        Of a level of the objective; empty for currency and for key figures, whose names say it.
    level
        Of the objective; ``None`` for a key figure.
    """

    kind: str
    name: str
    before: Value
    after: Value
    change: float | None
    verdict: Verdict
    unit: str = ""
    level: Level | None = None


def kpi_changes(before: Plan, after: Plan) -> tuple[FigureChange, ...]:
    """Return all key figures, those that did not change too, in the order of the second plan."""
    names = dict.fromkeys((*after.kpis, *before.kpis))
    return tuple(
        _figure("kpi", name, before.kpis.get(name), after.kpis.get(name)) for name in names
    )


def level_changes(before: Plan, after: Plan) -> tuple[FigureChange, ...]:
    """Return the levels of the objective in the user's units, most important first.

    A level that only one of the solves had is told, and not judged.
    """
    old, new = _levels(before.solve), _levels(after.solve)
    changes = []
    for level in dict.fromkeys((*new, *old)):
        first, unit = old.get(level, (None, None))
        second, new_unit = new.get(level, (None, None))
        units = [word for word in (new_unit, unit) if word is not None]
        is_lower = len(set(units)) == 1
        change = _figure("objective", level_name(level), first, second, lower=is_lower)
        changes.append(replace(change, unit=units[0], level=level))
    return tuple(changes)


def _levels(solve: SolveReport) -> dict[Level, tuple[float, str]]:
    return {row.objective: _measured(solve, row) for row in solve.levels}


def _measured(solve: SolveReport, row: LevelResult) -> tuple[float, str]:
    value, unit = solve.measured(row.objective, row.value)
    return round(value, 6), unit


def _figure(
    kind: str, name: str, before: Value, after: Value, *, lower: bool | None = None
) -> FigureChange:
    is_lower = name in LOWER_IS_BETTER if lower is None else lower
    change = None
    verdict = Verdict.SAME if before == after else Verdict.OTHER
    if isinstance(before, int | float) and isinstance(after, int | float):
        change = round(after - before, 6)
        if before != after and (is_lower or name in HIGHER_IS_BETTER):
            verdict = Verdict.BETTER if (after < before) == is_lower else Verdict.WORSE
    return FigureChange(kind, name, before, after, change, verdict)
