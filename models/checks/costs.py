"""Rules of costing: rates that somebody earns, prices that somebody asks, mark-ups, roundings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.checks.finding import Finding
from models.checks.rows import listed
from models.checks.suggest import Suggester
from models.scenario.cost import CostKind, CostRounding, CostRule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.scenario import Scenario

__all__ = [
    "contradictory_markups",
    "prices_at_own_centers",
    "prices_of_unknown_phases",
    "rates_of_nobody",
    "useless_cost_bases",
    "useless_roundings",
]

_SETTINGS = ("settings",)


def contradictory_markups(scenario: Scenario) -> Iterator[Finding]:
    """Yield a mark-up that is both a percentage and an amount."""
    costing = scenario.settings.costing
    if costing.markup_percent and costing.markup_value:
        rule = f"0 beside a markup_percent of {costing.markup_percent:f}: one or the other"
        yield Finding(_SETTINGS, "costing.markup_value", f"{costing.markup_value:f}", rule)


def prices_of_unknown_phases(scenario: Scenario) -> Iterator[Finding]:
    """Yield prices of phases that no routing of the item has."""
    phases: dict[str, set[int]] = {}
    for routing in scenario.routings:
        phases.setdefault(routing.item, set()).update(row.phase for row in routing.operations)
    for index, row in enumerate(scenario.subcontract_prices):
        known = phases.get(row.item, set())
        if row.phase is None or row.phase in known or row.item not in scenario.item_by_id:
            continue
        rule = f"a phase of the routing of '{row.item}': {listed(list(map(str, sorted(known))))}"
        if not known:
            rule = f"no phase, as '{row.item}' has no routing"
        path = ("subcontract_prices", index)
        yield Finding(path, "phase", str(row.phase), rule, about=("routings", row.item))


def rates_of_nobody(scenario: Scenario) -> Iterator[Finding]:
    """Yield rates of skills that no worker has; a warning."""
    known = dict.fromkeys(skill for worker in scenario.workers for skill in worker.skills)
    suggester = Suggester()
    for skill in scenario.settings.costing.labour_rates:
        if skill not in known:
            rule = "a skill that a worker has; the rate is ignored"
            hint = suggester.hint(skill, known, "skill")
            field = f"costing.labour_rates.{skill}"
            yield Finding(_SETTINGS, field, skill, rule, hint, about=("workers",))


def prices_at_own_centers(scenario: Scenario) -> Iterator[Finding]:
    """Yield prices of subcontractors at centers that are not external; a warning."""
    for index, row in enumerate(scenario.subcontract_prices):
        center = scenario.work_center_by_id.get(row.work_center)
        if center is not None and not center.external:
            rule = "an external work center; the price is ignored"
            path = ("subcontract_prices", index)
            yield Finding(path, "work_center", row.work_center, rule, about=(center.id,))


def useless_cost_bases(scenario: Scenario) -> Iterator[Finding]:
    """Yield bases of cost items that are no percentage of direct costs; a warning."""
    for index, row in enumerate(scenario.cost_items):
        is_direct_percent = row.kind is CostKind.DIRECT and row.rule is CostRule.PERCENT
        if row.applies_to is not None and not is_direct_percent:
            rule = f"none for the kind {row.kind.value} with the rule {row.rule.value}"
            found = row.applies_to.value
            yield Finding(("cost_items", index), "applies_to", found, f"{rule}; it is ignored")


def useless_roundings(scenario: Scenario) -> Iterator[Finding]:
    """Yield a multiple to round to where nothing is rounded; a warning."""
    costing = scenario.settings.costing
    if costing.rounding_to != 1 and costing.rounding is CostRounding.NONE:
        rule = "a rounding up or down beside it; it is ignored"
        yield Finding(_SETTINGS, "costing.rounding_to", f"{costing.rounding_to:f}", rule)
