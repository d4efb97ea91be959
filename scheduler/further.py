"""Names of what operations hold beside their machines, as ``load.csv`` has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.scenario import Scenario

__all__ = ["further_names", "skill_name", "skills_asked", "tool_name"]


def tool_name(item: str) -> str:
    """Return how an item that operations hold as scheduled equipment is called."""
    return f"tool {item}"


def skill_name(skill: str) -> str:
    """Return how the workers with a skill are called."""
    return f"skill {skill}"


def skills_asked(scenario: Scenario) -> list[str]:
    """Return the skills that anybody asks for, each once."""
    uses = [
        use for center in scenario.work_centers for use in (*center.skills, *center.setup_skills)
    ]
    for routing in scenario.routings:
        for operation in routing.operations:
            uses.extend(operation.skills)
    return list(dict.fromkeys(use.skill for use in uses))


def further_names(scenario: Scenario) -> set[str]:
    """Return all that a plan may hold beside machines: resources, tools and skills."""
    tools = {
        tool_name(row.item)
        for routing in scenario.routings
        for operation in routing.operations
        for row in operation.equipment
        if row.scheduled
    }
    return {*scenario.resource_by_id, *tools, *map(skill_name, skills_asked(scenario))}
