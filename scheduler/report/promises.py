"""Infinite against finite: how late demands are as promised and as planned, as bars and rows."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import ceil, floor
from typing import TYPE_CHECKING

import plotly.graph_objects as go

from scheduler.report.figure import LIGHT, shared_look
from scheduler.words import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.plan import Plan
    from scheduler.words import Words

__all__ = ["Spread", "spread", "spread_figure", "spread_rows"]

_WIDTHS = (1 / 24, 0.25, 0.5, 1, 2, 7, 14, 28, 91, 364)
"""Days of a bar: hours, parts of a day, days, weeks."""
_MOST_BARS = 40
_FEW = 6
"""With fewer demands in every bar the axis counts one by one: it would have halves otherwise."""
_LEAST_BEFORE = 10.0
"""Days before the due date that are always told apart."""


@dataclass(frozen=True, slots=True)
class Spread:
    """How many demands are how late: bar k counts those in ``(first + k, first + k + 1] x width``.

    Parameters
    ----------
    width
        Days of a bar.
    first
        Lower edge of the first bar, in bars; what is earlier counts in it.
    promised, planned
        Shape (bars,): demands with a promise, as infinite capacity promised and as planned.
    """

    width: float
    first: int
    promised: tuple[int, ...]
    planned: tuple[int, ...]


def spread(plan: Plan) -> Spread:
    """Return how late the demands are that were promised and are scheduled; maybe no bar."""
    day = plan.clock.ticks_per_day
    rows = [row for row in plan.demands if row.promised is not None and row.is_scheduled]
    promised = [(row.promised or 0) - row.due for row in rows]
    planned = [row.completion - row.due for row in rows]
    if not rows:
        return Spread(1.0, 0, (), ())
    both = [ticks / day for ticks in (*promised, *planned)]
    high = max(0.0, *both)
    # what is due in years would squeeze the rest into one bar
    low = max(min(both), -max(_LEAST_BEFORE, 2 * high))
    width = next((w for w in _WIDTHS if _num_bars(low, high, w) <= _MOST_BARS), None)
    width = width or (high - low) / (_MOST_BARS - 2)
    first, last = ceil(low / width) - 1, max(ceil(high / width) - 1, 0)
    return Spread(
        width,
        first,
        _counted(promised, day * width, first, last),
        _counted(planned, day * width, first, last),
    )


def _num_bars(low: float, high: float, width: float) -> int:
    return ceil(high / width) - floor(low / width) + 1


def _counted(ticks: Sequence[int], width: float, first: int, last: int) -> tuple[int, ...]:
    """Count by bar; what lies on an edge belongs to the bar before, so that 0 is on time."""
    found = Counter(max(first, ceil(tick / width) - 1) for tick in ticks)
    return tuple(found[bar] for bar in range(first, last + 1))


def spread_figure(plan: Plan, words: Words = ENGLISH) -> go.Figure:
    """Return both as bars over each other: planned ones filled, promised ones as an outline."""
    _, found = words.text, spread(plan)
    middle = [(found.first + k + 0.5) * found.width for k in range(len(found.planned))]
    figure = go.Figure(
        [
            go.Bar(
                name=_("as planned"),
                meta="planned",
                x=middle,
                y=found.planned,
                marker={"color": LIGHT["load"]},
            ),
            go.Bar(
                name=_("as infinite capacity promised"),
                meta="promised",
                x=middle,
                y=found.promised,
                marker={
                    "color": "rgba(0,0,0,0)",
                    "line": {"width": 1.8, "color": LIGHT["capacity"]},
                },
            ),
        ]
    )
    shared_look(figure)
    figure.layout.xaxis.tickformatstops = None  # those are of dates
    figure.update_traces(
        width=found.width,
        customdata=[label for label, *_ in spread_rows(plan, words)],
        hovertemplate="%{customdata}: %{y}<extra>%{fullData.name}</extra>",
    )
    figure.update_layout(
        hovermode="closest",
        dragmode=False,
        margin={"l": 60, "r": 16, "t": 36, "b": 44},
        legend={"itemclick": False, "itemdoubleclick": False},
        xaxis={"type": "linear", "title": {"text": _("days after due; left of 0 is on time")},
               "zeroline": True, "zerolinecolor": LIGHT["capacity"], "zerolinewidth": 2},
        yaxis={"title": {"text": _("demands")}, "rangemode": "tozero", "showgrid": True,
               "gridcolor": LIGHT["grid"], "tickformat": ",d",
               "dtick": 1 if max((*found.promised, *found.planned), default=0) < _FEW else None},
    )  # fmt: skip
    return figure


def spread_rows(plan: Plan, words: Words = ENGLISH) -> list[tuple[str, int, int]]:
    """Return the bars as rows: from how many to how many days, promised, planned."""
    found = spread(plan)
    places = next((k for k in range(3) if found.width * 10**k % 1 == 0), 2)

    def edge(bar: int) -> str:
        return words.number((found.first + bar) * found.width, places)

    return [
        (words.text("{low} to {high}", low=edge(k), high=edge(k + 1)), promised, planned)
        for k, (promised, planned) in enumerate(zip(found.promised, found.planned, strict=True))
    ]
