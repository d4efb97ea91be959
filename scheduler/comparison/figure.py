"""The one figure of the comparison: promises, overloads, and how late demands really are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import plotly.graph_objects as go
from plotly.subplots import make_subplots

if TYPE_CHECKING:
    from models.plan import Plan
    from scheduler.comparison.compare import Comparison

__all__ = ["compare_figure"]

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


def compare_figure(comparison: Comparison) -> go.Figure:
    """Return the figure: demands on time per plan, overload per center, days late of demands."""
    figure = make_subplots(
        rows=2,
        cols=2,
        specs=[[{}, {}], [{"colspan": 2}, None]],
        column_widths=[0.4, 0.6],
        row_heights=[0.45, 0.55],
        vertical_spacing=0.17,
        horizontal_spacing=0.12,
        subplot_titles=(
            "Demands on time",
            "Hours beyond the capacity of the day, infinite plans",
            "Share of demands delivered within so many days after they are due",
        ),
    )
    _add_on_time(figure, comparison)
    _add_overload(figure, comparison)
    latest = max(summary.max_lateness_days for summary in comparison.summaries())
    for name, plan in comparison.plans().items():
        figure.add_trace(_lateness_curve(name, plan, latest or 1.0), row=2, col=1)
    figure.update_layout(
        template="none",
        height=760,
        margin={"l": 60, "r": 20, "t": 60, "b": 50},
        font={"family": "system-ui, sans-serif", "size": 13},
        barmode="group",
        legend={"orientation": "h", "y": -0.09},
    )
    figure.update_yaxes(title_text="demands", rangemode="tozero", row=1, col=1)
    figure.update_yaxes(title_text="hours", rangemode="tozero", row=1, col=2)
    figure.update_yaxes(title_text="percent of demands", range=[0, 104], row=2, col=1)
    figure.update_xaxes(title_text="days late", rangemode="tozero", row=2, col=1)
    return figure


def _add_on_time(figure: go.Figure, comparison: Comparison) -> None:
    summaries = comparison.summaries()
    names = [summary.name.replace(" as ", "<br>") for summary in summaries]
    figure.add_trace(
        go.Bar(
            x=names,
            y=[summary.on_time for summary in summaries],
            text=[f"{summary.on_time} of {summary.demands}" for summary in summaries],
            textangle=0,
            marker_color=[_COLOURS[summary.name] for summary in summaries],
            hovertemplate="%{text} demands on time<extra></extra>",
            showlegend=False,
        ),
        row=1,
        col=1,
    )


def _add_overload(figure: go.Figure, comparison: Comparison) -> None:
    overload = dict(list(comparison.overload_by_center().items())[:_MAX_CENTERS])
    for mode in comparison.promised:
        name = f"{mode} as promised"
        figure.add_trace(
            go.Bar(
                x=list(overload),
                y=[hours[mode] for hours in overload.values()],
                name=name,
                legendgroup=name,
                showlegend=False,
                marker_color=_COLOURS[name],
                marker_line={"width": 1, "color": _COLOURS[f"{mode} as executed"]},
                hovertemplate="%{x}: %{y:.1f} h beyond capacity<extra>" + name + "</extra>",
            ),
            row=1,
            col=2,
        )


def _lateness_curve(name: str, plan: Plan, until: float) -> go.Scatter:
    """Return a step curve that rises at each demand's lateness, up to the latest of all.

    It stays below 100 where demands are not scheduled.
    """
    days = plan.clock.ticks_per_day
    late = sorted(row.late / days for row in plan.demands if row.is_scheduled)
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
        name=name,
        legendgroup=name,
        hovertemplate="%{y:.0f} % within %{x:.1f} days<extra>" + name + "</extra>",
    )
