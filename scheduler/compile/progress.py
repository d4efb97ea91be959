"""How far a phase has come when it has made some pieces: working ticks from its start on."""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal
from typing import TYPE_CHECKING

from models.scenario import Overlap, OverlapType

if TYPE_CHECKING:
    from scheduler.compile.calendars import ScenarioCalendars
    from scheduler.compile.modes import CompiledMode
    from scheduler.compile.operations import CompiledOperation

__all__ = ["overlap_lags", "ticks_until_made"]


def overlap_lags(
    earlier: CompiledOperation, overlap: Overlap, calendars: ScenarioCalendars
) -> list[int]:
    """Return the working ticks of the earlier phase before the later may start, by its modes."""
    value = overlap.value or Decimal(0)
    if overlap.type is OverlapType.PIECES:
        return [ticks_until_made(earlier, mode, value, calendars) for mode in earlier.modes]
    return [_lag(mode, overlap.type, value, calendars) for mode in earlier.modes]


def _lag(
    mode: CompiledMode, overlap: OverlapType, value: Decimal, calendars: ScenarioCalendars
) -> int:
    duration, setup = mode.spec.duration, mode.spec.setup
    if overlap is OverlapType.TOTAL:
        return 0
    if overlap is OverlapType.TIME:
        ticks = (value * 60 / calendars.clock.tick_seconds).to_integral_value(ROUND_CEILING)
        return min(duration, int(ticks))
    done = (Decimal(duration - setup) * value / 100).to_integral_value(ROUND_CEILING)
    return min(duration, setup + int(done))


def ticks_until_made(
    row: CompiledOperation, mode: CompiledMode, pieces: Decimal, calendars: ScenarioCalendars
) -> int:
    """Return the working ticks after which an order has so many pieces from a phase.

    Those that a started phase had made before count. An outside lead time makes its pieces
    evenly.
    """
    duration = mode.spec.duration
    left = max(Decimal(0), pieces - (row.order.quantity - row.quantity))
    if left >= row.quantity:
        return duration if left else 0
    evenly = int((left / row.quantity * duration).to_integral_value(ROUND_CEILING))
    if mode.times is None or mode.center is None or mode.center.external:
        return evenly
    ticks = mode.ticks_for(left, calendars.clock)
    return max(ticks, evenly) if _is_by_time(row, mode, calendars) else ticks


def _is_by_time(row: CompiledOperation, mode: CompiledMode, calendars: ScenarioCalendars) -> bool:
    """Tell whether the rest of a phase that has begun is not what its pieces would take."""
    if mode.times is None:
        return False
    work = mode.times.work(row.quantity, calendars.clock, setup_done=not mode.spec.setup)
    return mode.spec.duration != work.duration * mode.sessions
