"""The comparison as one self-contained page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scheduler.comparison.figure import compare_figure
from scheduler.report.simple import simple_page

if TYPE_CHECKING:
    from scheduler.comparison.compare import Comparison

__all__ = ["comparison_page"]


@dataclass(frozen=True, slots=True)
class _DemandLine:
    name: str
    due: str
    late: tuple[float | None, ...]
    """Days late in each plan, in the order of the summaries; none where it is not scheduled."""


def comparison_page(comparison: Comparison) -> str:
    """Return the page: summary, figure, and the tables behind the figure."""
    header = comparison.finite.scenario.scenario
    return simple_page(
        "scheduler.comparison",
        compare_figure(comparison),
        name=header.name or header.id,
        summaries=comparison.summaries(),
        overload=comparison.overload_by_center(),
        modes=tuple(comparison.promised),
        demands=_demand_lines(comparison),
    )


def _demand_lines(comparison: Comparison) -> list[_DemandLine]:
    plans = tuple(comparison.plans().values())
    clock = comparison.finite.clock
    return [
        _DemandLine(
            name=rows[0].demand,
            due=f"{clock.moment(rows[0].due):%Y-%m-%d %H:%M}",
            late=tuple(
                row.late / clock.ticks_per_day if row.is_scheduled else None for row in rows
            ),
        )
        for rows in zip(*(plan.demands for plan in plans), strict=True)
    ]
