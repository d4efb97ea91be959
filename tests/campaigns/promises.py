"""What is promised of every scenario that passes the checks, whatever it says."""

from __future__ import annotations

import re
from random import Random
from typing import TYPE_CHECKING

from models.errors import NoPlanExists, NoPlanFound
from models.plan import Mode, Plan
from models.verify import verify
from scheduler import pipeline
from scheduler.files import load, save
from scheduler.mrp import plan_materials
from scheduler.outputs import load_plan, write_mrp, write_plan
from scheduler.report import render_report
from solvers.options import SolveOptions

if TYPE_CHECKING:
    from pathlib import Path

    from models.material import MaterialPlan
    from models.scenario import Scenario

__all__ = [
    "facts_of",
    "is_planned_or_refused",
    "is_the_same_again",
    "is_the_same_in_any_order",
    "leaves_readable_outputs",
    "survives_every_format",
]

_TABLES = (
    "items", "boms", "routings", "stock", "orders", "jobs", "forecasts", "demands", "warehouses",
    "work_centers", "resources", "calendars",
)  # fmt: skip
_REFUSALS = (
    r"frozen order \S+ phase \d+ is to start at .+, before the start of the scenario",
    r"phase \d+: \S+ never works",
    r"is pinned to start at .+, but what it waits for is not there before",
    r"works \d+ minutes without a break, but the longest window of its calendar has \d+",
    r"does not fit before the horizon",
    r"phase \d+ is bound to ",
    r"must run .+ at once|needs .+ from .+ to ",
)
"""Facts that leave no plan: what is frozen contradicts the rest, or work fits nowhere."""


def facts_of(plan: MaterialPlan) -> tuple[list[str], ...]:
    """Return what a material plan says, in an order of its own."""
    rows = (plan.orders, plan.pegs, plan.suggestions, plan.uncovered)
    return tuple(sorted(map(repr, table)) for table in rows)


def is_the_same_again(scenario: Scenario) -> MaterialPlan:
    """Plan twice and compare."""
    plan = plan_materials(scenario)
    assert facts_of(plan) == facts_of(plan_materials(scenario))
    return plan


def is_the_same_in_any_order(scenario: Scenario, plan: MaterialPlan, seed: int) -> None:
    """Shuffle the rows of every table whose first row is nobody's default, and compare."""
    random = Random(seed)
    tables = {}
    for name in _TABLES:
        rows = getattr(scenario, name)
        if name == "calendars" and scenario.scenario.factory_calendar is None:
            continue
        if name != "warehouses":
            tables[name] = tuple(random.sample(rows, len(rows)))
    assert facts_of(plan_materials(scenario.replaced(**tables))) == facts_of(plan)


def is_planned_or_refused(scenario: Scenario, mode: Mode, limit: float) -> Plan | None:
    """Plan, which verifies, and look at the facts of a refusal.

    Parameters
    ----------
    limit
        Deterministic seconds.
    """
    options = SolveOptions(mode=mode, workers=1, deterministic_limit=limit, time_limit=60)
    try:
        return pipeline.plan(scenario, options)
    except NoPlanExists as refusal:
        told = str(refusal)
        assert any(re.search(pattern, told) for pattern in _REFUSALS), told
    except NoPlanFound:
        assert mode is Mode.FINITE  # without capacity there is nothing to search
    return None


def survives_every_format(scenario: Scenario, plan: MaterialPlan, folder: Path) -> None:
    """Write and read the scenario in every format, and compare the plans."""
    for suffix in (".yaml", ".json", ".xlsx", ""):
        path = folder / f"plant{suffix}"
        save(scenario, path)
        again = load(path)
        assert again == scenario, suffix
        assert facts_of(plan_materials(again)) == facts_of(plan), suffix


def leaves_readable_outputs(plan: Plan, folder: Path) -> None:
    """Write everything there is to write, and verify what is read back."""
    report = render_report(plan)
    assert plan.scenario.scenario.id in report
    write_mrp(plan.material, plan.scenario, folder / "mrp", excel=True)
    write_plan(plan, folder / "plan", report=report, excel=True)
    again = load_plan(folder / "plan")
    assert facts_of(again.material) == facts_of(plan.material)
    assert (again.operations, again.orders, again.demands) == (
        plan.operations,
        plan.orders,
        plan.demands,
    )
    assert not verify(
        again.scenario,
        again.material,
        again.operations,
        again.orders,
        again.demands,
        mode=again.solve.mode,
    )
