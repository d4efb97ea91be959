"""When the machines of a plan work: the windows behind the shading and the working minutes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.compile.calendars import ScenarioCalendars

if TYPE_CHECKING:
    from models.calendar import WorkingTime
    from models.plan import OperationRow, Plan
    from models.scenario import Operation

__all__ = ["ModeKey", "PlanTime", "machine_number"]

ModeKey = tuple[str, int, tuple[tuple[str, int], ...]]
"""Center, number of the machine, and units of further resources held with it."""


def machine_number(center: str, machine: str) -> int:
    """Return k of machine ``CENTER-k``, 1 if the name is not of that form."""
    suffix = machine.removeprefix(f"{center}-")
    return int(suffix) if suffix != machine and suffix.isdecimal() and int(suffix) else 1


class PlanTime:
    """Working time of the machines and operations of a plan, each compiled once.

    Parameters
    ----------
    plan
        Gives centers, calendars and routings.
    until
        Tick up to which working time is wanted.
    """

    def __init__(self, plan: Plan, until: int) -> None:
        self._scenario = plan.scenario
        self._calendars = ScenarioCalendars(plan.scenario, until)
        self._phases: dict[tuple[str, int], Operation] = {
            (item, operation.phase): operation
            for item, routing in plan.scenario.routing_by_item.items()
            for operation in routing.operations
        }

    def machine(self, center: str, number: int) -> WorkingTime:
        """Return when machine ``number`` of a center works; working days for lead times."""
        record = self._scenario.work_center_by_id.get(center)
        if record is None:
            return self._calendars.days(None)
        if record.external:
            return self._calendars.days(record.calendar)
        return self._calendars.machine(record, number)

    def mode(self, key: ModeKey) -> WorkingTime:
        """Return when a machine and the further resources held with it all work."""
        center, number, uses = key
        return self._calendars.with_resources(key, self.machine(center, number), uses)

    def operation(self, row: OperationRow) -> Operation | None:
        """Return the routing's operation behind a planned one, if there is one."""
        return self._phases.get((row.item, row.phase))

    def key(self, row: OperationRow) -> ModeKey:
        """Return the argument of `mode` for an operation."""
        operation = self.operation(row)
        uses = () if operation is None else operation.resources
        resources = tuple((use.resource, use.quantity) for use in uses)
        return row.work_center, machine_number(row.work_center, row.machine), resources
