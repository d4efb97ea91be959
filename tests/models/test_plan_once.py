"""What takes long is made of a plan once, and does not outlive it."""

from __future__ import annotations

import gc
import weakref
from dataclasses import replace
from typing import TYPE_CHECKING

from tests.scheduler.report.tiny import tiny_plan

if TYPE_CHECKING:
    from models.plan import Plan


def test_a_function_is_called_once_for_each_plan() -> None:
    asked: list[Plan] = []

    def count(plan: Plan) -> int:
        asked.append(plan)
        return len(plan.operations)

    first, second = tiny_plan(), tiny_plan()
    assert [first.once(count), first.once(count)] == [len(first.operations)] * 2
    assert second.once(count) == len(second.operations)
    assert asked == [first, second]


def test_nothing_made_is_kept_too() -> None:
    asked: list[Plan] = []
    plan = tiny_plan()
    assert [plan.once(asked.append), plan.once(asked.append)] == [None, None]
    assert asked == [plan]


def test_key_figures_come_without_making_anything_again() -> None:
    asked: list[Plan] = []
    plan = tiny_plan()
    plan.once(asked.append)
    figures: dict[str, float | int | str | None] = {"late_demands": 7}
    later = plan.keeping(kpis=figures)
    later.once(asked.append)
    assert (len(asked), later.kpis, later.orders) == (1, {"late_demands": 7}, plan.orders)
    # another plan is another plan
    replace(plan, orders=()).once(asked.append)
    assert len(asked) == 2


def test_what_is_made_goes_with_its_plan() -> None:
    plan = tiny_plan()
    plan.once(lambda given: [given])
    watch = weakref.ref(plan)
    del plan
    gc.collect()
    assert watch() is None
