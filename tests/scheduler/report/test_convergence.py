"""How the search went, as a figure and as rows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from models.plan import Mode, SolveReport
from models.schedule import Found, Level, LevelResult, Objective, Status
from scheduler.report.convergence import convergence_figure, found_rows

TARDINESS, MAKESPAN = Level.of(Objective.TARDINESS), Level.of(Objective.MAKESPAN)


def report(*found: Found, bound: int | None = 300) -> SolveReport:
    """Return a solve of 60 s; tardiness in hundredths of weighted days, minutes as ticks."""
    levels = (LevelResult(TARDINESS, 400, bound), LevelResult(MAKESPAN, 1440))
    return SolveReport(
        Mode.FINITE, Status.FEASIBLE, levels, "sequencing", 60.0, weight_unit=0.01, history=found
    )


FIRST, SECOND = Found(0.5, "dispatch:due", (900, 2880)), Found(7.25, "sequencing", (400, 1440))


def test_each_level_is_a_line_of_steps_to_the_end_in_the_users_units() -> None:
    figure = convergence_figure(report(FIRST, SECOND))
    tardiness, bound, makespan = figure.data
    assert tardiness.x == (0.5, 7.25, 60.0)
    assert tardiness.y == (9.0, 4.0, 4.0)
    assert tardiness.line.shape == "hv"
    assert tardiness.text == ("dispatch:due", "sequencing", "sequencing")
    assert bound.y == (3.0, 3.0)
    # 2,880 and 1,440 minutes are two days and one
    assert (makespan.y, makespan.yaxis) == ((2.0, 1.0, 1.0), "y2")


def test_a_level_without_a_bound_has_no_line_for_it() -> None:
    figure = convergence_figure(report(FIRST, SECOND, bound=None))
    assert [trace.meta for trace in figure.data] == ["plan", "plan"]


def test_the_legend_names_plan_and_bound_once() -> None:
    levels = (LevelResult(TARDINESS, 400, 300), LevelResult(MAKESPAN, 1440, 1440))
    figure = convergence_figure(replace(report(FIRST, SECOND), levels=levels))
    assert figure.layout.showlegend
    assert [trace.meta for trace in figure.data] == ["plan", "bound", "plan", "bound"]
    assert [trace.name for trace in figure.data if trace.showlegend] == [
        "best plan so far",
        "proved bound, as known at the end",
    ]


def test_a_bound_of_zero_is_drawn_over_the_axis() -> None:
    figure = convergence_figure(report(FIRST, SECOND, bound=0))
    assert figure.layout.xaxis.layer == "below traces"
    assert not any(trace.cliponaxis for trace in figure.data)


@pytest.mark.parametrize(
    ("first", "last", "bound", "is_cut"),
    [
        (900, 400, None, False),
        (500, 400, None, False),  # a fifth of the axis is seen
        (499, 400, None, True),
        (499, 400, 100, False),  # the bound is far below
        (400, 400, 400, False),  # there is no change to see
        (0, 0, None, False),
    ],
)
def test_an_axis_begins_at_zero_unless_that_hides_the_change_and_says_if_not(
    first: int, last: int, bound: int | None, is_cut: bool
) -> None:
    rows = Found(0.5, "rules", (first, 1440)), Found(2.0, "lists", (last, 1440))
    axis = convergence_figure(report(*rows, bound=bound)).layout.yaxis
    assert axis.rangemode == ("normal" if is_cut else "tozero")
    assert ("cut axis" in axis.title.text) == is_cut


def test_an_axis_names_the_unit_of_its_level_that_of_money_too() -> None:
    objectives = (Objective.FLOW, Objective.LATE, Objective.SETUP, Objective.MAX_LATENESS)
    levels = tuple(LevelResult(Level.of(objective), 60) for objective in objectives)
    rows = [Found(0.5, "rules", (90, 90, 90, 90)), Found(2.0, "lists", (60, 60, 60, 60))]
    layout = convergence_figure(replace(report(*rows), levels=levels)).layout
    axes = (layout.yaxis, layout.yaxis2, layout.yaxis3, layout.yaxis4)
    assert [axis.title.text.split("<br>") for axis in axes] == [
        ["flow", "currency"],
        ["late", "demands and orders"],
        ["setup", "h"],
        ["max-lateness", "d"],
    ]


def test_seconds_are_not_written_as_dates() -> None:
    # formats of dates on an axis of numbers make plotly print 0.30000000000000004
    assert not convergence_figure(report(FIRST, SECOND)).layout.xaxis.tickformatstops


def test_a_single_plan_is_no_curve() -> None:
    assert not convergence_figure(report(SECOND)).data
    assert not convergence_figure(report()).data


def test_the_rows_say_the_same_in_words() -> None:
    assert found_rows(report(FIRST, SECOND)) == [
        ("0.50", "dispatch:due", ["9.00 weighted days", "2.00 d"]),
        ("7.25", "sequencing", ["4.00 weighted days", "1.00 d"]),
    ]
