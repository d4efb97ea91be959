from __future__ import annotations

import csv
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from icalendar import Calendar, Event

from scheduler.exports import Format, export_plan
from scheduler.exports.calendars import event_id, work_center_calendar
from tests.scheduler.difference.changed import moved
from tests.scheduler.exports.test_exports import NAMES, empty_plan
from tests.scheduler.outputs.sample_plan import FRAME, HOUR, PAINT, sample_plan

if TYPE_CHECKING:
    from pathlib import Path

    from models.plan import Plan

STAMP = datetime(2026, 10, 24, 7, tzinfo=UTC)


def _events(data: bytes) -> list[Event]:
    found = Calendar.from_ical(data).walk("VEVENT")
    return [event for event in found if isinstance(event, Event)]


def _of(plan: Plan, center: str) -> list[Event]:
    rows = [row for row in plan.operations if row.work_center == center]
    return _events(work_center_calendar(plan, center, rows, STAMP))


def test_every_center_with_work_has_a_calendar_with_an_event_for_each_operation(
    tmp_path: Path,
) -> None:
    export_plan(sample_plan(), Format.ICAL, tmp_path / "ical", stamp=STAMP)
    with (tmp_path / "ical" / "calendars.csv").open(encoding="utf-8", newline="") as file:
        listed = {row["work_center"]: row for row in csv.DictReader(file)}
    assert {name: row["events"] for name, row in listed.items()} == {
        "SAW": "1", PAINT: "2", "PLATE": "1",
    }  # fmt: skip
    files = {path.name for path in (tmp_path / "ical").glob("*.ics")}
    assert files == {row["file"] for row in listed.values()}
    data = (tmp_path / "ical" / listed[PAINT]["file"]).read_bytes()
    calendar = Calendar.from_ical(data)
    assert str(calendar["X-WR-CALNAME"]) == PAINT
    assert str(calendar["X-WR-TIMEZONE"]) == "Europe/Rome"
    assert len(_events(data)) == 2


def test_K09_an_event_holds_its_machine_as_long_as_the_operation() -> None:
    plan = sample_plan()
    wet = {str(event["LOCATION"]): event for event in _of(plan, PAINT)}
    # held from 4 h to 8 h after 24 October 06:00 in Rome, which is 04:00 UTC
    event = wet["PAINT, wet-10"]
    assert event.start == datetime(2026, 10, 24, 8, tzinfo=UTC)
    assert event.end == datetime(2026, 10, 24, 12, tzinfo=UTC)
    assert str(event["SUMMARY"]) == f"MO-1/20 {FRAME} x 15"
    assert "changeover until 2026-10-24 11:00" in str(event["DESCRIPTION"])
    # a further machine is told, too
    assert "PAINT, wet-2, PAINT, wet-3" in wet


def test_the_hour_that_the_end_of_summer_time_repeats_is_told_apart() -> None:
    plan = sample_plan()
    # 25 October 02:30 comes twice: 20.5 h and 21.5 h after the start
    rows = [
        replace(moved(plan.operations[3], tick), phase=phase)
        for phase, tick in ((1, 20 * HOUR + 30), (2, 21 * HOUR + 30))
    ]
    first, second = _of(replace(plan, operations=tuple(rows)), "SAW")
    assert (second.start - first.start).total_seconds() == 3600
    assert first.start == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_an_operation_keeps_its_id_wherever_it_runs_and_shares_it_with_no_other() -> None:
    plan = sample_plan()
    rows = plan.operations
    ids = [event_id("sample", row) for row in rows]
    assert len(set(ids)) == len(rows)
    later = [event_id("sample", moved(row, 60, machine="elsewhere")) for row in rows]
    assert later == ids
    assert event_id("other", rows[0]) != ids[0]
    # names that would read alike if they were only put together
    one, other = (
        replace(rows[0], order=order, phase=phase) for order, phase in (("A1", 2), ("A", 12))
    )
    assert event_id("sample", one) != event_id("sample", other)


def test_two_exports_of_one_plan_are_equal_byte_by_byte(tmp_path: Path) -> None:
    for name in ("one", "two"):
        export_plan(sample_plan(), Format.ICAL, tmp_path / name, stamp=STAMP)
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


def test_any_name_comes_back_and_none_breaks_out_of_its_line() -> None:
    plan = sample_plan()
    hostile = [*NAMES, "a;b,c\\n", "END:VEVENT"]
    rows = tuple(replace(plan.operations[3], order=name, machine=name) for name in hostile)
    events = _of(replace(plan, operations=rows), "SAW")
    assert [str(event["LOCATION"]) for event in events] == hostile
    assert [str(event["SUMMARY"]).partition("/5 ")[0] for event in events] == hostile


def test_work_without_length_has_no_end() -> None:
    plan = sample_plan()
    row = replace(plan.operations[3], end=0, run_start=0)
    (event,) = _of(replace(plan, operations=(row,)), "SAW")
    assert "DTEND" not in event


def test_centers_whose_names_make_one_file_name_have_two_files(tmp_path: Path) -> None:
    plan = sample_plan()
    rows = tuple(
        replace(plan.operations[3], work_center=name) for name in ("A/B", "A:B", "", "CON", "א")
    )
    export_plan(replace(plan, operations=rows), Format.ICAL, tmp_path / "ical", stamp=STAMP)
    names = sorted(path.name for path in (tmp_path / "ical").glob("*.ics"))
    assert names == ["01-lead-time.ics", "02-A_B.ics", "03-A_B.ics", "04-CON.ics", "05-א.ics"]


def test_a_plan_without_work_has_no_calendar(tmp_path: Path) -> None:
    export_plan(empty_plan(), Format.ICAL, tmp_path / "ical", stamp=STAMP)
    assert [path.name for path in (tmp_path / "ical").iterdir()] == ["calendars.csv"]
