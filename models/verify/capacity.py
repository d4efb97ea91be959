"""Never more at once than there is: machines, centers, further resources."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from models.calendar import WorkingTime
from models.plan import Mode
from models.verify.facts import name_of
from models.verify.violation import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from models.plan import OperationRow
    from models.verify.facts import Facts

__all__ = ["check_centers", "check_machine_capacity", "check_resources"]

Hold = tuple[int, int, int, "OperationRow"]
"""From, to, units, by whom."""


def _held_from(facts: Facts, row: OperationRow) -> int:
    """Return since when a row holds its machine: started work stands on it since tick 0."""
    return 0 if facts.tasks[row.order, row.phase].progress else row.setup_start


def check_machine_capacity(facts: Facts) -> Iterator[Violation]:
    """Check that a machine runs one operation at a time, from setup to end, breaks included."""
    holds: dict[str, list[Hold]] = defaultdict(list)
    for placed in facts.placed.values():
        if placed.center is not None and facts.limited(placed.center):
            row = placed.row
            holds[row.machine].append((_held_from(facts, row), row.end, 1, row))
    for machine, rows in holds.items():
        last: OperationRow | None = None
        for start, end, _, row in sorted(rows, key=lambda hold: hold[:2]):
            if start == end:
                continue
            if last is not None and start < last.end:
                text = (
                    f"takes {machine} at {facts.at(start)}, which {name_of(last)} holds until"
                    f" {facts.at(last.end)}."
                )
                yield Violation(Rule.CAPACITY, name_of(row), text)
            if last is None or row.end > last.end:
                last = row


def check_centers(facts: Facts) -> Iterator[Violation]:
    """Check that a center never runs more operations at once than it has machines."""
    holds: dict[str, list[Hold]] = defaultdict(list)
    for row in facts.rows.values():
        holds[row.work_center].append((_held_from(facts, row), row.end, 1, row))
    for name, rows in holds.items():
        center = facts.scenario.work_center_by_id.get(name)
        if center is None or not facts.limited(center):
            continue
        present = WorkingTime.always(0, facts.until, max(1, center.capacity))
        yield from _exceeded(facts, f"work center {name}", rows, present)


def check_resources(facts: Facts) -> Iterator[Violation]:
    """Check that a further resource, when it works, never serves more than are present."""
    if facts.mode is not Mode.FINITE:
        return
    holds: dict[str, list[Hold]] = defaultdict(list)
    for key, row in facts.rows.items():
        operation = facts.tasks[key].operation
        center = facts.scenario.work_center_by_id.get(row.work_center)
        if center is not None and center.external and operation and operation.lead_time is not None:
            continue  # a lead time at a subcontractor holds nobody of ours
        for use in operation.resources if operation else ():
            holds[use.resource].append((row.start, row.end, use.quantity, row))
    for name, rows in holds.items():
        if name in facts.scenario.resource_by_id:
            present = facts.resource_calendar(name)
            yield from _exceeded(facts, f"resource {name}", rows, present)


def _exceeded(
    facts: Facts, subject: str, holds: Iterable[Hold], present: WorkingTime
) -> Iterator[Violation]:
    """Yield each stretch, from one start or end to the next, in which too much is held."""
    for start, end, units, holders in _stretches(holds):
        window = int(np.searchsorted(present.ends, start, side="right"))
        while window < present.starts.size and present.starts[window] < end:
            count = int(present.counts[window])
            if count < units:
                since = max(start, int(present.starts[window]))
                names = ", ".join(name_of(row) for row in holders[:5])
                more = f" and {len(holders) - 5} more" if len(holders) > 5 else ""
                text = (
                    f"{units} are held from {facts.at(since)} to {facts.at(end)}, but {count}"
                    f" are there: {names}{more}."
                )
                yield Violation(Rule.CAPACITY, subject, text)
                break
            window += 1


def _stretches(holds: Iterable[Hold]) -> Iterator[tuple[int, int, int, list[OperationRow]]]:
    """Yield from, to, units held and holders between one start or end and the next."""
    events: list[tuple[int, int, Hold]] = []
    for hold in holds:
        if hold[0] < hold[1]:
            events += [(hold[0], hold[2], hold), (hold[1], -hold[2], hold)]
    events.sort(key=lambda event: event[:2])  # at one tick ends come before starts
    held, since = 0, 0
    active: dict[int, OperationRow] = {}
    for tick, units, hold in events:
        if since < tick and held:
            yield since, tick, held, list(active.values())
        held, since = held + units, tick
        if units > 0:
            active[id(hold)] = hold[3]
        else:
            active.pop(id(hold))
