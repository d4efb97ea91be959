"""How long an operation works: the one place that turns routing times into ticks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import ROUND_CEILING, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from models.scenario import Executions, Remainder

if TYPE_CHECKING:
    from models.calendar import Clock
    from models.scenario import (
        Alternative,
        MachineTimes,
        Operation,
        Progress,
        ShopSettings,
        SkillUse,
        WorkCenter,
    )

__all__ = [
    "PhaseTimes",
    "WorkTicks",
    "alternative_at",
    "crew_of",
    "executions",
    "joining",
    "lead_time_ticks",
    "phase_times",
    "wait_ticks",
    "work_ticks",
]

_NOTHING = timedelta(0)
_MICROSECOND = timedelta(microseconds=1)
_ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class WorkTicks:
    """Working ticks of one operation on one center.

    Parameters
    ----------
    setup
        Own setup, once per order; the first part of `duration`.
    duration
        Setup and run together, rounded up once.
    """

    setup: int
    duration: int


@dataclass(frozen=True, slots=True)
class PhaseTimes:
    """Times of a phase on one machine with one crew, in microseconds; exact, in whole numbers.

    Parameters
    ----------
    setup
        Once per order.
    retool
        Between two executions.
    run
        One execution, divided by the utilisation of the center and the efficiency of the machine,
        in parts of a microsecond ...
    parts
        ... of which so many are one.
    hold
        Wait that holds the center; 0 for one that only delays who follows.
    hold_each
        Whether that wait follows every execution.
    pieces
        Made by one execution.
    fixed
        One execution, whatever the quantity.
    proportional
        A part of an execution takes its share of the time.
    """

    setup: int
    retool: int
    run: int
    parts: int
    hold: int
    hold_each: bool
    pieces: Decimal
    fixed: bool
    proportional: bool = False

    def whole_executions(self, quantity: Decimal) -> int:
        """Return how often it runs to make a quantity, rounded up."""
        return 1 if self.fixed else executions(quantity, self.pieces)

    def after_setup(self, quantity: Decimal) -> int | Fraction:
        """Return the working time of a quantity without its setup, in `parts`."""
        times = self.whole_executions(quantity)
        runs: int | Fraction = times * self.run
        if self.proportional and not self.fixed:
            runs = Fraction(quantity) / Fraction(self.pieces) * self.run
        holds = times if self.hold_each else 1
        return (max(0, times - 1) * self.retool + holds * self.hold) * self.parts + runs

    def work(self, quantity: Decimal, clock: Clock, *, setup_done: bool = False) -> WorkTicks:
        """Return the working ticks that a quantity takes."""
        return self.ticks(self.after_setup(quantity), clock, setup_done=setup_done)

    def remainder(
        self, left: Decimal, whole: Decimal, progress: Progress, rule: Remainder
    ) -> int | Fraction:
        """Return the working time that is left of a started phase, in `parts`.

        Parameters
        ----------
        left, whole
            Pieces left to make, and of the whole order.
        progress
            What the floor declared. By time, the run time spent is taken off the planned one; so
            it is, whatever the rule, where pieces were not counted but time was.
        rule
            By quantity or by time.
        """
        by_time = rule is Remainder.TIME or not progress.good
        if progress.worked is None or not by_time:
            return self.after_setup(left)
        spent = progress.worked // _MICROSECOND * self.parts
        return max(0, self.after_setup(whole) - spent)

    def ticks(
        self, after_setup: int | Fraction, clock: Clock, *, setup_done: bool = False
    ) -> WorkTicks:
        """Return working time, given in `parts`, in ticks.

        It is rounded up once, together with the setup, and the setup for itself.
        """
        setup = 0 if setup_done else self.setup
        tick = clock.tick_seconds * 1_000_000
        total = setup * self.parts + after_setup
        return WorkTicks(setup=-(-setup // tick), duration=-(-total // (tick * self.parts)))

    def setup_ticks(self, clock: Clock) -> int:
        """Return the setup in ticks, rounded up for itself."""
        return self.ticks(0, clock).setup


def executions(quantity: Decimal, pieces: Decimal) -> int:
    """Return how often an operation runs to make a quantity, rounded up."""
    return int((quantity / pieces).to_integral_value(rounding=ROUND_CEILING))


def alternative_at(operation: Operation, center: WorkCenter) -> Alternative | None:
    """Return the alternative by which a phase runs at a center; ``None`` at its main one."""
    if center.id == operation.work_center:
        return None
    return next((row for row in operation.alternatives if row.work_center == center.id), None)


def crew_of(operation: Operation, center: WorkCenter) -> tuple[SkillUse, ...]:
    """Return who works at an operation on a center: those it names, else those of the center."""
    return operation.skills or center.skills


def joining(operation: Operation, center: WorkCenter) -> SkillUse | None:
    """Return the workers of whom more may join, so that it runs faster; none if nobody may."""
    return next((use for use in crew_of(operation, center) if use.most is not None), None)


def phase_times(
    operation: Operation,
    center: WorkCenter,
    *,
    alternative: Alternative | None = None,
    machine: MachineTimes | None = None,
    efficiency: Decimal = _ONE,
    crew: int | None = None,
    rule: Executions = Executions.CEIL,
) -> PhaseTimes:
    r"""Return the times of an operation on one machine of a center.

    One execution takes :math:`\max(run, worker\_run \cdot q / k) / (utilisation \cdot efficiency)`
    with k of at least q workers; what nobody can join counts with k = q, and without a worker
    time of its own it is the run that k workers shorten.

    Parameters
    ----------
    alternative, machine
        Times that replace the operation's own on another center, or on a machine of its own.
    efficiency
        Of the machine.
    crew
        Number k of workers where more may join; default: as many as must be there.
    rule
        Whether the executions of a quantity are whole ones.
    """
    setup, run, pieces = operation.setup, operation.run, operation.pieces
    for other in (alternative, machine):
        if other is not None:
            setup = setup if other.setup is None else other.setup
            run = run if other.run is None else other.run
            pieces = pieces if other.pieces is None else other.pieces
    least, crew = _crew(operation, center, crew)
    machine_time, worker_time = _micros(run) * crew, _micros(operation.worker_run) * least
    if operation.worker_run is None:
        machine_time = _micros(run) * least
    fast, slow = _ratio(center.utilisation, efficiency)
    fixed = center.fixed_time if operation.fixed_time is None else operation.fixed_time
    return PhaseTimes(
        setup=_micros(setup),
        retool=_micros(operation.retool),
        run=max(machine_time, worker_time) * slow,
        parts=crew * fast,
        hold=_micros(operation.wait) if operation.wait_commits else 0,
        hold_each=operation.wait_each,
        pieces=pieces,
        fixed=fixed,
        proportional=rule is Executions.PROPORTIONAL,
    )


def _crew(operation: Operation, center: WorkCenter, crew: int | None) -> tuple[int, int]:
    """Return how many workers must be there, and how many are: the run takes q / k of its time."""
    use = None if crew is None else joining(operation, center)
    return (1, 1) if use is None or crew is None else (use.quantity, crew)


def _ratio(utilisation: Decimal, efficiency: Decimal) -> tuple[int, int]:
    """Return the speed of a machine as a fraction."""
    if utilisation == efficiency == _ONE:
        return 1, 1
    fast, slow = utilisation.as_integer_ratio()
    faster, slower = efficiency.as_integer_ratio()
    return fast * faster, slow * slower


def _micros(length: timedelta | None) -> int:
    return (length or _NOTHING) // _MICROSECOND


def work_ticks(
    operation: Operation,
    center: WorkCenter,
    quantity: Decimal,
    clock: Clock,
    *,
    alternative: Alternative | None = None,
    setup_done: bool = False,
    shop: ShopSettings | None = None,
) -> WorkTicks:
    r"""Return the working ticks of an operation, on a machine like the others of a center.

    :math:`\lceil (setup + (N - 1) \cdot retool + n \cdot run / utilisation + hold) / tick \rceil`
    with :math:`n = quantity / pieces` executions, :math:`N = \lceil n \rceil`, and n = N unless
    the settings say that parts of executions take their share.

    Parameters
    ----------
    operation
        Setup, run and pieces.
    center
        Where it runs; its utilisation divides the run time.
    quantity
        Pieces to make.
    clock
        Gives the length of a tick.
    alternative
        Times that replace the operation's own on another center.
    setup_done
        Started work: only run time is left.
    shop
        How executions are counted; default: whole ones.
    """
    rule = Executions.CEIL if shop is None else shop.executions
    times = phase_times(operation, center, alternative=alternative, rule=rule)
    return times.work(quantity, clock, setup_done=setup_done)


def wait_ticks(operation: Operation, times: PhaseTimes, quantity: Decimal, clock: Clock) -> int:
    """Return the elapsed ticks after a phase before the next may start; 0 if the wait is work."""
    if not operation.wait or operation.wait_commits:
        return 0
    each = times.whole_executions(quantity) if operation.wait_each else 1
    return clock.duration(operation.wait * each)


def lead_time_ticks(lead_time: timedelta | None, clock: Clock) -> int:
    """Return a lead time in days as ticks of `models.calendar.working_day_windows`."""
    return (lead_time or _NOTHING).days * clock.ticks_per_day
