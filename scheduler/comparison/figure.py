"""The one figure of the comparison: promises, overloads, and how late demands really are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from scheduler.words import ENGLISH
from scheduler.words.terms import mark

if TYPE_CHECKING:
    from models.plan import Plan
    from scheduler.comparison.compare import Comparison
    from scheduler.words import Words

__all__ = ["PLAN_NAMES", "compare_figure"]

# blue for the finite plan, orange ASAP, purple ALAP: apart for every kind of colour vision;
# a promise is pale, what comes of it is full
_COLOURS = {
    "finite": "#0b5cad",
    "asap as promised": "#f6c58f",
    "asap as executed": "#d9730d",
    "alap as promised": "#d9c2ea",
    "alap as executed": "#7b3fa0",
}
_MAX_CENTERS = 25

PLAN_NAMES = {
    "finite": mark("finite"),
    "asap as promised": mark("asap as promised"),
    "asap as executed": mark("asap as executed"),
    "alap as promised": mark("alap as promised"),
    "alap as executed": mark("alap as executed"),
}
"""What people read for the names of the plans."""

_BROKEN_NAMES = {
    "finite": mark("finite"),
    "asap as promised": mark("asap<br>promised"),
    "asap as executed": mark("asap<br>executed"),
    "alap as promised": mark("alap<br>promised"),
    "alap as executed": mark("alap<br>executed"),
}
"""The same under a bar."""


def compare_figure(comparison: Comparison, words: Words = ENGLISH) -> go.Figure:
    """Return the figure: demands on time per plan, overload per center, days late of demands."""
    _ = words.text
    figure = make_subplots(
        rows=2,
        cols=2,
        specs=[[{}, {}], [{"colspan": 2}, None]],
        column_widths=[0.4, 0.6],
        row_heights=[0.45, 0.55],
        vertical_spacing=0.17,
        horizontal_spacing=0.12,
        subplot_titles=(
            _("Demands on time"),
            _("Hours beyond the capacity of the day, infinite plans"),
            _("Share of demands delivered within so many days after they are due"),
        ),
    )
    _add_on_time(figure, comparison, words)
    _add_overload(figure, comparison, words)
    latest = max(summary.max_lateness_days for summary in comparison.summaries())
    for name, plan in comparison.plans().items():
        figure.add_trace(_lateness_curve(name, plan, latest or 1.0, words), row=2, col=1)
    figure.update_layout(
        template="none",
        height=760,
        margin={"l": 60, "r": 20, "t": 60, "b": 50},
        font={"family": "system-ui, sans-serif", "size": 13},
        barmode="group",
        legend={"orientation": "h", "y": -0.09},
    )
    figure.update_yaxes(title_text=_("demands"), rangemode="tozero", row=1, col=1)
    figure.update_yaxes(title_text=_("hours"), rangemode="tozero", row=1, col=2)
    figure.update_yaxes(title_text=_("percent of demands"), range=[0, 104], row=2, col=1)
    figure.update_xaxes(title_text=_("days late"), rangemode="tozero", row=2, col=1)
    return figure


def _add_on_time(figure: go.Figure, comparison: Comparison, words: Words) -> None:
    summaries = comparison.summaries()
    names = [words.text(_BROKEN_NAMES[summary.name]) for summary in summaries]
    figure.add_trace(
        go.Bar(
            x=names,
            y=[summary.on_time for summary in summaries],
            text=[
                words.text("{part} of {whole}", part=row.on_time, whole=row.demands)
                for row in summaries
            ],
            textangle=0,
            marker_color=[_COLOURS[summary.name] for summary in summaries],
            hovertemplate=words.text("{count} demands on time", count="%{text}")
            + "<extra></extra>",
            showlegend=False,
        ),
        row=1,
        col=1,
    )


def _add_overload(figure: go.Figure, comparison: Comparison, words: Words) -> None:
    hovered = words.text("{center}: {hours} h beyond capacity", center="%{x}", hours="%{y:.1f}")
    overload = dict(list(comparison.overload_by_center().items())[:_MAX_CENTERS])
    for mode in comparison.promised:
        plan = f"{mode} as promised"
        name = words.text(PLAN_NAMES[plan])
        figure.add_trace(
            go.Bar(
                x=list(overload),
                y=[hours[mode] for hours in overload.values()],
                name=name,
                legendgroup=name,
                showlegend=False,
                marker_color=_COLOURS[plan],
                marker_line={"width": 1, "color": _COLOURS[f"{mode} as executed"]},
                hovertemplate=f"{hovered}<extra>{name}</extra>",
            ),
            row=1,
            col=2,
        )


def _lateness_curve(name: str, plan: Plan, until: float, words: Words) -> go.Scatter:
    """Return a step curve that rises at each demand's lateness, up to the latest of all.

    It stays below 100 where demands are not scheduled.
    """
    days = plan.clock.ticks_per_day
    late = sorted(row.late / days for row in plan.demands if row.is_scheduled)
    told = words.text(PLAN_NAMES[name])
    hovered = words.text("{share} % within {days} days", share="%{y:.0f}", days="%{x:.1f}")
    share = [100 * (position + 1) / len(plan.demands) for position in range(len(late))]
    return go.Scatter(
        x=[0.0, *late, until],
        y=[0.0, *share, share[-1] if share else 0.0],
        mode="lines",
        line={
            "shape": "hv",
            "width": 3 if name == "finite" else 2,
            "color": _COLOURS[name],
            "dash": "dot" if name.endswith("promised") else "solid",
        },
        name=told,
        legendgroup=told,
        hovertemplate=f"{hovered}<extra>{told}</extra>",
    )
