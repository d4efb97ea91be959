"""Both plans in one Gantt chart: the first as thin grey bars under those of the second."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import numpy as np
import plotly.graph_objects as go

from scheduler.difference.bars import CLASSES, drawing
from scheduler.difference.tables import machine_text
from scheduler.plan_time import PlanTime
from scheduler.report.closed import closed_time
from scheduler.report.figure import TICK_FORMATS, shared_look
from scheduler.report.notebook import MAX_BARS, ROW_PIXELS
from scheduler.report.palette import THEMES
from scheduler.report.rows import NO_CENTER
from scheduler.report.wall import WallClock
from scheduler.words import ENGLISH
from scheduler.words.terms import mark

if TYPE_CHECKING:
    from models.plan import OperationRow
    from scheduler.difference.bars import Bar, Drawing
    from scheduler.difference.difference import Difference
    from scheduler.report.rows import GanttRow
    from scheduler.words import Words

__all__ = ["difference_figure"]

# apart for every kind of colour vision; what has another machine, or is in one plan, is hatched too
_COLOURS = (
    ("#c3cedb", ""), ("#3f74a8", ""), ("#e8751a", ""), ("#7b3fa0", "/"), ("#f4c03f", ""),
    ("#1b7f79", "x"), ("#8a94a0", ""), ("#8f1d33", "\\"),
)  # fmt: skip
_HEIGHT, _REFERENCE_HEIGHT = 0.56, 0.18
_LONGEST_LABEL = 40


def difference_figure(
    difference: Difference, words: Words = ENGLISH, most: int = MAX_BARS
) -> tuple[go.Figure, str]:
    """Return the figure, and a sentence on what it leaves out, empty if nothing.

    Time is local time of the second plan; closed time is that of its calendars.

    Parameters
    ----------
    most
        Bars to draw at most.
    """
    drawn = drawing(difference, words, most)
    walls = _Walls(difference, words)
    figure = go.Figure()
    for kind, (colour, shape) in enumerate(_COLOURS):
        bars = [bar for bar in drawn.bars if bar.kind == kind]
        if bars:
            figure.add_trace(_trace(bars, walls, colour, shape))
    figure.add_trace(_closed(difference, drawn, walls))
    _arrange(figure, drawn, walls)
    return figure, drawn.note


class _Walls:
    """Ticks of both plans as local time of the second, on plotly's axis."""

    def __init__(self, difference: Difference, words: Words) -> None:
        self.words = words
        plans = (difference.before, difference.after)
        self._walls = [
            WallClock(clock, min((row.setup_start for row in plan.operations), default=0), plan.end)
            for clock, plan in zip(
                (difference.clock_before, difference.after.clock), plans, strict=True
            )
        ]

    def milliseconds(self, ticks: list[int], *, is_reference: bool) -> list[int]:
        wall = self._walls[0 if is_reference else 1]
        found: list[int] = wall.milliseconds(np.array(ticks, dtype=np.int64)).tolist()
        return found

    def texts(self, ticks: list[int], *, is_reference: bool) -> list[str]:
        """Return ticks as dates that plotly reads."""
        moments = np.array(self.milliseconds(ticks, is_reference=is_reference), dtype=np.int64)
        found: list[str] = np.datetime_as_string(moments.astype("datetime64[ms]")).tolist()
        return found

    def text(self, row: OperationRow, *, is_reference: bool) -> str:
        wall = self._walls[0 if is_reference else 1]
        return self.words.text(
            "{machine}, {start} to {end}",
            machine=machine_text(row),
            start=wall.text(row.setup_start, self.words),
            end=wall.text(row.end, self.words),
        )


def _trace(bars: list[Bar], walls: _Walls, colour: str, shape: str) -> go.Bar:
    """Return the bars of one class; those of the first plan are thin and lie below."""
    is_reference = bars[0].is_reference
    starts = [bar.operation.setup_start for bar in bars]
    begin = walls.milliseconds(starts, is_reference=is_reference)
    end = walls.milliseconds([bar.operation.end for bar in bars], is_reference=is_reference)
    return go.Bar(
        name=walls.words.text(CLASSES[bars[0].kind]),
        orientation="h",
        y=[bar.row for bar in bars],
        base=walls.texts(starts, is_reference=is_reference),
        x=[last - first for first, last in zip(begin, end, strict=True)],
        width=_REFERENCE_HEIGHT if is_reference else _HEIGHT,
        offset=0.24 if is_reference else -0.4,
        hovertext=[_hover(bar, walls) for bar in bars],
        hoverinfo="text",
        marker={
            "color": colour,
            "line": {"width": 0.4, "color": "#ffffff"},
            "pattern": {"shape": shape, "fgcolor": "#ffffff", "bgcolor": colour, "size": 6,
                        "solidity": 0.25},
        },
    )  # fmt: skip


def _hover(bar: Bar, walls: _Walls) -> str:
    """Return both places of an operation; names are escaped, as plotly reads its texts as HTML."""
    row, change = bar.operation, bar.change
    lines = [
        f"<b>{escape(row.order)} / {row.phase}</b>",
        f"{escape(row.item)}, {walls.words.text(CLASSES[bar.kind])}",
    ]
    if change is None:
        return "<br>".join((*lines, escape(walls.text(row, is_reference=bar.is_reference))))
    for label, place in (
        (mark("first plan: {place}"), change.before),
        (mark("second plan: {place}"), change.after),
    ):
        if place is not None:
            text = walls.text(place, is_reference=place is change.before)
            lines.append(walls.words.text(label, place=escape(text)))
    return "<br>".join(lines)


def _closed(difference: Difference, drawn: Drawing, walls: _Walls) -> go.Scatter:
    """Return the closed time of the second plan's machines as one polygon trace over the bars."""
    plan = difference.after
    time = PlanTime(plan.scenario, plan.end, material=plan.material)
    known = plan.scenario.work_center_by_id
    ends: list[str | None] = []
    ys: list[float | None] = []
    for area in closed_time(drawn.rows, time, 0, plan.end):
        if drawn.rows[area.first].center not in known:
            continue
        start, end = walls.texts([area.start, area.end], is_reference=False)
        ends += [start, end, end, start, start, None]
        top, bottom = area.first - 0.5, area.last + 0.5
        ys += [top, top, bottom, bottom, top, None]
    return go.Scatter(
        name=walls.words.text("not working"), x=ends, y=ys, mode="lines", fill="toself",
        line={"width": 0},
        fillcolor=THEMES["light"]["closed"], hoverinfo="skip",
    )  # fmt: skip


def _arrange(figure: go.Figure, drawn: Drawing, walls: _Walls) -> None:
    """Label the rows, and mark the moment of planning."""
    count = max(1, len(drawn.rows))
    shared_look(figure)
    figure.update_layout(
        hovermode="closest",
        height=130 + ROW_PIXELS * count,
        xaxis={"side": "top", "tickformatstops": TICK_FORMATS},
        yaxis={"tickmode": "array", "tickvals": list(range(len(drawn.rows))), "automargin": True,
               "ticktext": _labels(drawn.rows, walls.words), "range": [count - 0.5, -0.5]},
        modebar={"orientation": "v"},  # the legend is where it would lie
    )  # fmt: skip
    (now,) = walls.texts([0], is_reference=False)
    figure.add_vline(x=now, line={"width": 2, "color": THEMES["light"]["now"]})


def _labels(rows: tuple[GanttRow, ...], words: Words) -> list[str]:
    """Return the machine of each row, once where its work overlaps and takes several."""
    no_center = words.text(NO_CENTER)
    names = [escape((row.machine or no_center)[:_LONGEST_LABEL]) for row in rows]
    return [
        "" if index and rows[index - 1] == row else name
        for index, (row, name) in enumerate(zip(rows, names, strict=True))
    ]
