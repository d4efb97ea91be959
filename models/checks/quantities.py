"""Rules of quantities: what is counted in millionths must fit into 64 bits, whatever adds up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.bills import bom_owner
from models.checks.finding import Finding
from models.quantity import QUANTITY_SCALE, to_units

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from decimal import Decimal

    from models.checks.finding import Path
    from models.scenario import Bom, Item, Scenario

__all__ = ["quantity_overflows"]

_LIMIT = 2**62
"""Millionths of a piece: half of what 64 bits hold, so that two of them can be added."""
_PIECES = _LIMIT // QUANTITY_SCALE
_Use = tuple[int, int, int]
"""Most pieces of a component for one of its parent, in millionths; the bill, the line."""


def quantity_overflows(scenario: Scenario) -> Iterator[Finding]:
    """Yield rows and bills that add up, or multiply over all levels, to more than can be counted.

    A bound from above: of several versions the one that needs most counts, and stock is not
    subtracted. One piece of each item is taken for wanted.
    """
    totals: dict[str, int] = {}
    for path, item, quantity in _rows(scenario):
        before = totals.get(item, 0)
        totals[item] = before + abs(to_units(quantity))
        if before <= _LIMIT < totals[item]:
            rule = f"at most {_PIECES} pieces of '{item}' in all rows together"
            yield Finding(path, "quantity", f"{quantity:f}", rule)
    yield from _explosions(scenario, totals)


def _rows(scenario: Scenario) -> Iterator[tuple[Path, str, Decimal]]:
    for index, stock in enumerate(scenario.stock):
        yield ("stock", index), stock.item, stock.quantity
    for index, order in enumerate(scenario.orders):
        yield ("orders", index), order.item, order.quantity
    for index, job in enumerate(scenario.jobs):
        for place, row in enumerate(job.rows):
            yield ("jobs", index, "rows", place), row.item, row.quantity
    for index, forecast in enumerate(scenario.forecasts):
        yield ("forecasts", index), forecast.item, forecast.quantity
    for index, demand in enumerate(scenario.demands):
        yield ("demands", index), demand.item, demand.quantity


def _explosions(scenario: Scenario, totals: dict[str, int]) -> Iterator[Finding]:
    """Pass needs down, an item after all that use it; items in circles are never reached."""
    uses = _uses(scenario)
    waiting: dict[str, int] = {}
    for parts in uses.values():
        for part in parts:
            waiting[part] = waiting.get(part, 0) + 1
    needs = {item.id: _own_need(item, totals.get(item.id, 0)) for item in scenario.items}
    ready = [name for name in needs if not waiting.get(name)]
    for name in ready:  # grows while it is read
        need = needs[name] if needs[name] <= _LIMIT else 0  # told already
        for part, (per_piece, index, line) in uses.get(name, {}).items():
            before = needs.get(part, 0)
            needs[part] = before + -(-need * per_piece // QUANTITY_SCALE)
            if before <= _LIMIT < needs[part]:
                path = ("boms", index, "components", line)
                quantity = scenario.boms[index].components[line].quantity
                rule = f"a need of at most {_PIECES} pieces of '{part}' over all levels"
                yield Finding(path, "quantity", f"{quantity:f}", rule, about=(name, part))
            waiting[part] -= 1
            if not waiting[part]:
                ready.append(part)


def _own_need(item: Item, total: int) -> int:
    """Return what may be ordered of an item apart from what its parents need."""
    if total > _LIMIT:
        return _LIMIT + 1
    lots = [item.lot, *(row.lot for row in item.suppliers), *(row.lot for row in item.warehouses)]
    numbers: Iterable[Decimal | None] = (
        number
        for lot in lots
        if lot is not None
        for number in (lot.size, lot.multiple, lot.minimum, lot.rounding)
    )
    lot = max((to_units(number) for number in numbers if number is not None), default=0)
    levels = to_units(item.safety_stock + item.reorder_level + item.replenish_quantity)
    return max(total + levels, QUANTITY_SCALE) + lot


def _uses(scenario: Scenario) -> dict[str, dict[str, _Use]]:
    """Return what each item is made of, over all active versions of its bill."""
    uses: dict[str, dict[str, _Use]] = {}
    for index, bom in enumerate(scenario.boms):
        if bom.active:
            parts = uses.setdefault(bom.parent, {})
            for part, use in _parts(scenario, index, bom).items():
                parts[part] = max(use, parts.get(part, use))
    owners = {item.id: bom_owner(scenario, item.id) for item in scenario.items}
    return {name: uses[owner] for name, owner in owners.items() if owner in uses}


def _parts(scenario: Scenario, index: int, bom: Bom) -> dict[str, _Use]:
    parts: dict[str, _Use] = {}
    base = to_units(bom.quantity)
    for line, component in enumerate(bom.components):
        scrap = QUANTITY_SCALE + to_units(component.scrap)
        item = scenario.item_by_id.get(component.item)
        extra = QUANTITY_SCALE + (to_units(item.scrap) if item else 0)
        rows = [(component.item, component.quantity)]
        rows += [(other.item, other.quantity) for other in component.alternatives]
        for name, quantity in rows:
            per_piece = -(-to_units(quantity) * scrap * extra // (base * QUANTITY_SCALE))
            earlier = parts.get(name, (0, index, line))
            parts[name] = (earlier[0] + per_piece, index, line)
    return parts
