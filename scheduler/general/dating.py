"""Date single orders, back from a need or forward from today, at infinite capacity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.quantity import from_units
from scheduler.general.network import Dates
from scheduler.mrp.forward import ForwardWalks
from scheduler.mrp.lead_times import MADE, LeadTimes
from scheduler.mrp.needs import When
from scheduler.mrp.routing_walk import RoutingWalks

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.scenario import GeneralSettings, Item, Scenario
    from models.terms import Terms
    from scheduler.mrp.buckets import Buckets
    from scheduler.mrp.phase_hours import Choices

__all__ = ["Dating"]


class Dating:
    """The latest and the earliest dates of orders; each is the other's mirror image.

    An order counted forward from today that is done in time starts no later than the same order
    counted back from its need.
    """

    def __init__(self, scenario: Scenario, settings: GeneralSettings, buckets: Buckets) -> None:
        self._routings = scenario.routing_by_item
        self._buckets = buckets
        self._lead_times = LeadTimes(scenario, buckets)
        self._walks = RoutingWalks(scenario, buckets)
        self._forward = ForwardWalks(scenario, buckets)
        self._slack = scenario.settings.mrp.material_advance.days + int(settings.separate)

    def walks(self, terms: Terms) -> bool:
        """Tell whether an order takes the time of its phases, not a lead time."""
        routing = self._routings.get(terms.item.id)
        made = terms.order_type in MADE and not terms.item.fixed_lead_time
        return made and routing is not None and bool(routing.operations)

    def latest(
        self, terms: Terms, quantity: int, needed: When, choices: Choices | None = None
    ) -> Dates:
        """Return the latest dates of an order whose output is needed at a time.

        Parameters
        ----------
        quantity
            Millionths of a piece.
        """
        if not self.walks(terms):
            timing = self._lead_times.timing(terms, terms.order_type, quantity, needed)
            return Dates(timing.start, max(0, needed.tick))
        due = max(self._lead_times.before_checks(terms.item, needed).tick, 0)
        phases = self._walks.latest_phases(terms.item.id, from_units(quantity), due, choices)
        usable = self._after_checks(terms.item, self._forward.usable(terms.item.id, phases))
        return Dates(min(row.start for row in phases), max(0, usable), phases)

    def earliest(
        self,
        terms: Terms,
        quantity: int,
        not_before: Mapping[int | None, int],
        choices: Choices | None = None,
    ) -> Dates:
        """Return the earliest dates of an order.

        Parameters
        ----------
        not_before
            Ticks, 0 or more, before which a phase (``None``: the order) may not start.
        """
        if not self.walks(terms):
            bucket = self._first_bucket(max(not_before.values(), default=0))
            usable = self._lead_times.receipt_bucket(terms, quantity, bucket)
            return Dates(self._buckets.start(bucket), self._buckets.start(usable))
        item = terms.item.id
        phases = self._forward.earliest_phases(item, from_units(quantity), not_before, choices)
        usable = self._after_checks(terms.item, self._forward.usable(item, phases))
        return Dates(min(row.start for row in phases), usable, phases)

    def deadline(self, terms: Terms, needed: When) -> int:
        """Return the tick by which the output of an order must be usable to be in time.

        Lead times in days count whole days: what is due on a day must be there when it begins.
        """
        if self.walks(terms):
            return needed.tick
        return min(needed.tick, self._buckets.start(needed.bucket))

    def wanted(self, tick: int) -> When:
        """Return when material must be there that is used at a tick: working days before it."""
        when = self._buckets.at(tick)
        if not self._slack:
            return when
        bucket = self._lead_times.factory_days.before(when.bucket, self._slack)
        return self._buckets.at(self._buckets.on_day(when, bucket).tick)

    def usable(self, tick: int) -> int:
        """Return the first tick at which material may be used that is there at a tick."""
        return self._working_days_after(tick, self._slack)

    def _after_checks(self, item: Item, tick: int) -> int:
        return self._working_days_after(tick, item.analysis_time.days)

    def _working_days_after(self, tick: int, days: int) -> int:
        """Return the first tick whose time of day, so many working days before, is not before."""
        if not days:
            return tick
        clock, factory_days = self._buckets.clock, self._lead_times.factory_days
        day = clock.day(tick)
        after = factory_days.after(day, days)
        if factory_days.before(after, days) == day:
            return self._buckets.on_day(When(day, tick), after).tick
        return self._buckets.start(after)

    def _first_bucket(self, tick: int) -> int:
        """Return the first day that begins at or after a tick; today for tick 0."""
        bucket = self._buckets.clock.day(tick)
        return bucket if self._buckets.start(bucket) >= tick else bucket + 1
