"""Check a scenario beyond its single fields: references, cycles, rules between tables.

One rule is one function from a scenario to its findings, in linear time. Every rule bears with
what the others find: it leaves alone what it cannot resolve.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.checks.calendars import (
    empty_horizon,
    idle_calendars,
    impossible_exceptions,
    overlapping_exceptions,
    overlapping_shifts,
    unknown_countries,
)
from models.checks.demands import demands_beyond_horizon, overdue_demands
from models.checks.duplicates import repeated_rows, shared_names
from models.checks.finding import Finding, to_fault
from models.checks.materials import (
    bought_without_lead_time,
    components_at_unknown_phases,
    components_of_themselves,
    cyclic_boms,
    incomplete_lots,
    made_without_routing,
    routings_without_operations,
)
from models.checks.orders import (
    excess_pieces,
    frozen_orders_without_dates,
    orders_of_another_source,
    pins_without_frost,
    skipped_phases,
    unknown_machines,
    unknown_phases,
)
from models.checks.references import unknown_references
from models.checks.routings import (
    centers_without_capacity,
    impossible_overlaps,
    lead_times_at_internal_centers,
    operations_without_time,
    resources_beyond_capacity,
    useless_overlaps,
)
from models.checks.setups import undeclared_states, unknown_setup_states, useless_states

if TYPE_CHECKING:
    from models.errors import Fault
    from models.scenario import Scenario

__all__ = ["ERROR_RULES", "WARNING_RULES", "Findings", "check_scenario", "examine"]

ERROR_RULES = (
    repeated_rows,
    shared_names,
    unknown_references,
    empty_horizon,
    impossible_exceptions,
    overlapping_shifts,
    overlapping_exceptions,
    unknown_countries,
    idle_calendars,
    centers_without_capacity,
    unknown_setup_states,
    undeclared_states,
    made_without_routing,
    incomplete_lots,
    components_of_themselves,
    cyclic_boms,
    components_at_unknown_phases,
    routings_without_operations,
    operations_without_time,
    lead_times_at_internal_centers,
    resources_beyond_capacity,
    impossible_overlaps,
    unknown_phases,
    unknown_machines,
    frozen_orders_without_dates,
)

WARNING_RULES = (
    bought_without_lead_time,
    useless_overlaps,
    useless_states,
    skipped_phases,
    excess_pieces,
    orders_of_another_source,
    pins_without_frost,
    overdue_demands,
    demands_beyond_horizon,
)


@dataclass(frozen=True, slots=True)
class Findings:
    """What is wrong with a scenario, and what is dubious but can be planned."""

    errors: tuple[Fault, ...]
    warnings: tuple[Fault, ...]


def examine(scenario: Scenario) -> tuple[list[Finding], list[Finding]]:
    """Return the findings of all rules by their place in the scenario: errors, then warnings."""
    errors = [finding for rule in ERROR_RULES for finding in rule(scenario)]
    warnings = [finding for rule in WARNING_RULES for finding in rule(scenario)]
    return errors, warnings


def check_scenario(scenario: Scenario) -> Findings:
    """Return everything wrong or dubious in a scenario that was not read from a file."""
    errors, warnings = examine(scenario)
    return Findings(
        tuple(to_fault(finding, scenario) for finding in errors),
        tuple(to_fault(finding, scenario) for finding in warnings),
    )
