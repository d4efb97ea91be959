"""When the needs of a material plan are due, at infinite capacity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.calendar import Clock
from models.material import DemandKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.material import MaterialPlan, Peg
    from models.scenario import Scenario

__all__ = ["DueDates"]


class DueDates:
    """Due dates of demands, forecasts and job rows, and starts of consuming orders, in ticks."""

    def __init__(self, material: MaterialPlan, scenario: Scenario) -> None:
        self._material = material
        dated = scenario.dated
        clock = Clock.of(scenario.scenario)
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
            return None if consumer is None else consumer.start
        return self._due.get((peg.demand_kind, peg.demand))
