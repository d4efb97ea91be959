"""Which material plan a scenario is scheduled from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.mrp import plan_materials

if TYPE_CHECKING:
    from models.material import MaterialPlan
    from models.scenario import Scenario

__all__ = ["material_plan"]


def material_plan(scenario: Scenario) -> MaterialPlan:
    """Return the orders of a scenario with their pegging.

    Job orders, where the scenario has any, are planned as such, and MRP plans what they leave
    open; without them MRP plans everything.

    Raises
    ------
    InvalidScenarioFile
        If bills of materials form a cycle, or quantities exceed what can be counted.
    """
    if not scenario.jobs:
        return plan_materials(scenario)
    from scheduler.general import plan_jobs  # here: few scenarios have jobs

    return plan_jobs(scenario).material
