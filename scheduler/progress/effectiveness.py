"""How effective work centers were, by what the floor declared of them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from scheduler.oee import oee
from scheduler.outputs.table import Table
from scheduler.progress.work import Work

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scheduler.oee import Oee
    from scheduler.outputs.table import Cell
    from scheduler.progress.floor import Floor

__all__ = ["OEE_COLUMNS", "CenterOee", "center_oees", "oee_table"]

OEE_COLUMNS = (
    "work_center", "available_hours", "worked_hours", "setup_hours", "standard_hours",
    "counted_hours", "produced", "good", "availability_percent", "performance_percent",
    "quality_percent", "oee_percent", "oee_without_setup_percent",
)  # fmt: skip

_MICROSECOND, _HOUR = timedelta(microseconds=1), timedelta(hours=1)


@dataclass(slots=True)
class _Sums:
    """What was declared of a center: times in microseconds of one machine, and pieces."""

    worked: int = 0
    setup: int = 0
    counted: int = 0
    standard: Fraction = Fraction(0)
    good: Decimal = Decimal(0)
    scrapped: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class CenterOee:
    """The effectiveness of a center, and the figures it is made of.

    Parameters
    ----------
    available
        Working time of its machines since the plan began.
    worked, setup
        Declared, of each machine.
    counted
        Of the time worked, that of phases whose pieces were counted.
    standard
        What the routings give for these pieces.
    with_setup, without_setup
        Setup as time worked, or as time lost.
    """

    work_center: str
    available: timedelta
    worked: timedelta
    setup: timedelta
    counted: timedelta
    standard: timedelta
    produced: Decimal
    good: Decimal
    with_setup: Oee
    without_setup: Oee


def center_oees(floor: Floor) -> list[CenterOee]:
    """Return the effectiveness of every center that something was declared of, in their order.

    Worked / available x standard time of the pieces / time worked for them x good / produced.
    What was declared before the plan began does not count, nor do centers outside or of infinite
    capacity: nobody knows how many machines are there. Pieces that nobody counted have no part
    in the last two rates.
    """
    sums = _sums(floor)
    centers = floor.plan.scenario.work_centers
    return [
        _effectiveness(floor, center.id, sums[center.id])
        for center in centers
        if center.id in sums and not (center.external or center.infinite)
    ]


def _sums(floor: Floor) -> dict[str, _Sums]:
    sums = defaultdict[str, _Sums](_Sums)
    work = Work(floor)
    for row in floor.declarations:
        machine = row.machine or floor.machine(row.key)
        found = sums[floor.places.center_of(row.key, machine)]
        count = floor.places.operation(row.key).machine_count
        worked = max(row.machine_time, row.labour_time) // _MICROSECOND * count
        found.worked += worked
        found.setup += row.setup_time // _MICROSECOND * count
        if floor.actual[row.key].is_counted:
            standard = work.standard(row.key, row.good + row.scrapped) or Fraction(0)
            found.counted += worked
            found.standard += standard * count
        found.good += row.good
        found.scrapped += row.scrapped
    return sums


def _effectiveness(floor: Floor, center: str, found: _Sums) -> CenterOee:
    now = floor.now // floor.plan.clock.tick_seconds
    machines = floor.plan.scenario.machines_by_center[center]
    times = (floor.time.machine(center, machine.id) for machine in machines)
    ticks = sum(int(working.to_work(now) - working.to_work(0)) for working in times)
    available = timedelta(seconds=ticks * floor.plan.clock.tick_seconds)
    with_setup, without_setup = (
        oee(
            available=available // _MICROSECOND,
            worked=found.worked,
            setup=found.setup,
            theoretical=found.counted,
            processed=found.standard,
            produced=found.good + found.scrapped,
            good=found.good,
            with_setup=counts,
        )
        for counts in (True, False)
    )
    return CenterOee(
        work_center=center,
        available=available,
        worked=found.worked * _MICROSECOND,
        setup=found.setup * _MICROSECOND,
        counted=found.counted * _MICROSECOND,
        standard=round(found.standard) * _MICROSECOND,
        produced=found.good + found.scrapped,
        good=found.good,
        with_setup=with_setup,
        without_setup=without_setup,
    )


def oee_table(rows: Iterable[CenterOee]) -> Table:
    """Return one row for each center; a rate that is not known is empty."""
    return Table(OEE_COLUMNS, list(_rows(rows)))


def _rows(rows: Iterable[CenterOee]) -> Iterator[tuple[Cell, ...]]:
    for row in rows:
        times = (row.available, row.worked, row.setup, row.standard, row.counted)
        rates = row.with_setup
        shares = (rates.availability, rates.performance, rates.quality)
        yield (
            row.work_center, *(time / _HOUR for time in times), row.produced, row.good,
            *(None if share is None else float(100 * share) for share in shares),
            rates.percent, row.without_setup.percent,
        )  # fmt: skip
