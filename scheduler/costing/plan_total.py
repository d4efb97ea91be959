"""What a plan costs as a whole: its orders, its delays, what it ties up."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from scheduler.costing.amounts import Rounder
from scheduler.costing.estimate import estimate

if TYPE_CHECKING:
    from models.plan import DemandRow, Plan
    from scheduler.costing.amounts import Amounts
    from scheduler.costing.estimate import Estimate

__all__ = ["PlanCost", "cost_figures", "plan_cost"]


@dataclass(frozen=True, slots=True)
class PlanCost:
    """Costs of a plan.

    Parameters
    ----------
    amounts
        Of all orders, each piece once.
    lateness
        Days late x weight x cost of a day, over the demands.
    flow
        Of stock and work in progress.
    """

    amounts: Amounts
    lateness: Decimal
    flow: Decimal

    @property
    def total(self) -> Decimal:
        """Return all of it."""
        return self.amounts.industrial + self.lateness + self.flow


def plan_cost(plan: Plan, flow: Decimal, costs: Estimate | None = None) -> PlanCost:
    """Return what a plan costs.

    Parameters
    ----------
    flow
        The flow cost of the plan, as its key figures have it.
    costs
        The estimate of its orders; made here if it is not at hand.
    """
    rounder = Rounder(plan.scenario.settings.costing.decimals)
    lateness = sum((rounder(_lateness(plan, row)) for row in plan.demands), Decimal(0))
    own = (costs or estimate(plan)).own
    return PlanCost(own, lateness, rounder(flow))


def _lateness(plan: Plan, row: DemandRow) -> Fraction:
    days = Fraction(row.late, plan.clock.ticks_per_day)
    return days * Fraction(row.weight) * Fraction(plan.scenario.settings.shop.delay_cost)


def cost_figures(plan: Plan, flow: Decimal) -> dict[str, float | int | str | None]:
    """Return the costs of a plan as key figures; each is the exact sum, written as a number."""
    cost = plan_cost(plan, flow)
    amounts = cost.amounts
    return {
        "cost_material": float(amounts.material),
        "cost_machine": float(amounts.machine),
        "cost_labour": float(amounts.labour),
        "cost_setup": float(amounts.setup),
        "cost_overtime": float(amounts.overtime),
        "cost_subcontracting": float(amounts.subcontract),
        "cost_lateness": float(cost.lateness),
        "cost_flow": float(cost.flow),
        "cost_total": float(cost.total),
    }
