"""The Gantt by work center as a plotly figure that needs no script of ours."""

from __future__ import annotations

import warnings
from html import escape
from typing import TYPE_CHECKING

import numpy as np

from models.plan import OperationState
from scheduler.report.closed import closed_time
from scheduler.report.content import Content
from scheduler.report.figure import gantt_frame
from scheduler.report.palette import CLASSES, ORDER_COLOURS, STATE_COLOURS
from scheduler.words import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence
    from datetime import datetime

    from plotly.graph_objects import Figure

    from models.plan import OperationRow, Plan
    from scheduler.words import Words

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
    Picks = Sequence[int]

__all__ = ["COLOURS", "MAX_BARS", "notebook_gantt"]

COLOURS = ("lateness", "state", "order")
"""What the colour of a bar may tell."""

MAX_BARS = 3_000
"""Operations that plotly can still pan and zoom without a stall."""

ROW_PIXELS = 24


def notebook_gantt(
    plan: Plan,
    *,
    centers: Collection[str] | None,
    window: tuple[datetime, datetime] | None,
    colour: str = "lateness",
    words: Words = ENGLISH,
) -> Figure:
    """Return the chart; see `scheduler.report.gantt_figure`."""
    content = Content(plan, words)
    picks = _picked(plan, centers, window)
    figure = gantt_frame(words, idle=any(row.idle for row in plan.operations))
    traces = {trace.meta: trace for trace in figure.data}
    for index, (members, look) in enumerate(_coloured(content, picks, colour)):
        bars = _bars(content, members, "setup_start", "end")
        texts = [_hover(content, k) for k, _ in _on_machines(content, members)]
        traces[f"class{index}"].update(**bars, hovertext=texts, hoverinfo="text", **look)
    for meta, first, last, test in _HEADS:
        members = [k for k in picks if test(plan.operations[k])]
        if members or meta in traces:
            traces[meta].update(**_bars(content, members, first, last), hoverinfo="skip")
    shown = _rows_shown(content, centers)
    traces["closed"].update(_closed(content, shown))
    traces["due"].update(visible=False)
    _arrange(figure, content, shown)
    whole = [plan.clock.moment(tick).replace(tzinfo=None) for tick in (0, plan.end)]
    figure.update_xaxes(range=whole if window is None else list(window))
    return figure


_HEADS: tuple[tuple[str, str, str, Callable[[OperationRow], bool]], ...] = (
    ("idle", "idle_start", "end", lambda row: row.idle > 0),
    ("setup", "start", "run_start", lambda row: row.run_start > row.start),
    ("changeover", "setup_start", "start", lambda row: row.start > row.setup_start),
    ("fixed", "setup_start", "end", lambda row: row.state != "planned"),
)


def _coloured(
    content: Content, picks: Picks, colour: str
) -> Iterator[tuple[list[int], dict[str, object]]]:
    """Yield the operations of each trace of bars, and what differs from the look it has.

    Raises
    ------
    ValueError
        If the colour stands for nothing.
    """
    if colour not in COLOURS:
        message = f"found the colour {colour!r}, expected one of {', '.join(COLOURS)}"
        raise ValueError(message)
    rows, late = content.plan.operations, content.lateness
    if colour == "lateness":
        classes = [late[rows[k].order].served_class if rows[k].order in late else 0 for k in picks]
        looks: list[dict[str, object]] = [{} for _ in CLASSES]
    elif colour == "state":
        classes = [list(OperationState).index(rows[k].state) for k in picks]
        looks = [
            {
                "name": content.words.term(state),
                "marker": {"color": shade, "pattern": {"shape": ""}},
            }
            for state, shade in zip(OperationState, STATE_COLOURS, strict=False)
        ]
    else:
        classes = [0] * len(picks)
        looks = [_order_look(content, picks)]
    for index in range(len(CLASSES)):
        members = [k for k, own in zip(picks, classes, strict=True) if own == index]
        yield members, looks[index] if index < len(looks) else {"visible": False}


def _order_look(content: Content, picks: Picks) -> dict[str, object]:
    """Return a trace in which each bar has the colour of its order, by the first start."""
    orders = dict.fromkeys(content.plan.operations[k].order for k in picks)
    shade = {
        order: ORDER_COLOURS[number % len(ORDER_COLOURS)] for number, order in enumerate(orders)
    }
    shades = [shade[content.plan.operations[k].order] for k, _ in _on_machines(content, picks)]
    return {"name": content.words.text("orders"), "showlegend": False, "marker": {"color": shades}}


def _picked(
    plan: Plan, centers: Collection[str] | None, window: tuple[datetime, datetime] | None
) -> list[int]:
    """Return the operations to draw, by start."""
    first, last = (None, None) if window is None else map(plan.clock.tick, window)
    picks = [
        k
        for k, row in enumerate(plan.operations)
        if (centers is None or row.work_center in centers)
        and (first is None or row.end > first)
        and (last is None or row.setup_start < last)
    ]
    picks.sort(key=lambda k: plan.operations[k].setup_start)
    if len(picks) > MAX_BARS:
        message = (
            f"the chart is cut to the first {MAX_BARS} of {len(picks)} operations; "
            "choose fewer work centers or a shorter window"
        )
        warnings.warn(message, stacklevel=4)
    return picks[:MAX_BARS]


def _bars(content: Content, picks: Picks, first: str, last: str) -> dict[str, object]:
    """Return rows, starts and lengths of some operations, as plotly's bars want them.

    One that holds several machines has a bar on each.
    """
    bars = _on_machines(content, picks)
    ticks = np.array([[_tick(content, k, name) for k, _ in bars] for name in (first, last)])
    start, end = content.wall.milliseconds(ticks.astype(np.int64))
    return {
        "y": np.array([row for _, row in bars], dtype=np.int64),
        "base": start.astype("datetime64[ms]"),
        "x": end - start,
    }


def _on_machines(content: Content, picks: Picks) -> list[tuple[int, int]]:
    """Return (operation, row) of some operations, further machines last."""
    rows, wanted = content.rows, set(picks)
    also = zip(rows.also_operation.tolist(), rows.also_row.tolist(), strict=True)
    own = [(k, int(rows.row_of[k])) for k in picks]
    return own + [(k, row) for k, row in also if k in wanted]


def _tick(content: Content, k: int, name: str) -> int:
    if name == "idle_start":
        return int(content.worked.idle_start[k])
    return int(getattr(content.plan.operations[k], name))


def _hover(content: Content, k: int) -> str:
    """Return the facts of an operation; names are escaped, as plotly reads its texts as HTML."""
    row, wall, words = content.plan.operations[k], content.wall, content.words
    _ = words.text
    names = (row.order, row.item, row.work_center, " + ".join((row.machine, *row.also)))
    order, item, center, machine = (escape(name) for name in names)
    quantity, state = words.exact(row.quantity), words.term(row.state)
    place = _("position {position} on {machine}", position=row.sequence, machine=machine)
    lines = [
        f"<b>{order} / {row.phase}</b>",
        _("item {item}, {quantity} pieces", item=item, quantity=quantity),
        f"{center}, {place}, {state}",
        _("held from {time}", time=wall.text(row.setup_start, words)),
        _("start {time}", time=wall.text(row.start, words)),
        _("end {time}", time=wall.text(row.end, words)),
    ]
    if row.session:
        lines.insert(3, _("session {name}", name=row.session))
    late = content.lateness.get(row.order)
    if late is not None and late.served:
        days = words.number(late.served / content.plan.clock.ticks_per_day, 1)
        lines.append(_("late by {days} days", days=days))
    return "<br>".join(lines)


def _rows_shown(content: Content, centers: Collection[str] | None) -> list[int]:
    rows = content.rows.rows
    return [k for k, row in enumerate(rows) if centers is None or row.center in centers]


def _closed(content: Content, shown: list[int]) -> dict[str, object]:
    """Return the closed time of the rows shown as one polygon trace over the bars."""
    ends: list[int | None] = []
    ys: list[float | None] = []
    kept = set(shown)
    for area in closed_time(content.rows.rows, content.time, 0, content.until):
        if area.first not in kept:
            continue
        start, end = content.wall.milliseconds(np.array(area[2:], dtype=np.int64)).tolist()
        ends += [start, end, end, start, start, None]
        top, bottom = area.first - 0.5, area.last + 0.5
        ys += [top, top, bottom, bottom, top, None]
    return {"x": np.array(ends, dtype="datetime64[ms]"), "y": ys}


def _arrange(figure: Figure, content: Content, shown: list[int]) -> None:
    """Label the rows and mark the present."""
    first, last = (shown[0], shown[-1]) if shown else (0, 0)
    names = [escape(content.rows.rows[k].machine)[:40] for k in shown]
    now = content.wall.milliseconds(np.zeros(1, dtype=np.int64)).astype("datetime64[ms]")[0]
    figure.update_layout(
        hovermode="closest",
        height=130 + ROW_PIXELS * (last - first + 1),
        yaxis={"tickmode": "array", "tickvals": shown, "ticktext": names, "automargin": True,
               "range": [last + 0.5, first - 0.5]},
    )  # fmt: skip
    figure.add_vline(x=str(now), line={"width": 2, "color": "#0b63c5"})
