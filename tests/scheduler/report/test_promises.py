"""Infinite against finite: how the demands spread over their lateness, as bars and as rows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from scheduler.report.content import Content, report_columns
from scheduler.report.promises import spread, spread_figure, spread_rows
from tests.scheduler.report.tiny import DAY, demand_row, tiny_plan

if TYPE_CHECKING:
    from models.plan import Plan


def plan_of(*times: tuple[int, int | None, int]) -> Plan:
    """Return a plan of demands from due, promised and completion."""
    return tiny_plan(
        demands=tuple(
            replace(demand_row(f"D-{number}", due=due, completion=end), promised=promised)
            for number, (due, promised, end) in enumerate(times)
        )
    )


def test_a_demand_on_its_due_date_counts_left_of_zero() -> None:
    # a day early, on time to the minute, a minute late
    found = spread(plan_of((DAY, 0, DAY), (DAY, DAY, DAY + 1)))
    assert found.width == 1 / 24
    zero = -found.first  # the first bar right of 0
    assert found.promised[zero - 1] == 1
    assert found.promised[zero:] == (0,)
    assert found.planned[zero - 1 :] == (1, 1)


def test_bars_are_days_or_weeks_wide_so_that_few_tell_all() -> None:
    rows = spread_rows(plan_of((0, 0, 20 * DAY), (DAY, DAY // 2, 4 * DAY)))
    assert rows[:2] == [("-1 to 0", 2, 0), ("0 to 1", 0, 0)]
    assert rows[-1] == ("19 to 20", 0, 1)
    assert ("2 to 3", 0, 1) in rows


def test_what_is_due_in_years_counts_in_the_first_bar() -> None:
    far = 365_000 * DAY
    found = spread(plan_of((far, 0, 0), (DAY, DAY, 2 * DAY)))
    assert len(found.planned) <= 40
    assert found.planned[0] == 1


@given(
    st.lists(
        st.tuples(
            st.integers(-400 * DAY, 4000 * DAY),
            st.none() | st.integers(0, 900 * DAY),
            st.integers(-1, 900 * DAY),
        ),
        max_size=30,
    )
)
def test_every_demand_that_was_promised_and_is_scheduled_counts_once_on_each_side(
    times: list[tuple[int, int | None, int]],
) -> None:
    plan = plan_of(*times)
    found = spread(plan)
    known = [row for row in plan.demands if row.promised is not None and row.is_scheduled]
    assert sum(found.promised) == sum(found.planned) == len(known)
    assert len(found.promised) == len(found.planned) <= 42
    late = sum(row.late > 0 for row in known)
    assert sum(found.planned[max(0, -found.first) :]) == late


def test_the_chart_has_both_and_nothing_without_promises() -> None:
    figure = spread_figure(plan_of((DAY, DAY, 2 * DAY)))
    assert [trace.meta for trace in figure.data] == ["planned", "promised"]
    assert [sum(trace.y) for trace in figure.data] == [1, 1]
    assert not spread_rows(plan_of((DAY, None, 2 * DAY)))


def test_few_demands_are_counted_one_by_one_and_not_by_halves() -> None:
    assert spread_figure(plan_of((DAY, DAY, 2 * DAY))).layout.yaxis.dtick == 1
    many = [(DAY, DAY, 2 * DAY)] * 6
    assert spread_figure(plan_of(*many)).layout.yaxis.dtick is None


def test_the_page_knows_when_each_demand_was_promised() -> None:
    times = (DAY, DAY - 60, 2 * DAY), (DAY, None, DAY), (DAY, DAY + 1, DAY)
    columns = report_columns(Content(plan_of(*times)))
    assert columns["demand_promise"].tolist() == [1, 0, 2]
    assert columns["demand_sooner"].tolist() == [DAY + 60, 0, -1]
