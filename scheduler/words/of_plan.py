"""A plan with its sentences in a language: why demands are late, why orders are left out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from models.material import MaterialPlan
    from models.plan import Plan
    from scheduler.words.words import Words

__all__ = ["material_in", "plan_in", "reworded", "sentences"]


def plan_in(plan: Plan, words: Words) -> Plan:
    """Return a plan whose sentences are in a language; its names and codes stay as they are."""
    return reworded(plan, words.said)


def reworded(plan: Plan, say: Callable[[str], str]) -> Plan:
    """Return a plan whose sentences are what a function makes of them."""
    return plan.keeping(
        demands=tuple(replace(row, cause=say(row.cause)) for row in plan.demands),
        unscheduled=tuple(
            replace(
                row,
                cause=say(row.cause),
                facts=tuple(map(say, row.facts)),
                remedy=say(row.remedy),
            )
            for row in plan.unscheduled
        ),
        material=_material(plan.material, say),
    )


def material_in(material: MaterialPlan, words: Words) -> MaterialPlan:
    """Return a material plan whose sentences are in a language."""
    return _material(material, words.said)


def _material(material: MaterialPlan, say: Callable[[str], str]) -> MaterialPlan:
    return replace(
        material,
        suggestions=tuple(replace(row, reason=say(row.reason)) for row in material.suggestions),
        uncovered=tuple(replace(row, reason=say(row.reason)) for row in material.uncovered),
    )


def sentences(plan: Plan) -> Iterator[str]:
    """Yield the sentences of a plan, those that are empty too."""
    for demand in plan.demands:
        yield demand.cause
    for left in plan.unscheduled:
        yield from (left.cause, *left.facts, left.remedy)
    for suggestion in plan.material.suggestions:
        yield suggestion.reason
    for need in plan.material.uncovered:
        yield need.reason
