from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

import scheduler
from scheduler.capacity import Kind, Period, capacity_of
from scheduler.report import load_chart, load_figure
from tests.scheduler.report.tiny import operation, tiny_plan

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from models.plan import Plan


def _strips(figure: Figure) -> list[str]:
    """Return the titles of the strips from top to bottom."""
    axes = [figure.layout[name] for name in figure.layout if name.startswith("yaxis")]
    axes = [axis for axis in axes if axis.domain]
    return [axis.title.text for axis in sorted(axes, key=lambda axis: -axis.domain[0])]


def _hours(figure: Figure, meta: str) -> float:
    """Return the sum of what traces of a kind show."""
    return sum(sum(trace.y) for trace in figure.data if trace.meta == meta)


@pytest.fixture(scope="module")
def crowded() -> Plan:
    """Return the bicycle plant at infinite capacity."""
    return scheduler.plan(scheduler.load("scenarios/bicycle.yaml"), mode="alap")


@pytest.mark.parametrize("period", [Period.DAY, Period.WEEK])
@pytest.mark.parametrize("kind", [Kind.CENTER, Kind.MACHINE, Kind.TOOL])
def test_O08_the_chart_shows_what_capacity_csv_has(
    kind: Kind, period: Period, crowded: Plan
) -> None:
    bars = [bar for bar in capacity_of(crowded).bars(period) if bar.kind is kind]
    figure = load_figure(crowded, kind=kind, period=period)
    for meta, minutes in {
        "processing": sum(bar.processing for bar in bars),
        "setup": sum(bar.setup for bar in bars),
        "idle": sum(bar.idle for bar in bars),
        "over": sum(bar.overload for bar in bars),
    }.items():
        assert _hours(figure, meta) == pytest.approx(minutes / 60)


def test_O08_what_does_not_fit_covers_the_top_of_its_bar() -> None:
    # three orders of 8 h at once, on a saw that is there for 8 h: 16 h stand red above 8
    alike = tuple(operation(name, 10, "SAW-1", (120, 120, 120, 660)) for name in "ABC")
    figure = load_figure(tiny_plan(operations=alike), names=["SAW"])
    (over,) = [trace for trace in figure.data if trace.meta == "over"]
    (line,) = [trace for trace in figure.data if trace.meta == "capacity"]
    assert (over.base[0], over.y[0]) == (8, 16)
    assert line.y[0] == 8
    assert _hours(figure, "processing") == 24


def test_the_bottleneck_stands_on_top_and_what_has_no_work_is_left_out() -> None:
    figure = load_figure(tiny_plan())
    assert sorted(_strips(figure)) == ["MILL, h", "SAW, h"]
    assert _strips(load_figure(tiny_plan(), names=["MILL"])) == ["MILL, h"]
    assert figure.data[0].x[0] == date(2026, 6, 1)


def test_too_many_things_are_cut_with_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load_chart, "MAX_THINGS", 1)
    with pytest.warns(UserWarning, match="the chart is cut to the first 1 of 2"):
        figure = load_figure(tiny_plan())
    assert len(_strips(figure)) == 1


def test_an_empty_plan_gives_an_empty_load_chart() -> None:
    assert list(load_figure(tiny_plan(operations=(), demands=(), orders=())).data) == []


def test_a_plan_shows_its_load_in_a_notebook() -> None:
    assert _strips(tiny_plan().load_figure(names=["SAW"], language="it")) == ["SAW, h"]


def test_what_is_no_kind_of_thing_is_refused() -> None:
    with pytest.raises(ValueError, match="'oven' is not a valid Kind"):
        load_figure(tiny_plan(), kind="oven")
