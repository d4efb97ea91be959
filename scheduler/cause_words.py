"""Chains of reasons and parts of a lateness in the words of the plant."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING

from scheduler.words import Amount, Listed, Moment, Said
from scheduler.words.terms import mark
from solvers.explain import Parts, Reason

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from models.calendar import Clock
    from models.problem import Problem
    from solvers.explain import LatenessParts, Link, Share

__all__ = ["CauseWords", "Fact", "Names"]

_QUEUES = (Reason.MACHINE, Reason.RESOURCE, Reason.SESSION)
_SPANS = {"min": mark("{amount} min"), "h": mark("{amount} h"), "d": mark("{amount} d")}
_PARTS = {
    "run": mark("{time} work"),
    "setup": mark("{time} setup"),
    "changeover": mark("{time} changeover"),
    "lag": mark("{time} waiting time"),
    "closed": mark("{time} closed"),
    "machine": mark("{time} taken by others"),
    "resource": mark("{time} taken by others"),
    "session": mark("{time} waiting for its session"),
    "idle": mark("{time} waiting at its end"),
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
    served
        Operations that are made to order: the demand, and its weight.
    setups
        Operations before which a machine is set up: from which state to which.
    """

    orders: Sequence[str]
    phases: Sequence[int]
    machines: Sequence[Sequence[str]]
    releases: Sequence[str]
    demand_releases: Sequence[str]
    dates: Mapping[int, str] = field(default_factory=dict)
    served: Mapping[int, tuple[str, Amount]] = field(default_factory=dict)
    setups: Mapping[int, tuple[str, str]] = field(default_factory=dict)


@dataclass(slots=True)
class Fact:
    """One thing that made a demand late, and by how many ticks; `links` tell what it is."""

    kind: str
    ticks: int
    links: list[Link]


@dataclass(frozen=True, slots=True)
class CauseWords:
    """Links and facts in words, which any language can say again."""

    problem: Problem
    names: Names
    clock: Clock

    def span(self, ticks: int) -> Said:
        """Return a length of elapsed time in its largest sensible unit."""
        (text,) = self.spans([ticks])
        return text

    def spans(self, parts: Sequence[int]) -> list[Said]:
        """Return lengths in the largest sensible unit of their sum, rounded so that they add up.

        Those whose rounded share is nothing are told as such; the number is their ``amount``.
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
        return [Said(_SPANS[name], amount=Amount.of(step / scale, places)) for step in whole]

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

    def fact(self, fact: Fact, demand: int) -> Said:
        """Say what a fact is, without its length."""
        link = fact.links[0] if fact.links else None
        if fact.kind in _PLAIN or link is None:
            return Said(_PLAIN[fact.kind])
        if fact.kind == "changeover":
            return self._changeover(fact)
        if fact.kind == "root":
            return self.root(link, demand)
        operation = self.operation(link.op)
        if fact.kind == "free":
            return Said("in which {operation} could have started", operation=operation)
        if fact.kind == "follower":
            return Said(
                "{operation} held back until {others} may follow",
                operation=operation,
                others=self._others(link.others),
            )
        return self._waiting(fact, self._customers(fact, demand))

    def _changeover(self, fact: Fact) -> Said:
        """Say which machine was set up, and from what to what if that was always the same."""
        link = fact.links[0]
        if link.resource < 0:
            return Said("changeovers")
        resource = self._resource(link)
        states = {self.names.setups.get(row.op) for row in fact.links}
        known = states.pop() if len(states) == 1 else None
        if known is None:
            return Said("changeover of {resource}", resource=resource)
        before, after = known
        return Said(
            "{before}-to-{after} setup of {resource}",
            before=before,
            after=after,
            resource=resource,
        )

    def _customers(self, fact: Fact, demand: int) -> str:
        """Return the other demands that a demand waits behind, with their weights.

        Empty if it waits behind anything that is not made to order for another one.
        """
        own = self.problem.demand_names[demand]
        ops = dict.fromkeys(op for row in fact.links for op in row.others)
        found = dict(self.names.served.get(op, ("", Amount("0"))) for op in ops)
        if not found or not found.keys().isdisjoint(("", own)):
            return ""
        names, weights = list(found), list(found.values())
        if len(names) == 1:
            return Said("{demand} (weight {weight})", demand=names[0], weight=weights[0])
        if len(names) == 2:
            return Said(
                "{first} and {second} (weight {weight}, {other})",
                first=names[0],
                second=names[1],
                weight=weights[0],
                other=weights[1],
            )
        return Said.plural(
            "{first} (weight {weight}) and {count} more demand",
            "{first} (weight {weight}) and {count} more demands",
            len(names) - 1,
            first=names[0],
            weight=weights[0],
        )

    def _waiting(self, fact: Fact, customers: str = "") -> Said:
        """Say what was waited for.

        Parameters
        ----------
        customers
            Behind whom, where that says more than the operations.
        """
        link, resource = fact.links[0], self._resource(fact.links[0])
        behind = tuple(dict.fromkeys(op for row in fact.links for op in row.others))
        if link.reason is Reason.SESSION:
            if not behind:
                return Said("waiting for others to share {resource}", resource=resource)
            return Said(
                "waiting for {others} to share {resource}",
                others=self._others(behind),
                resource=resource,
            )
        waiting = Said("waiting for {resource}", resource=resource)
        if behind:
            waiting = Said(
                "waiting for {resource} behind {others}",
                resource=resource,
                others=customers or self._others(behind),
            )
        followers = tuple(dict.fromkeys(row.via for row in fact.links if row.via >= 0))
        if not followers:
            return waiting
        return Said(
            "{waiting}, for {followers} to follow",
            waiting=waiting,
            followers=self._others(followers),
        )

    def _others(self, ops: Sequence[int]) -> str:
        names = [self.operation(op) for op in ops[:2]]
        if len(ops) == 1:
            return names[0]
        if len(ops) == 2:
            return Said("{first} and {second}", first=names[0], second=names[1])
        return Said.plural(
            "{first} and {count} more", "{first} and {count} more", len(ops) - 1, first=names[0]
        )

    def _resource(self, link: Link) -> str:
        name = self.problem.resource_names[link.resource]
        if link.reason is Reason.RESOURCE:
            return name
        machines = self.names.machines[link.resource]
        return Said("a machine of {center}", center=name) if len(machines) > 1 else machines[0]

    def root(self, link: Link, demand: int) -> Said:
        """Say what the first operation waited for."""
        if link.parts.pinned:
            return Said(
                "fixed start of {operation} on {date}",
                operation=self.operation(link.op),
                date=self.moment(link.parts.pinned),
            )
        tick = link.parts.material + link.parts.release
        known = self.names.releases if link.op >= 0 else self.names.demand_releases
        what = self.names.dates.get(link.op) or known[link.op if link.op >= 0 else demand]
        what = what or Said("its material")
        return Said("{what} on {date}", what=what, date=self.moment(tick))

    def operation(self, op: int) -> str:
        """Return the name of an operation."""
        order, phase = self.names.orders[op], self.names.phases[op]
        return Said("{order} phase {phase}", order=order, phase=str(phase)) if phase else order

    def moment(self, tick: int) -> Moment:
        """Return a tick as local time."""
        return Moment.of(self.clock.moment(tick))

    def link(self, link: Link, demand: int) -> Said:
        """Say what happens in a link of a chain."""
        event = self._event(link, demand)
        told = [
            Said(_PARTS[part.name], time=self.span(ticks))
            for part in fields(Parts)
            if part.name in _PARTS and (ticks := getattr(link.parts, part.name))
        ]
        if not told:
            return event
        return Said("{event} ({parts})", event=event, parts=Listed(tuple(told)))

    def _event(self, link: Link, demand: int) -> Said:
        who = self.operation(link.op) if link.op >= 0 else Said("the demand")
        match link.reason:
            case Reason.WORK:
                return Said("{operation} is under way", operation=who)
            case Reason.PREDECESSOR:
                others = self._others(link.others)
                return Said("{operation} follows {others}", operation=who, others=others)
            case Reason.MAX_WAIT:
                return Said(
                    "{operation} is held back until {others} may follow",
                    operation=who,
                    others=self._others(link.others),
                )
            case Reason.FREE:
                return Said("{operation} could have started", operation=who)
            case Reason.START:
                return Said("{operation} may start when planning does", operation=who)
            case Reason.PINNED:
                return self.root(link, demand)
            case Reason.MATERIAL | Reason.RELEASE:
                what = self.root(link, demand)
                return Said("{operation} waits for {what}", operation=who, what=what)
        waiting = self._waiting(Fact("wait", 0, [link]))
        return Said("{operation} is {waiting}", operation=who, waiting=waiting)


_PLAIN = {
    "overdue": mark("overdue when planning starts"),
    "work": mark("of its own work"),
    "closed": mark("of closed hours"),
    "lag": mark("of waiting times between phases"),
    "idle": mark("waiting for phases that it overlaps with"),
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
