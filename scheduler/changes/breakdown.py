"""Something breaks down, or somebody is away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from models.scenario import Downtime
from scheduler.changes.change import check_span, moment_of, unknown
from scheduler.words import Said

if TYPE_CHECKING:
    from datetime import datetime

    from models.scenario import Scenario

__all__ = ["Breakdown"]


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A machine, work center, further resource or worker is not there for some time.

    Parameters
    ----------
    resource
        Its id, e.g. ``WELD-2``.
    begin, end
        Local times.
    """

    resource: str
    begin: datetime
    end: datetime

    changes_material: ClassVar[bool] = False

    def applied(self, scenario: Scenario) -> Scenario:
        """Return the scenario with one more downtime."""
        known = [
            *scenario.work_center_by_id,
            *(row.id for rows in scenario.machines_by_center.values() for row in rows),
            *scenario.resource_by_id,
            *(row.id for row in scenario.workers),
        ]
        if self.resource not in known:
            expected = "the id of a machine, a work center, a resource or a worker"
            raise unknown("breakdown", self.resource, expected, known)
        begin, end = check_span("breakdown", self.begin, self.end, scenario)
        row = Downtime(resource=self.resource, from_=begin, to=end, reason="breakdown")
        return scenario.replaced(downtimes=(*scenario.downtimes, row))

    def told(self) -> Said:
        """Return the change as one line."""
        return Said(
            "{resource} is down from {begin} to {end}",
            resource=self.resource,
            begin=moment_of(self.begin),
            end=moment_of(self.end),
        )
