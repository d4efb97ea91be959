"""Tools that operations need, where stock holds too few: needed once, and not consumed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from models.material import DemandKind
from models.quantity import QUANTITY_SCALE
from models.scenario import ProgressState
from scheduler.compile.equipment import tools_on_stock
from scheduler.compile.receipts import is_made
from scheduler.mrp.needs import Need

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from models.material import SupplyOrder
    from models.scenario import Scenario
    from models.terms import Sku
    from scheduler.mrp.buckets import Buckets
    from scheduler.mrp.ledger import Ledger

__all__ = ["TOOLS", "ToolNeeds", "reordered_tools"]

TOOLS = "tools"
"""Label of the grid row that holds what operations keep for themselves."""


def reordered_tools(scenario: Scenario) -> dict[str, set[str]]:
    """Return the tools to be ordered where too few are there, by the item they make."""
    found: dict[str, set[str]] = {}
    for parent, routing in scenario.routing_by_item.items():
        for operation in routing.operations:
            for row in operation.equipment:
                if row.scheduled and row.to_reorder:
                    found.setdefault(parent, set()).add(row.item)
    return found


class _Use(NamedTuple):
    """An operation that needs more pieces of a tool than there are."""

    start: int
    order: str
    phase: int
    warehouse: str
    pieces: int


@dataclass(frozen=True)
class ToolNeeds:
    """What the orders of a run need of tools beyond those on stock."""

    scenario: Scenario
    buckets: Buckets
    ledger: Ledger

    @cached_property
    def _users(self) -> dict[str, set[str]]:
        """Return the items whose operations need a tool, by tool."""
        found: dict[str, set[str]] = {}
        for item, tools in reordered_tools(self.scenario).items():
            for tool in tools:
                found.setdefault(tool, set()).add(item)
        return found

    def add(self, sku: Sku, orders: Iterable[SupplyOrder]) -> None:
        """Take note of what is missing of a tool, once, for the first order that lacks it.

        Nobody consumes tools: the most pieces that one operation needs are enough for all. What
        is on stock at the place is part of the need, so that netting leaves what is missing.

        Parameters
        ----------
        sku
            The tool, before it is netted.
        orders
            All that may need it: those planned so far.
        """
        users = self._users.get(sku.item)
        if not users:
            return
        there = tools_on_stock(self.scenario, sku.item)
        uses = [
            use
            for order in orders
            if order.item in users and is_made(order)
            for use in self._uses(order, sku.item)
            if use.pieces > there
        ]
        first = min(uses, default=None)
        if first is None or first.warehouse != sku.warehouse:
            return
        missing = (max(use.pieces for use in uses) - there) * QUANTITY_SCALE
        self.ledger.add(
            [
                Need(
                    self.buckets.at(first.start),
                    DemandKind.ORDER,
                    first.order,
                    sku.item,
                    missing + max(0, self.ledger.stock(sku)),
                    phase=first.phase,
                    label=TOOLS,
                    warehouse=sku.warehouse,
                )
            ]
        )

    def _uses(self, order: SupplyOrder, tool: str) -> Iterator[_Use]:
        """Yield the operations of an order, as far as they are still to do, that need a tool."""
        document = self.scenario.order_by_id.get(order.id)
        done = {
            row.phase
            for row in (document.progress if document else ())
            if row.state is ProgressState.CLOSED
        }
        for operation in self.scenario.routing_by_item[order.item].operations:
            pieces = sum(
                row.quantity for row in operation.equipment if row.item == tool and row.scheduled
            )
            if pieces and operation.phase not in done:
                yield _Use(order.start, order.id, operation.phase, order.warehouse, pieces)
