"""What holds for every plant: earliest before latest, needs covered, order of rows irrelevant."""

from __future__ import annotations

from collections import Counter
from typing import Any

from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from models.scenario import Direction
from scheduler.general import apply_suggested, plan_jobs, with_planned_jobs
from tests.scheduler.general.general_helpers import items, job, plant, routing

days = st.integers(3, 40)
lots = st.sampled_from(
    [{}, {"rule": "minimum", "size": 12, "multiple": 5}, {"rule": "fixed", "size": 8}]
)
calendars = [
    {"id": "day", "shifts": {"mon-fri": ["08:00-12:00", "13:00-17:00"]}},
    {"id": "always", "shifts": {"mon-sun": ["00:00-24:00"]}},
    {"id": "late", "shifts": {"tue,thu": ["14:00-22:00"]}},
]


@st.composite
def plants(draw: st.DrawFn) -> dict[str, Any]:
    """Return the tables of a plant with a few jobs."""
    rows = draw(st.lists(st.tuples(st.integers(1, 30), days), min_size=1, max_size=3))
    kinds = draw(st.lists(st.sampled_from(["day", "always", "late"]), min_size=3, max_size=3))
    whole = draw(st.booleans())
    return {
        "calendars": calendars,
        "work_centers": [
            {"id": name, "calendar": kind, "interruptible": not (whole and name == "PAINT")}
            for name, kind in zip(("PAINT", "MOUNT", "WELD"), kinds, strict=True)
        ],
        "items": items(
            {"id": "FRAME", "lot": draw(lots), "analysis_time": f"{draw(st.integers(0, 2))}d"},
            {"id": "WHEEL", "lead_time": f"{draw(st.integers(0, 9))}d"},
        ),
        "routings": [
            routing(
                "BIKE",
                {"phase": 10, "work_center": "PAINT", "run": "12m", "wait": "3h"},
                (20, "MOUNT", "24m"),
            ),
            *draw(st.sampled_from([[], [routing("FRAME", (10, "WELD", "48m"))]])),
        ],
        "jobs": [
            job(f"JOB-{number}", draw(st.sampled_from(["BIKE", "FRAME"])), quantity, _date(day))
            for number, (quantity, day) in enumerate(rows, start=1)
        ],
        "stock": [{"item": "FRAME", "quantity": draw(st.integers(0, 20))}],
        "demands": [
            {"id": "D", "item": "WHEEL", "quantity": draw(st.integers(1, 9)), "due": _date(9)}
        ],
        "orders": [
            {
                "id": "PO-0",
                "type": "purchase",
                "item": "WHEEL",
                "quantity": 15,
                "end": _date(draw(days)),
                "status": "confirmed",
            }
        ],
        "settings": {
            "general": {
                "separate": draw(st.booleans()),
                "availability_at": draw(st.sampled_from(["need-date", "minimum"])),
                "group": draw(st.booleans()),
            },
            "mrp": {"material_advance": f"{draw(st.integers(0, 2))}d"},
        },
    }


def _date(day: int) -> str:
    return f"2026-06-{day:02d}" if day <= 30 else f"2026-07-{day - 30:02d}"


@given(tables=plants())
@hypothesis_settings(max_examples=60, deadline=None)
def test_earliest_dates_are_never_after_latest_ones_of_jobs_in_time(tables: dict[str, Any]) -> None:
    scenario = plant(**tables)
    settings = scenario.settings.general
    latest = plan_jobs(scenario)
    asap = settings.model_copy(update={"direction": Direction.ASAP})
    earliest = plan_jobs(scenario, asap)
    assert [row.late_ticks for row in latest.jobs] == [row.late_ticks for row in earliest.jobs]
    for late, early in zip(latest.jobs, earliest.jobs, strict=True):
        if not late.late_ticks:
            assert late.start >= early.start
            assert late.end >= early.end
            assert late.slack == late.start - early.start >= 0
    if not any(row.late_ticks for row in latest.jobs):
        starts = {row.id: row.start for row in earliest.material.orders if row.job}
        for row in latest.material.orders:
            assert row.start >= starts.get(row.id, row.start)
            assert not (row.job and row.past_due)


@given(tables=plants())
@hypothesis_settings(max_examples=40, deadline=None)
def test_every_need_is_pegged_and_no_supply_twice(tables: dict[str, Any]) -> None:
    scenario = plant(**tables)
    material = plan_jobs(scenario).material
    pegged: Counter[str] = Counter()
    held: Counter[tuple[str, str]] = Counter()
    for peg in material.pegs:
        pegged[peg.demand] += int(peg.quantity * 1_000_000)
        held[peg.supply_kind, peg.supply] += int(peg.quantity * 1_000_000)
    for row in scenario.jobs:
        assert pegged[f"{row.id}/10"] == row.rows[0].quantity * 1_000_000
    assert pegged["D"] == scenario.demands[0].quantity * 1_000_000
    for order in material.orders:
        assert held["order", order.id] <= order.quantity * 1_000_000
        if order.item == "BIKE":  # a frame and two wheels each
            assert pegged[order.id] == 3 * order.quantity * 1_000_000
    assert held["stock", "FRAME"] <= scenario.stock[0].quantity * 1_000_000
    for grid in material.grid:
        projected = (
            grid.opening + (grid.scheduled_receipts + grid.planned_receipts - grid.gross).cumsum()
        )
        assert (projected == grid.projected_on_hand).all()


@given(tables=plants(), turn=st.randoms(use_true_random=False))
@hypothesis_settings(max_examples=25, deadline=None)
def test_the_order_of_rows_changes_nothing(tables: dict[str, Any], turn: Any) -> None:
    scenario = plant(**tables)
    mixed = {
        name: turn.sample(rows, len(rows))
        for name, rows in tables.items()
        if name in ("items", "jobs", "routings", "orders", "work_centers")
    }
    found, again = plan_jobs(scenario), plan_jobs(plant(**tables | mixed))
    assert found.jobs == again.jobs
    assert found.phases == again.phases
    assert found.log == again.log
    assert {*found.material.orders} == {*again.material.orders}
    assert {*found.material.pegs} == {*again.material.pegs}


@given(tables=plants())
@hypothesis_settings(max_examples=25, deadline=None)
def test_suggested_dates_can_be_kept(tables: dict[str, Any]) -> None:
    scenario = plant(**tables | {"demands": [], "orders": [], "stock": []})
    general = scenario.settings.general.model_copy(update={"check_atp": True, "group": False})
    found = plan_jobs(scenario, general)
    if found.direction is Direction.ASAP:
        again = plan_jobs(apply_suggested(with_planned_jobs(scenario, found, general)), general)
        assert [row.late_ticks for row in again.jobs] == [0 for _ in again.jobs]
