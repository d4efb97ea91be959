"""Why each operation of a plan starts when it does: the one reason that holds until then."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["StartKind", "StartReason"]


class StartKind(StrEnum):
    """What keeps an operation from starting earlier."""

    START = "start"
    """Nothing: it starts when planning does."""
    CLOSED = "closed"
    """Where it runs nobody works until then."""
    SHORT = "short"
    """It may not pause, and no earlier stretch of working time is long enough."""
    PREDECESSOR = "predecessor"
    """It follows an operation that ends."""
    OVERLAP = "overlap"
    """It follows an operation that has worked enough."""
    TOGETHER = "together"
    """It may not end before another operation does."""
    MACHINE = "machine"
    """Its machine, or every one of its pool, is held by others, or changes over."""
    RESOURCE = "resource"
    """Others hold a further resource, or too little of it is there."""
    SESSION = "session"
    """Those who share its session are not there, or it waits for more of them."""
    FOLLOWER = "follower"
    """It must not end long before another, which cannot start sooner."""
    MATERIAL = "material"
    """A receipt is not there."""
    RELEASE = "release"
    """A date."""
    PINNED = "pinned"
    """Its start is fixed: it has started, is frozen, or a planner said so."""
    FREE = "free"
    """Nothing: it could have started earlier."""
    LATEST = "latest"
    """Planned as late as what follows it, or its due date, allows."""


@dataclass(frozen=True, slots=True)
class StartReason:
    """Why one operation does not start earlier.

    Parameters
    ----------
    since
        Tick at which the cause is over; what is between it and the start is `lag`, changeover and
        closed time. Of `StartKind.FREE` the earliest possible start.
    other
        Position in the plan's operations of the one that it waits for, -1 for none.
    lag
        Ticks of waiting time after the other one.
    what
        What it waits for, in words: a receipt, a date, a further resource.
    """

    kind: StartKind
    since: int
    other: int = -1
    lag: int = 0
    what: str = ""
