"""How each item of a run is netted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from models.bills import bom_of
from models.quantity import QUANTITY_SCALE, to_units
from models.scenario import Source
from scheduler.mrp.item_sizing import batch_of
from scheduler.mrp.netting import netting_rule

if TYPE_CHECKING:
    from models.scenario import Scenario
    from models.terms import Terms
    from scheduler.mrp.lead_times import LeadTimes
    from scheduler.mrp.netting import NettingRule

__all__ = ["RuleTable"]


@dataclass(frozen=True)
class RuleTable:
    """Build netting rules from terms, settings, bills of materials and lead times."""

    scenario: Scenario
    lead_times: LeadTimes

    def of(self, terms: Terms, version: str = "") -> NettingRule:
        """Return how an item is netted on its terms.

        Parameters
        ----------
        version
            Of the bill of materials that its orders are made from; empty for the default one.
        """
        bom = bom_of(self.scenario, terms.item.id, version or None)
        rule = netting_rule(
            terms,
            self.scenario.settings.mrp,
            working_days=self.lead_times.factory_days,
            received=partial(self.lead_times.receipt_bucket, terms, _usual_quantity(terms)),
            batch=batch_of(terms, bom),
        )
        if terms.source is Source.KIT or (bom is not None and bom.phantom):
            return replace(rule, floor=0, reorder=None)  # it is never held in stock
        return rule


def _usual_quantity(terms: Terms) -> int:
    """Return the quantity whose lead time dates a reorder, before it is known how many it takes."""
    quantities = (terms.replenish_quantity, terms.lot.size, terms.lot.minimum)
    return next((to_units(q) for q in quantities if q), QUANTITY_SCALE)
