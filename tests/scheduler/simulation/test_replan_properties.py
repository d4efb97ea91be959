"""Whatever the shop, and whatever is moved: what holds of every plan that was tried."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.api import verify
from scheduler.changes import (
    Breakdown,
    Move,
)
from tests.scheduler.changes.press_shop import shop
from tests.scheduler.changes.test_changes import at
from tests.scheduler.simulation.shops import planned, rows_of, tried


def random_shop(draw: Any) -> Any:
    """Return a shop of two centers with setups, and random orders on it."""
    hours = draw(st.lists(st.tuples(st.integers(1, 7), st.integers(1, 7)), min_size=1, max_size=6))
    items = [f"I{number}" for number in range(len(hours))]
    return shop(
        work_centers=[
            {"id": "PRESS", "capacity": draw(st.integers(1, 2))},
            {"id": "PACK", "interruptible": draw(st.booleans())},
            {"id": "SPARE"},
        ],
        items=[{"id": name, "source": "make"} for name in items],
        routings=[
            {
                "item": name,
                "operations": [
                    {"phase": 10, "work_center": "PRESS", "run": f"{first}h", "setup": "20m"},
                    {"phase": 20, "work_center": "PACK", "run": f"{second}h"},
                ],
            }
            for name, (first, second) in zip(items, hours, strict=True)
        ],
        demands=[
            {"id": f"SO-{name}", "item": name, "quantity": 1, "due": f"2026-06-0{1 + day % 9}"}
            for day, name in enumerate(items)
        ],
    )


@settings(max_examples=15)
@given(data=st.data(), rule=st.sampled_from(["spt", "lpt", "edd", "weighted-due-date"]))
def test_O10_a_snapshot_without_changes_equals_its_parent(data: st.DataObject, rule: str) -> None:
    plan = planned(random_shop(data.draw), rule)
    assert tried(plan) is plan
    # nor does a change that is nobody's business move anything
    same = tried(plan, Breakdown("SPARE", at(2), at(3)))
    assert same.operations == plan.operations
    assert same.orders == plan.orders
    assert same.demands == plan.demands  # and so is why one is late


@settings(max_examples=15)
@given(data=st.data(), hour=st.integers(0, 80))
def test_a_move_leads_where_it_says_and_nothing_else_goes_earlier_but_what_precedes_it(
    data: st.DataObject, hour: int
) -> None:
    plan = planned(random_shop(data.draw), "spt")
    row = data.draw(st.sampled_from(sorted(plan.operations, key=lambda row: row.order)))
    start = plan.clock.moment(row.start + hour * 60)
    moved = tried(plan, Move(row.order, row.phase, start), snap=True)
    assert verify(moved) == ()
    after = rows_of(moved)
    assert after[row.order, row.phase].start >= row.start + hour * 60
    for key, before in rows_of(plan).items():
        assert after[key].start >= before.start or key == (row.order, row.phase)
