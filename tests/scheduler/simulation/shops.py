"""A tiny shop to try things in: its plan by one rule, its folder, and who tries."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from scheduler.api import plan as plan_of
from scheduler.outputs import write_plan
from scheduler.simulation.replan import Manner, replanned
from scheduler.simulation.snapshot import Author, Simulated, simulate, write_snapshot
from solvers.options import SolveOptions
from tests.scheduler.changes.press_shop import shop

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from models.plan import OperationRow, Plan
    from models.scenario import Scenario
    from scheduler.changes import Change

MANNER = Manner(SolveOptions(workers=1, time_limit=30, deterministic_limit=1.0))
HOUR, DAY = 60, 1440


def planned(scenario: Scenario | None = None, rule: str = "spt", **options: Any) -> Plan:
    """Return the plan of a shop by one rule: TWO from 06, FOUR from 08, SIX from 12 on Monday."""
    if "mode" in options:
        return plan_of(scenario or shop(), **options)
    return plan_of(scenario or shop(), rule=rule, **options)


def tried(plan: Plan, *changes: Change, **options: Any) -> Plan:
    """Return what changes make of a plan, with as few moves as may be unless told otherwise."""
    return replanned(plan, changes, replace(MANNER, **options))


def rows_of(plan: Plan) -> dict[tuple[str, int], OperationRow]:
    """Return the operations by order and phase."""
    return {(row.order, row.phase): row for row in plan.operations}


def starts(plan: Plan) -> dict[tuple[str, int], str]:
    """Return local starts by item and phase: day of June, hour and minute."""
    at = plan.clock.moment
    return {(row.item, row.phase): f"{at(row.start):%d %H:%M}" for row in plan.operations}


def written(folder: Path, plan: Plan | None = None) -> Path:
    """Write a plan to a folder called ``plan``, and return it."""
    target = folder / "plan"
    write_plan(plan or planned(), target, report="<html></html>")
    return target


def author(name: str = "") -> Author:
    """Return Ann, on a Monday morning."""
    return Author("ann", datetime(2026, 6, 1, 5, 30, tzinfo=UTC), name)


def snapshot(
    parent: Path, plan: Plan, changes: Sequence[Change], name: str, **options: Any
) -> Simulated:
    """Make and write a snapshot."""
    found = simulate(parent, plan, changes, MANNER, author(name), **options)
    write_snapshot(found)
    return found


def state_of(folder: Path) -> dict[str, str]:
    """Return the digest of every file below a folder, without the log of runs."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "runs.jsonl" not in path.name
    }
