"""Load against capacity of several things as one plotly figure that needs no script of ours."""

from __future__ import annotations

import warnings
from datetime import timedelta
from html import escape
from typing import TYPE_CHECKING

import plotly.graph_objects as go

from scheduler.capacity import Kind, Period, capacity_of, ranking
from scheduler.report.figure import shared_look
from scheduler.report.load_figures import load_stack
from scheduler.report.palette import THEMES
from scheduler.words import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date

    from models.plan import Plan
    from scheduler.capacity import Bar, Capacity
    from scheduler.words import Words

__all__ = ["MAX_THINGS", "load_chart"]

MAX_THINGS = 30
"""Charts one below the other: more than that nobody reads, and no page holds."""

_PIXELS, _HEAD = 130, 110
_DAY = 86_400_000
_GRID = THEMES["light"]["grid"]


def load_chart(
    plan: Plan,
    *,
    kind: Kind = Kind.CENTER,
    names: Collection[str] | None = None,
    period: Period = Period.DAY,
    words: Words = ENGLISH,
) -> go.Figure:
    """Return the chart; see `scheduler.report.load_figure`."""
    capacity = capacity_of(plan)
    bars: dict[str, list[Bar]] = {}
    for bar in capacity.bars(period):
        if bar.kind is kind and (names is None or bar.name in names):
            bars.setdefault(bar.name, []).append(bar)
    shown = _shown(plan, capacity, bars)
    figure = go.Figure()
    shared_look(figure)
    for number, name in enumerate(shown, start=1):
        _add(figure, plan, bars[name], number, words)
    _arrange(figure, plan, shown, words)
    return figure


def _shown(plan: Plan, capacity: Capacity, bars: Mapping[str, list[Bar]]) -> list[str]:
    """Return what is drawn: what is loaded, the bottleneck first, all else as the capacity has it.

    Things on which no work is planned are left out.
    """
    loaded = [name for name, rows in bars.items() if any(bar.load for bar in rows)]
    rank = {row.center: number for number, row in enumerate(ranking(plan, capacity))}
    loaded.sort(key=lambda name: rank.get(name, len(rank)))
    if len(loaded) > MAX_THINGS:
        message = f"the chart is cut to the first {MAX_THINGS} of {len(loaded)}; name some of them"
        warnings.warn(message, stacklevel=4)
    return loaded[:MAX_THINGS]


def _add(figure: go.Figure, plan: Plan, bars: Sequence[Bar], number: int, words: Words) -> None:
    """Add the bars of one thing, what does not fit over their tops, and the line of capacity."""
    days = [_day(plan, bar.first_day) for bar in bars]
    width = [(bar.last_day - bar.first_day + 1) * _DAY for bar in bars]
    parts = {
        "processing": [bar.processing / 60 for bar in bars],
        "setup": [bar.setup / 60 for bar in bars],
        "idle": [bar.idle / 60 for bar in bars],
        "over": [bar.overload / 60 for bar in bars],
    }
    place = {"xaxis": "x", "yaxis": f"y{number}", "showlegend": number == 1}
    for trace in load_stack(words):
        trace.update(x=days, y=parts[trace.meta], width=width, offset=0, **place)
        if trace.meta == "over":
            trace.update(base=[(bar.load - bar.overload) / 60 for bar in bars])
        figure.add_trace(trace)
    if not bars[0].is_limited:
        return
    xs: list[date | None] = []
    ys: list[float | None] = []
    for bar in bars:
        xs += [_day(plan, bar.first_day), _day(plan, bar.last_day + 1), None]
        ys += [bar.capacity / 60, bar.capacity / 60, None]
    line = {"width": 1.8, "color": THEMES["light"]["capacity"]}
    name = words.text("capacity")
    figure.add_trace(
        go.Scatter(x=xs, y=ys, name=name, meta="capacity", mode="lines", line=line, **place)
    )


def _day(plan: Plan, number: int) -> date:
    return plan.clock.first_day + timedelta(days=number)


def _arrange(figure: go.Figure, plan: Plan, shown: Sequence[str], words: Words) -> None:
    """Give each thing a strip of its own, the first on top, all below one axis of days."""
    count = max(1, len(shown))
    axes = {}
    for number, name in enumerate(shown, start=1):
        top = 1 - (number - 1) / count
        axes[f"yaxis{'' if number == 1 else number}"] = {
            "domain": [top - 0.8 / count, top],
            "title": {"text": f"{escape(name)[:24]}, {words.text('h')}", "font": {"size": 11}},
            "rangemode": "tozero", "showgrid": True, "gridcolor": _GRID, "nticks": 4,
        }  # fmt: skip
    last = plan.clock.day(plan.end) + 1
    figure.update_layout(
        barmode="stack",
        height=_HEAD + _PIXELS * count,
        margin={"l": 90, "r": 16, "t": 50, "b": 40},
        xaxis={
            "anchor": f"y{count}" if count > 1 else "y",
            "type": "date",
            "range": [_day(plan, 0), _day(plan, last)],
        },
        **axes,
    )
