"""What is promised of every scenario that passes the checks, whatever it says."""

from __future__ import annotations

import re
from random import Random
from typing import TYPE_CHECKING

from models.errors import NoPlanExists, NoPlanFound
from models.plan import Mode, Plan
from models.scenario import Alternatives, Policy
from models.scenario.settings import PLANNED_AREA
from models.verify import verify
from scheduler import pipeline
from scheduler.files import load, save
from scheduler.materials import material_plan
from scheduler.mrp.adopt import adopt
from scheduler.outputs import load_plan, write_mrp, write_plan
from scheduler.report import render_report
from solvers.options import SolveOptions

if TYPE_CHECKING:
    from pathlib import Path

    from models.material import MaterialPlan
    from models.scenario import Item, Scenario

__all__ = [
    "facts_of",
    "finds_its_own_plan",
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
    r"works [\d.]+ minutes without a break, but the longest window .+ has [\d.]+ minutes$",
    r"does not fit before the horizon",
    r"phase \d+ is bound to ",
)
"""Facts that leave no plan: what is frozen contradicts the rest, or work fits nowhere."""


def facts_of(plan: MaterialPlan) -> tuple[list[str], ...]:
    """Return what a material plan says, in an order of its own."""
    rows = (plan.orders, plan.pegs, plan.suggestions, plan.uncovered)
    return tuple(sorted(map(repr, table)) for table in rows)


def is_the_same_again(scenario: Scenario) -> MaterialPlan:
    """Plan twice and compare."""
    plan = material_plan(scenario)
    assert facts_of(plan) == facts_of(material_plan(scenario))
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
    assert facts_of(material_plan(scenario.replaced(**tables))) == facts_of(plan)


def finds_its_own_plan(scenario: Scenario, plan: MaterialPlan) -> None:
    """Make the planned orders documents: the next run of a plain scenario plans nothing new."""
    if not _is_plain(scenario):
        return
    again = material_plan(adopt(scenario, plan))
    new = [order for order in again.orders if not (order.is_document or order.is_proposal)]
    assert new == []


def _is_plain(scenario: Scenario) -> bool:
    """Tell whether a document says all that its planned order knew.

    It does not say for which order without a job it was made, nor for which version it was
    wanted; buffers see other needs, and alternatives find other stock, once it is there. A late
    document within its tolerance serves an early need until a planned one does.
    """
    mrp = scenario.settings.mrp
    if (
        scenario.jobs
        or mrp.alternatives is not Alternatives.NONE
        or {*mrp.ignore} & {*PLANNED_AREA.values()}
    ):
        return False
    lines = [line for bom in scenario.boms for line in bom.components]
    if any(line.version for line in lines) or any(row.version for row in scenario.demands):
        return False
    return not any(_is_dated_anew(item) for item in scenario.items)


def _is_dated_anew(item: Item) -> bool:
    """Tell whether a rerun sees other needs, or other receipts, of an item."""
    policy = item.policy or Policy.REQUIREMENT
    is_tolerant = bool(item.advance_tolerance and item.reorder_level)
    return policy.is_job_driven or policy is Policy.DDMRP or is_tolerant


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
        assert any(re.search(pattern, told, re.MULTILINE) for pattern in _REFUSALS), told
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
        assert facts_of(material_plan(again)) == facts_of(plan), suffix


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
