"""One reason why an operation does not start earlier."""

from __future__ import annotations

from dataclasses import dataclass

from solvers.explain.link import Reason

__all__ = ["Bound"]

# of bounds that hold until the same tick, name the one a planner knows best
_RANK = {
    reason: rank
    for rank, reason in enumerate(
        (
            Reason.MAX_WAIT,
            Reason.SESSION,
            Reason.START,
            Reason.RELEASE,
            Reason.MATERIAL,
            Reason.RESOURCE,
            Reason.MACHINE,
            Reason.PREDECESSOR,
        )
    )
}


@dataclass(frozen=True, slots=True)
class Bound:
    """One reason why an operation does not start earlier.

    Parameters
    ----------
    since
        Tick at which the cause itself is over: a predecessor has ended, a machine is left, the
        material has come.
    at
        Earliest start that it allows: lag, changeover and closed time lie in between.
    op
        The operation that causes it, -1 for none: a first changeover, or absent units.
    others
        Further operations that it waits for, `op` first.
    lag, changeover
        Ticks between `since` and `at`.
    resource
        What is full.
    at_end
        It binds the end of the operation, not its start.
    within
        It binds how far the work is at `since`, which may be after its start.
    behind
        For `Reason.MAX_WAIT`, what keeps the follower `op` from starting earlier.
    """

    reason: Reason
    since: int
    at: int
    op: int = -1
    others: tuple[int, ...] = ()
    lag: int = 0
    changeover: int = 0
    resource: int = -1
    at_end: bool = False
    within: bool = False
    behind: Bound | None = None

    @property
    def key(self) -> tuple[int, int, int, int]:
        """Return what to sort by: the latest start, then the latest cause.

        Of others that hold as long a follower is never the reason.
        """
        since = -1 if self.behind is not None else self.since
        return self.at, since, _RANK.get(self.reason, 0), -self.op

    @property
    def root(self) -> Bound:
        """Return what keeps the last of several followers; itself unless it waits for one."""
        return self if self.behind is None else self.behind.root
