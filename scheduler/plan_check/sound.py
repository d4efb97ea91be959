"""A plan that was read back obeys its scenario, or is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.errors import Fault, InvalidScenarioFile
from scheduler.outputs.plan_json import load_plan

if TYPE_CHECKING:
    from pathlib import Path

    from models.plan import Plan
    from models.scenario import Scenario
    from models.verify import Violation

__all__ = ["sound_plan", "violations_of"]

_MOST = 10


def violations_of(plan: Plan, scenario: Scenario | None = None) -> list[Violation]:
    """Return the rules that a plan breaks, of its own scenario or of another state of it."""
    from models.verify import verify

    return list(
        verify(
            scenario or plan.scenario,
            plan.material,
            plan.operations,
            plan.orders,
            plan.demands,
            mode=plan.solve.mode,
            unscheduled=plan.unscheduled,
        )
    )


def sound_plan(folder: Path) -> Plan:
    """Read a plan back that others will be made of.

    Raises
    ------
    InvalidScenarioFile
        If there is none, it is damaged, or it breaks a rule: somebody has edited it.
    """
    plan = load_plan(folder)
    broken = violations_of(plan)
    if broken:
        file = str(folder / "plan.json") if folder.is_dir() else str(folder)
        rule = "a plan that breaks no rule; it was edited since finitecap wrote it"
        faults = [Fault("plan", "", "", str(row), rule, file=file) for row in broken[:_MOST]]
        raise InvalidScenarioFile(tuple(faults))
    return plan
