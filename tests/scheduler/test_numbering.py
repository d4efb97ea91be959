"""Work on machines that are alike keeps its own, whoever else moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.api import plan as plan_of
from scheduler.changes import Drop, Move
from tests.scheduler.changes.press_shop import shop
from tests.scheduler.changes.test_changes import at
from tests.scheduler.simulation.shops import rows_of, tried

if TYPE_CHECKING:
    from models.plan import Plan
    from models.scenario import Scenario


def presses(num_machines: int, hours: list[int]) -> Scenario:
    """Return a shop with some presses that are alike, and an order of so many hours each."""
    items = [f"I{number}" for number in range(len(hours))]
    return shop(
        work_centers=[{"id": "PRESS", "capacity": num_machines}],
        items=[{"id": name, "source": "make"} for name in items],
        routings=[
            {"item": name, "operations": [{"phase": 10, "work_center": "PRESS", "run": f"{run}h"}]}
            for name, run in zip(items, hours, strict=True)
        ],
        demands=[
            {"id": f"SO-{name}", "item": name, "quantity": 1, "due": "2026-06-12"} for name in items
        ],
    )


def machines(plan: Plan) -> dict[str, str]:
    return {row.item: row.machine for row in plan.operations}


def test_what_stays_keeps_its_machine_when_something_before_it_goes() -> None:
    plan = plan_of(presses(2, [2, 3, 4, 5]), rule="spt")
    # I0 06-08 and I2 from 08 on one, I1 06-09 and I3 from 09 on the other
    before = machines(plan)
    assert before["I0"] == before["I2"] != before["I1"] == before["I3"]
    # without I0 the numbers by start would be the other way round
    after = machines(tried(plan, Drop("SO-I0")))
    assert after == {name: before[name] for name in ("I1", "I2", "I3")}


def test_a_move_to_one_of_machines_that_are_alike_is_shown_there() -> None:
    plan = plan_of(presses(2, [2, 3]), rule="spt")
    here = rows_of(plan)["MO-I1-1", 10].machine
    other = {"PRESS-1": "PRESS-2", "PRESS-2": "PRESS-1"}[here]
    moved = tried(plan, Move("MO-I1-1", 10, at(3, 6), other))
    assert rows_of(moved)["MO-I1-1", 10].machine == other


def test_sequences_count_along_the_machines_that_work_is_on() -> None:
    plan = plan_of(presses(2, [2, 3, 4, 5]), rule="spt")
    result = tried(plan, Drop("SO-I0"))
    for machine in {row.machine for row in result.operations}:
        rows = sorted(
            (row for row in result.operations if row.machine == machine), key=lambda row: row.start
        )
        assert [row.sequence for row in rows] == list(range(1, len(rows) + 1))


@settings(max_examples=25)
@given(
    hours=st.lists(st.integers(1, 9), min_size=2, max_size=9),
    num_machines=st.integers(2, 4),
    gone=st.integers(0, 8),
)
def test_who_keeps_its_time_when_another_is_gone_keeps_its_machine(
    hours: list[int], num_machines: int, gone: int
) -> None:
    plan = plan_of(presses(num_machines, hours), rule="spt")
    name = f"I{gone % len(hours)}"
    result = tried(plan, Drop(f"SO-{name}"))  # verified: no machine does two things at once
    was, now = rows_of(plan), rows_of(result)
    if all((now[key].start, now[key].end) == (was[key].start, was[key].end) for key in now):
        assert all(now[key].machine == was[key].machine for key in now)
