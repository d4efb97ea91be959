from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from models.scenario import Scenario
from scheduler.plan_time import PlanTime
from scheduler.report.closed import ClosedTime, closed_time, down_time, overtime
from scheduler.report.rows import MAX_LANES, gantt_rows
from tests.scheduler.report.tiny import OPERATIONS, operation, tiny_plan

if TYPE_CHECKING:
    from models.plan import OperationRow, Plan


def _machines(operations: tuple[object, ...]) -> list[str]:
    return [row.machine for row in gantt_rows(tiny_plan(operations=operations)).rows]


def test_rows_are_the_machines_in_the_order_of_the_centers_idle_ones_too() -> None:
    assert _machines(OPERATIONS[:1]) == ["SAW-1", "MILL-1", "MILL-2"]


def test_each_operation_stands_on_the_row_of_its_machine() -> None:
    rows = gantt_rows(tiny_plan())
    # SAW-1, MILL-1, MILL-2; operations in the order A/10, A/20, B/10, C/10
    assert rows.row_of.tolist() == [0, 1, 0, 2]


def test_operations_that_overlap_at_infinite_capacity_get_lanes_of_their_own() -> None:
    at_once = tuple(
        replace(operation(name, 10, "SAW-1", (120, 120, 120, 300)), machine="SAW") for name in "ABC"
    )
    later = replace(operation("D", 10, "SAW-1", (300, 300, 300, 360)), machine="SAW")
    rows = gantt_rows(tiny_plan(operations=(*at_once, later)))
    assert sorted(rows.row_of.tolist()[:3]) == [0, 1, 2]
    assert rows.row_of[3] == 0  # the first lane is free again at 300
    assert [row.machine for row in rows.rows[:3]] == ["SAW"] * 3


def test_lanes_are_limited_however_many_operations_overlap() -> None:
    crowd = tuple(
        replace(operation(f"O{k}", 10, "SAW-1", (120, 120, 120, 300)), machine="SAW")
        for k in range(50)
    )
    rows = gantt_rows(tiny_plan(operations=crowd))
    assert sum(row.center == "SAW" for row in rows.rows) == MAX_LANES


def test_a_lead_time_without_routing_has_a_row_below_the_centers() -> None:
    bare = replace(operation("A", 0, "X-1", (0, 0, 0, 1440)), work_center="", machine="")
    rows = gantt_rows(tiny_plan(operations=(*OPERATIONS, bare)))
    assert (rows.rows[-1].center, rows.row_of[-1]) == ("", len(rows.rows) - 1)


def _named_plan(*operations: OperationRow, **tables: Any) -> Plan:
    """Return a plan with the mills RED, BLUE and GREY, listed in this order."""
    plan = tiny_plan(operations=operations)
    tables["machines"] = [{"id": n, "work_center": "MILL"} for n in ("RED", "BLUE", "GREY")]
    changed = plan.scenario.model_dump(mode="json", by_alias=True) | tables
    return replace(plan, scenario=Scenario.model_validate(changed))


def _on(machine: str, name: str, start: int, end: int, **changes: Any) -> OperationRow:
    row = operation(name, 10, "MILL-1", (start, start, start, end))
    return replace(row, machine=machine, **changes)


def test_named_machines_stand_in_the_order_of_the_scenario_idle_ones_too() -> None:
    plan = _named_plan(_on("GREY", "A", 0, 60), _on("BLUE", "B", 0, 60))
    rows = gantt_rows(plan)
    assert [row.machine for row in rows.rows] == ["SAW-1", "RED", "BLUE", "GREY"]
    assert rows.row_of.tolist() == [3, 2]


def test_an_operation_on_several_machines_stands_on_each() -> None:
    plan = _named_plan(
        _on("RED", "A", 0, 60, also=("GREY",)), _on("BLUE", "B", 0, 60), _on("GREY", "C", 30, 90)
    )
    rows = gantt_rows(plan)
    # C overlaps A on GREY, as an infinite plan may: a second lane
    assert [row.machine for row in rows.rows] == ["SAW-1", "RED", "BLUE", "GREY", "GREY"]
    assert rows.row_of.tolist() == [1, 2, 4]
    assert (rows.also_operation.tolist(), rows.also_row.tolist()) == ([0], [3])


def test_those_who_share_a_session_share_a_lane() -> None:
    plan = _named_plan(
        *(_on("RED", name, 0, 60, session=1) for name in "ABC"), _on("RED", "D", 60, 90, session=2)
    )
    rows = gantt_rows(plan)
    assert rows.row_of.tolist() == [1, 1, 1, 1]


def test_downtimes_and_overtime_lie_over_their_machines() -> None:
    calendar = {
        "id": "mill",
        "shifts": {"mon-fri": ["06:00-14:00"]},
        "overtime": [{"date": "2026-06-01", "shifts": ["12:00-16:00"]}],
    }
    plan = _named_plan(
        _on("RED", "A", 0, 60),
        calendars=[{"id": "day", "shifts": {}}, calendar],
        downtimes=[
            {"resource": "BLUE", "from": "2026-06-01T08:00", "to": "2026-06-01T09:00"},
            {"resource": "MILL", "from": "2026-05-31T08:00", "to": "2026-06-01T07:00"},
            {"resource": "GREY", "from": "2026-06-09T08:00", "to": "2026-06-09T09:00"},
        ],
    )
    rows, time = gantt_rows(plan).rows, PlanTime(plan.scenario, 1080)
    # rows: SAW-1, RED, BLUE, GREY; tick 0 is 06:00
    assert [area for area, _ in down_time(rows, time, 1080)] == [
        ClosedTime(2, 2, 120, 180),
        ClosedTime(1, 3, 0, 60),
    ]
    assert overtime(rows, time) == [ClosedTime(1, 3, 480, 600)]  # 14-16: the rest is regular
    # the downtime is closed time, too, and the overtime is not
    blue = [area for area in closed_time(rows, time, 0, 1080) if area.first <= 2 <= area.last]
    assert [area[2:] for area in blue] == [(0, 60), (120, 180), (600, 1080)]


def test_the_shading_covers_exactly_the_time_a_machine_does_not_work() -> None:
    plan = tiny_plan()
    rows = gantt_rows(plan)
    closed = closed_time(rows.rows, PlanTime(plan.scenario, 1080), 0, 1080)  # Monday to midnight
    by_row = {
        row: [(area.start, area.end) for area in closed if area.first <= row <= area.last]
        for row in range(3)
    }
    assert by_row == {
        0: [(0, 120), (360, 420), (660, 1080)],  # before 08:00, lunch, after 17:00
        1: [(960, 1080)],  # after 22:00
        2: [(480, 1080)],  # the second mill stops at 14:00
    }


def test_machines_with_the_same_hours_share_their_shading() -> None:
    plan = tiny_plan()
    rows = gantt_rows(plan)
    same = (rows.rows[1], rows.rows[1], rows.rows[1])
    assert closed_time(same, PlanTime(plan.scenario, 1080), 0, 1080) == [(0, 2, 960, 1080)]
