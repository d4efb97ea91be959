"""Work that has begun and was interrupted: it holds no machine, and has the rest to do."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from models.plan import OperationState
from scheduler import plan, verify
from tests.scheduler.scenario_builder import plant, routing

if TYPE_CHECKING:
    from models.plan import OperationRow, Plan
    from models.scenario import Scenario


def shop(*progress: dict[str, Any], **tables: Any) -> Scenario:
    """Return machine A with two orders of X: MO-1 was interrupted by MO-2, which runs.

    A phase takes 10m of setup and 2m for each of 10 pieces, and Y goes into each X.
    """
    steps = ({"phase": 10, "work_center": "A", "setup": "10m", "run": "2m"}, (20, "B", "1m"))
    base: dict[str, Any] = {
        "items": [{"id": "X", "source": "make"}, {"id": "Y", "source": "buy", "lead_time": "9d"}],
        "boms": [{"parent": "X", "components": [{"item": "Y", "quantity": 1, "phase": 10}]}],
        "routings": [routing("X", *steps)],
        "orders": [
            {"id": name, "type": "production", "item": "X", "quantity": 10, "end": "2026-06-05",
             "status": "executive", "progress": [{"phase": 10, "machine": "A-1"} | row]}
            for name, row in zip(("MO-1", "MO-2"), progress, strict=True)
        ],
    }  # fmt: skip
    return plant(**(base | tables))


def rows(made: Plan) -> dict[tuple[str, int], OperationRow]:
    return {(row.order, row.phase): row for row in made.operations}


def made(scenario: Scenario) -> Plan:
    return plan(scenario, rule="edd", workers=1)


RUNNING = {"state": "started", "good": 5}  # 10 min are left


@pytest.mark.parametrize(
    ("declared", "remainder", "minutes"),
    [
        ({"good": 4}, "quantity", 10 + 6 * 2),
        ({"good": 4, "worked": "15m"}, "quantity", 10 + 6 * 2),
        ({"good": 4, "worked": "15m"}, "time", 10 + 5),
        ({"worked": "15m"}, "quantity", 10 + 5),  # pieces were not counted, time was
        ({}, "quantity", 10 + 20),
    ],
)
def test_an_interrupted_phase_waits_for_its_machine_and_is_set_up_again(
    declared: dict[str, Any], remainder: str, minutes: int
) -> None:
    settings = {"shop": {"remainder": remainder}}
    found = made(shop({"state": "interrupted"} | declared, RUNNING, settings=settings))
    running, waiting = rows(found)["MO-2", 10], rows(found)["MO-1", 10]
    assert (running.state, running.start, running.end) == (OperationState.STARTED, 0, 10)
    assert (waiting.state, waiting.start, waiting.end) == (OperationState.PLANNED, 10, 10 + minutes)
    assert waiting.quantity == 10 - declared.get("good", 0)
    assert verify(found) == ()
    assert found.unscheduled == ()


def test_its_material_was_consumed_when_it_began() -> None:
    found = made(shop({"state": "interrupted", "good": 4}, RUNNING))
    assert found.material.pegs_by_consumer == {}
    assert [row for row in found.material.orders if row.item == "Y"] == []


def test_two_started_phases_on_one_machine_cannot_both_be_planned() -> None:
    found = made(shop({"state": "started", "good": 4}, RUNNING))
    assert len(found.unscheduled) == 1


def test_the_verifier_refuses_an_interrupted_phase_that_does_all_its_pieces() -> None:
    found = made(shop({"state": "interrupted", "good": 4}, RUNNING))
    wrong = tuple(
        replace(row, end=row.end + 8) if (row.order, row.phase) == ("MO-1", 10) else row
        for row in found.operations
    )
    told = [str(violation) for violation in verify(replace(found, operations=wrong))]
    assert any("MO-1 phase 10" in text and "6 pieces take 22 min" in text for text in told)


def test_a_phase_that_overlaps_with_an_interrupted_one_waits_for_its_pieces() -> None:
    steps = (
        {"phase": 10, "work_center": "A", "setup": "10m", "run": "2m"},
        {"phase": 20, "work_center": "B", "run": "1m", "overlap": {"type": "pieces", "value": 6}},
    )
    scenario = shop({"state": "interrupted", "good": 4}, RUNNING, routings=[routing("X", *steps)])
    found = made(scenario)
    first, second = rows(found)["MO-1", 10], rows(found)["MO-1", 20]
    # 4 of the 6 pieces are there; two more take 10 + 4 min
    assert first.start + 14 <= second.start
    assert second.end >= first.end
    assert verify(found) == ()
