"""How long an operation works: the one place that turns routing times into ticks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import ROUND_CEILING, Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.calendar import Clock
    from models.scenario import Alternative, Operation, WorkCenter

__all__ = ["WorkTicks", "executions", "lead_time_ticks", "work_ticks"]

_NOTHING = timedelta(0)
_MICROSECOND = timedelta(microseconds=1)


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


def executions(quantity: Decimal, pieces: Decimal) -> int:
    """Return how often an operation runs to make a quantity, rounded up."""
    return int((quantity / pieces).to_integral_value(rounding=ROUND_CEILING))


def work_ticks(
    operation: Operation,
    center: WorkCenter,
    quantity: Decimal,
    clock: Clock,
    *,
    alternative: Alternative | None = None,
    setup_done: bool = False,
) -> WorkTicks:
    r"""Return the working ticks of an operation.

    :math:`\lceil (setup + n \cdot run / utilisation) / tick \rceil` with
    :math:`n = \lceil quantity / pieces \rceil` executions.

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
    """
    setup, run, pieces = operation.setup, operation.run, operation.pieces
    if alternative is not None:
        setup = setup if alternative.setup is None else alternative.setup
        run = run if alternative.run is None else alternative.run
        pieces = pieces if alternative.pieces is None else alternative.pieces
    own_setup = _NOTHING if setup_done or setup is None else setup
    times = executions(quantity, pieces)
    run_microseconds = (
        Decimal(times) * Decimal((run or _NOTHING) // _MICROSECOND) / center.utilisation
    ).to_integral_value(rounding=ROUND_CEILING)
    total = own_setup + int(run_microseconds) * _MICROSECOND
    return WorkTicks(setup=clock.duration(own_setup), duration=clock.duration(total))


def lead_time_ticks(lead_time: timedelta | None, clock: Clock) -> int:
    """Return a lead time in days as ticks of `models.calendar.working_day_windows`."""
    return (lead_time or _NOTHING).days * clock.ticks_per_day
