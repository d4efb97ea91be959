"""The printed sequence: cells by hand, with what a phase would find of its material."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.errors import InvalidScenarioFile
from scheduler.api import plan as make_plan
from scheduler.sequence import sequence_table
from tests.scheduler.scenario_builder import plant, routing
from tests.scheduler.sequence.shop_plans import queue, queue_plan

if TYPE_CHECKING:
    from models.plan import Plan


def cells(plan: Plan, center: str, *columns: str) -> list[tuple[str, ...]]:
    """Return some columns of a sequence as texts."""
    table = sequence_table(plan, center)
    places = [table.columns.index(name) for name in columns]
    return [tuple(str(row[place]) for place in places) for row in table.rows]


def test_a_sequence_is_listed_by_machine_and_position() -> None:
    found = cells(queue_plan(), "A", "machine", "sequence", "order", "phase", "next_center")
    assert found == [
        ("A-1", "1", "MO-1", "10", "B"),
        ("A-1", "2", "MO-2", "10", "B"),
        ("A-1", "3", "MO-3", "10", "B"),
    ]
    assert [row[0] for row in cells(queue_plan(), "B", "next_center")] == ["", "", ""]


def test_material_is_full_partial_none_or_not_needed_at_the_start_and_today() -> None:
    # 90 of 240 are there: 60 for MO-1, 30 of the 120 for MO-2, none for MO-3
    plan = make_plan(queue(stock=[{"item": "HUB", "quantity": 90}]), rule="edd")
    found = {row[0]: row[1:] for row in cells(
        plan, "A", "order", "material_at_start", "material_today"
    )}  # fmt: skip
    assert found == {
        "MO-1": ("full", "full"),
        "MO-2": ("full", "partial"),
        "MO-3": ("full", "none"),
    }
    assert set(cells(plan, "B", "material_at_start", "material_today")) == {
        ("not needed", "not needed")
    }


def test_material_that_nothing_covers_is_missing_at_the_start_too() -> None:
    shop = queue(
        items=[{"id": "X", "source": "make"}, {"id": "HUB", "source": "buy", "blocked": True}],
        stock=[],
    )
    plan = make_plan(shop, rule="edd")
    assert set(cells(plan, "A", "material_at_start")) == {("none",)}


def test_the_phase_before_is_not_started_started_or_completed() -> None:
    def declared(*rows: dict[str, object]) -> list[dict[str, object]]:
        return list(rows)

    states = {
        "MO-1": declared({"phase": 10, "state": "closed"}),
        "MO-2": declared({"phase": 10, "state": "started", "good": 10}),
        "MO-3": declared(),
    }
    shop = plant(
        work_centers=[{"id": "A"}, {"id": "B"}],
        routings=[routing("X", (10, "A", "1m"), (20, "B", "2m"))],
        orders=[
            {"id": name, "type": "production", "item": "X", "quantity": 60, "end": "2026-06-02",
             "progress": rows}
            for name, rows in states.items()
        ],
        demands=[{"id": "SO-1", "item": "X", "quantity": 180, "due": "2026-06-02"}],
    )  # fmt: skip
    plan = make_plan(shop, rule="edd")
    assert sorted(cells(plan, "B", "order", "previous_phase")) == [
        ("MO-1", "completed"),
        ("MO-2", "started"),
        ("MO-3", "not started"),
    ]
    assert sorted(cells(plan, "A", "order", "previous_phase")) == [
        ("MO-2", "first phase"),
        ("MO-3", "first phase"),
    ]


def test_setup_minutes_are_changeovers_and_own_setups() -> None:
    shop = plant(
        work_centers=[{"id": "A", "setup_rule": "colour"}],
        setup_rules=[{"id": "colour", "property": "colour", "default": "1h", "initial": "blue"}],
        routings=[routing("X", {"phase": 10, "work_center": "A", "run": "1m", "setup": "20m",
                                "state": {"colour": "red"}})],
        demands=[{"id": "SO-1", "item": "X", "quantity": 10, "due": "2026-06-02"}],
    )  # fmt: skip
    assert cells(make_plan(shop, rule="edd"), "A", "setup_minutes") == [("80.0",)]


@pytest.mark.parametrize(
    ("center", "machine", "text"),
    [
        ("C", "", "--work-center: found 'C', expected a work center: A, B"),
        ("A", "A-2", "--machine: found 'A-2', expected a machine of A with work: A-1"),
    ],
)
def test_a_center_or_machine_that_is_not_there_is_refused(
    center: str, machine: str, text: str
) -> None:
    with pytest.raises(InvalidScenarioFile) as caught:
        sequence_table(queue_plan(), center, machine)
    assert str(caught.value).splitlines()[0] == text
