"""The comparison as one self-contained page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scheduler.comparison.figure import PLAN_NAMES, compare_figure
from scheduler.report.simple import simple_page
from scheduler.words import ENGLISH

if TYPE_CHECKING:
    from scheduler.comparison.compare import Comparison
    from scheduler.words import Words

__all__ = ["comparison_page"]


@dataclass(frozen=True, slots=True)
class _DemandLine:
    name: str
    due: str
    late: tuple[float | None, ...]
    """Days late in each plan, in the order of the summaries; none where it is not scheduled."""


def comparison_page(comparison: Comparison, words: Words = ENGLISH) -> str:
    """Return the page: summary, figure, and the tables behind the figure."""
    header = comparison.finite.scenario.scenario
    return simple_page(
        "scheduler.comparison",
        compare_figure(comparison, words),
        words,
        plan_names={name: words.text(told) for name, told in PLAN_NAMES.items()},
        name=header.name or header.id,
        summaries=comparison.summaries(),
        overload=comparison.overload_by_center(),
        modes=tuple(comparison.promised),
        demands=_demand_lines(comparison, words),
    )


def _demand_lines(comparison: Comparison, words: Words) -> list[_DemandLine]:
    plans = tuple(comparison.plans().values())
    clock = comparison.finite.clock
    return [
        _DemandLine(
            name=rows[0].demand,
            due=words.date(clock.moment(rows[0].due)),
            late=tuple(
                row.late / clock.ticks_per_day if row.is_scheduled else None for row in rows
            ),
        )
        for rows in zip(*(plan.demands for plan in plans), strict=True)
    ]
