"""Chains of reasons and parts of a lateness in the words of the plant."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING

from solvers.explain import Parts, Reason

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from models.calendar import Clock
    from models.problem import Problem
    from solvers.explain import LatenessParts, Link, Share

__all__ = ["Fact", "Names", "Words"]

_QUEUES = (Reason.MACHINE, Reason.RESOURCE, Reason.SESSION)
_PART_NAMES = {
    "run": "work",
    "setup": "setup",
    "changeover": "changeover",
    "lag": "waiting time",
    "closed": "closed",
    "machine": "taken by others",
    "resource": "taken by others",
    "session": "waiting for its session",
    "idle": "waiting at its end",
}


@dataclass(frozen=True, slots=True)
class Names:
    """What the rows of a problem are called.

    Parameters
    ----------
    orders, phases
        Shape (N,): order and phase number of each operation; phase 0 is a lead time.
    machines
        Shape (R,): names of the units of each resource.
    releases
        Shape (N,): what an operation waits for until its release, e.g. ``HUB from PO-502``.
    demand_releases
        The same for each demand, by its index.
    dates
        Operations whose release is a date, and which one.
    """

    orders: Sequence[str]
    phases: Sequence[int]
    machines: Sequence[Sequence[str]]
    releases: Sequence[str]
    demand_releases: Sequence[str]
    dates: Mapping[int, str] = field(default_factory=dict)


@dataclass(slots=True)
class Fact:
    """One thing that made a demand late, and by how many ticks; `links` tell what it is."""

    kind: str
    ticks: int
    links: list[Link]


@dataclass(frozen=True, slots=True)
class Words:
    """Links and facts in words."""

    problem: Problem
    names: Names
    clock: Clock

    def span(self, ticks: int) -> str:
        """Return a length of elapsed time in its largest sensible unit."""
        (text,) = self.spans([ticks])
        return text

    def spans(self, parts: Sequence[int]) -> list[str]:
        """Return lengths in the largest sensible unit of their sum, rounded so that they add up.

        Those whose rounded share is nothing are told as such.
        """
        total = sum(parts) * self.clock.tick_seconds / 60
        unit, name, places = 1, "min", 0
        if total >= 60:
            unit, name, places = (24 * 60, "d", 1) if total >= 24 * 60 else (60, "h", 1)
        scale = 10**places
        steps = max(1, round(float(f"{total / unit:.{places}f}") * scale))
        whole = [part * steps // max(1, sum(parts)) for part in parts]
        left = [part * steps % max(1, sum(parts)) for part in parts]
        order = sorted(range(len(parts)), key=lambda index: (-left[index], index))
        for index in order[: steps - sum(whole)]:
            whole[index] += 1
        return [f"{step / scale:.{places}f} {name}" for step in whole]

    def facts(self, parts: LatenessParts) -> list[Fact]:
        """Return what a lateness is made of, the most important first; they add up to it."""
        found: dict[tuple[str, int], Fact] = {}
        if parts.overdue:
            found["overdue", -1] = Fact("overdue", parts.overdue, [])
        for share in parts.shares:
            for kind, ticks in _kinds(share).items():
                if ticks:
                    subject = _subject(kind, share.link)
                    fact = found.setdefault((kind, subject), Fact(kind, 0, []))
                    fact.ticks += ticks
                    fact.links.append(share.link)
        return sorted(found.values(), key=lambda fact: -fact.ticks)

    def fact(self, fact: Fact, demand: int) -> str:
        """Say what a fact is, without its length."""
        link = fact.links[0] if fact.links else None
        if fact.kind in _PLAIN or link is None:
            return _PLAIN[fact.kind]
        if fact.kind == "changeover":
            return f"changeover of {self._resource(link)}" if link.resource >= 0 else "changeovers"
        if fact.kind == "root":
            return self.root(link, demand)
        if fact.kind == "free":
            return f"in which {self.operation(link.op)} could have started"
        if fact.kind == "follower":
            return (
                f"{self.operation(link.op)} held back until {self._others(link.others)} may follow"
            )
        return self._waiting(fact)

    def _waiting(self, fact: Fact) -> str:
        link = fact.links[0]
        others = tuple(dict.fromkeys(op for row in fact.links for op in row.others))
        if link.reason is Reason.SESSION:
            whom = self._others(others) if others else "others"
            return f"waiting for {whom} to share {self._resource(link)}"
        text = f"waiting for {self._resource(link)}"
        if others:
            text += f" behind {self._others(others)}"
        followers = dict.fromkeys(row.via for row in fact.links if row.via >= 0)
        return f"{text}, for {self._others(tuple(followers))} to follow" if followers else text

    def _others(self, ops: Sequence[int]) -> str:
        names = [self.operation(op) for op in ops[:2]]
        if len(ops) == 2:
            return f"{names[0]} and {names[1]}"
        return names[0] + (f" and {len(ops) - 1} more" if len(ops) > 1 else "")

    def _resource(self, link: Link) -> str:
        name = self.problem.resource_names[link.resource]
        if link.reason is Reason.RESOURCE:
            return name
        machines = self.names.machines[link.resource]
        return f"a machine of {name}" if len(machines) > 1 else machines[0]

    def root(self, link: Link, demand: int) -> str:
        """Say what the first operation waited for."""
        if link.parts.pinned:
            return f"fixed start of {self.operation(link.op)} on {self.moment(link.parts.pinned)}"
        tick = link.parts.material + link.parts.release
        known = self.names.releases if link.op >= 0 else self.names.demand_releases
        what = self.names.dates.get(link.op) or known[link.op if link.op >= 0 else demand]
        return f"{what or 'its material'} on {self.moment(tick)}"

    def operation(self, op: int) -> str:
        """Return the name of an operation."""
        order, phase = self.names.orders[op], self.names.phases[op]
        return f"{order} phase {phase}" if phase else order

    def moment(self, tick: int) -> str:
        """Return a tick as local time."""
        return f"{self.clock.moment(tick):%Y-%m-%d %H:%M}"

    def link(self, link: Link, demand: int) -> str:
        """Say what happens in a link of a chain."""
        text = self._event(link, demand)
        told = [
            f"{self.span(ticks)} {_PART_NAMES[part.name]}"
            for part in fields(Parts)
            if part.name in _PART_NAMES and (ticks := getattr(link.parts, part.name))
        ]
        return f"{text} ({', '.join(told)})" if told else text

    def _event(self, link: Link, demand: int) -> str:
        who = self.operation(link.op) if link.op >= 0 else "the demand"
        match link.reason:
            case Reason.WORK:
                return f"{who} is under way"
            case Reason.PREDECESSOR:
                return f"{who} follows {self._others(link.others)}"
            case Reason.MAX_WAIT:
                return f"{who} is held back until {self._others(link.others)} may follow"
            case Reason.FREE:
                return f"{who} could have started"
            case Reason.START:
                return f"{who} may start when planning does"
            case Reason.PINNED:
                return self.root(link, demand)
            case Reason.MATERIAL | Reason.RELEASE:
                return f"{who} waits for {self.root(link, demand)}"
        return f"{who} is {self._waiting(Fact('wait', 0, [link]))}"


_PLAIN = {
    "overdue": "overdue when planning starts",
    "work": "of its own work",
    "closed": "of closed hours",
    "lag": "of waiting times between phases",
    "idle": "waiting for phases that it overlaps with",
}


def _kinds(share: Share) -> dict[str, int]:
    """Return the ticks of a share by what a planner calls them."""
    parts = share.parts
    kinds = {"changeover": parts.changeover}
    rest = parts.total - parts.changeover
    if share.link.reason in _QUEUES:
        # what a queue pushed into closed time is part of the queue
        return kinds | {f"wait {share.link.reason}": rest}
    if share.link.reason is Reason.FREE:
        return {"free": parts.total}
    if share.link.reason is Reason.MAX_WAIT:
        return {"follower": parts.total}
    return kinds | {
        "work": parts.run + parts.setup,
        "closed": parts.closed,
        "lag": parts.lag,
        "idle": parts.idle,
        "root": parts.material + parts.release + parts.pinned,
    }


def _subject(kind: str, link: Link) -> int:
    """Return what facts of one kind are told apart by."""
    if kind in _PLAIN:
        return -1
    return link.resource if kind.startswith(("wait", "changeover")) else link.op
