"""Workers, crews and tools: what an operation needs beside machines, each in its own hours."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import chain, combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.material import MaterialPlan
from models.plan import Mode, OrderRow
from models.scenario import OrderType
from models.verify.labour import can_serve, short_skills
from tests.models.verify.floor import (
    HOUR,
    STARTED,
    SUBJECT,
    broken,
    document,
    floor,
    job,
    many,
    texts,
)
from tests.models.verify.workshop import Case, supply

# workers


WORKERS = [
    {"id": "Eva", "skills": ["turn", "mill"]},
    {"id": "Ion", "skills": ["mill"]},
    {"id": "Ana", "skills": ["paint"]},
    {"id": "Old", "skills": ["turn"], "active": False},
]


def people(*skills: str, workers: Any = WORKERS) -> Case:
    """Return a plan of orders that need the skills one each, on machines of their own."""
    operations = [
        {"phase": 10 * number, "work_center": "A", "run": "6m", "skills": [{"skill": skill}]}
        | {"after": []}
        for number, skill in enumerate(skills, start=1)
    ]
    return floor(*operations, workers=workers, work_centers=[{"id": "A", "capacity": len(skills)}])


def at_once(case: Case) -> set[tuple[str, str]]:
    """Return what is wrong when all phases of MO-1 run in the first hour."""
    operations = case.scenario.routings[0].operations
    rows = [job("MO-1", op.phase, f"A-{op.phase // 10}", 0, 60) for op in operations]
    return broken(case, *rows)


def test_M25_workers_are_shared_out_by_their_skills() -> None:
    assert at_once(people("turn", "mill", "paint")) == set()  # Eva turns, Ion mills
    assert at_once(people("mill", "mill")) == set()
    assert at_once(people("turn", "turn")) == {("capacity", "skill turn")}
    # each skill has workers enough, but two people for three jobs
    assert at_once(people("turn", "mill", "mill")) == {("capacity", "skills mill+turn")}


def test_a_shortage_of_workers_names_skills_numbers_and_jobs() -> None:
    case = people("turn", "turn")
    rows = job("MO-1", 10, "A-1", 0, 60), job("MO-1", 20, "A-2", 30, 90)
    assert texts(case, *rows) == [
        "capacity: skill turn: 2 are asked for from 2026-06-01T08:30+00:00 to"
        " 2026-06-01T09:00+00:00, but 1 are there: order MO-1 phase 10, order MO-1 phase 20."
    ]
    assert broken(replace(case, mode=Mode.ASAP), *(replace(r, machine="A") for r in rows)) == set()


def test_a_worker_is_free_in_the_breaks_of_the_work() -> None:
    workers = [{"id": "Eva", "skills": ["turn"], "calendar": "always"}]
    turn = [{"skill": "turn"}]
    case = floor(
        {"phase": 10, "work_center": "A", "run": "12m", "skills": turn, "after": []},
        {"phase": 20, "work_center": "B", "run": "6m", "skills": turn, "after": []},
        workers=workers,
        work_centers=[{"id": "A", "calendar": "day"}, {"id": "B", "calendar": "always"}],
    )
    # A pauses 240-300, just as long as B takes
    over_lunch = job("MO-1", 10, "A-1", 180, 360)
    assert broken(case, over_lunch, job("MO-1", 20, "B-1", 240, 300)) == set()
    assert broken(case, over_lunch, job("MO-1", 20, "B-1", 239, 299)) == {
        ("capacity", "skill turn")
    }


def test_an_absent_worker_stops_the_work() -> None:
    away = [{"resource": "Ana", "from": "2026-06-01T08:00", "to": "2026-06-01T08:20"}]
    operation = {"phase": 10, "work_center": "A", "run": "6m", "skills": [{"skill": "paint"}]}
    case = floor(operation, workers=WORKERS, downtimes=away)
    assert broken(case, job("MO-1", 10, "A-1", 20, 80)) == set()
    assert texts(case, job("MO-1", 10, "A-1", 0, 80)) == [
        f"calendar: {SUBJECT}: starts at 2026-06-01T08:00+00:00, when a crew with paint does not"
        " work."
    ]


def test_the_skills_of_the_center_count_where_the_phase_names_none() -> None:
    centers = [{"id": "A", "capacity": 2, "skills": [{"skill": "paint"}]}]
    case = floor(HOUR, orders=many(2), work_centers=centers, workers=WORKERS)
    rows = job("MO-1", 10, "A-1", 0, 60), job("MO-2", 10, "A-2", 30, 90)
    assert broken(case, *rows) == {("capacity", "skill paint")}
    own = floor(
        HOUR | {"skills": [{"skill": "mill"}]}, orders=many(2), work_centers=centers,
        workers=WORKERS,
    )  # fmt: skip
    assert broken(own, *rows) == set()


def test_half_a_worker_tends_one_of_two_machines() -> None:
    half = [{"skill": "paint", "share": "0.5"}]
    case = floor(
        HOUR | {"skills": half}, orders=many(3), workers=WORKERS,
        work_centers=[{"id": "A", "capacity": 3}],
    )  # fmt: skip
    rows = [job(f"MO-{number}", 10, f"A-{number}", 0, 60) for number in (1, 2, 3)]
    later = job("MO-3", 10, "A-3", 60, 120)
    assert broken(case, *rows[:2], later) == set()
    found = texts(case, *rows)
    assert "1.5 are asked for" in found[0]
    assert broken(case, *rows) == {("capacity", "skill paint")}


def test_a_crew_of_two_is_asked_for_where_only_two_explain_the_time() -> None:
    workers = [{"id": name, "skills": ["fit"]} for name in ("Eva", "Ion", "Ana")]
    case = floor(
        HOUR | {"skills": [{"skill": "fit", "most": 2}]}, orders=many(2), workers=workers,
        work_centers=[{"id": "A", "capacity": 2}],
    )  # fmt: skip
    slow, fast = job("MO-1", 10, "A-1", 0, 60), job("MO-2", 10, "A-2", 0, 30)
    assert broken(case, slow, fast) == set()  # 1 + 2 workers
    fast_too = job("MO-1", 10, "A-1", 0, 30)
    assert broken(case, fast_too, fast) == {("capacity", "skill fit")}  # 2 + 2


SKILLS = ("a", "b", "c")
GROUPS = [frozenset(names) for size in (1, 2, 3) for names in combinations(SKILLS, size)]


@given(
    needs=st.dictionaries(st.sampled_from(SKILLS), st.integers(0, 400), max_size=3),
    workers=st.dictionaries(st.sampled_from(GROUPS), st.integers(0, 3)),
)
def test_a_flow_finds_workers_if_and_only_if_halls_condition_holds(
    needs: dict[str, int], workers: dict[frozenset[str], int]
) -> None:
    asked = {skill: Fraction(units, 100) for skill, units in needs.items()}
    subsets = chain.from_iterable(combinations(needs, size) for size in range(1, 4))
    short = [
        set(names)
        for names in subsets
        if sum(asked[name] for name in names)
        > sum(count for group, count in workers.items() if group & set(names))
    ]
    assert can_serve(asked, workers) == (not short)
    if short:
        assert set(short_skills(asked, workers)) in short


# tools and crews


def test_M26_one_mould_serves_one_task_at_a_time() -> None:
    case = floor(
        HOUR | {"resources": [{"resource": "mould"}]}, orders=many(2),
        work_centers=[{"id": "A", "capacity": 2}], resources=[{"id": "mould"}],
    )  # fmt: skip
    first = job("MO-1", 10, "A-1", 0, 60)
    assert broken(case, first, job("MO-2", 10, "A-2", 60, 120)) == set()
    assert broken(case, first, job("MO-2", 10, "A-2", 59, 119)) == {("capacity", "resource mould")}


def test_M26_what_one_machine_needs_is_not_held_on_another() -> None:
    use = [{"resource": "mould", "machine": "A-1"}]
    case = floor(
        HOUR | {"resources": use}, orders=many(3),
        work_centers=[{"id": "A", "capacity": 3}, {"id": "B"}],
        resources=[{"id": "mould", "calendar": "day"}],
    )  # fmt: skip
    rows = [job(f"MO-{number}", 10, f"A-{number}", 0, 60) for number in (1, 2, 3)]
    assert broken(case, *rows) == set()
    # nor does its calendar bind it there: at noon the mould is away
    assert broken(case, job("MO-2", 10, "A-2", 240, 300), rows[0], rows[2]) == set()
    lunch = broken(case, job("MO-1", 10, "A-1", 240, 300), *rows[1:])
    assert ("calendar", SUBJECT) in lunch


@pytest.mark.parametrize(("kind", "is_free"), [("tool", False), ("crew", True)])
def test_a_tool_stays_on_the_machine_over_lunch_and_a_crew_does_not(
    kind: str, is_free: bool
) -> None:
    use = [{"resource": "it"}]
    case = floor(
        {"phase": 10, "work_center": "A", "run": "12m", "resources": use, "after": []},
        {"phase": 20, "work_center": "B", "run": "6m", "resources": use, "after": []},
        resources=[{"id": "it", "kind": kind, "calendar": "always"}],
        work_centers=[{"id": "A", "calendar": "day"}, {"id": "B", "calendar": "always"}],
    )
    rows = job("MO-1", 10, "A-1", 180, 360), job("MO-1", 20, "B-1", 240, 300)
    assert broken(case, *rows) == (set() if is_free else {("capacity", "resource it")})


def test_two_of_a_tool_pause_where_only_one_is_there_and_do_not_hold_it() -> None:
    # two until 12:00 and one after; two again on Tuesday
    shifts = {"mon-fri": ["08:00-12:00 x2", "13:00-17:00 x1"]}
    case = floor(
        {"phase": 10, "work_center": "A", "run": "30m", "after": []}
        | {"resources": [{"resource": "jig", "quantity": 2}]},
        {"phase": 20, "work_center": "B", "run": "6m", "after": []}
        | {"resources": [{"resource": "jig"}]},
        calendars=[{"id": "always", "shifts": {"mon-sun": ["00:00-24:00"]}},
                   {"id": "jig", "shifts": shifts}],
        resources=[{"id": "jig", "calendar": "jig", "capacity": 2}],
    )  # fmt: skip
    # 240 min on Monday, 60 on Tuesday from tick 1440 on; the one jig of the afternoon is free
    both = job("MO-1", 10, "A-1", 0, 1500)
    assert broken(case, both, job("MO-1", 20, "B-1", 300, 360)) == set()
    assert broken(case, both, job("MO-1", 20, "B-1", 180, 240)) == {("capacity", "resource jig")}


def moulds(*, stock: int, reorder: bool, **operation: Any) -> Case:
    equipment = [{"item": "MOULD", "to_reorder": reorder}]
    return floor(
        HOUR | {"equipment": equipment} | operation, orders=many(2),
        work_centers=[{"id": "A", "capacity": 2}],
        items=[{"id": "PART", "source": "make"},
               {"id": "MOULD", "source": "buy", "lead_time": "1d"}],
        stock=[{"item": "MOULD", "quantity": stock}, {"item": "MOULD", "quantity": "0.9"},
               {"item": "MOULD", "quantity": 5, "available": False}],
    )  # fmt: skip


def test_M27_equipment_serves_as_many_tasks_as_whole_pieces_are_on_stock() -> None:
    rows = job("MO-1", 10, "A-1", 0, 60), job("MO-2", 10, "A-2", 30, 90)
    assert broken(moulds(stock=2, reorder=False), *rows) == set()
    assert broken(moulds(stock=1, reorder=False), *rows) == {("capacity", "tool MOULD")}
    not_scheduled = [{"item": "MOULD", "scheduled": False}]
    assert broken(moulds(stock=0, reorder=False, equipment=not_scheduled), *rows) == set()


def test_M27_without_equipment_nothing_starts() -> None:
    rows = job("MO-1", 10, "A-1", 0, 60), job("MO-2", 10, "A-2", 90, 150)
    found = texts(moulds(stock=0, reorder=False), *rows)
    assert found[0] == (
        f"calendar: {SUBJECT}: starts at 2026-06-01T08:00+00:00, when tool MOULD does not work."
    )


def test_M27_ordered_equipment_is_there_from_its_receipt_on() -> None:
    case = moulds(stock=1, reorder=True)
    order = supply("PO-1", "MOULD", 1, kind=OrderType.PURCHASE)
    case = replace(case, material=MaterialPlan((*case.material.orders, order), case.material.pegs))
    first = job("MO-1", 10, "A-1", 1400, 1460)
    early, late = job("MO-2", 10, "A-2", 1439, 1499), job("MO-2", 10, "A-2", 1440, 1500)
    assert broken(case, first, late) == set()  # placed now it is there a day later
    assert broken(case, first, early) == {("capacity", "tool MOULD")}
    placed = OrderRow(
        "PO-1", OrderType.PURCHASE, "MOULD", order.quantity, 60, 1500, -1, (), is_document=False
    )
    told = replace(case, orders=(placed,))
    assert ("capacity", "tool MOULD") in broken(told, first, late)  # planned for 1500


def test_started_work_holds_its_tool_and_its_workers_from_now_on() -> None:
    case = floor(
        HOUR | {"resources": [{"resource": "mould"}], "skills": [{"skill": "paint"}]},
        orders=many(2), workers=WORKERS, resources=[{"id": "mould"}],
        work_centers=[{"id": "A", "capacity": 2}],
        documents=[document(progress=[{"phase": 10, "state": "started", "good": 5}])],
    )  # fmt: skip
    begun = job("MO-1", 10, "A-1", 0, 30, quantity=5, state=STARTED)
    assert broken(case, begun, job("MO-2", 10, "A-2", 30, 90)) == set()
    assert broken(case, begun, job("MO-2", 10, "A-2", 29, 89)) == {
        ("capacity", "resource mould"),
        ("capacity", "skill paint"),
    }
