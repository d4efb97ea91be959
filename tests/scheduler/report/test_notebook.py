from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np
import pytest

from models.plan import OperationState
from scheduler.report import gantt_figure
from scheduler.report.notebook import MAX_BARS
from scheduler.report.palette import CLASSES
from scheduler.report.rows import gantt_rows
from tests.scheduler.report.synthetic import synthetic_plan
from tests.scheduler.report.tiny import OPERATIONS, operation, order_row, tiny_plan

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

Bar = tuple[int, datetime, float]


def _bars(figure: Figure, *metas: str) -> list[Bar]:
    """Return (row, start, minutes) of the bars of some traces."""
    return [
        (int(y), base.astype("datetime64[s]").item(), float(x) / 60_000)
        for trace in figure.data
        if trace.meta in metas
        for y, base, x in zip(trace.y, np.asarray(trace.base), trace.x, strict=True)
    ]


def _at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 6, 1, hour, minute)  # noqa: DTZ001 - wall clock


CLASS_TRACES = tuple(f"class{k}" for k in range(len(CLASSES)))


def test_bars_stand_where_and_as_long_as_the_plan_says() -> None:
    figure = gantt_figure(tiny_plan())
    assert sorted(_bars(figure, *CLASS_TRACES)) == [
        (0, _at(8), 180.0),  # A/10 from its changeover at 08:00 to 11:00
        (0, _at(11), 180.0),  # B/10 from 11:00 to 14:00, lunch included
        (1, _at(11), 100.0),  # A/20 on MILL-1
        (2, _at(6), 90.0),  # C/10 on MILL-2
    ]


def test_changeover_and_own_setup_are_bars_of_their_own_on_top() -> None:
    figure = gantt_figure(tiny_plan())
    assert _bars(figure, "changeover") == [(0, _at(8), 30.0)]
    assert _bars(figure, "setup") == [(0, _at(8, 30), 20.0)]
    metas = [trace.meta for trace in figure.data]
    assert max(metas.index(name) for name in CLASS_TRACES) < metas.index("setup")
    assert metas.index("changeover") < metas.index("closed")


def test_orders_of_a_late_demand_are_in_the_late_class() -> None:
    figure = gantt_figure(tiny_plan())
    # A and B serve the demand that is 100 min late; C is for stock and on time
    assert len(_bars(figure, "class1")) == 3
    assert _bars(figure, "class0") == [(2, _at(6), 90.0)]


def test_started_work_has_an_outline() -> None:
    started = replace(OPERATIONS[3], state=OperationState.STARTED)
    figure = gantt_figure(tiny_plan(operations=(*OPERATIONS[:3], started)))
    assert _bars(figure, "fixed") == [(2, _at(6), 90.0)]


def test_every_operation_of_a_larger_plan_has_its_bar() -> None:
    plan = synthetic_plan(300)
    rows = gantt_rows(plan).row_of.tolist()
    expected = sorted(
        (
            rows[k],
            plan.clock.moment(row.setup_start).replace(tzinfo=None),
            float(row.end - row.setup_start),
        )
        for k, row in enumerate(plan.operations)
    )
    assert sorted(_bars(gantt_figure(plan), *CLASS_TRACES)) == expected


def test_only_the_centers_asked_for_are_drawn() -> None:
    figure = gantt_figure(tiny_plan(), centers=["MILL"])
    assert {row for row, _, _ in _bars(figure, *CLASS_TRACES)} == {1, 2}
    assert list(figure.layout.yaxis.ticktext) == ["MILL-1", "MILL-2"]


def test_operations_outside_the_window_are_left_out() -> None:
    figure = gantt_figure(tiny_plan(), window=(_at(11), _at(12)))
    # A/10 ends at 11:00, C/10 at 07:30: only A/20 and B/10 are in the hour
    assert sorted(start for _, start, _ in _bars(figure, *CLASS_TRACES)) == [_at(11), _at(11)]


def test_a_chart_too_large_to_be_moved_is_cut_with_a_warning() -> None:
    many = tuple(operation(f"O{k}", 10, "SAW-1", (k, k, k, k + 1)) for k in range(MAX_BARS + 100))
    plan = tiny_plan(operations=many, orders=(order_row("O1", end=2, due=5),), demands=())
    with pytest.warns(UserWarning, match=f"first {MAX_BARS} of {MAX_BARS + 100} operations"):
        figure = gantt_figure(plan)
    assert len(_bars(figure, *CLASS_TRACES)) == MAX_BARS


def test_K09_bars_are_the_intervals_of_the_plan_and_breaks_are_shown() -> None:
    figure = gantt_figure(tiny_plan(), colour="state")
    assert [trace.name for trace in figure.data if trace.meta == "class0"] == ["planned"]
    # the same bars as in the chart of lateness, and all of them planned
    assert sorted(_bars(figure, "class0")) == [
        (0, _at(8), 180.0), (0, _at(11), 180.0), (1, _at(11), 100.0), (2, _at(6), 90.0),
    ]  # fmt: skip
    closed = next(trace for trace in figure.data if trace.meta == "closed")
    moments = [value.astype("datetime64[s]").item() for value in np.asarray(closed.x)]
    # lunch of the saw from 12:00 to 13:00
    assert {_at(12), _at(13)} <= set(moments)


def test_K09_colours_tell_the_state() -> None:
    states = (OperationState.STARTED, OperationState.FROZEN)
    fixed = tuple(
        replace(row, state=state) for row, state in zip(OPERATIONS[2:], states, strict=True)
    )
    figure = gantt_figure(tiny_plan(operations=(*OPERATIONS[:2], *fixed)), colour="state")
    bars = {trace.name: trace for trace in figure.data if str(trace.meta).startswith("class")}
    assert {name: len(bars[name].y) for name in ("planned", "frozen", "started")} == {
        "planned": 2, "frozen": 1, "started": 1,
    }  # fmt: skip
    colours = [bars[name].marker.color for name in ("planned", "frozen", "started")]
    assert len(set(colours)) == 3


def test_K09_colours_tell_the_order() -> None:
    figure = gantt_figure(tiny_plan(), colour="order")
    (trace,) = [trace for trace in figure.data if trace.meta == "class0"]
    orders = [text[3:].partition(" /")[0] for text in trace.hovertext]
    shades = dict(zip(orders, trace.marker.color, strict=True))
    assert sorted(orders) == ["A", "A", "B", "C"]
    assert len(set(shades.values())) == 3
    assert len(trace.marker.color) == 4


def test_a_colour_that_means_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="found the colour 'item', expected one of lateness"):
        gantt_figure(tiny_plan(), colour="item")


def test_time_is_never_cut_out_of_the_axis() -> None:
    # plotly's rangebreaks drop bars without a word
    assert "rangebreaks" not in gantt_figure(tiny_plan()).to_json()


def test_an_empty_plan_gives_an_empty_chart() -> None:
    figure = gantt_figure(tiny_plan(operations=(), orders=(), demands=()))
    assert _bars(figure, *CLASS_TRACES) == []
