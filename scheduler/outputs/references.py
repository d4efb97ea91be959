"""Check that a plan that was read back holds together."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from scheduler.further import further_names
from scheduler.outputs.kinds import UNITS
from scheduler.outputs.records import GRID

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models.plan import Plan
    from scheduler.outputs.kinds import Faults

__all__ = ["check_references"]


def check_references(plan: Plan, faults: Faults) -> None:
    """Add rows that name what the plan does not hold, and ticks that are no moment."""
    scenario, material = plan.scenario, plan.material
    items = scenario.item_by_id.keys()
    centers = scenario.work_center_by_id.keys()
    orders = {row.order for row in plan.orders}
    supplies = material.order_by_id.keys()
    named: tuple[tuple[str, str, Iterable[str], Iterable[str]], ...] = (
        ("supplies", "item", (row.item for row in material.orders), items),
        ("pegs", "item", (row.item for row in material.pegs), items),
        ("grid", "item", (row.item for row in material.grid), items),
        ("suggestions", "item", (row.item for row in material.suggestions), items),
        ("uncovered", "item", (row.item for row in material.uncovered), items),
        ("operations", "order", (row.order for row in plan.operations), orders),
        ("operations", "item", (row.item for row in plan.operations), items),
        ("operations", "work_center", (row.work_center for row in plan.operations), {*centers, ""}),
        ("orders", "order", (row.order for row in plan.orders), supplies),
        ("orders", "item", (row.item for row in plan.orders), items),
        ("demands", "item", (row.item for row in plan.demands), items),
        ("unscheduled", "order", (row.order for row in plan.unscheduled), supplies),
        (
            "unscheduled",
            "waits_for",
            (row.waits_for for row in plan.unscheduled),
            {*(row.order for row in plan.unscheduled), ""},
        ),
        (
            "load",
            "work_center",
            (row.work_center for row in plan.load),
            {*centers, *further_names(scenario)},
        ),
    )
    for table, field, names, known in named:
        for number, name in enumerate(names, start=1):
            if name not in known:
                faults.add("a name the plan knows", table, f"row {number}", field, value=name)
    _check_grid(plan, faults)
    _check_moments(plan, faults)


def _check_grid(plan: Plan, faults: Faults) -> None:
    material = plan.material
    for number, grid in enumerate(material.grid, start=1):
        rows = (getattr(grid, name) for name, kind in GRID.fields.items() if kind is UNITS)
        if any(row.size != material.num_buckets for row in chain(rows, grid.requirements.values())):
            expected = f"{material.num_buckets} numbers in every list, one for each bucket"
            faults.add(expected, "grid", f"row {number}")


def _check_moments(plan: Plan, faults: Faults) -> None:
    times = (
        ("supplies", ("start", "end", "moved_from"), plan.material.orders),
        ("suggestions", ("date", "new_date"), plan.material.suggestions),
        ("operations", ("setup_start", "start", "run_start", "end"), plan.operations),
        ("orders", ("start", "end", "due"), plan.orders),
        ("demands", ("due", "completion", "promised"), plan.demands),
    )
    for table, fields, rows in times:
        for field in fields:
            ticks = [getattr(row, field) or 0 for row in rows]  # no date is as good as now
            for tick in {min(ticks, default=0), max(ticks, default=0)}:
                try:
                    plan.clock.moment(tick)
                except OverflowError:
                    row = f"row {ticks.index(tick) + 1}"
                    faults.add("a tick within the years 1 to 9999", table, row, field, value=tick)
