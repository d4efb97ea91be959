"""How late orders are, and which colour class they belong to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scheduler.report.palette import late_class

if TYPE_CHECKING:
    from models.plan import OrderRow, Plan

__all__ = ["OrderLateness", "order_lateness"]


@dataclass(frozen=True, slots=True)
class OrderLateness:
    """Ticks late and colour class of one order, seen from its demands and from its own due date.

    ``served`` is the largest lateness among the demands the order serves; an order that serves
    none counts by its own due date.
    """

    served: int
    own: int
    served_class: int
    own_class: int


def order_lateness(plan: Plan) -> dict[str, OrderLateness]:
    """Return the lateness of every order by its id."""
    late = {row.demand: row.late for row in plan.demands}
    day = plan.clock.ticks_per_day

    def of(row: OrderRow) -> OrderLateness:
        served = [late[demand] for demand in row.demands if demand in late]
        worst = max(served) if served else row.late
        return OrderLateness(worst, row.late, late_class(worst, day), late_class(row.late, day))

    return {row.order: of(row) for row in plan.orders}
