"""What the lateness of a demand is made of, so that the parts add up to it.

Between being due and being complete lie as many ticks as a demand is late. They are told in three
accounts, each of which can be checked by hand against the chains of `solvers.explain.chain`:

overdue
    What lies before tick 0 if the demand was due before.
unavoidable
    What no capacity could help: the ticks from the due date to the soonest completion of
    `soonest_completions`. They are taken from the waiting path at infinite capacity: what it
    waits for at its root (a receipt, a release, a pinned start) counts first, then the last ticks
    before the completion, as they are spent on work, lags and closed time.
lost
    The rest. It is taken from the waiting path of the schedule, walked backward from the
    completion until the rest is used up: waits count first (for machines, further resources,
    sessions, followers, changeovers in them, idle time), the latest first, and of each wait the
    last ticks first. If all waits are less than the rest, because what waited met closed time or
    runs in a slower mode, closed time counts next, then the rest of the path but for its root.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from models.measures import completion_times
from solvers.explain.chain import Explainer, spent_on_work
from solvers.explain.link import Parts, Reason
from solvers.explain.soonest import soonest_completions
from solvers.explain.timed import TimedSchedule
from solvers.timing import infinite_asap

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from models.problem import Problem
    from models.schedule import Schedule
    from solvers.explain.link import Link

__all__ = ["LatenessExplainer", "LatenessParts", "Share", "lateness_parts"]

_WAITS = frozenset({Reason.MACHINE, Reason.RESOURCE, Reason.SESSION, Reason.MAX_WAIT, Reason.FREE})
_ROOT_PARTS = ("material", "release", "pinned")
_LAST_FIRST = ("changeover", "closed", "lag", "machine", "resource", "session", "free")
"""Parts of a wait in the order in which a walk backward meets them."""
_OTHER_PARTS = tuple(
    part.name for part in fields(Parts) if part.name not in ("closed", *_ROOT_PARTS)
)


@dataclass(frozen=True, slots=True)
class Share:
    """Ticks of the lateness that one link of a waiting path accounts for.

    Parameters
    ----------
    link
        The link; it may be longer.
    parts
        What of it counts.
    """

    link: Link
    parts: Parts


@dataclass(frozen=True, slots=True)
class LatenessParts:
    """What the lateness of a demand is made of; see the module for what counts where.

    Parameters
    ----------
    lateness
        Completion less due date in ticks, 0 if it is on time.
    overdue
        Ticks before tick 0.
    unavoidable, lost
        What no capacity could help, and what others took; the latest first, roots first.
    """

    lateness: int
    overdue: int = 0
    unavoidable: tuple[Share, ...] = ()
    lost: tuple[Share, ...] = ()

    @property
    def shares(self) -> tuple[Share, ...]:
        """Return all shares."""
        return self.unavoidable + self.lost

    @property
    def total(self) -> int:
        """Return the sum of all parts; it equals the lateness."""
        return self.overdue + sum(share.parts.total for share in self.shares)


def lateness_parts(problem: Problem, schedule: Schedule, demand: int) -> LatenessParts:
    """Return what the lateness of a demand is made of; the parts add up to it exactly.

    Use a `LatenessExplainer` to ask about several demands.
    """
    return LatenessExplainer(problem, schedule).parts(demand)


class LatenessExplainer:
    """Explain how late the demands of one schedule are, which must be a plan.

    Parameters
    ----------
    problem, schedule
        What was planned, and the plan.
    dated
        Operations whose release is a date, not a receipt.

    Attributes
    ----------
    chains
        Tells the chains of the schedule.
    """

    def __init__(
        self, problem: Problem, schedule: Schedule, *, dated: Collection[int] = ()
    ) -> None:
        infinite = infinite_asap(problem)
        best = infinite if infinite.is_plan else schedule
        self.chains = Explainer(problem, schedule, dated=dated)
        self._at_best = Explainer(problem, best, dated=dated)
        self._timed_best = TimedSchedule(problem, best)
        self._completion: list[int] = completion_times(problem, schedule).tolist()
        self._promised: list[int] = completion_times(problem, best).tolist()
        self._soonest = soonest_completions(problem)
        self._due: list[int] = problem.demand_due.tolist()

    def parts(self, demand: int) -> LatenessParts:
        """Return what the lateness of a demand is made of."""
        completion, due = self._completion[demand], self._due[demand]
        lateness = max(0, completion - due)
        if not lateness:
            return LatenessParts(0)
        overdue = min(lateness, max(0, -due))
        base = self._at_best.waiting_path(demand)
        soonest = min(self._soonest[demand], completion, self._promised[demand])
        unavoidable = max(0, soonest - max(0, due))
        is_best = completion <= self._promised[demand]
        path = base if is_best else self.chains.waiting_path(demand)
        return LatenessParts(
            lateness,
            overdue,
            self._unavoidable(base, unavoidable),
            _lost(path, lateness - overdue - unavoidable),
        )

    def _unavoidable(self, path: tuple[Link, ...], ticks: int) -> tuple[Share, ...]:
        """Take ticks from the root of a path, then from its end."""
        taking = _Taking(ticks)
        taking.take(path[-1:], _ROOT_PARTS)
        for link in path:
            length = min(taking.left, link.parts.total)
            if link.reason is Reason.WORK:
                begin = link.end - length
                taking.add(link, spent_on_work(self._timed_best, link.op, begin, link.end))
            else:
                taking.take((link,), (*_LAST_FIRST, "idle"))
        return tuple(taking.shares)


def _lost(path: tuple[Link, ...], ticks: int) -> tuple[Share, ...]:
    """Take ticks from the waits of a path, then from what else it is made of."""
    taking = _Taking(ticks)
    rest = [link for link in path if link.reason not in _WAITS]
    taking.take((link for link in path if link.reason in _WAITS), _LAST_FIRST)
    taking.take(rest, ("closed",))
    taking.take(rest, _OTHER_PARTS)
    taking.take(rest, _ROOT_PARTS)
    return tuple(taking.shares)


class _Taking:
    """Ticks still to be accounted for, and the shares found."""

    def __init__(self, ticks: int) -> None:
        self.left = ticks
        self.shares: list[Share] = []

    def take(self, links: Iterable[Link], names: Iterable[str]) -> None:
        """Take some parts of links, one link after the other, as long as ticks are left."""
        names = tuple(names)
        for link in links:
            taken, left = {}, self.left
            for name in names:
                taken[name] = min(left, getattr(link.parts, name))
                left -= taken[name]
            self.add(link, Parts(**taken))

    def add(self, link: Link, parts: Parts) -> None:
        """Take some parts of one link."""
        if parts.total:
            self.left -= parts.total
            self.shares.append(Share(link, parts))
