"""How long operations take: executions, crews, machines, remainders; and which phases there are."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from models.plan import Mode
from tests.models.verify.floor import STARTED, broken, document, floor, job, texts

SUBJECT = "order MO-1 phase 10"


def works(
    minutes: int, *, first: int = 0, quantity: int = 100, tables: Any = None, **operation: Any
) -> None:
    """Assert that one order takes so many minutes on A, not one more or fewer.

    Parameters
    ----------
    first
        Minute of the first piece.
    """
    case = floor(
        {"phase": 10, "work_center": "A"} | operation, orders={"MO-1": quantity}, **(tables or {})
    )
    for end in (minutes - 1, minutes, minutes + 1):
        row = job("MO-1", 10, "A-1", 0, 0, first, end, quantity=quantity)
        assert broken(case, row) == (set() if end == minutes else {("duration", SUBJECT)})


def test_M13_executions_of_four_pieces_take_300_minutes() -> None:
    works(300, run="12m", pieces=4)  # 25 executions of 12 min


def test_M14_setup_and_retooling_take_150_minutes_of_450() -> None:
    # 30 + 24 x 5 = 150, and 25 x 12 = 300
    works(450, first=30, setup="30m", run="12m", pieces=4, retool="5m")


def test_M15_a_fixed_time_takes_one_execution_of_any_quantity() -> None:
    works(12, run="12m", fixed_time=True, quantity=1)
    works(12, run="12m", fixed_time=True, retool="5m", quantity=1000)
    fixed = {"work_centers": [{"id": "A", "fixed_time": True}]}
    works(12, run="12m", tables=fixed)
    works(1200, run="12m", fixed_time=False, tables=fixed)


def test_M16_the_longer_of_machine_and_worker_time_counts() -> None:
    works(300, run="12m", worker_run="10m", pieces=4)
    works(350, run="12m", worker_run="14m", pieces=4)  # 25 x 14


def test_M17_a_wait_that_holds_the_center_is_work_and_another_is_not() -> None:
    works(302, run="12m", pieces=4, wait="2m", wait_commits=True)
    works(350, run="12m", pieces=4, wait="2m", wait_commits=True, wait_each=True)  # 25 x 2
    works(300, run="12m", pieces=4, wait="2m", wait_each=True)


@pytest.mark.parametrize(
    ("wait", "follows"),
    [
        ({"wait": "2m"}, 302),
        ({"wait": "2m", "wait_each": True}, 350),  # 25 executions of 2 min
        ({"wait": "150s", "wait_each": True}, 363),  # 25 x 2.5 = 62.5 min, rounded up once
    ],
)
def test_M17_a_wait_for_each_execution_delays_the_next_phase(
    wait: dict[str, Any], follows: int
) -> None:
    first = {"phase": 10, "work_center": "A", "run": "12m", "pieces": 4} | wait
    case = floor(first, {"phase": 20, "work_center": "B", "run": "1m"}, orders={"MO-1": 100})
    before = job("MO-1", 10, "A-1", 0, 300, quantity=100)
    for start in (follows - 1, follows):
        after = job("MO-1", 20, "B-1", start, start + 100, quantity=100)
        wrong = {("precedence", "order MO-1 phase 20")}
        assert broken(case, before, after) == (set() if start == follows else wrong)


def test_M19_utilisation_makes_300_minutes_375_and_leaves_setup_and_retooling_alone() -> None:
    tables = {"work_centers": [{"id": "A", "utilisation": "0.8"}]}
    works(375, run="12m", pieces=4, tables=tables)
    works(525, first=30, run="12m", pieces=4, setup="30m", retool="5m", tables=tables)  # + 150


def test_M20_half_the_efficiency_doubles_the_run() -> None:
    machines = [{"id": "A-1", "work_center": "A", "efficiency": "0.5"}]
    works(600, run="12m", pieces=4, tables={"machines": machines})
    works(630, first=30, setup="30m", run="12m", pieces=4, tables={"machines": machines})


def test_a_share_of_an_execution_counts_where_executions_are_proportional() -> None:
    tables = {"settings": {"shop": {"executions": "proportional"}}}
    works(303, run="12m", pieces=4, quantity=101, tables=tables)  # 25.25 x 12
    works(312, run="12m", pieces=4, quantity=101)
    # 24.25 x 12 = 291; N = 25, so 24 retoolings of 5
    works(411, run="12m", pieces=4, retool="5m", quantity=97, tables=tables)


def test_M12_ninety_minutes_and_one_and_a_half_hours_are_the_same() -> None:
    works(90, run="90m", quantity=1)
    works(90, run="1.5h", quantity=1)


def test_S24_a_machine_has_times_of_its_own() -> None:
    times = [{"machine": "A-1"}, {"machine": "A-2", "setup": "10m", "run": "3m", "pieces": 2}]
    case = floor(
        {"phase": 10, "work_center": "A", "setup": "4m", "run": "2m", "machines": times},
        work_centers=[{"id": "A", "capacity": 3}],
    )
    assert broken(case, job("MO-1", 10, "A-1", 0, 0, 4, 24)) == set()  # 4 + 10 x 2
    assert broken(case, job("MO-1", 10, "A-2", 0, 0, 10, 25)) == set()  # 10 + 5 x 3
    assert broken(case, job("MO-1", 10, "A-2", 0, 0, 10, 24)) == {("duration", SUBJECT)}
    assert texts(case, job("MO-1", 10, "A-3", 0, 0, 4, 24)) == [
        f"machine: {SUBJECT}: runs on machine 'A-3', but may run on A-1 or A-2."
    ]


def test_an_infinite_plan_may_mean_any_machine_the_operation_may_run_on() -> None:
    case = floor(
        {"phase": 10, "work_center": "A", "run": "2m", "machines": [{"machine": "A-2"}]},
        machines=[
            {"id": "A-1", "work_center": "A"},
            {"id": "A-2", "work_center": "A", "efficiency": "0.5"},
        ],
    )
    late = replace(case, mode=Mode.ASAP)
    assert broken(late, job("MO-1", 10, "A", 0, 40)) == set()  # 10 x 2 / 0.5
    assert broken(late, job("MO-1", 10, "A", 0, 20)) == {("duration", SUBJECT)}


CREW = [{"id": f"W{number}", "skills": ["fit"], "calendar": "always"} for number in range(3)]


@pytest.mark.parametrize(
    ("end", "is_right"),
    [
        (100, True),  # one worker: 10 x 10
        (50, True),  # two
        (34, True),  # three: 10 x 10 / 3 = 33.3
        (33, False),
        (25, False),  # four are not allowed
        (60, False),
    ],
)
def test_a_bench_works_as_fast_as_workers_join(end: int, is_right: bool) -> None:
    skills = [{"skill": "fit", "most": 3}]
    case = floor({"phase": 10, "work_center": "A", "run": "10m", "skills": skills}, workers=CREW)
    wrong = set() if is_right else {("duration", SUBJECT)}
    assert broken(case, job("MO-1", 10, "A-1", 0, end)) == wrong


def test_more_workers_make_worker_time_shorter_and_not_the_machine_faster() -> None:
    skills = [{"skill": "fit", "most": 3}]
    case = floor(
        {"phase": 10, "work_center": "A", "run": "4m", "worker_run": "10m", "skills": skills},
        workers=CREW,
    )
    for end, is_right in ((100, True), (50, True), (40, True), (34, False)):  # 10 x max(4, 3.3)
        wrong = set() if is_right else {("duration", SUBJECT)}
        assert broken(case, job("MO-1", 10, "A-1", 0, end)) == wrong


def begun(remainder: str, **progress: Any) -> Any:
    """Return a plan of an order of 100 pieces at 3 min, setup 30, that has begun."""
    declared = {"phase": 10, "state": "started"} | progress
    return floor(
        {"phase": 10, "work_center": "A", "setup": "30m", "run": "3m"},
        orders={"MO-1": 100},
        documents=[document(quantity=100, progress=[declared])],
        settings={"shop": {"remainder": remainder}},
    )


@pytest.mark.parametrize(
    ("remainder", "progress", "left", "end"),
    [
        ("time", {"good": 40, "worked": "90m"}, 60, 210),  # 300 - 90
        ("quantity", {"good": 40, "worked": "90m"}, 60, 180),  # 60 x 3
        ("time", {"good": 40}, 60, 180),  # nobody told the time
        ("quantity", {"worked": "90m"}, 100, 210),  # nobody counted the pieces
        ("time", {"good": 40, "worked": "400m"}, 60, 0),  # more than planned
    ],
)
def test_S12_the_rest_of_300_minutes_is_210_by_time_and_180_by_quantity(
    remainder: str, progress: dict[str, Any], left: int, end: int
) -> None:
    case = begun(remainder, **progress)
    for wrong in (0, 1):
        row = job("MO-1", 10, "A-1", 0, end + wrong, quantity=left, state=STARTED)
        assert broken(case, row) == ({("duration", SUBJECT)} if wrong else set())


def test_S12_the_row_tells_the_pieces_left_in_both_modes() -> None:
    row = job("MO-1", 10, "A-1", 0, 210, quantity=100, state=STARTED)
    assert broken(begun("time", good=40, worked="90m"), row) == {("unknown", SUBJECT)}


def test_M18_a_phase_outside_its_validity_is_left_out_and_skipped() -> None:
    case = floor(
        {"phase": 10, "work_center": "A", "run": "1m", "wait": "5m"},
        {"phase": 20, "work_center": "B", "run": "1m", "valid_to": "2026-05-31"},
        {"phase": 30, "work_center": "C", "run": "1m", "after": [20]},
        {"phase": 40, "work_center": "B", "run": "1m", "valid_from": "2026-06-01"},
    )
    rows = (
        job("MO-1", 10, "A-1", 0, 10),
        job("MO-1", 30, "C-1", 15, 25),
        job("MO-1", 40, "B-1", 25, 35),
    )
    assert broken(case, *rows) == set()
    early = (rows[0], job("MO-1", 30, "C-1", 14, 24), rows[2])
    assert broken(case, *early) == {("precedence", "order MO-1 phase 30")}
    with_it = (*rows, job("MO-1", 20, "B-1", 40, 50))
    assert broken(case, *with_it) == {("unknown", "order MO-1 phase 20")}


PARALLEL = (
    {"phase": 10, "work_center": "A", "run": "1m"},
    {"phase": 20, "work_center": "B", "run": "2m", "after": []},
    {"phase": 30, "work_center": "C", "run": "1m", "after": [10, 20]},
)


def test_parallel_phases_may_run_at_once_and_the_next_waits_for_all_of_them() -> None:
    case = floor(*PARALLEL)
    first, second = job("MO-1", 10, "A-1", 0, 10), job("MO-1", 20, "B-1", 0, 20)
    assert broken(case, first, second, job("MO-1", 30, "C-1", 20, 30)) == set()
    assert broken(case, first, second, job("MO-1", 30, "C-1", 19, 29)) == {
        ("precedence", "order MO-1 phase 30")
    }


def test_an_order_of_parallel_last_phases_is_complete_with_the_later_one_and_its_wait() -> None:
    case = floor(
        {"phase": 10, "work_center": "A", "run": "1m", "wait": "30m"},
        {"phase": 20, "work_center": "B", "run": "2m", "after": []},
    )
    rows = (job("MO-1", 10, "A-1", 0, 10), job("MO-1", 20, "B-1", 0, 20))
    due = 28 * 1440 + 16 * 60  # midnight after 2026-06-29, 16 h after 08:00
    told = _demand(due, 40)  # 10 + 30, after 20
    assert broken(case, *rows, demands=(told,)) == set()
    early = broken(case, *rows, demands=(_demand(due, 20),))
    assert early == {("demand", "demand D-PART")}


def _demand(due: int, completion: int) -> Any:
    from models.plan import DemandRow

    return DemandRow("D-PART", "PART", Decimal(10), due, completion, Decimal(1))


def test_who_follows_a_closed_phase_follows_nothing() -> None:
    case = floor(
        *(
            {"phase": phase, "work_center": center, "run": "1m"}
            for phase, center in ((10, "A"), (20, "B"), (30, "C"))
        ),
        documents=[document(progress=[{"phase": 20, "state": "closed"}])],
    )
    rows = job("MO-1", 10, "A-1", 0, 10), job("MO-1", 30, "C-1", 0, 10)
    assert broken(case, *rows) == set()


def test_the_cycle_an_item_names_is_its_routing() -> None:
    routings = [
        {"item": "PART", "operations": [{"phase": 10, "work_center": "A", "run": "1m"}]},
        {
            "item": "PART",
            "cycle": 2,
            "operations": [{"phase": 10, "work_center": "B", "run": "1m"}],
        },
    ]
    items = [{"id": "PART", "source": "make", "cycle": 2}]
    case = floor(routings=routings, items=items)
    assert broken(case, job("MO-1", 10, "B-1", 0, 10)) == set()
    assert broken(case, job("MO-1", 10, "A-1", 0, 10)) == {("machine", SUBJECT)}
