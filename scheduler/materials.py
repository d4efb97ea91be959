"""Which material plan a scenario is scheduled from."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from scheduler.mrp import plan_materials

if TYPE_CHECKING:
    from collections.abc import Collection

    from models.material import MaterialPlan
    from models.scenario import Scenario

__all__ = ["material_plan"]


def material_plan(scenario: Scenario, *, last: Collection[str] = ()) -> MaterialPlan:
    """Return the orders of a scenario with their pegging.

    Job orders, where the scenario has any, are planned as such, and MRP plans what they leave
    open; without them MRP plans everything.

    Parameters
    ----------
    last
        Demands that are netted as if they were due on the last day of the horizon: whatever
        serves others does so still, and these get what is left.

    Raises
    ------
    InvalidScenarioFile
        If bills of materials form a cycle, or quantities exceed what can be counted.
    """
    if last:
        header = scenario.scenario
        day = header.start.date() + timedelta(days=header.horizon.days - 1)
        demands = tuple(
            row.model_copy(update={"due": day}) if row.id in last else row
            for row in scenario.demands
        )
        scenario = scenario.replaced(demands=demands)
    if not scenario.jobs:
        return plan_materials(scenario)
    from scheduler.general import plan_jobs  # here: few scenarios have jobs

    return plan_jobs(scenario).material
