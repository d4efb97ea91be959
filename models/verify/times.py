r"""How long an operation takes, written once more from the words of the domain.

An error in the compiler cannot hide here, because nothing is shared with it:

.. math::
    work = setup + (N - 1) \cdot retool
         + n \cdot \frac{\max(run, worker \cdot q / k)}{utilisation \cdot efficiency} + wait

with :math:`n` executions (:math:`N = \lceil n \rceil`), a crew of :math:`k` where :math:`q` are
asked, and the wait only where it holds the center; rounded up to ticks once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING

from models.scenario import Executions, Remainder

if TYPE_CHECKING:
    from models.calendar import Clock
    from models.scenario import Machine, Operation, ShopSettings, SkillUse, WorkCenter
    from models.verify.tasks import Task

__all__ = ["Place", "Times", "lead_time", "ticks", "times_on", "variable_crew"]


@dataclass(frozen=True, slots=True)
class Times:
    """Exact times of a task on one machine, in ticks.

    Parameters
    ----------
    setup
        Own setup inside the work; 0 for started work.
    preparation
        Own setup that is part of the changeover before the work.
    run_once
        One execution, divided by utilisation and efficiency.
    pieces
        Pieces of one execution.
    retool
        Setup between two executions.
    wait
        After the phase, or after each execution.
    lead
        Lead time of an external phase, or of an item without routing; ``None`` for real work.
    sessions
        How often it must run because it does not fit into one session.
    """

    setup: Fraction = Fraction(0)
    preparation: Fraction = Fraction(0)
    run_once: Fraction = Fraction(0)
    pieces: Decimal = Decimal(1)
    retool: Fraction = Fraction(0)
    wait: Fraction = Fraction(0)
    wait_each: bool = False
    wait_commits: bool = False
    is_fixed: bool = False
    is_proportional: bool = False
    lead: int | None = None
    sessions: int = 1

    def executions(self, quantity: Fraction) -> Fraction:
        """Return how often the operation runs to make a quantity."""
        if self.is_fixed:
            return Fraction(1)
        exact = quantity / Fraction(self.pieces)
        return exact if self.is_proportional else Fraction(ceil(exact))

    def waits(self, quantity: Fraction) -> Fraction:
        """Return the whole wait, whether it holds the center or not."""
        return self.wait * (ceil(self.executions(quantity)) if self.wait_each else 1)

    def run(self, quantity: Fraction) -> Fraction:
        """Return the work on a quantity, own setup excluded."""
        held = self.waits(quantity) if self.wait_commits else Fraction(0)
        count = self.executions(quantity)
        return max(0, ceil(count) - 1) * self.retool + count * self.run_once + held

    def until_made(self, quantity: Fraction) -> Fraction:
        """Return the work, own setup excluded, after which so many pieces are made.

        A wait after the last of them does not keep them from being there.
        """
        if quantity <= 0:
            return Fraction(0)
        count = self.executions(quantity)
        between = self.retool + (self.wait if self.wait_commits and self.wait_each else 0)
        return max(0, ceil(count) - 1) * between + count * self.run_once

    def left(self, task: Task, shop: ShopSettings) -> Fraction:
        """Return the work that is left of a task, own setup excluded."""
        progress = task.progress or task.interrupted
        if progress is not None and task.worked is not None:
            by_time = shop.remainder is Remainder.TIME or progress.good == 0
            if by_time:
                whole = self.run(Fraction(task.order.quantity))
                return max(Fraction(0), whole - task.worked)
        return self.run(Fraction(task.quantity))

    def work(self, task: Task, shop: ShopSettings) -> int:
        """Return the working ticks that a task takes, own setup included."""
        if self.lead is not None:
            return self.lead
        return self.sessions * ceil(self.setup + self.left(task, shop))

    def lag(self, task: Task) -> int:
        """Return the elapsed ticks after the phase before anything may follow."""
        return 0 if self.wait_commits else ceil(self.waits(Fraction(task.quantity)))


def lead_time(length: timedelta | None, clock: Clock) -> Times:
    """Return the times of a lead time in working days, whatever the quantity."""
    days = length.days if length else 0
    return Times(lead=days * clock.ticks_per_day)


@dataclass(frozen=True, slots=True)
class Place:
    """Where an operation runs, and with how many.

    Parameters
    ----------
    machine
        ``None`` where no single machine is meant.
    crew
        Workers of the first skill that lets more join; 0 for operations without.
    is_prepared
        Own setup is part of the changeover.
    """

    center: WorkCenter
    machine: Machine | None = None
    crew: int = 0
    is_prepared: bool = False


def variable_crew(operation: Operation, center: WorkCenter) -> SkillUse | None:
    """Return the first skill of an operation that lets more workers join."""
    uses = operation.skills or center.skills
    return next((use for use in uses if use.most is not None), None)


def times_on(
    operation: Operation, place: Place, shop: ShopSettings, clock: Clock, *, started: bool = False
) -> Times:
    """Return the times of an operation at a place; started work has its setup done."""
    center = place.center
    setup, run, pieces = _own_times(operation, place)
    own = Fraction(0) if started else ticks(setup, clock)
    lead = None
    if center.external and operation.lead_time is not None:
        lead, own = operation.lead_time.days * clock.ticks_per_day, Fraction(0)
    efficiency = place.machine.efficiency if place.machine is not None else Decimal(1)
    divisor = Fraction(center.utilisation) * Fraction(efficiency)
    fixed = center.fixed_time if operation.fixed_time is None else operation.fixed_time
    return Times(
        setup=Fraction(0) if place.is_prepared else own,
        preparation=own if place.is_prepared else Fraction(0),
        run_once=_once(operation, place, ticks(run, clock), clock) / divisor,
        pieces=pieces,
        retool=ticks(operation.retool, clock),
        wait=ticks(operation.wait, clock),
        wait_each=operation.wait_each,
        wait_commits=operation.wait_commits,
        is_fixed=fixed,
        is_proportional=shop.executions is Executions.PROPORTIONAL,
        lead=lead,
    )


def _own_times(
    operation: Operation, place: Place
) -> tuple[timedelta | None, timedelta | None, Decimal]:
    """Return setup, run and pieces where an alternative center or a machine has its own."""
    setup, run, pieces = operation.setup, operation.run, operation.pieces
    name = place.machine.id if place.machine is not None else ""
    is_main = place.center.id == operation.work_center
    rows = (
        [row for row in operation.machines if row.machine == name]
        if is_main
        else [row for row in operation.alternatives if row.work_center == place.center.id]
    )
    for row in rows[:1]:
        setup = row.setup if row.setup is not None else setup
        run = row.run if row.run is not None else run
        pieces = row.pieces if row.pieces is not None else pieces
    return setup, run, pieces


def _once(operation: Operation, place: Place, run: Fraction, clock: Clock) -> Fraction:
    """Return one execution: the longer of machine and workers, who may be more than asked."""
    use = variable_crew(operation, place.center)
    share = Fraction(use.quantity, place.crew) if use is not None and place.crew else Fraction(1)
    if operation.worker_run is None:
        return run * share
    return max(run, ticks(operation.worker_run, clock) * share)


def ticks(length: timedelta | None, clock: Clock) -> Fraction:
    """Return a length of time in ticks, exactly."""
    microsecond = timedelta(microseconds=1)
    tick = timedelta(seconds=clock.tick_seconds)
    return Fraction((length or timedelta(0)) // microsecond, tick // microsecond)
