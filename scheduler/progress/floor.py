"""How the phases of a plan stand at a moment."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from scheduler.plan_time import PlanTime
from scheduler.progress.places import Places

if TYPE_CHECKING:
    from models.calendar import Clock
    from models.errors import Fault
    from models.plan import Plan
    from scheduler.progress.states import Actual, Declaration, Key

__all__ = ["Floor"]


@dataclass(frozen=True, eq=False)
class Floor:
    """How the phases of a plan stand at a moment.

    Parameters
    ----------
    now
        Seconds since the start of the plan.
    actual
        Every phase of its production orders.
    declarations
        What was declared, phase by phase, in the order of the file.
    warnings
        What is dubious, but can be told.
    """

    plan: Plan
    now: int
    actual: dict[Key, Actual]
    declarations: tuple[Declaration, ...] = ()
    warnings: tuple[Fault, ...] = ()

    @cached_property
    def places(self) -> Places:
        """Return what the plan says of its phases."""
        return Places(self.plan)

    @cached_property
    def clock(self) -> Clock:
        """Return a clock of the plan that counts seconds."""
        return replace(self.plan.clock, tick_seconds=1)

    @cached_property
    def time(self) -> PlanTime:
        """Return when machines work, until now and until the plan ends."""
        clock = self.plan.clock
        until = max(self.plan.end, self.now // clock.tick_seconds) + clock.ticks_per_day
        return PlanTime(self.plan.scenario, until, material=self.plan.material)

    def worked_between(self, key: Key, machine: str, begin: int, end: int) -> timedelta:
        """Return the working time of a machine between two moments, in whole ticks."""
        length = self.plan.clock.tick_seconds
        times = self.time.machine(self.places.center_of(key, machine), machine)
        ticks = times.to_work(end // length) - times.to_work(begin // length)
        return timedelta(seconds=ticks * length)

    def machine(self, key: Key) -> str:
        """Return where a phase is: as declared, else as planned."""
        return self.actual[key].machine or self.places.machine_of(key)
