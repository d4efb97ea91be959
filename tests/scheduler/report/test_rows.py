from __future__ import annotations

from dataclasses import replace

from scheduler.report.closed import closed_time
from scheduler.report.rows import MAX_LANES, gantt_rows
from scheduler.report.working import PlanTime, machine_number
from tests.scheduler.report.tiny import OPERATIONS, operation, tiny_plan


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


def test_the_number_of_a_machine_is_read_from_its_name() -> None:
    assert machine_number("SAW", "SAW-12") == 12
    # not of the form CENTER-k
    assert [machine_number("SAW", name) for name in ("SAW", "SAW-x", "SAW-0", "DRILL-3")] == [1] * 4


def test_the_shading_covers_exactly_the_time_a_machine_does_not_work() -> None:
    plan = tiny_plan()
    rows = gantt_rows(plan)
    closed = closed_time(rows.rows, PlanTime(plan, 1080), 0, 1080)  # Monday to midnight
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
    assert closed_time(same, PlanTime(plan, 1080), 0, 1080) == [(0, 2, 960, 1080)]
