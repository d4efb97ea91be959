"""Rules of what operations hold beside their machine: as much of it as there is."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from models.checks.finding import Finding
from models.checks.rows import operations

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.scenario import Scenario

__all__ = ["missing_equipment", "resources_beyond_capacity"]


def resources_beyond_capacity(scenario: Scenario) -> Iterator[Finding]:
    """Yield operations that need more units of a resource than there are.

    What they need on one machine only adds to what they need on all.
    """
    for path, operation in operations(scenario):
        needed: dict[tuple[str, str | None], int] = {}
        for place, use in enumerate(operation.resources):
            resource = scenario.resource_by_id.get(use.resource)
            key = (use.resource, use.machine)
            needed[key] = needed.get(key, 0) + use.quantity
            always = needed.get((use.resource, None), 0)
            special = [many for (name, on), many in needed.items() if name == use.resource and on]
            total = needed[key] + always if use.machine else always + max(special, default=0)
            if resource is not None and total > resource.capacity:
                rule = f"at most the capacity of '{resource.id}', {resource.capacity}"
                row = (*path, "resources", place)
                yield Finding(row, "quantity", str(total), rule, about=(resource.id,))


def missing_equipment(scenario: Scenario) -> Iterator[Finding]:
    """Yield operations that wait for tools nobody has and nobody orders; a warning."""
    held: dict[str, Decimal] = {}
    for row in scenario.stock:
        if row.available:
            held[row.item] = held.get(row.item, Decimal(0)) + row.quantity
    for path, operation in operations(scenario):
        for place, use in enumerate(operation.equipment):
            pieces = max(0, int(held.get(use.item, Decimal(0))))
            if use.scheduled and not use.to_reorder and use.quantity > pieces:
                rule = (
                    f"at most the stock of '{use.item}', {pieces}, or to_reorder: true; "
                    "the work is not planned"
                )
                row_path = (*path, "equipment", place)
                about = (use.item, "stock")
                yield Finding(row_path, "quantity", str(use.quantity), rule, about=about)
