"""The phase sequence of each work center as an iCalendar file, one event for each operation."""

from __future__ import annotations

import json
from datetime import UTC
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from icalendar import Calendar, Event

from scheduler.outputs.table import Table
from scheduler.report.rows import NO_CENTER
from scheduler.words import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from models.plan import OperationRow, Plan
    from scheduler.outputs.folder import Writer
    from scheduler.words import Words

__all__ = ["calendar_files", "event_id", "work_center_calendar"]

_LONGEST_NAME = 60


def calendar_files(plan: Plan, stamp: datetime, words: Words = ENGLISH) -> dict[str, Writer]:
    """Return what writes the calendar of each center with work, and a list of the files.

    Parameters
    ----------
    stamp
        When the plan was made, with an offset.
    words
        The language of the descriptions; ids and file names stay as they are.
    """
    by_center: dict[str, list[OperationRow]] = {}
    for row in sorted(plan.operations, key=lambda row: (row.setup_start, row.order, row.phase)):
        by_center.setdefault(row.work_center, []).append(row)
    listed = [center.id for center in plan.scenario.work_centers if center.id in by_center]
    names = [*listed, *sorted(by_center.keys() - set(listed))]
    files: dict[str, Writer] = {}
    index = []
    for number, center in enumerate(names, start=1):
        # two ids may make one file name, and some names are no files on some systems
        file = f"{number:02d}-{_file_name(center or 'lead-time')}.ics"
        data = work_center_calendar(plan, center, by_center[center], stamp, words)
        files[file] = _writer(data)
        index.append((center or NO_CENTER, file, len(by_center[center])))
    listing = Table(("work_center", "file", "events"), index)
    return {"calendars.csv": listing.write_csv, **files}


def _writer(data: bytes) -> Writer:
    return lambda stream: stream.buffer.write(data)


def _file_name(text: str) -> str:
    kept = "".join(char if char.isalnum() or char in "-_" else "_" for char in text)
    return kept[:_LONGEST_NAME]


def work_center_calendar(
    plan: Plan,
    center: str,
    rows: Sequence[OperationRow],
    stamp: datetime,
    words: Words = ENGLISH,
) -> bytes:
    """Return the calendar of one center, as RFC 5545 has it, its descriptions in a language.

    Moments are in UTC: local time would not tell the two hours apart that the end of summer time
    repeats. The calendar names the zone of the plant.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//finitecap//plan//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", center or NO_CENTER)
    calendar.add("x-wr-timezone", plan.clock.timezone)
    due = {row.order: row.due for row in plan.orders}
    for row in rows:
        event = _event(plan, row, stamp)
        event.add("description", _description(plan, row, due.get(row.order, -1), words))
        calendar.add_component(event)
    made: bytes = calendar.to_ical()
    return made


def event_id(scenario: str, row: OperationRow) -> str:
    """Return the UID of an operation: the same in every plan of a scenario, wherever it runs."""
    name = json.dumps(["finitecap", scenario, row.order, row.phase])
    return f"{uuid5(NAMESPACE_URL, name)}@finitecap"


def _event(plan: Plan, row: OperationRow, stamp: datetime) -> Event:
    def at(tick: int) -> datetime:
        return plan.clock.moment(tick).astimezone(UTC)

    event = Event()
    event.add("uid", event_id(plan.scenario.scenario.id, row))
    event.add("dtstamp", stamp.astimezone(UTC))
    event.add("summary", f"{row.order}/{row.phase} {row.item} x {row.quantity:f}")
    event.add("dtstart", at(row.setup_start))
    if row.end > row.setup_start:  # an end must come after the start
        event.add("dtend", at(row.end))
    event.add("location", ", ".join((row.machine or NO_CENTER, *row.also)))
    event.add("categories", [row.work_center or NO_CENTER])
    return event


def _description(plan: Plan, row: OperationRow, due: int, words: Words) -> str:
    _ = words.text

    def local(tick: int) -> str:
        return words.date(plan.clock.moment(tick))

    state, quantity = words.term(row.state), words.exact(row.quantity)
    machine = row.machine or NO_CENTER
    lines = [
        _("order {order}, phase {phase}, {state}", order=row.order, phase=row.phase, state=state),
        _("item {item}, {quantity} pieces", item=row.item, quantity=quantity),
        _("position {position} on {machine}", position=row.sequence, machine=machine),
    ]
    if row.start > row.setup_start:
        lines.append(_("changeover until {time}", time=local(row.start)))
    lines.append(
        _("first piece {start}, end {end}", start=local(row.run_start), end=local(row.end))
    )
    if due >= 0:
        lines.append(_("order due {time}", time=local(due)))
    return "\n".join(lines)
