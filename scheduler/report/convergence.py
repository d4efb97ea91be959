"""How the search went: the levels of ever better plans over time, and who found them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import plotly.graph_objects as go

from scheduler.report.figure import LIGHT, shared_look

if TYPE_CHECKING:
    from models.plan import SolveReport
    from models.schedule import LevelResult

__all__ = ["convergence_figure", "found_rows"]

_MOST_LEVELS = 4
"""Levels that a figure has room for; the table beside it has all."""


def convergence_figure(solve: SolveReport) -> go.Figure:
    """Return a step line for each level, one below the other, with what was proved of it.

    The bound is that of the end of the solve: when it was proved is not kept.
    """
    figure = go.Figure()
    shown = solve.levels[:_MOST_LEVELS] if len(solve.history) > 1 else ()
    for row, level in enumerate(shown):
        axis = f"y{row + 1 if row else ''}"
        figure.add_trace(_line(solve, row, level, axis))
        if level.bound is not None:
            figure.add_trace(_bound(solve, level, axis))
    shared_look(figure)
    figure.update_layout(showlegend=False, hovermode="closest", dragmode=False)
    figure.update_layout(margin={"l": 70, "r": 16, "t": 12, "b": 36}, **_axes(solve, len(shown)))
    return figure


def _line(solve: SolveReport, row: int, level: LevelResult, axis: str) -> go.Scatter:
    moments = [found.seconds for found in solve.history]
    values = [solve.measured(level.objective, found.values[row])[0] for found in solve.history]
    who = [found.who for found in solve.history]
    return go.Scatter(
        name=str(level.objective),
        x=[*moments, max(solve.seconds, moments[-1])],
        y=[*values, values[-1]],
        text=[*who, who[-1]],
        yaxis=axis,
        mode="lines+markers",
        marker={"size": 4},
        line={"shape": "hv", "width": 1.6, "color": LIGHT["load"]},
        hovertemplate="%{x:.2f} s: %{y:,.6~g}<br>%{text}<extra></extra>",
    )


def _bound(solve: SolveReport, level: LevelResult, axis: str) -> go.Scatter:
    bound = solve.measured(level.objective, level.bound or 0)[0]
    return go.Scatter(
        name=f"{level.objective}, proved by the end",
        x=[0, solve.seconds],
        y=[bound, bound],
        yaxis=axis,
        mode="lines",
        line={"width": 1.2, "dash": "dot", "color": LIGHT["over"]},
        hovertemplate="proved by the end: at least %{y:,.6~g}<extra></extra>",
    )


def _axes(solve: SolveReport, count: int) -> dict[str, object]:
    """Return the axes: time below, one for each level above, the first level on top."""
    last = f"y{count if count > 1 else ''}"
    title = {"text": "seconds", "font": {"size": 11}}
    axes: dict[str, object] = {"xaxis": {"type": "linear", "title": title, "anchor": last}}
    for row, level in enumerate(solve.levels[:count]):
        top = 1 - row / count
        unit = solve.measured(level.objective, 0)[1]
        name = f"{level.objective}{f', {unit}' if unit else ''}"
        axes[f"yaxis{row + 1 if row else ''}"] = {
            "domain": [top - 0.86 / count, top],
            "title": {"text": name.replace(", ", "<br>"), "font": {"size": 11}},
            "showgrid": True,
            "gridcolor": LIGHT["grid"],
            "nticks": 4,
            "fixedrange": True,
        }
    return axes


def found_rows(solve: SolveReport) -> list[tuple[str, str, list[str]]]:
    """Return the same as text: seconds, who, and all levels of each plan."""
    return [
        (
            f"{found.seconds:.2f}",
            found.who,
            [_text(solve, *pair) for pair in _levels(solve, found.values)],
        )
        for found in solve.history
    ]


def _levels(solve: SolveReport, values: tuple[int, ...]) -> list[tuple[LevelResult, int]]:
    return list(zip(solve.levels, values, strict=True))


def _text(solve: SolveReport, level: LevelResult, value: int) -> str:
    amount, unit = solve.measured(level.objective, value)
    return f"{amount:,.2f} {unit}".rstrip()
