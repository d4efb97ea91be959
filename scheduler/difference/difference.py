"""Everything in which two plans differ, each part made when it is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from scheduler.difference.figures import kpi_changes, level_changes
from scheduler.difference.inputs import input_changes
from scheduler.difference.instants import aligned
from scheduler.difference.operations import operation_changes
from scheduler.difference.orders import demand_changes, order_changes
from scheduler.difference.sequences import sequence_changes

if TYPE_CHECKING:
    from models.calendar import Clock
    from models.plan import Plan
    from scheduler.difference.figures import FigureChange
    from scheduler.difference.inputs import InputChange
    from scheduler.difference.operations import OperationChange
    from scheduler.difference.orders import DemandChange, OrderChange
    from scheduler.difference.sequences import SequenceChange

__all__ = ["Difference"]


@dataclass(frozen=True, eq=False)
class Difference:
    """Two plans side by side.

    Moments are compared on one line of time, whatever start, zone and tick the plans have. Orders,
    demands and operations are the same where they have the same names.

    Parameters
    ----------
    before
        The plan to compare with.
    after
        The plan that is judged.
    """

    before: Plan
    after: Plan

    @cached_property
    def operations(self) -> tuple[OperationChange, ...]:
        """Return the operations that are not the same in both, by start."""
        return operation_changes(self.before, self.after)

    @cached_property
    def sequences(self) -> tuple[SequenceChange, ...]:
        """Return the machines whose sequence is not the same."""
        return sequence_changes(self.before, self.after)

    @cached_property
    def orders(self) -> tuple[OrderChange, ...]:
        """Return the orders whose dates are not the same, the largest shift first."""
        return order_changes(self.before, self.after)

    @cached_property
    def demands(self) -> tuple[DemandChange, ...]:
        """Return the demands that are not served the same, what gets worst first."""
        return demand_changes(self.before, self.after)

    @cached_property
    def kpis(self) -> tuple[FigureChange, ...]:
        """Return the key figures of both, whether they differ or not."""
        return kpi_changes(self.before, self.after)

    @cached_property
    def levels(self) -> tuple[FigureChange, ...]:
        """Return the levels of the objective of both, whether they differ or not."""
        return level_changes(self.before, self.after)

    @cached_property
    def inputs(self) -> tuple[InputChange, ...]:
        """Return in what the scenarios differ; empty for two runs of the same input."""
        return input_changes(self.before.scenario, self.after.scenario)

    @cached_property
    def clock_before(self) -> Clock:
        """Return the clock of the first plan, telling the local time of the second one."""
        return aligned(self.before, self.after)

    @property
    def is_empty(self) -> bool:
        """Tell whether both plans do the same work at the same times, on the same machines."""
        return not (self.operations or self.orders or self.demands)
