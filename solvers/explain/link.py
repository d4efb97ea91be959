"""One link of a chain of reasons, and where its time goes."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["ROOTS", "Link", "Parts", "Reason", "total_parts"]


class Reason(StrEnum):
    """Why time passes."""

    WORK = "work"
    """The operation is under way: own setup, run, and the breaks in between."""
    PREDECESSOR = "predecessor"
    """It follows another operation: a lag, and closed time until it may start."""
    MACHINE = "machine"
    """Its machine, or every machine of its pool, is held by others, or changes over."""
    RESOURCE = "resource"
    """Others hold too much of a further resource, or of what its changeover needs."""
    SESSION = "session"
    """Its session waits: for others to join, until it has waited enough, or for the rest of its
    family to start."""
    MAX_WAIT = "max-wait"
    """It must not end long before its follower starts, and that could not start sooner."""
    FREE = "free"
    """Nothing: it could have started earlier."""
    MATERIAL = "material"
    """Root: it waits for a receipt."""
    RELEASE = "release"
    """Root: it may not start before a date, whatever is there."""
    PINNED = "pinned"
    """Root: its start is fixed."""
    START = "start"
    """Root: the plan begins, and its calendar opens."""


ROOTS = frozenset({Reason.MATERIAL, Reason.RELEASE, Reason.PINNED, Reason.START})
"""What a chain ends in, at tick 0."""


@dataclass(frozen=True, slots=True)
class Parts:
    """Elapsed ticks by what they are spent on.

    Parameters
    ----------
    run, setup
        Work, and the operation's own setup before it.
    changeover
        Setup of the machine before the operation: sequence-dependent, or by a crew of its own.
    lag
        Waiting time after an operation that the routing asks for.
    closed
        Nobody works: breaks, nights, holidays; or no window is long enough.
    machine, resource
        Others hold the machine, or the further resource; their breaks included.
    session
        Its session waits; closed time included.
    idle
        Its work is done, but the phase that it overlaps with is not.
    material, release, pinned, free
        As the `Reason` of the same name.
    """

    run: int = 0
    setup: int = 0
    changeover: int = 0
    lag: int = 0
    closed: int = 0
    machine: int = 0
    resource: int = 0
    session: int = 0
    idle: int = 0
    material: int = 0
    release: int = 0
    pinned: int = 0
    free: int = 0

    @property
    def total(self) -> int:
        """Return the sum of all parts."""
        return sum(getattr(self, part.name) for part in fields(self))


@dataclass(frozen=True, slots=True)
class Link:
    """A stretch of time ``[begin, end)`` of which one reason is known.

    Parameters
    ----------
    op
        Whose time it is; -1 for the demand itself.
    others
        The operations it waits for, the most important first.
    resource
        The machine or further resource it waits for, -1 for none.
    parts
        Adds up to ``end - begin``.
    via
        The follower that waits for `resource`: the operation must not end long before it starts.
        -1 if it waits itself.
    """

    reason: Reason
    op: int
    begin: int
    end: int
    parts: Parts
    others: tuple[int, ...] = ()
    resource: int = -1
    via: int = -1


def total_parts(links: Iterable[Link]) -> Parts:
    """Return where the time of several links goes."""
    chosen = [link.parts for link in links]
    return Parts(
        **{part.name: sum(getattr(row, part.name) for row in chosen) for part in fields(Parts)}
    )
