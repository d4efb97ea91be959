"""Check a scenario beyond its single fields: references, cycles, rules between tables.

One rule is one function from a scenario to its findings, in linear time. Every rule bears with
what the others find: it leaves alone what it cannot resolve.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.checks.boms import (
    borrowed_in_circles,
    components_at_unknown_phases,
    components_of_themselves,
    cyclic_boms,
    kits_without_components,
    phantoms_without_bom,
    unused_boms,
)
from models.checks.calendars import (
    empty_horizon,
    idle_calendars,
    idle_places,
    impossible_exceptions,
    overlapping_exceptions,
    overlapping_shifts,
    unknown_countries,
)
from models.checks.centers import (
    centers_without_capacity,
    impossible_sessions,
    turned_downtimes,
    useless_machines,
)
from models.checks.costs import (
    contradictory_markups,
    prices_at_own_centers,
    prices_of_unknown_phases,
    rates_of_nobody,
    useless_cost_bases,
    useless_roundings,
)
from models.checks.demands import (
    demands_beyond_horizon,
    documents_without_date,
    overdue_demands,
    past_forecasts,
    unknown_customers,
)
from models.checks.duplicates import repeated_rows, shared_names
from models.checks.finding import Finding, to_fault
from models.checks.jobs import (
    job_rows_for_other_items,
    job_rows_for_the_same_demand,
    jobs_for_kits,
)
from models.checks.materials import (
    bought_without_lead_time,
    buffers_missing,
    impossible_lots,
    incomplete_lots,
    made_without_routing,
    negative_stock_without_lead_time,
    routings_without_operations,
    unblocked_until,
    unknown_suppliers,
    useless_replenishment,
)
from models.checks.orders import (
    excess_pieces,
    frozen_orders_without_dates,
    orders_of_another_source,
    orders_of_other_suppliers,
    pins_without_frost,
    skipped_phases,
    unknown_machines,
    unknown_phases,
)
from models.checks.pins import contradictory_pins
from models.checks.precedence import (
    circular_phases,
    impossible_gaps,
    impossible_overlaps,
    overlaps_beyond_quantity,
    unknown_predecessors,
    useless_overlaps,
)
from models.checks.quantities import quantity_overflows
from models.checks.references import unknown_references
from models.checks.routings import (
    foreign_machines,
    lead_times_at_internal_centers,
    machines_beyond_center,
    operations_without_time,
    unknown_cycles,
)
from models.checks.sessions import (
    sessions_of_several_machines,
    unequal_sessions,
    unequal_times,
    useless_codes,
)
from models.checks.setup_properties import impossible_properties, impossible_values, matrix_gaps
from models.checks.setups import (
    impossible_setup_rules,
    partial_states,
    undeclared_states,
    unknown_initial_states,
    unknown_setup_states,
    useless_states,
)
from models.checks.tools import missing_equipment, resources_beyond_capacity
from models.checks.versions import (
    overlapping_versions,
    turned_validities,
    unknown_versions,
    unusable_versions,
)
from models.checks.warehouses import (
    circular_transfers,
    kits_in_some_warehouses,
    transfers_within_a_warehouse,
    useless_transfer_sources,
)
from models.checks.workers import (
    dubious_crews,
    impossible_crews,
    missing_workers,
    unknown_skills,
    workers_without_skills,
)

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
    turned_downtimes,
    impossible_sessions,
    unknown_skills,
    impossible_crews,
    impossible_setup_rules,
    impossible_properties,
    impossible_values,
    partial_states,
    matrix_gaps,
    unknown_initial_states,
    unknown_setup_states,
    undeclared_states,
    made_without_routing,
    negative_stock_without_lead_time,
    incomplete_lots,
    impossible_lots,
    buffers_missing,
    unknown_suppliers,
    transfers_within_a_warehouse,
    circular_transfers,
    kits_in_some_warehouses,
    components_of_themselves,
    borrowed_in_circles,
    cyclic_boms,
    kits_without_components,
    unknown_versions,
    overlapping_versions,
    turned_validities,
    components_at_unknown_phases,
    unknown_cycles,
    routings_without_operations,
    operations_without_time,
    lead_times_at_internal_centers,
    foreign_machines,
    machines_beyond_center,
    resources_beyond_capacity,
    unequal_sessions,
    sessions_of_several_machines,
    unknown_predecessors,
    circular_phases,
    impossible_overlaps,
    impossible_gaps,
    unknown_phases,
    unknown_machines,
    frozen_orders_without_dates,
    contradictory_pins,
    job_rows_for_other_items,
    job_rows_for_the_same_demand,
    jobs_for_kits,
    past_forecasts,
    contradictory_markups,
    prices_of_unknown_phases,
    quantity_overflows,
)

WARNING_RULES = (
    centers_without_capacity,
    idle_places,
    useless_machines,
    workers_without_skills,
    missing_workers,
    dubious_crews,
    missing_equipment,
    unequal_times,
    useless_codes,
    bought_without_lead_time,
    unblocked_until,
    useless_replenishment,
    useless_transfer_sources,
    unusable_versions,
    phantoms_without_bom,
    unused_boms,
    useless_overlaps,
    overlaps_beyond_quantity,
    useless_states,
    unknown_customers,
    skipped_phases,
    excess_pieces,
    orders_of_another_source,
    orders_of_other_suppliers,
    pins_without_frost,
    documents_without_date,
    overdue_demands,
    demands_beyond_horizon,
    rates_of_nobody,
    prices_at_own_centers,
    useless_cost_bases,
    useless_roundings,
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
