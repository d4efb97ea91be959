"""Orders of a work center that are refused, each with the row and the reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.errors import InvalidScenarioFile
from models.plan import Mode
from scheduler.api import plan as make_plan
from scheduler.sequence import WantedRow, resequenced
from tests.scheduler.scenario_builder import plant, routing
from tests.scheduler.sequence.shop_plans import (
    orders_of,
    queue,
    queue_plan,
    refusal,
    wanted,
)

SCENARIOS = Path(__file__).parents[3] / "scenarios"


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        (
            [WantedRow("MO-9", 10, place="line 2", file="s.csv")],
            "s.csv: sequence line 2 order: found 'MO-9', expected an order with work in the plan",
        ),
        (
            [WantedRow("MO-1", 15, place="line 2", file="s.csv")],
            "s.csv: sequence line 2 phase: found '15', expected a phase of MO-1 that is left to"
            " do: 10, 20",
        ),
        (
            [WantedRow("MO-1", 20, place="line 2", file="s.csv")],
            "s.csv: sequence line 2 phase: found '20', expected a phase that runs on A; MO-1 has"
            " it on B",
        ),
        (
            [
                WantedRow("MO-1", 10, place="line 2", file="s.csv"),
                WantedRow("MO-1", 10, place="line 4", file="s.csv"),
            ],
            "s.csv: sequence line 4 phase: found '10', expected each phase once; line 2 names it"
            " too",
        ),
        (
            [WantedRow("MO-1", 10, "B-1", "line 2", "s.csv")],
            "s.csv: sequence line 2 machine: found 'B-1', expected a machine of A: A-1",
        ),
    ],
)
def test_rows_that_name_what_is_not_there_are_refused(rows: list[WantedRow], text: str) -> None:
    assert refusal(queue_plan(), rows).splitlines()[0] == text


@pytest.mark.parametrize(
    ("center", "text"),
    [
        ("AA", "--work-center: found 'AA', expected a work center with work in the plan: A, B"),
        ("a", "--work-center: found 'a', expected a work center with work in the plan: A, B"),
    ],
)
def test_a_center_that_is_not_there_is_refused(center: str, text: str) -> None:
    with pytest.raises(InvalidScenarioFile) as caught:
        resequenced(queue_plan(), center, wanted("MO-1"))
    assert str(caught.value).splitlines()[0] == text


def test_an_unlimited_center_and_an_infinite_plan_have_no_sequence() -> None:
    unlimited = queue(work_centers=[{"id": "A", "infinite": True}, {"id": "B"}])
    assert refusal(make_plan(unlimited, rule="edd"), wanted("MO-1")) == (
        "--work-center: found 'A', expected a center with machines: on A nothing waits for a"
        " machine"
    )
    assert refusal(make_plan(queue(), mode=Mode.ASAP), wanted("MO-1")).startswith(
        "plan mode: found 'asap', expected a plan at finite capacity"
    )


def test_a_phase_before_its_own_predecessor_on_the_machine_is_refused_with_both_rows() -> None:
    shop = plant(
        routings=[routing("X", (10, "A", "1m"), (20, "A", "2m"))],
        demands=[{"id": "SO-1", "item": "X", "quantity": 10, "due": "2026-06-02"}],
    )
    plan = make_plan(shop, rule="edd")
    (name,) = {row.order for row in plan.operations}
    rows = [WantedRow(name, 20, place="line 2"), WantedRow(name, 10, place="line 3")]
    assert refusal(plan, rows) == (
        "sequence line 2, line 3: expected an order that can run, but these contradict each"
        f" other: {name} phase 20 (line 2) before {name} phase 10 (line 3), as asked for;"
        f" {name} phase 10 before phase 20, as the routing says"
    )
    assert refusal(plan, rows[:1]).endswith(
        "What is not named comes behind all that is: name what must run first."
    )


def test_an_order_that_contradicts_another_machine_is_refused_with_that_machine() -> None:
    shop = plant(
        work_centers=[{"id": "A"}, {"id": "B"}],
        items=[{"id": "X", "source": "make"}, {"id": "Y", "source": "make"}],
        routings=[routing("X", (10, "A", "1m"), (20, "B", "1m")),
                  routing("Y", (10, "B", "1m"), (20, "A", "1m"))],
        orders=[
            {"id": "MO-X", "type": "production", "item": "X", "quantity": 60, "end": "2026-06-02"},
            {"id": "MO-Y", "type": "production", "item": "Y", "quantity": 60, "end": "2026-06-02"},
        ],
        demands=[
            {"id": "SO-X", "item": "X", "quantity": 60, "due": "2026-06-02"},
            {"id": "SO-Y", "item": "Y", "quantity": 60, "due": "2026-06-04"},
        ],
    )  # fmt: skip
    plan = make_plan(shop, rule="edd")
    # B runs MO-Y 0-1 and MO-X 1-2; A runs MO-X 0-1 and MO-Y 1-2: turn B, then A
    turned = resequenced(plan, "B", [WantedRow("MO-X", 20)]).after
    assert orders_of(turned, "B") == ["MO-X", "MO-Y"]
    text = refusal(turned, [WantedRow("MO-Y", 20, place="line 2")])
    assert "MO-Y phase 20 (line 2) before MO-X phase 10 (not named), as asked for" in text
    assert "MO-X phase 20 before MO-Y phase 10 on B-1, as in the plan" in text


def test_work_that_holds_several_like_machines_is_refused() -> None:
    shop = plant(
        work_centers=[{"id": "A", "capacity": 3}],
        routings=[routing("X", {"phase": 10, "work_center": "A", "run": "9m", "machine_count": 2})],
        demands=[{"id": "SO-1", "item": "X", "quantity": 10, "due": "2026-06-02"}],
    )
    plan = make_plan(shop, rule="edd")
    (name,) = {row.order for row in plan.operations}
    text = refusal(plan, wanted(name))
    assert text.endswith("Name the machines of A in the table machines, and plan anew.")
