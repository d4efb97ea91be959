"""Which items a run plans, and why it leaves others out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING

from models.scenario import Policy, Source
from scheduler.words import Moment, Said

if TYPE_CHECKING:
    from datetime import date

    from models.scenario import Item, MrpSettings, Scenario

__all__ = ["Scope"]


@dataclass(frozen=True)
class Scope:
    """What an MRP run plans.

    An item that is out of the run altogether keeps its documents, and nobody looks at its needs.
    For an item that is only not replenished, stock and documents serve needs, and the rest is
    uncovered for a reason.
    """

    today: date
    mrp: MrpSettings

    @classmethod
    def of(cls, scenario: Scenario) -> Scope:
        """Return the scope of a scenario's settings."""
        return cls(scenario.scenario.start.date(), scenario.settings.mrp)

    def is_out(self, item: Item) -> bool:
        """Tell whether the run does not look at an item: another planner's."""
        return bool(self.mrp.planner) and item.planner != self.mrp.planner

    def reason_against(self, item: Item) -> str:
        """Return why nothing may be proposed for an item; empty if it is planned."""
        if item.excluded:
            return Said("{item} is excluded from planning", item=item.id)
        if item.blocked and item.blocked_until is None:
            return Said("{item} is blocked", item=item.id)
        if item.blocked and item.blocked_until is not None and self.today < item.blocked_until:
            until = Moment(datetime.combine(item.blocked_until, time.min), is_day=True)
            return Said("{item} is blocked until {date}", item=item.id, date=until)
        if item.source is Source.KIT:
            return Said("{item} is a kit without components", item=item.id)
        if self.is_job_driven(item) and not self.mrp.jobs:
            return Said("{item} is planned by job orders, not by MRP", item=item.id)
        return ""

    def is_job_driven(self, item: Item) -> bool:
        """Tell whether every demand of an item gets orders of its own."""
        policy = item.policy or Policy.REQUIREMENT
        return policy.is_job_driven and not item.consider_in_mrp
