"""A plan that was read back obeys its scenario, or is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.errors import Fault, InvalidScenarioFile
from scheduler.outputs.plan_json import load_plan

if TYPE_CHECKING:
    from pathlib import Path

    from models.plan import Plan

__all__ = ["check_sound", "sound_plan"]

_MOST = 10


def sound_plan(folder: Path) -> Plan:
    """Read a plan back that others will be made of.

    Raises
    ------
    InvalidScenarioFile
        If there is none, it is damaged, or it breaks a rule: somebody has edited it.
    """
    plan = load_plan(folder)
    check_sound(plan, folder)
    return plan


def check_sound(plan: Plan, source: Path | None = None) -> None:
    """Refuse a plan that breaks a rule of its scenario, as one that was edited by hand may.

    Parameters
    ----------
    source
        Its folder, or the `plan.json` of it, for messages.

    Raises
    ------
    InvalidScenarioFile
        With what it breaks.
    """
    from models.verify import verify_plan

    if broken := verify_plan(plan):
        is_folder = source is not None and source.is_dir()
        file = "" if source is None else str(source / "plan.json" if is_folder else source)
        rule = "a plan that breaks no rule; it was edited since finitecap wrote it"
        faults = [Fault("plan", "", "", str(row), rule, file=file) for row in broken[:_MOST]]
        raise InvalidScenarioFile(tuple(faults))
