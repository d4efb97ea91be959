"""How the search went: the levels of ever better plans over time, and who found them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import plotly.graph_objects as go

from scheduler.objectives import level_words
from scheduler.report.figure import LIGHT, shared_look
from scheduler.report.levels import level_text, level_unit
from scheduler.words import ENGLISH

if TYPE_CHECKING:
    from models.plan import SolveReport
    from models.schedule import LevelResult
    from scheduler.words import Words

__all__ = ["convergence_figure", "found_rows"]

_MOST_LEVELS = 4
"""Levels that a figure has room for; the table beside it has all."""
_LEAST_SHARE = 0.2
"""Of an axis from 0 that must show a change; less is a few pixels on its 95."""


def convergence_figure(solve: SolveReport, words: Words = ENGLISH) -> go.Figure:
    """Return a step line for each level, one below the other, with what was proved of it.

    The bound is that of the end of the solve: when it was proved is not kept.
    """
    figure = go.Figure()
    shown = solve.levels[:_MOST_LEVELS] if len(solve.history) > 1 else ()
    traces = [
        trace for row, level in enumerate(shown) for trace in _traces(solve, row, level, words)
    ]
    told: set[str] = set()
    for trace in traces:  # the legend has each kind once, not once for each level
        trace.showlegend = trace.meta not in told
        told.add(trace.meta)
    figure.add_traces(traces)
    shared_look(figure)
    figure.layout.xaxis.tickformatstops = None  # those are of dates
    figure.update_layout(hovermode="closest", dragmode=False)
    figure.update_layout(legend={"itemclick": False, "itemdoubleclick": False})
    figure.update_layout(
        margin={"l": 84, "r": 16, "t": 36, "b": 36}, **_axes(solve, len(shown), words)
    )
    return figure


def _traces(solve: SolveReport, row: int, level: LevelResult, words: Words) -> list[go.Scatter]:
    """Return the line of a level and that of its bound, if there is one."""
    axis = f"y{row + 1 if row else ''}"
    line = _line(solve, row, words).update(yaxis=axis)
    if level.bound is None:
        return [line]
    return [line, _bound(solve, level, level.bound, words).update(yaxis=axis)]


def _values(solve: SolveReport, row: int) -> list[float]:
    level = solve.levels[row].objective
    return [solve.measured(level, found.values[row])[0] for found in solve.history]


def _line(solve: SolveReport, row: int, words: Words) -> go.Scatter:
    level = level_words(solve.levels[row].objective, words)
    moments = [found.seconds for found in solve.history]
    values = _values(solve, row)
    who = [found.who for found in solve.history]
    return go.Scatter(
        name=words.text("best plan so far"),
        meta="plan",
        x=[*moments, max(solve.seconds, moments[-1])],
        y=[*values, values[-1]],
        text=[*who, who[-1]],
        cliponaxis=False,
        mode="lines+markers",
        marker={"size": 4},
        line={"shape": "hv", "width": 1.6, "color": LIGHT["load"]},
        hovertemplate=f"{level} %{{y:,.6~g}}<br>%{{x:.2f}} s: %{{text}}<extra></extra>",
    )


def _bound(solve: SolveReport, level: LevelResult, value: int, words: Words) -> go.Scatter:
    bound = solve.measured(level.objective, value)[0]
    told = words.text("{level} at least", level=level_words(level.objective, words))
    return go.Scatter(
        name=words.text("proved bound, as known at the end"),
        meta="bound",
        x=[0, solve.seconds],
        y=[bound, bound],
        cliponaxis=False,
        mode="lines",
        line={"width": 1.2, "dash": "dot", "color": LIGHT["over"]},
        hovertemplate=f"{told} %{{y:,.6~g}}<extra></extra>",
    )


def _axes(solve: SolveReport, count: int, words: Words) -> dict[str, object]:
    """Return the axes: time below, one for each level above, the first level on top."""
    last = f"y{count if count > 1 else ''}"
    title = {"text": words.text("seconds"), "font": {"size": 11}}
    # a bound of 0 lies on the axis of the last level, and must be seen
    below = {"anchor": last, "rangemode": "tozero", "layer": "below traces"}
    axes: dict[str, object] = {"xaxis": {"type": "linear", "title": title, **below}}
    for row, level in enumerate(solve.levels[:count]):
        top = 1 - row / count
        is_cut = _is_cut(solve, row, level)
        told = (
            level_words(level.objective, words),
            level_unit(solve, level.objective, words),
            is_cut and words.text("cut axis"),
        )
        axes[f"yaxis{row + 1 if row else ''}"] = {
            "domain": [top - 0.86 / count, top],
            "title": {"text": "<br>".join(line for line in told if line), "font": {"size": 11}},
            "rangemode": "normal" if is_cut else "tozero",
            "showgrid": True,
            "gridcolor": LIGHT["grid"],
            "nticks": 4,
            "fixedrange": True,
        }
    return axes


def _is_cut(solve: SolveReport, row: int, level: LevelResult) -> bool:
    """Tell whether an axis from 0 would flatten what changed until nobody sees it."""
    values = _values(solve, row)
    if level.bound is not None:
        values.append(solve.measured(level.objective, level.bound)[0])
    return 0 < max(values) - min(values) < _LEAST_SHARE * max(values)


def found_rows(solve: SolveReport, words: Words = ENGLISH) -> list[tuple[str, str, list[str]]]:
    """Return the same as text: seconds, who, and all levels of each plan."""
    return [
        (
            words.number(found.seconds, 2),
            found.who,
            [
                level_text(solve, level.objective, value, words)
                for level, value in zip(solve.levels, found.values, strict=True)
            ],
        )
        for found in solve.history
    ]
