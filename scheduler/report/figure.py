"""Plotly figures without data: traces, axes, legend and colours; the page's script fills them.

One trace per colour class keeps plotly fast; each trace says in ``meta`` what it is for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import plotly.graph_objects as go

from scheduler.report.palette import CLASSES, THEMES
from scheduler.words import ENGLISH
from scheduler.words.terms import mark

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from scheduler.words import Words

__all__ = ["gantt_frame", "shared_look", "stock_frame"]

BAR_WIDTH = 0.82
LIGHT = THEMES["light"]

TICK_FORMATS: Sequence[Mapping[str, object]] = (
    {"dtickrange": [None, 3_600_000], "value": "%H:%M\n%a %-d %b %Y"},
    {"dtickrange": [3_600_000, 86_400_000 - 1], "value": "%H:%M\n%a %-d %b %Y"},
    {"dtickrange": [86_400_000, 604_800_000 - 1], "value": "%a %-d\n%b %Y"},
    {"dtickrange": [604_800_000, "M1"], "value": "%-d %b\n%Y"},
    {"dtickrange": ["M1", None], "value": "%b\n%Y"},
)
"""Labels of the time axis by the distance of its ticks, in ms."""


def _pattern(shape: str, ink: str, ground: str, solidity: float) -> dict[str, object]:
    """Return a hatch; the ground is named, as plotly's legend knows no other."""
    return {"shape": shape, "fgcolor": ink, "bgcolor": ground, "size": 6, "solidity": solidity}


def _bars(words: Words) -> list[go.Bar]:
    """Return one empty bar trace per colour class."""
    return [
        go.Bar(
            name=words.text(late.label),
            meta=f"class{index}",
            orientation="h",
            width=BAR_WIDTH,
            marker={
                "color": late.colour,
                "line": {"width": 0.6, "color": LIGHT["gap"]},
                "pattern": _pattern(late.pattern, "#f3b6bf", late.colour, 0.18),
            },
        )
        for index, late in enumerate(CLASSES)
    ]


def _heads(words: Words, *, idle: bool, signs: bool) -> list[go.Bar]:
    """Return the empty traces drawn over the bars: waiting, own setup, changeover, fixed work."""
    _ = words.text
    common = {"orientation": "h", "width": BAR_WIDTH}
    pattern = _pattern("x", LIGHT["changeover"], LIGHT["changeover_ground"], 0.35)
    outline = {"width": 2, "color": LIGHT["fixed"]}
    lines = _pattern("\\", LIGHT["setup"], LIGHT["setup_ground"], 0.3)
    waits = _pattern("/", LIGHT["idle"], LIGHT["idle_ground"], 0.3)
    waiting = go.Bar(
        name=_("waiting for the phase it overlaps"),
        meta="idle",
        marker={"color": LIGHT["idle_ground"], "pattern": waits},
        **common,
    )
    return [
        *([waiting] if idle else []),
        go.Bar(
            name=_("own setup"),
            meta="setup",
            marker={"color": LIGHT["setup_ground"], "pattern": lines},
            **common,
        ),
        go.Bar(
            name=_("changeover"),
            meta="changeover",
            marker={"color": LIGHT["changeover_ground"], "pattern": pattern},
            **common,
        ),
        go.Bar(
            name=_("started or frozen"),
            meta="fixed",
            showlegend=not signs,
            marker={"color": "rgba(0,0,0,0)", "line": outline},
            **common,
        ),
    ]


def _area(name: str, meta: str, colour: str) -> go.Scatter:
    """Return an empty trace of rectangles."""
    return go.Scatter(
        name=name,
        meta=meta,
        mode="lines",
        fill="toself",
        fillcolor=colour,
        line={"width": 0},
        hoverinfo="skip",
    )


_SIGNS = {
    "frozen": (mark("frozen"), "square"),
    "started": (mark("started"), "triangle-right"),
    "interrupted": (mark("interrupted"), "hourglass"),
}
"""Names and symbols of what was said of an operation: more than a colour."""


def _signs(words: Words, signs: Collection[str]) -> list[go.Scatter]:
    """Return the empty traces of the signs on bars, one for each state that the plan has."""
    return [
        go.Scatter(
            name=words.text(name),
            meta=state,
            mode="markers",
            marker={
                "symbol": symbol,
                "size": 9,
                "color": LIGHT["sign"],
                "line": {"width": 1.2, "color": LIGHT["sign_edge"]},
            },
            hoverinfo="skip",
        )
        for state, (name, symbol) in _SIGNS.items()
        if state in signs
    ]


def _marks(words: Words, *, due: str, down: bool, over: bool) -> list[go.Scatter]:
    """Return the empty traces on top: closed time, the chain of an order, due dates."""
    _ = words.text
    return [
        *([_area(_("overtime"), "over", LIGHT["overtime"])] if over else []),
        _area(_("not working"), "closed", LIGHT["closed"]),
        *([_area(_("down"), "down", LIGHT["down"])] if down else []),
        go.Scatter(
            name=_("chain"),
            meta="chain",
            mode="lines",
            line={"width": 1.4, "color": LIGHT["now"]},
            showlegend=False,
            hoverinfo="skip",
        ),
        go.Scatter(
            name=due,
            meta="due",
            mode="markers",
            marker={"symbol": "triangle-down", "size": 9, "line": {"width": 1}},
            hoverinfo="skip",
        ),
    ]


def shared_look(figure: go.Figure) -> None:
    """Give a figure the look that all charts of the page share."""
    figure.update_layout(
        template="none",
        barmode="overlay",
        bargap=0,
        dragmode="pan",
        hovermode=False,
        modebar={"bgcolor": "rgba(0,0,0,0)", "color": LIGHT["muted"], "activecolor": LIGHT["now"]},
        showlegend=True,
        legend={"orientation": "h", "x": 0, "xanchor": "left", "y": 0.995, "yref": "container",
                "yanchor": "top", "font": {"size": 12}, "itemsizing": "constant"},
        margin={"l": 130, "r": 16, "t": 84, "b": 28},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"family": "system-ui, -apple-system, 'Segoe UI', sans-serif", "size": 12,
              "color": LIGHT["text"]},
    )  # fmt: skip
    figure.update_xaxes(
        type="date", showgrid=True, gridcolor=LIGHT["grid"], zeroline=False, ticks="outside",
        ticklen=4, tickcolor=LIGHT["grid"], tickformatstops=TICK_FORMATS, automargin=False,
    )  # fmt: skip
    figure.update_yaxes(fixedrange=True, zeroline=False, showgrid=False, automargin=False)


def gantt_frame(
    words: Words = ENGLISH,
    *,
    load: bool = False,
    idle: bool = False,
    down: bool = False,
    over: bool = False,
    signs: Collection[str] = (),
) -> go.Figure:
    """Return a Gantt chart without bars: time to the right, row 0 on top.

    Parameters
    ----------
    words
        Language of legend and axes.
    load
        Add load against capacity per day below, on the same time axis. With it the marks are the
        due dates of demands, without it the MRP dates of orders.
    idle, down, over
        Whether the legend has waiting, downtimes and overtime.
    signs
        States that have a sign on their bars: ``frozen``, ``started``, ``interrupted``.
    """
    _ = words.text
    figure = go.Figure(
        [
            *_bars(words),
            *_heads(words, idle=idle, signs=bool(signs)),
            *_marks(words, due=_("due") if load else _("MRP date"), down=down, over=over),
            *_signs(words, signs),
        ]
    )
    shared_look(figure)
    # measuring labels, to hide or turn them, costs more than drawing the bars
    plain = {"ticklabeloverflow": "allow", "tickangle": 0}
    figure.update_layout(
        margin={"r": 36},
        xaxis={"side": "top", **plain},
        yaxis={"autorange": False, "range": [0.5, -0.5], **plain},
    )
    if load:
        for trace in _load_traces(words):
            figure.add_trace(trace.update(yaxis="y2", showlegend=False))
        figure.update_layout(
            yaxis={"domain": [0.2, 1]},
            yaxis2={**plain, "domain": [0, 0.16], "fixedrange": True, "rangemode": "tozero",
                    "nticks": 4, "showgrid": True, "gridcolor": LIGHT["grid"], "zeroline": False,
                    "title": {"text": _("load, h/day"), "font": {"size": 11}}},
        )  # fmt: skip
    return figure


def _load_traces(words: Words) -> list[go.Bar | go.Scatter]:
    """Return the empty traces of load against capacity: bars, and capacity as a step line."""
    _ = words.text
    return [
        go.Bar(name=_("load"), meta="load", marker={"color": LIGHT["load"]}, offset=0),
        go.Bar(
            name=_("setup within it"),
            meta="load-setup",
            marker={"color": LIGHT["setup"]},
            offset=0,
        ),
        go.Bar(
            name=_("overload"),
            meta="load-over",
            marker={
                "color": LIGHT["over"],
                "pattern": _pattern("\\", "#f7d0cc", LIGHT["over"], 0.2),
            },
            offset=0,
        ),
        go.Scatter(
            name=_("capacity"),
            meta="capacity",
            mode="lines",
            line={"shape": "hv", "width": 1.8, "color": LIGHT["capacity"]},
            hoverinfo="skip",
        ),
    ]  # fmt: skip


def stock_frame(words: Words = ENGLISH) -> go.Figure:
    """Return the chart of one item's projected stock against its thresholds, without data.

    Planned receipts stand on the scheduled ones; the stock below zero is filled.
    """
    figure = go.Figure([*_movements(words), *_stock_lines(words)])
    shared_look(figure)
    figure.update_layout(
        barmode="group",
        bargap=0.2,
        margin={"l": 60, "r": 16, "t": 56, "b": 40},
        yaxis={"showgrid": True, "gridcolor": LIGHT["grid"], "zeroline": True,
               "zerolinecolor": LIGHT["separator"]},
    )  # fmt: skip
    return figure


def _movements(words: Words) -> list[go.Bar]:
    """Return the empty bars of a day: stock below zero, what goes out, and what comes in."""
    _ = words.text
    planned = _pattern("/", LIGHT["load"], LIGHT["gap"], 0.45)
    return [
        go.Bar(
            name=_("below zero"),
            meta="negative",
            offset=0,
            marker={"color": LIGHT["over"], "opacity": 0.45},
        ),
        go.Bar(
            name=_("gross requirements"),
            meta="gross",
            offsetgroup="out",
            marker={"color": "#e8751a"},
        ),
        go.Bar(
            name=_("scheduled receipts"),
            meta="scheduled",
            offsetgroup="in",
            marker={"color": LIGHT["load"]},
        ),
        go.Bar(
            name=_("planned receipts"),
            meta="planned",
            offsetgroup="in",
            marker={"color": LIGHT["gap"], "pattern": planned,
                    "line": {"width": 1, "color": LIGHT["load"]}},
        ),
    ]  # fmt: skip


def _stock_lines(words: Words) -> list[go.Scatter]:
    """Return the empty lines: thresholds and stock."""
    _ = words.text

    def line(name: str, meta: str, **style: object) -> go.Scatter:
        return go.Scatter(name=name, meta=meta, mode="lines", line=style, hoverinfo="skip")

    return [
        line(_("safety stock"), "safety", width=1.4, dash="dash", color="#b88a12"),
        line(_("reorder level"), "reorder", width=1.4, dash="dot", color=LIGHT["now"]),
        line(_("projected on hand"), "stock", shape="hv", width=2, color=LIGHT["capacity"]),
    ]
