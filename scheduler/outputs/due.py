"""When the needs of a material plan are due, at infinite capacity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.material import DemandKind
from models.quantity import to_units
from models.terms import TermsTable
from scheduler.mrp.buckets import Buckets
from scheduler.mrp.lead_times import LeadTimes
from scheduler.mrp.needs import When

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.material import MaterialPlan, Peg, SupplyOrder
    from models.scenario import Scenario
    from scheduler.mrp.lead_times import OrderTiming

__all__ = ["DueDates"]


class DueDates:
    """Due dates of demands, forecasts and job rows, and when orders need their material, in ticks.

    An order needs material when it starts, or when the phase starts that uses it.
    """

    def __init__(self, material: MaterialPlan, scenario: Scenario) -> None:
        self._material = material
        dated = scenario.dated
        self._documents = dated.order_by_id
        self._terms, self._buckets = TermsTable(dated), Buckets.of(dated)
        self._lead_times = LeadTimes(dated, self._buckets)
        self._timings: dict[str, OrderTiming] = {}
        clock = self._buckets.clock
        self._due = {
            (kind, name): clock.end_of_day(moment)
            for kind, name, moment in (
                *((DemandKind.DEMAND, row.id, row.due) for row in dated.demands),
                *((DemandKind.FORECAST, row.id, row.date) for row in dated.forecasts),
                *(
                    (DemandKind.JOB, f"{job.id}/{row.row}", row.due)
                    for job in dated.jobs
                    for row in job.rows
                ),
            )
        }

    def first_need(self, order: str) -> int | None:
        """Return the first tick at which an order is needed, ``None`` if nobody waits for it."""
        return min(self._needs(order), default=None)

    def _needs(self, order: str) -> Iterator[int]:
        for peg in self._material.pegs_by_supply_order.get(order, ()):
            due = self._of(peg)
            if due is not None:
                yield due

    def _of(self, peg: Peg) -> int | None:
        if peg.demand_kind is DemandKind.ORDER:
            consumer = self._material.order_by_id.get(peg.demand)
            return None if consumer is None else self._used(consumer, peg.phase)
        return self._due.get((peg.demand_kind, peg.demand))

    def _used(self, consumer: SupplyOrder, phase: int | None) -> int:
        """Return when a phase starts at the latest; a document that says its start means all."""
        document = self._documents.get(consumer.id) if consumer.is_document else None
        if phase is None or (document is not None and document.start is not None):
            return consumer.start
        timing = self._timings.get(consumer.id)
        if timing is None:
            timing = self._timings[consumer.id] = self._timing(consumer)
        used = timing.needs_material_at(phase)
        return consumer.start if used == timing.start else max(consumer.start, used)

    def _timing(self, order: SupplyOrder) -> OrderTiming:
        """Return when the phases of an order start that ends when the plan says."""
        if order.bucket is None:
            ended = self._buckets.at(order.end)
        else:
            ended = When(order.bucket, order.end)
        terms = self._terms.of_order(order)
        return self._lead_times.timing(terms, order.type, to_units(order.quantity), ended)
