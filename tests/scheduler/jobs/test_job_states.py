"""The state machine of job orders."""

from __future__ import annotations

from itertools import product

import pytest

from models.errors import InvalidScenarioFile
from models.scenario import JobRow, JobState, Order
from scheduler.jobs import check_transition, job_state, row_state, with_states
from tests.scheduler.jobs.job_helpers import Row, item, scenario_of

NEW, PLANNED, LAUNCHED = JobState.NOT_EXAMINED, JobState.PLANNED, JobState.LAUNCHED
EXECUTIVE, CLOSED = JobState.EXECUTIVE, JobState.CLOSED
HISTORY, CANCELLED = JobState.HISTORICIZED, JobState.CANCELLED

FOLLOWS = {
    (NEW, PLANNED),  # general planning
    (PLANNED, LAUNCHED),  # a production order is launched
    (PLANNED, EXECUTIVE),  # a purchase or subcontract order is released first
    (LAUNCHED, EXECUTIVE),
    (LAUNCHED, PLANNED),  # what was released is undone
    (EXECUTIVE, PLANNED),
    (EXECUTIVE, LAUNCHED),  # the executive order is set back, others are launched
    (EXECUTIVE, CLOSED),
    (CLOSED, EXECUTIVE),  # the order of the job's own item is opened again
}


@pytest.mark.parametrize(("before", "after"), list(product(JobState, JobState)))
@pytest.mark.parametrize("by_hand", [False, True])
def test_every_transition_is_allowed_or_refused(
    before: JobState, after: JobState, *, by_hand: bool
) -> None:
    ends = {HISTORY, CANCELLED}
    filed = by_hand and after in ends and before not in ends
    if before is after or (before, after) in FOLLOWS or filed:
        check_transition(before, after, by_hand=by_hand)
        return
    with pytest.raises(InvalidScenarioFile):
        check_transition(before, after, by_hand=by_hand)


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        (
            NEW,
            CLOSED,
            "jobs 'JOB-1/10' state: found 'closed', expected a state that follows not-examined: "
            "planned",
        ),
        (
            LAUNCHED,
            CANCELLED,
            "jobs 'JOB-1/10' state: found 'cancelled', expected a state that follows launched: "
            "planned, executive\n    Only a planner sets this state, by hand.",
        ),
        (
            CANCELLED,
            PLANNED,
            "jobs 'JOB-1/10' state: found 'planned', expected cancelled, which stays",
        ),
    ],
)
def test_a_refused_transition_says_which_are_possible(
    before: JobState, after: JobState, message: str
) -> None:
    with pytest.raises(InvalidScenarioFile) as refusal:
        check_transition(before, after, job="JOB-1/10")
    assert str(refusal.value) == message


def job_row(state: JobState = PLANNED, row: int = 10, name: str = "P") -> JobRow:
    return JobRow.model_validate({"row": row, "item": name, "quantity": 1, "state": state})


def order(name: str, kind: str, status: str, of: str = "C", **fields: object) -> Order:
    row = {"id": name, "type": kind, "item": of, "quantity": 1, "status": status, **fields}
    return Order.model_validate(row)


STARTED = [{"phase": 10, "state": "started"}]


@pytest.mark.parametrize(
    ("stored", "orders", "state"),
    [
        (NEW, [], NEW),
        (PLANNED, [], PLANNED),  # all in stock
        (NEW, [order("MO", "production", "planned")], PLANNED),
        (NEW, [order("MO", "production", "firm")], PLANNED),
        (PLANNED, [order("MO", "production", "launched")], LAUNCHED),
        (
            PLANNED,
            [order("MO", "production", "launched"), order("PO", "purchase", "planned")],
            LAUNCHED,
        ),
        (
            PLANNED,
            [order("MO", "production", "launched"), order("PO", "purchase", "confirmed")],
            EXECUTIVE,
        ),
        (PLANNED, [order("SC", "subcontract", "launched")], EXECUTIVE),
        (
            LAUNCHED,
            [order("MO", "production", "launched"), order("MO-2", "production", "executive")],
            EXECUTIVE,
        ),
        (PLANNED, [order("MO", "production", "planned", progress=STARTED)], EXECUTIVE),
        (LAUNCHED, [order("MO", "production", "planned")], PLANNED),  # rollback
        (EXECUTIVE, [order("MO", "production", "planned")], PLANNED),
        (LAUNCHED, [], PLANNED),
        (EXECUTIVE, [], PLANNED),
        (EXECUTIVE, [order("DONE", "production", "executive", of="P")], CLOSED),
        # components still under way do not matter
        (
            EXECUTIVE,
            [
                order("DONE", "production", "executive", of="P"),
                order("MO", "production", "launched"),
            ],
            CLOSED,
        ),
        # another order of the job's own item is open
        (
            CLOSED,
            [
                order("DONE", "production", "executive", of="P"),
                order("MO", "production", "launched", of="P"),
            ],
            EXECUTIVE,
        ),
        (CLOSED, [order("MO", "production", "executive", of="P")], EXECUTIVE),  # opened again
        (CLOSED, [], CLOSED),  # its orders are filed away
        (CANCELLED, [order("MO", "production", "launched")], CANCELLED),
        (HISTORY, [order("MO", "production", "launched")], HISTORY),
    ],
)
def test_the_state_of_a_row_is_that_of_its_orders(
    stored: JobState, orders: list[Order], state: JobState
) -> None:
    assert row_state(job_row(stored), orders, finished={"DONE"}) is state


@pytest.mark.parametrize(
    ("states", "header"),
    [
        ([NEW, NEW], NEW),
        ([NEW, PLANNED], PLANNED),
        ([EXECUTIVE, PLANNED, LAUNCHED], EXECUTIVE),
        ([CLOSED, PLANNED], PLANNED),
        ([CANCELLED, NEW], NEW),
        ([CLOSED, CLOSED], CLOSED),
        ([HISTORY, HISTORY], HISTORY),
        ([CANCELLED, CANCELLED], CANCELLED),
        ([CANCELLED, CLOSED], CLOSED),
    ],
)
def test_a_multi_product_job_is_as_far_as_its_most_advanced_row(
    states: list[JobState], header: JobState
) -> None:
    rows = [job_row(state, 10 * number) for number, state in enumerate(states, start=1)]
    assert job_state(rows) is header


def test_states_of_a_scenario_follow_its_orders() -> None:
    def made(name: str, of: str, job: str, status: str, *closed: int) -> Row:
        progress = [{"phase": phase, "state": "closed"} for phase in closed]
        row: Row = {"id": name, "type": "production", "item": of, "quantity": 1, "status": status}
        return row | {"job": job, "end": "2026-06-20", "progress": progress}

    steps = [{"phase": phase, "work_center": "W", "run": "5m"} for phase in (10, 20)]
    rows = [{"row": 10, "item": "P", "quantity": 1}, {"row": 20, "item": "Q", "quantity": 1}]
    scenario = scenario_of(
        items=[item("P", source="make"), item("Q", source="make"), item("C")],
        work_centers=[{"id": "W"}],
        routings=[{"item": "P", "operations": steps}],
        job_rows=[
            {"id": "ROWS", "kind": "multi", "rows": rows},
            {"id": "HEAD", "kind": "multi", "rows": rows},
            {"id": "OPEN", "rows": rows[:1]},
        ],
        orders=[
            made("MO-1", "P", "ROWS/10", "executive", 10, 20),  # done
            made("MO-2", "C", "ROWS/20", "launched"),
            made("MO-3", "Q", "HEAD", "launched"),  # of row 20 alone
            made("MO-4", "C", "HEAD", "planned"),  # of nobody knows which row
            made("MO-5", "P", "OPEN", "executive", 10),  # phase 20 is open
        ],
    )
    states = {
        (job.id, row.row): row.state for job in with_states(scenario).jobs for row in job.rows
    }
    assert states == {
        ("ROWS", 10): CLOSED,
        ("ROWS", 20): LAUNCHED,
        ("HEAD", 10): PLANNED,
        ("HEAD", 20): LAUNCHED,
        ("OPEN", 10): EXECUTIVE,
    }
    assert [job_state(job.rows) for job in with_states(scenario).jobs] == [
        LAUNCHED,
        LAUNCHED,
        EXECUTIVE,
    ]
