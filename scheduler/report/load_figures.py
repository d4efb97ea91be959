"""Figures of the section on load, without data: bars with the queue below, heatmap, ranking."""

from __future__ import annotations

from typing import TYPE_CHECKING

import plotly.graph_objects as go

from scheduler.report.figure import shared_look
from scheduler.report.palette import THEMES
from scheduler.words import ENGLISH

if TYPE_CHECKING:
    from scheduler.words import Words

__all__ = ["heat_frame", "load_frame", "load_stack", "rank_frame"]

LIGHT = THEMES["light"]
SCALE = [
    [0, LIGHT["heat_low"]], [0.5, LIGHT["heat_full"]], [0.505, "#f0a58f"], [1, LIGHT["heat_over"]],
]  # fmt: skip
"""White to blue up to 100 %, then red: the jump at 100 % is the message."""


def load_frame(words: Words = ENGLISH) -> go.Figure:
    """Return load against capacity of one thing by period, and the queue in front of it below."""
    _ = words.text
    figure = go.Figure([*load_stack(words), *_lines(words)])
    shared_look(figure)
    grid = {"rangemode": "tozero", "showgrid": True, "gridcolor": LIGHT["grid"], "nticks": 6}
    figure.update_layout(
        margin={"l": 60, "r": 16, "t": 40, "b": 40},
        dragmode=False,
        xaxis={"anchor": "y2", "fixedrange": True},
        yaxis={"title": {"text": _("hours")}, "domain": [0.36, 1], **grid},
        yaxis2={"title": {"text": _("queue, h")}, "domain": [0, 0.27], "fixedrange": True,
                "zeroline": False, **(grid | {"nticks": 4})},
    )  # fmt: skip
    return figure


def load_stack(words: Words) -> list[go.Bar]:
    """Return the empty bars of a period, those below first; what is too much covers the top."""
    _ = words.text
    waits = {"shape": "/", "fgcolor": LIGHT["idle"], "bgcolor": LIGHT["idle_ground"], "size": 6}
    over = {"shape": "\\", "fgcolor": "#f7d0cc", "bgcolor": LIGHT["over"], "size": 6,
            "solidity": 0.2}  # fmt: skip
    return [
        go.Bar(name=_("processing"), meta="processing", marker={"color": LIGHT["load"]}),
        go.Bar(name=_("setup"), meta="setup", marker={"color": LIGHT["load_setup"]}),
        go.Bar(
            name=_("held without work"),
            meta="idle",
            marker={"color": LIGHT["idle_ground"], "pattern": waits},
        ),
        go.Bar(name=_("overload"), meta="over", marker={"color": LIGHT["over"], "pattern": over}),
    ]


def _lines(words: Words) -> list[go.Scatter | go.Bar]:
    """Return the empty capacity, and below the queue with the buffer that is wanted."""
    _ = words.text
    return [
        go.Scatter(
            name=_("capacity"),
            meta="capacity",
            mode="lines",
            line={"shape": "hv", "width": 1.8, "color": LIGHT["capacity"]},
        ),
        go.Bar(
            name=_("queue in front of it"),
            meta="queue",
            yaxis="y2",
            marker={"color": LIGHT["queue"]},
        ),
        go.Scatter(
            name=_("wanted buffer"),
            meta="wanted",
            mode="lines",
            yaxis="y2",
            line={"dash": "dash", "width": 1.4, "color": LIGHT["muted"]},
        ),
    ]


def heat_frame(words: Words = ENGLISH) -> go.Figure:
    """Return the chart of load in percent of all things of a kind by period, without data."""
    _ = words.text
    figure = go.Figure(
        go.Heatmap(
            meta="heat",
            zmin=0,
            zmax=200,
            xgap=1,
            ygap=1,
            hoverinfo="skip",
            colorscale=SCALE,
            colorbar={"title": {"text": _("load %"), "side": "right"}, "thickness": 12, "len": 1,
                      "tickvals": [0, 50, 100, 150, 200],
                      "ticktext": ["0", "50", "100", "150", "\N{GREATER-THAN OR EQUAL TO} 200"]},
        )
    )  # fmt: skip
    shared_look(figure)
    figure.update_layout(showlegend=False, margin={"l": 130, "r": 16, "t": 12, "b": 40})
    return figure


def rank_frame(words: Words = ENGLISH) -> go.Figure:
    """Return the chart of the centers by load and queue, without data: top right holds all up."""
    _ = words.text
    mark = {"size": 11, "color": LIGHT["load"], "line": {"width": 1, "color": LIGHT["capacity"]}}
    figure = go.Figure(
        go.Scatter(
            meta="ranked",
            mode="markers+text",
            textposition="top center",
            cliponaxis=False,
            marker=mark,
            textfont={"size": 11, "color": LIGHT["text"]},
        )
    )
    shared_look(figure)
    axis = {"rangemode": "tozero", "showgrid": True, "gridcolor": LIGHT["grid"], "zeroline": False,
            "fixedrange": True}  # fmt: skip
    figure.update_layout(
        showlegend=False,
        dragmode=False,
        margin={"l": 56, "r": 20, "t": 16, "b": 46},
        xaxis={"type": "linear", "title": {"text": _("load, %")}, **axis},
        yaxis={"title": {"text": _("queue in front of it, h")}, **axis},
    )
    return figure
