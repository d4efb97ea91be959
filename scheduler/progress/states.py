"""How a phase stands on the floor, and what one declaration makes of it.

::

    waiting --opening--> running --closing--> closed
                       progress: stays running
                       interruption --> interrupted --resumption--> running
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from scheduler.progress.words import Kind, Reason

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["NEXT", "Actual", "Declaration", "Key", "Stand", "after", "expected_after"]

_NO_TIME = timedelta(0)


class Key(NamedTuple):
    """A phase of an order."""

    order: str
    phase: int


class Stand(StrEnum):
    """How far a phase is."""

    WAITING = "waiting"
    RUNNING = "running"
    INTERRUPTED = "interrupted"
    CLOSED = "closed"


NEXT: Mapping[tuple[Stand, Kind], Stand] = {
    (Stand.WAITING, Kind.OPENING): Stand.RUNNING,
    (Stand.RUNNING, Kind.PROGRESS): Stand.RUNNING,
    (Stand.RUNNING, Kind.INTERRUPTION): Stand.INTERRUPTED,
    (Stand.INTERRUPTED, Kind.RESUMPTION): Stand.RUNNING,
    (Stand.RUNNING, Kind.CLOSING): Stand.CLOSED,
}
"""What may be declared of a phase, and how it stands then; nothing else may."""

_EXPECTED = {
    Stand.WAITING: "an opening first",
    Stand.RUNNING: "progress, an interruption or the closing of what is running",
    Stand.INTERRUPTED: "a resumption of what is interrupted",
    Stand.CLOSED: "nothing after the closing",
}


@dataclass(frozen=True, slots=True)
class Declaration:
    """What one row says of one phase, everything shared out.

    Parameters
    ----------
    line
        In the file.
    at
        Seconds since the start of the plan.
    machine_time, labour_time
        Run time since the row before.
    setup_time
        Time spent on setting up since then.
    lost
        Time since the row before in which the phase was interrupted.
    is_counted
        The row says how many pieces there are, be it none.
    workers
        Who worked, if anybody says: each of them so long.
    """

    line: int
    at: int
    key: Key
    kind: Kind
    good: Decimal = Decimal(0)
    scrapped: Decimal = Decimal(0)
    machine_time: timedelta = _NO_TIME
    labour_time: timedelta = _NO_TIME
    setup_time: timedelta = _NO_TIME
    lost: timedelta = _NO_TIME
    machine: str = ""
    reason: Reason | None = None
    is_counted: bool = False
    workers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Actual:
    """How a phase stands, and what was declared of it up to now; times in seconds of the plan.

    Parameters
    ----------
    machine
        Where it is; empty if nobody said.
    opened, closed
        When it began and ended; ``None`` if it did not, or before anybody wrote it down.
    since
        Time of the last declaration.
    machine_time, labour_time, setup_time
        Work so far; what was spent on setting up is in none of the first two.
    lost
        Time of interruptions by reason.
    reason
        Of the interruption that lasts.
    is_counted
        Pieces were counted.
    is_declared
        A declaration was read, and not only what the plan began with.
    opened_line, closed_line
        Lines of the file; 0 if it is not there.
    """

    key: Key
    stand: Stand = Stand.WAITING
    machine: str = ""
    opened: int | None = None
    closed: int | None = None
    since: int = 0
    good: Decimal = Decimal(0)
    scrapped: Decimal = Decimal(0)
    machine_time: timedelta = _NO_TIME
    labour_time: timedelta = _NO_TIME
    setup_time: timedelta = _NO_TIME
    lost: Mapping[Reason, timedelta] = field(default_factory=dict)
    reason: Reason | None = None
    is_counted: bool = False
    is_declared: bool = False
    opened_line: int = 0
    closed_line: int = 0

    @property
    def worked(self) -> timedelta:
        """Return the run time spent: the larger of machine and labour time."""
        return max(self.machine_time, self.labour_time)

    @property
    def has_begun(self) -> bool:
        """Tell whether it was opened."""
        return self.stand is not Stand.WAITING

    @property
    def is_open(self) -> bool:
        """Tell whether it was opened and not closed: it holds its machine."""
        return self.stand in (Stand.RUNNING, Stand.INTERRUPTED)


def expected_after(actual: Actual) -> str:
    """Return in words what may be declared of a phase next."""
    return _EXPECTED[actual.stand]


def after(actual: Actual, row: Declaration) -> Actual:
    """Return how a phase stands after a declaration.

    Raises
    ------
    ValueError
        If it may not be declared of a phase that stands so, or lies before the one before.
    """
    stand = NEXT.get((actual.stand, row.kind))
    if stand is None:
        message = (
            f"{row.kind} of {row.key.order}/{row.key.phase}, expected {_EXPECTED[actual.stand]}"
        )
        raise ValueError(message)
    if actual.has_begun and row.at < actual.since:
        message = f"{row.kind} at {row.at} s, before the one at {actual.since} s"
        raise ValueError(message)
    lost = dict(actual.lost)
    if row.lost and actual.reason is not None:
        lost[actual.reason] = lost.get(actual.reason, _NO_TIME) + row.lost
    is_opening, is_closing = row.kind is Kind.OPENING, row.kind is Kind.CLOSING
    return replace(
        actual,
        stand=stand,
        machine=row.machine or actual.machine,
        opened=row.at if is_opening else actual.opened,
        closed=row.at if is_closing else None,
        since=row.at,
        good=actual.good + row.good,
        scrapped=actual.scrapped + row.scrapped,
        machine_time=actual.machine_time + row.machine_time,
        labour_time=actual.labour_time + row.labour_time,
        setup_time=actual.setup_time + row.setup_time,
        lost=lost,
        reason=row.reason,
        is_counted=actual.is_counted or row.is_counted,
        is_declared=True,
        opened_line=row.line if is_opening else actual.opened_line,
        closed_line=row.line if is_closing else 0,
    )
