"""Never more at once than there is: machines, centers, further resources, tools."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING, NamedTuple

from models.calendar import WorkingTime
from models.plan import Mode
from models.scenario import ResourceKind
from models.verify.facts import name_of
from models.verify.tools import tools_of
from models.verify.violation import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from models.plan import OperationRow
    from models.scenario import WorkCenter
    from models.verify.facts import Facts
    from models.verify.places import Placed

__all__ = [
    "check_centers",
    "check_machine_capacity",
    "check_resources",
    "check_tasks_at_once",
    "names_of",
    "working_spans",
]


class Hold(NamedTuple):
    """Units that a row holds from one tick to another."""

    start: int
    end: int
    units: int
    row: OperationRow


def _held_from(facts: Facts, row: OperationRow) -> int:
    """Return since when a row holds its machine: started work stands on it since tick 0."""
    return 0 if facts.tasks[row.order, row.phase].progress else row.setup_start


def _machine_holds(facts: Facts) -> Iterator[tuple[Placed, str, Hold]]:
    """Yield who holds which machine: a session holds it once, a changeover the main one only."""
    for placed in facts.placed.values():
        if placed.center is None or not facts.limited(placed.center):
            continue
        members = facts.session_of(placed)
        if members[0] is not placed:
            continue
        row, end = placed.row, max(member.row.end for member in members)
        begin = min(_held_from(facts, member.row) for member in members)
        yield placed, row.machine, Hold(begin, end, 1, row)
        for machine in row.also:
            yield placed, machine, Hold(0 if placed.task.progress else row.start, end, 1, row)


def check_machine_capacity(facts: Facts) -> Iterator[Violation]:
    """Check that a machine runs one operation, or session, at a time, breaks included."""
    holds: dict[str, list[Hold]] = defaultdict(list)
    for _, machine, hold in _machine_holds(facts):
        holds[machine].append(hold)
    for machine, rows in holds.items():
        last: Hold | None = None
        for hold in sorted(rows, key=lambda hold: hold[:2]):
            if hold.start == hold.end:
                continue
            if last is not None and hold.start < last.end:
                text = (
                    f"takes {machine} at {facts.at(hold.start)}, which {name_of(last.row)} holds"
                    f" until {facts.at(last.end)}."
                )
                yield Violation(Rule.CAPACITY, name_of(hold.row), text)
            if last is None or hold.end > last.end:
                last = hold


def check_centers(facts: Facts) -> Iterator[Violation]:
    """Check that a center never holds more machines at once than it has."""
    holds: dict[str, list[Hold]] = defaultdict(list)
    for placed, _, hold in _machine_holds(facts):
        holds[placed.row.work_center].append(hold)
    for key, row in facts.rows.items():
        center = facts.scenario.work_center_by_id.get(row.work_center)
        if center is not None and facts.limited(center) and key not in facts.placed:
            holds[center.id].append(Hold(_held_from(facts, row), row.end, 1, row))
    for name, rows in holds.items():
        count = len(facts.scenario.machines_by_center[name])
        present = WorkingTime.always(0, facts.until, max(1, count))
        yield from _exceeded(facts, f"work center {name}", rows, present)


def check_tasks_at_once(facts: Facts) -> Iterator[Violation]:
    """Check that a center never runs more operations at once than it accepts."""
    holds: dict[str, list[Hold]] = defaultdict(list)
    for placed in facts.placed.values():
        row = placed.row
        if placed.center is not None and facts.limited(placed.center):
            holds[row.work_center].append(Hold(row.start, row.end, 1, row))
    for name, rows in holds.items():
        center = facts.scenario.work_center_by_id[name]
        if center.max_tasks is not None or center.min_free:
            accepted = _accepted(facts, center)
            yield from _exceeded(facts, f"tasks at work center {name}", rows, accepted)


def _accepted(facts: Facts, center: WorkCenter) -> WorkingTime:
    """Return how many operations a center accepts, by how many machines are there."""
    working = facts.hours.center(center.id)
    windows = zip(
        working.starts.tolist(), working.ends.tolist(), working.counts.tolist(), strict=True
    )
    free = Fraction(center.min_free) / 100
    rows = []
    for start, end, machines in windows:
        limits = [center.max_tasks] if center.max_tasks is not None else []
        limits += [machines - ceil(free * machines) + 1] if free else []
        rows.append((start, end, min(limits)))
    return WorkingTime.of(rows)


def check_resources(facts: Facts) -> Iterator[Violation]:
    """Check that a further resource or tool never serves more than are present.

    A tool stays on the machine in breaks of the work, a crew is free then. Neither counts where
    it is not there as often as the operation needs it: the operation pauses.
    """
    if facts.mode is not Mode.FINITE:
        return
    holds: dict[str, list[Hold]] = defaultdict(list)
    tools: dict[str, list[Hold]] = defaultdict(list)
    for placed in facts.placed.values():
        row, operation = placed.row, placed.task.operation
        if operation is None or placed.times.lead is not None:
            continue  # a lead time at a subcontractor holds nobody of ours
        machines = tuple(machine.id for machine in placed.machines)
        for name, units in facts.uses_of(operation, machines).items():
            resource = facts.scenario.resource_by_id.get(name)
            if resource is not None and resource.kind is ResourceKind.CREW:
                spans = working_spans(placed.calendar, row.start, row.end)
                holds[name] += [Hold(*span, units, row) for span in spans]
            elif resource is not None:
                holds[name].append(Hold(row.start, row.end, units, row))
        for name, units in tools_of(operation).items():
            tools[name].append(Hold(row.start, row.end, units, row))
    for name, rows in holds.items():
        yield from _exceeded(facts, f"resource {name}", rows, facts.hours.resource(name))
    for name, rows in tools.items():
        yield from _exceeded(facts, f"tool {name}", rows, facts.hours.tool(name))


def working_spans(calendar: WorkingTime, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the stretches between two ticks in which a calendar works."""
    window = int(calendar.ends.searchsorted(start, side="right"))
    while start < end and window < calendar.starts.size and calendar.starts[window] < end:
        yield max(int(calendar.starts[window]), start), min(int(calendar.ends[window]), end)
        window += 1


def _exceeded(
    facts: Facts, subject: str, holds: Iterable[Hold], present: WorkingTime
) -> Iterator[Violation]:
    """Yield each stretch, from one start or end to the next, in which too much is held."""
    for start, end, units, holders in _stretches(holds):
        window = int(present.ends.searchsorted(start, side="right"))
        while window < present.starts.size and present.starts[window] < end:
            count = int(present.counts[window])
            there = [hold for hold in holders if hold.units <= count] if count < units else []
            asked = sum(hold.units for hold in there)
            if asked > count:
                since = max(start, int(present.starts[window]))
                text = (
                    f"{asked} are held from {facts.at(since)} to {facts.at(end)}, but {count}"
                    f" are there: {names_of([hold.row for hold in there])}."
                )
                yield Violation(Rule.CAPACITY, subject, text)
                break
            window += 1


def names_of(rows: list[OperationRow]) -> str:
    """Return how a violation names several operations: the first few of them."""
    more = f" and {len(rows) - 5} more" if len(rows) > 5 else ""
    return ", ".join(name_of(row) for row in rows[:5]) + more


def _stretches(holds: Iterable[Hold]) -> Iterator[tuple[int, int, int, list[Hold]]]:
    """Yield from, to, units held and holders between one start or end and the next."""
    events: list[tuple[int, int, Hold]] = []
    for hold in holds:
        if hold.start < hold.end:
            events += [(hold.start, hold.units, hold), (hold.end, -hold.units, hold)]
    events.sort(key=lambda event: event[:2])  # at one tick ends come before starts
    held, since = 0, 0
    active: dict[int, Hold] = {}
    for tick, units, hold in events:
        if since < tick and held:
            yield since, tick, held, list(active.values())
        held, since = held + units, tick
        if units > 0:
            active[id(hold)] = hold
        else:
            active.pop(id(hold))
