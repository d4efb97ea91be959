from __future__ import annotations

import pytest

from scheduler.report.lateness import order_lateness
from scheduler.report.palette import CLASSES, late_class
from tests.scheduler.report.synthetic import synthetic_plan
from tests.scheduler.report.tiny import DAY, demand_row, order_row, tiny_plan


@pytest.mark.parametrize(
    ("late", "label"),
    [
        (0, "on time"),
        (1, "late < 1 day"),
        (DAY - 1, "late < 1 day"),
        (DAY, "late 1-3 days"),
        (3 * DAY, "late 1-3 days"),
        (3 * DAY + 1, "late > 3 days"),
    ],
)
def test_lateness_falls_into_its_colour_class(late: int, label: str) -> None:
    assert CLASSES[late_class(late, DAY)].label == label


def test_an_order_is_as_late_as_the_latest_demand_it_serves() -> None:
    plan = tiny_plan(
        orders=(order_row("A", end=400, due=DAY, demands=("D1", "D2", "D3")),),
        demands=(
            demand_row("D1", due=500, completion=400),
            demand_row("D2", due=300, completion=400),
            demand_row("D3", due=399, completion=400),
        ),
    )
    late = order_lateness(plan)["A"]
    assert (late.served, late.served_class) == (100, 1)  # D2: 400 - 300
    assert (late.own, late.own_class) == (0, 0)  # due a day later itself


def test_an_order_for_stock_counts_by_its_own_due_date() -> None:
    plan = tiny_plan(orders=(order_row("S", end=5 * DAY, due=DAY),), demands=())
    late = order_lateness(plan)["S"]
    assert (late.served, late.served_class) == (4 * DAY, 3)


def test_every_order_of_a_late_demand_is_in_a_late_class_and_no_other_is() -> None:
    plan = synthetic_plan(200)
    late = {row.demand for row in plan.demands if row.late}
    assert late
    for row in plan.orders:
        coloured = order_lateness(plan)[row.order].served_class > 0
        assert coloured == any(name in late for name in row.demands), row.order
