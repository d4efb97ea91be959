"""Phases side by side, waits, longest waits, overlaps: as edges, and in dispatched plans."""

from __future__ import annotations

from typing import Any

import pytest

from models.problem import Precedence
from scheduler.compile import compile_problem
from tests.scheduler.compile.dispatched import edges, planned
from tests.scheduler.scenario_builder import material, peg, plant, production, routing

END_START, MAX_WAIT = int(Precedence.END_START), int(Precedence.MAX_WAIT)
CENTERS = [{"id": name} for name in ("A", "B", "C")]


def phase(number: int, center: str = "A", run: str = "1m", **fields: Any) -> dict[str, Any]:
    return {"phase": number, "work_center": center, "run": run} | fields


def started(*progress: dict[str, Any], **order: Any) -> list[dict[str, Any]]:
    """Return the document of MO-1 with what the floor declared."""
    base = {"id": "MO-1", "type": "production", "item": "X", "quantity": 10, "end": "2026-06-05"}
    return [base | {"progress": list(progress)} | order]


def test_parallel_phases_run_at_once_and_all_complete_the_order() -> None:
    # 10 and 20 follow nothing, 30 follows both, 40 follows 10: 30 and 40 complete the order
    rows = (
        phase(10, "A", "1m"),
        phase(20, "B", "2m", after=[]),
        phase(30, "C", "1m", after=[10, 20]),
        phase(40, "A", "3m", after=[10]),
    )
    scenario = plant(work_centers=CENTERS, routings=[routing("X", *rows)])
    compiled = compile_problem(scenario, material(production()))
    assert edges(compiled) == [
        ("MO-1/10", "MO-1/30", END_START, 0),
        ("MO-1/20", "MO-1/30", END_START, 0),
        ("MO-1/10", "MO-1/40", END_START, 0),
    ]
    assert compiled.last_operations["MO-1"] == (2, 3)
    assert compiled.problem.demand_op.tolist() == [2, 3]
    plan = planned(scenario, material(production()))
    # 10 pieces: 10 and 20 start at once, 30 after the 20 minutes of 20, 40 after the 10 of 10
    assert [plan["MO-1", number].start for number in (10, 20, 30, 40)] == [0, 0, 20, 10]


def test_components_without_a_phase_gate_all_phases_that_follow_nothing() -> None:
    rows = (phase(10, "A"), phase(20, "B", after=[]), phase(30, "C", after=[10, 20]))
    scenario = plant(
        work_centers=CENTERS,
        items=[{"id": "X", "source": "make"}, {"id": "P", "source": "make"}],
        routings=[routing("X", *rows), routing("P", phase(10, "C"), phase(20, "B", after=[]))],
    )
    plan = material(
        production(), production("MO-P", "P", level=1), pegs=(peg("MO-P", "MO-1", "P"),)
    )
    gates = [row for row in edges(compile_problem(scenario, plan)) if row[0].startswith("MO-P")]
    # both last phases of P before both first ones of X
    assert [row[:2] for row in gates] == [
        ("MO-P/10", "MO-1/10"),
        ("MO-P/20", "MO-1/10"),
        ("MO-P/10", "MO-1/20"),
        ("MO-P/20", "MO-1/20"),
    ]


def test_flow_cost_is_shared_by_first_and_last_phases() -> None:
    # 10 pieces of 1.00: 1000 cents enter with phases 10 and 20, half each, until they are there
    rows = (phase(10, "A"), phase(20, "B", after=[]))
    scenario = plant(
        items=[{"id": "X", "source": "make", "standard_cost": 1}], routings=[routing("X", *rows)]
    )
    problem = compile_problem(scenario, material(production())).problem
    assert problem.flow_start.tolist() == [-1, -1]
    assert problem.flow_end.tolist() == [1, 1]


def test_quality_checks_follow_every_last_phase() -> None:
    rows = (phase(10, "A"), phase(20, "B", after=[]))
    scenario = plant(
        items=[{"id": "X", "source": "make", "analysis_time": "1d"}],
        routings=[routing("X", *rows)],
    )
    compiled = compile_problem(scenario, material(production()))
    assert [(pred, succ) for pred, succ, *_ in edges(compiled)] == [
        ("MO-1/10", compiled.problem.op_names[2]),
        ("MO-1/20", compiled.problem.op_names[2]),
    ]


def test_links_into_a_started_phase_are_history_and_what_is_closed_is_gone() -> None:
    rows = (phase(10, "A"), phase(20, "B"), phase(30, "C"), phase(40, "A"))
    progress = ({"phase": 10, "state": "started"}, {"phase": 20, "state": "started"})
    scenario = plant(
        work_centers=CENTERS, routings=[routing("X", *rows)], orders=started(*progress)
    )
    compiled = compile_problem(scenario, material(production(is_document=True)))
    assert [row[:2] for row in edges(compiled)] == [
        ("MO-1/20", "MO-1/30"),
        ("MO-1/30", "MO-1/40"),
    ]
    # 10 may end after all the others
    assert compiled.last_operations["MO-1"] == (0, 3)


@pytest.mark.parametrize(
    ("fields", "quantity", "lag"),
    [
        ({"wait": "10m"}, 10, 10),
        ({"wait": "10m", "wait_each": True}, 10, 100),  # once after each of 10 executions
        ({"wait": "10m", "wait_each": True, "pieces": 4}, 10, 30),  # ceil(10 / 4) executions
        ({"wait": "10m", "wait_commits": True}, 10, 0),  # it is work
    ],
)
def test_M17_a_wait_delays_who_follows_or_holds_the_center(
    fields: dict[str, Any], quantity: int, lag: int
) -> None:
    scenario = plant(routings=[routing("X", phase(10, "A", **fields), phase(20, "B"))])
    compiled = compile_problem(scenario, material(production(quantity=quantity)))
    assert edges(compiled) == [("MO-1/10", "MO-1/20", END_START, lag)]


def test_M17_wait_time_with_and_without_commitment() -> None:
    def starts(*, commits: bool) -> list[int]:
        rows = (phase(10, "A", wait="30m", wait_commits=commits), phase(20, "B"))
        scenario = plant(routings=[routing("X", *rows)])
        plan = planned(scenario, material(production("MO-1"), production("MO-2")))
        starts = [plan[order, 10].start for order in ("MO-1", "MO-2")]
        return [*sorted(starts), plan["MO-1", 20].start]

    # ten minutes of work; held for the 30 of the wait too, the center is free at 40, not at 10;
    # the successor waits until 40 either way
    assert starts(commits=False) == [0, 10, 40]
    assert starts(commits=True) == [0, 40, 40]


def test_the_wait_of_every_last_phase_counts_for_completion() -> None:
    rows = (phase(10, "A", wait="1h"), phase(20, "B", after=[], wait="5m"))
    scenario = plant(routings=[routing("X", *rows)])
    problem = compile_problem(scenario, material(production())).problem
    assert problem.demand_lag.tolist() == [60, 5]


def test_max_wait_binds_every_follower_beside_the_plain_edge() -> None:
    rows = (
        phase(10, "A", wait="10m", max_wait="30m"),
        phase(20, "B"),
        phase(30, "C", after=[10]),
    )
    scenario = plant(work_centers=CENTERS, routings=[routing("X", *rows)])
    compiled = compile_problem(scenario, material(production()))
    assert edges(compiled) == [
        ("MO-1/10", "MO-1/20", END_START, 10),
        ("MO-1/10", "MO-1/20", MAX_WAIT, 30),
        ("MO-1/10", "MO-1/30", END_START, 10),
        ("MO-1/10", "MO-1/30", MAX_WAIT, 30),
    ]


def test_a_perishable_phase_starts_late_enough_for_its_follower() -> None:
    # B opens on Monday at 08:00 only; with no wait allowed, 10 minutes on A end just then
    rows = (phase(10, "A", max_wait="0m"), phase(20, "B"))
    scenario = plant(
        work_centers=[{"id": "A"}, {"id": "B", "calendar": "day"}],
        routings=[routing("X", *rows)],
    )
    plan = planned(scenario, material(production()))
    assert (plan["MO-1", 10].end, plan["MO-1", 20].start) == (480, 480)


@pytest.mark.parametrize(
    ("overlap", "start"),
    [
        (None, 330),
        ({"type": "total"}, 0),
        ({"type": "pieces", "value": 20}, 90),
        ({"type": "time", "value": 45}, 45),
        ({"type": "percent", "value": 25}, 105),
        ({"type": "percent", "value": 0}, 330),
    ],
)
def test_S14_overlap_types_start_the_successor_at_330_0_90_45_105(
    overlap: dict[str, Any] | None, start: int
) -> None:
    # P: setup 30, 100 pieces at 3 minutes; 30 + 20 x 3 = 90, 30 + 25 % of 300 = 105. S is slower
    # (4 minutes), so it never ends before P and starts as soon as it may
    earlier = phase(10, "A", "3m", setup="30m")
    later = phase(20, "B", "4m", **({"overlap": overlap} if overlap else {}))
    scenario = plant(routings=[routing("X", earlier, later)])
    plan = planned(scenario, material(production(quantity=100)))
    assert plan["MO-1", 10].start == 0
    assert plan["MO-1", 20].start == start
    assert plan["MO-1", 20].end == start + 400


def fast_successor(*, idle: bool) -> Any:
    """P takes 330 minutes; S could begin at 90 and needs 100."""
    earlier = phase(10, "A", "3m", setup="30m")
    overlap = {"type": "pieces", "value": 20, "idle": idle}
    scenario = plant(routings=[routing("X", earlier, phase(20, "B", "1m", overlap=overlap))])
    return planned(scenario, material(production(quantity=100)))["MO-1", 20]


def test_S15_a_fast_successor_shows_its_idle_time() -> None:
    # from 90 to 330 are 240 minutes, of which 100 are work
    row = fast_successor(idle=True)
    assert (row.start, row.end, row.idle) == (90, 330, 140)


def test_S15_without_idle_time_the_successor_starts_late_enough() -> None:
    row = fast_successor(idle=False)
    assert (row.start, row.end, row.idle) == (230, 330, 0)


def test_an_overlap_with_a_phase_left_out_is_one_with_what_that_followed() -> None:
    rows = (
        phase(10, "A"),
        phase(20, "B", valid_to="2026-05-31"),
        phase(30, "B", after=[20], overlap={"type": "total"}),
    )
    problem = compile_problem(plant(routings=[routing("X", *rows)]), material(production())).problem
    assert problem.kind.tolist() == [Precedence.WORK_START, Precedence.END_END]


def test_M30_an_external_phase_of_40_hours_at_8_hours_a_day_takes_5_days() -> None:
    # fixed_time: 40 h whatever the quantity; Monday 08:00 to Friday 17:00 of an 8-hour day
    rows = (phase(10, "OUT", "40h", fixed_time=True),)
    scenario = plant(
        work_centers=[{"id": "OUT", "external": True, "infinite": True, "calendar": "day"}],
        routings=[routing("X", *rows)],
    )
    orders = (production("MO-1", quantity=1), production("MO-2", quantity=500))
    plan = planned(scenario, material(*orders))
    for order in ("MO-1", "MO-2"):
        row = plan[order, 10]
        assert (row.start, row.end) == (8 * 60, 4 * 1440 + 17 * 60)
