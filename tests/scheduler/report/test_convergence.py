"""How the search went, as a figure and as rows."""

from __future__ import annotations

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
    assert bound.name == "tardiness, proved by the end"
    # 2,880 and 1,440 minutes are two days and one
    assert (makespan.y, makespan.yaxis) == ((2.0, 1.0, 1.0), "y2")


def test_a_level_without_a_bound_has_no_line_for_it() -> None:
    names = [trace.name for trace in convergence_figure(report(FIRST, SECOND, bound=None)).data]
    assert names == ["tardiness", "makespan"]


def test_a_single_plan_is_no_curve() -> None:
    assert not convergence_figure(report(SECOND)).data
    assert not convergence_figure(report()).data


def test_the_rows_say_the_same_in_words() -> None:
    assert found_rows(report(FIRST, SECOND)) == [
        ("0.50", "dispatch:due", ["9.00 weighted days", "2.00 d"]),
        ("7.25", "sequencing", ["4.00 weighted days", "1.00 d"]),
    ]
