r"""Planned run time of a phase, what of it is left, and how far it is.

By quantity a phase is :math:`(good + scrapped) / planned` done, by time
:math:`\max(\sum machine, \sum labour) / planned`. Of 300 minutes for 100 pieces, with 90 minutes
and 40 pieces declared, 180 minutes are left by quantity and 210 by time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING

from models.scenario import Progress, ProgressState, Remainder
from scheduler.progress.pieces import OrderPieces
from scheduler.progress.states import Stand
from scheduler.routing_times import alternative_at, phase_times

if TYPE_CHECKING:
    from scheduler.progress.floor import Floor
    from scheduler.progress.states import Actual, Key
    from scheduler.routing_times import PhaseTimes

__all__ = ["Work", "percent"]

_MICROSECOND = timedelta(microseconds=1)
_NO_TIME = timedelta(0)


def percent(part: Decimal | timedelta, whole: Decimal | timedelta | None) -> float | None:
    """Return a part in percent of a whole, two decimals; ``None`` without a whole.

    40 of 100 pieces are 40 %.
    """
    if not whole:
        return None
    return round(float(100 * _fraction(part) / _fraction(whole)), 2)


def _fraction(value: Decimal | timedelta) -> Fraction:
    return Fraction(value // _MICROSECOND if isinstance(value, timedelta) else value)


@dataclass(frozen=True)
class Work:
    """Run time of the phases of a floor: planned, spent and left."""

    floor: Floor

    def planned(self, key: Key) -> timedelta | None:
        """Return the run time of the whole order where the phase is, own setup excluded.

        In whole ticks, as the plan has it; ``None`` outside, where only days are planned.
        """
        times, clock = self._times(key), self.floor.plan.clock
        if times is None:
            return None
        quantity = self.floor.places.orders[key.order].quantity
        ticks = times.work(quantity, clock, setup_done=True).duration
        return timedelta(seconds=ticks * clock.tick_seconds)

    def setup(self, key: Key) -> timedelta:
        """Return the own setup of a phase; none where it is part of the changeover before it."""
        times = self._times(key)
        center = self.floor.places.center_of(key, self.floor.machine(key))
        if times is None or self.floor.plan.scenario.work_center_by_id[center].setup_skills:
            return _NO_TIME
        return times.setup * _MICROSECOND

    def standard(self, key: Key, pieces: Decimal) -> Fraction | None:
        """Return the run time that the routing gives for some pieces, in microseconds.

        A part of an execution counts as that part. ``None`` outside, where only days are planned.
        """
        times = self._times(key)
        if times is None:
            return None
        whole = self.floor.places.orders[key.order].quantity if times.fixed else times.pieces
        return Fraction(pieces) / Fraction(whole) * times.run / times.parts

    def left(self, key: Key, rule: Remainder) -> timedelta | None:
        """Return the run time left, by the pieces left or by the time spent.

        The pieces are those that arrive: without what was scrapped before.
        """
        times, actual = self._times(key), self.floor.actual[key]
        if times is None:
            return None
        if actual.stand is Stand.CLOSED:
            return _NO_TIME
        pieces = OrderPieces(self.floor, key.order)
        left = pieces.left(key.phase)
        if not actual.has_begun:
            return _length(times.after_setup(left), times)
        declared = declared_progress(actual, pieces)
        return _length(times.remainder(left, pieces.quantity, declared, rule), times)

    def percents(self, key: Key) -> tuple[float | None, float | None]:
        """Return how far a phase is, in percent: by quantity, and by time; 100 may be exceeded."""
        actual, quantity = self.floor.actual[key], self.floor.places.orders[key.order].quantity
        by_time = percent(actual.worked, self.planned(key))
        return percent(actual.good + actual.scrapped, quantity), by_time

    def _times(self, key: Key) -> PhaseTimes | None:
        places, scenario = self.floor.places, self.floor.plan.scenario
        operation, name = places.operation(key), self.floor.machine(key)
        center = scenario.work_center_by_id[places.center_of(key, name)]
        if center.external and operation.lead_time is not None:
            return None
        machines = scenario.machines_by_center[center.id]
        machine = next((row for row in machines if row.id == name), None)
        row = places.planned.get(key)
        return phase_times(
            operation,
            center,
            alternative=alternative_at(operation, center),
            machine=next((times for times in operation.machines if times.machine == name), None),
            efficiency=machine.efficiency if machine else Decimal(1),
            crew=(self.floor.time.crew(row) or None) if row is not None else None,
            rule=scenario.settings.shop.executions,
        )


def declared_progress(actual: Actual, pieces: OrderPieces) -> Progress:
    """Return what was declared of a phase as its order tells it from now on.

    Pieces are such that the order's quantity less these is what is left.
    """
    is_closed = actual.stand is Stand.CLOSED
    good = actual.good
    if not is_closed:
        left = pieces.left(actual.key.phase)
        good = max(Decimal(0), pieces.quantity - left) if actual.is_counted else Decimal(0)
    return Progress(
        phase=actual.key.phase,
        state=ProgressState.CLOSED if is_closed else ProgressState.STARTED,
        good=good,
        worked=actual.worked or None,
        machine=actual.machine or None,
    )


def _length(parts: int | Fraction, times: PhaseTimes) -> timedelta:
    return ceil(Fraction(parts) / times.parts) * _MICROSECOND
