"""The planner's list: who goes first, by one criterion after the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.scenario import Criterion, OrderStatus
from scheduler.natural import natural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.material import MaterialPlan
    from models.scenario import Demand
    from scheduler.compile.operations import CompiledOperation, OperationTable

__all__ = ["rank_operations"]

_NEVER = 2**62
"""After every date and every priority."""
_STARTED, _UNDER_WAY, _EXECUTIVE, _LAUNCHED, _PLANNED = range(5)
_CLASS_OF = {OrderStatus.EXECUTIVE: _EXECUTIVE, OrderStatus.LAUNCHED: _LAUNCHED}

Key = tuple[object, ...]


def rank_operations(table: OperationTable, material: MaterialPlan) -> None:
    """Give every operation its place in the list of priorities; equals share one."""
    keys = _Keys(table, material)
    criteria = table.scenario.settings.shop.priorities
    places = [tuple(keys.of(criterion, row) for criterion in criteria) for row in table.rows]
    ranks = {key: rank for rank, key in enumerate(sorted(set(places)))}
    for row, key in zip(table.rows, places, strict=True):
        table.builder.set_rank(row.index, ranks[key])


@dataclass(frozen=True)
class _Keys:
    """What each criterion sees of an operation; the lowest goes first."""

    table: OperationTable
    material: MaterialPlan

    def of(self, criterion: Criterion, row: CompiledOperation) -> Key:
        """Return the key of an operation by one criterion."""
        order = row.order
        match criterion:
            case Criterion.CLASS:
                return (self._class(row),)
            case Criterion.LEVEL:
                return (-order.level,)
            case Criterion.START:
                return (order.start,)
            case Criterion.END:
                return (order.end,)
            case Criterion.PHASE:
                return (row.phase,)
            case Criterion.ID:
                return (natural(order.id), order.id)
            case _:
                return self._by_customer(criterion, row)

    def _by_customer(self, criterion: Criterion, row: CompiledOperation) -> Key:
        """Return the key by what is critical, or by the demands that an order serves."""
        shop, demands = self.table.scenario.settings.shop, self._demands(row)
        if criterion is Criterion.CENTER:
            centers = [row.routing.work_center] if row.routing else []
            return (_first_place(centers, shop.critical_centers),)
        if criterion is Criterion.CUSTOMER:
            customers = [demand.customer for demand in demands]
            return (_first_place(customers, shop.critical_customers),)
        if criterion is Criterion.PRIORITY:
            least = min((demand.priority for demand in demands), default=_NEVER)
            return (self._priority(row), least)
        due = self.table.calendars.clock.end_of_day
        return (min((due(demand.due) for demand in demands), default=_NEVER),)

    def _class(self, row: CompiledOperation) -> int:
        if row.started:
            return _STARTED
        document = self.table.scenario.order_by_id.get(row.order.id)
        if document is not None and document.progress:
            return _UNDER_WAY
        return _CLASS_OF.get(row.order.status, _PLANNED)

    def _priority(self, row: CompiledOperation) -> int:
        document = self.table.scenario.order_by_id.get(row.order.id)
        return document.priority if document is not None else 0

    def _demands(self, row: CompiledOperation) -> list[Demand]:
        """Return the demands that an order serves, directly or through others."""
        known = self.table.scenario.demand_by_id
        return [known[name] for name in self.material.demands_served.get(row.order.id, ())]


def _first_place(names: Sequence[str], listed: Sequence[str]) -> int:
    """Return the first place in a list that one of some names has; after it without any."""
    places = {name: place for place, name in reversed(list(enumerate(listed)))}
    return min((places.get(name, len(listed)) for name in names), default=len(listed))
