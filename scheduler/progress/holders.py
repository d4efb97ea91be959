"""Which open phases hold a machine now, and which give way to others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.errors import Fault
from scheduler.progress.states import Stand

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.progress.floor import Floor
    from scheduler.progress.states import Actual, Key

__all__ = ["contested", "yielding"]


def yielding(floor: Floor) -> frozenset[Key]:
    """Return the interrupted phases whose machine another phase has now.

    Of several interrupted ones on a machine the last keeps it, if none is running.
    """
    found: set[Key] = set()
    for rows in _holders(floor).values():
        resting = [row for row in rows if row.stand is Stand.INTERRUPTED]
        resting.sort(key=lambda row: row.since)
        kept = 0 if len(resting) < len(rows) else 1
        found.update(row.key for row in resting[: len(resting) - kept])
    return frozenset(found)


def contested(floor: Floor) -> Iterator[Fault]:
    """Yield machines on which several phases run: a plan can let only one of them go on."""
    for machine, rows in _holders(floor).items():
        running = [row.key for row in rows if row.stand is Stand.RUNNING]
        if len(running) > 1:
            named = ", ".join(f"{key.order}/{key.phase}" for key in running)
            rule = "one running phase; interrupt or close the others, or name their machines"
            yield Fault("machines", f"'{machine}'", "", named, rule)


def _holders(floor: Floor) -> dict[str, list[Actual]]:
    """Return the open phases of each machine that does one thing at a time."""
    scenario = floor.plan.scenario
    found: dict[str, list[Actual]] = {}
    for actual in floor.actual.values():
        center = scenario.work_center_by_id[floor.places.center_of(actual.key, actual.machine)]
        names = [machine.id for machine in scenario.machines_by_center[center.id]]
        if actual.is_open and actual.machine in names and center.aggregation_rule is None:
            found.setdefault(actual.machine, []).append(actual)
    return found
