"""Implosion: what an item goes into, up to the products."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.bills import bills_of, valid_components
from scheduler.bom.known import known_item
from scheduler.mrp.low_level_codes import low_level_codes

if TYPE_CHECKING:
    from decimal import Decimal

    from models.scenario import Bom, Component, Scenario

__all__ = ["Use", "where_used"]


@dataclass(frozen=True, slots=True)
class Use:
    """One line of a bill of materials that uses an item.

    Parameters
    ----------
    level
        1 for a parent of the item asked for, 2 for a parent of that.
    item
        The parent.
    component
        The item it uses.
    quantity, per
        So many pieces for so many pieces of the parent, without scrap; with `is_fixed`, for every
        order.
    is_phantom
        There the components of the component are used in its place.
    is_alternative
        Only in place of another material.
    """

    level: int
    item: str
    component: str
    version: str
    quantity: Decimal
    per: Decimal
    is_fixed: bool
    scrap: Decimal
    phase: int | None
    is_phantom: bool
    is_alternative: bool = False


def where_used(scenario: Scenario, item: str, *, levels: int | None = None) -> tuple[Use, ...]:
    """Return every line that uses an item, each followed by the lines that use its parent.

    All versions that may be used on the day of planning count, borrowed ones too. Lines stand by
    parent and version.

    Parameters
    ----------
    levels
        How far to go up; to the products by default.

    Raises
    ------
    InvalidScenarioFile
        If there is no such item, or the bills of materials form a cycle.
    """
    known_item(scenario, item)
    low_level_codes(scenario)  # refuses cycles, in which the walk would not end
    uses = _direct_uses(scenario)
    rows = []
    stack = _above(uses, item, 1)
    while stack:
        row = stack.pop()
        rows.append(row)
        if levels is None or row.level < levels:
            stack.extend(_above(uses, row.item, row.level + 1))
    return tuple(rows)


@dataclass(frozen=True, slots=True)
class _Line:
    parent: str
    bom: Bom
    component: Component


def _direct_uses(scenario: Scenario) -> dict[str, list[_Line]]:
    """Return the lines that name an item, as component or alternative."""
    uses: dict[str, list[_Line]] = {}
    for item in scenario.items:
        for bom in bills_of(scenario, item.id):
            for component in valid_components(scenario, bom):
                line = _Line(item.id, bom, component)
                for name in (component.item, *(row.item for row in component.alternatives)):
                    uses.setdefault(name, []).append(line)
    return uses


def _above(uses: dict[str, list[_Line]], item: str, level: int) -> list[Use]:
    """Return the lines that use an item, the first one last."""
    rows = [_use(line, item, level) for line in uses.get(item, ())]
    return sorted(rows, key=_by_parent, reverse=True)


def _by_parent(row: Use) -> tuple[str, str, bool, int, Decimal]:
    phase = -1 if row.phase is None else row.phase
    return (row.item, row.version, row.is_alternative, phase, row.quantity)


def _use(line: _Line, item: str, level: int) -> Use:
    component = line.component
    is_alternative = component.item != item
    quantity = component.quantity
    if is_alternative:
        quantity = next(row.quantity for row in component.alternatives if row.item == item)
    return Use(
        level=level,
        item=line.parent,
        component=item,
        version=line.bom.version or "",
        quantity=quantity,
        per=line.bom.quantity,
        is_fixed=component.fixed,
        scrap=component.scrap,
        phase=component.phase,
        is_phantom=component.phantom,
        is_alternative=is_alternative,
    )
