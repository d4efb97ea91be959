"""Who opens a session together, and who had better wait for more of its family."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from models.problem import Precedence
from solvers.dispatch.holds import Taken, fit_together
from solvers.dispatch.shop import Placement
from solvers.facts import Impossible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from solvers.dispatch.sessions import Session
    from solvers.dispatch.shop import Shop

    Member = tuple[int, int]
    Group = list[tuple[int, Placement]]

__all__ = ["Gathering", "Group", "Underfilled", "fullest"]

_END_START = int(Precedence.END_START)
_WORKED = (int(Precedence.WORK_START), int(Precedence.WORK_WORK))

MOST_SUMS = 4096
"""How many different sums are kept while the fullest session is looked for."""


class Underfilled(Impossible):
    """A session that should have waited, although others of its family come later.

    Parameters
    ----------
    fact
        In words.
    session
        The session.
    family
        All operations of its family.
    starts
        When sessions of the family start, one of them later.
    """

    def __init__(
        self, fact: str, session: Session, family: Sequence[int], starts: Sequence[int]
    ) -> None:
        super().__init__(fact, is_proof=False)
        self.members = session.ops
        self.family = family
        self.following = min(start for start in starts if start > session.start)
        """When the next session of the family starts ..."""
        self.last = max(starts)
        """... and when the last."""


class Gathering:
    """Decides on sessions: as full as possible, and not before they may start.

    A session may start if it is full enough, if a member has waited for as long as the machine's
    patience, or if nobody of the family can start later.
    """

    def __init__(self, shop: Shop) -> None:
        flat, problem = shop.flat, shop.flat.problem
        self.shop = shop
        self.book = shop.sessions
        self.least: list[int] = problem.session_least.tolist()
        self.patience: list[int] = problem.session_patience.tolist()
        self.calendars = [flat.calendars[row] for row in problem.resource_calendar.tolist()]
        self.members: dict[int, list[int]] = defaultdict(list)
        """By family: every operation that may run in a session of it."""
        self.all: set[int] = set()
        for op, modes in enumerate(flat.modes if max(self.book.family, default=-1) >= 0 else ()):
            for family in sorted({self.book.family[mode] for mode in modes} - {-1}):
                self.members[family].append(op)
        self.all = {op for ops in self.members.values() for op in ops}

    def opens(self, place: Placement) -> bool:
        """Tell whether a placement would open a session, rather than join one or need none."""
        return self.book.family[place.mode] >= 0 and self.book.at(place.mode, place.start) is None

    def joins(self, place: Placement) -> bool:
        """Tell whether a placement is in a session that has a time already."""
        return self.book.at(place.mode, place.start) is not None

    def unplaced(self, mode: int) -> list[int]:
        """Return the operations of a mode's family that have no place yet."""
        return [op for op in self.members[self.book.family[mode]] if self.shop.start[op] < 0]

    def relatives(self, op: int) -> list[int]:
        """Return the operations without a place that may share a session with one."""
        families = {self.book.family[mode] for mode in self.shop.flat.modes[op]} - {-1}
        relatives = {other for family in families for other in self.members[family]}
        return sorted(other for other in relatives if self.shop.start[other] < 0)

    def form(
        self, op: int, place: Placement, rivals: Sequence[int], *, at_once: bool = False
    ) -> Group:
        """Return who opens a session together and where; empty if the family had better wait.

        Parameters
        ----------
        op, place
            Who would open the session alone, and where.
        rivals
            Operations of the family that could be placed now; who goes first comes first.
        at_once
            Whether the session starts even if it should wait.
        """
        start, mode = place.start, place.mode
        machine = self.shop.flat.resource[mode]
        ready = [
            (other, own) for other in rivals if (own := self._mode_for(other, mode, start)) >= 0
        ]
        if all(other != op for other, _ in ready):  # it waits at its end, so nobody can join it
            alone = at_once or self._may_start([(op, mode)], machine, start)
            return [(op, place)] if alone else []
        overdue = [row for row in ready if self.has_waited(row[0], machine, start)]
        group = self._together(overdue + self._fill_up(overdue, ready, machine) + ready, start)
        if not (group and (at_once or self._may_start(group, machine, start))):
            return [(op, place)] if at_once else []
        modes = [own for _, own in group]
        work = max(self.shop.flat.duration[own] for own in modes)
        end = self.book.joined_end(modes, start, work)
        return [(member, Placement(own, start, end, 0, -1)) for member, own in group]

    def first_session(self, op: int, place: Placement, rivals: Sequence[int]) -> Group:
        """Return the first session, at a placement or later, that may start with these rivals."""
        ticks = {place.start, self.last_start(place.mode), *map(self._ready_since, rivals)}
        ticks.add(self.patience_ends(op, self.shop.flat.resource[place.mode]))
        for tick in sorted(tick for tick in ticks if tick >= place.start):
            there = self.place_from(op, place.mode, tick)
            if there is None:
                break
            group = self.form(op, there, rivals) if self.opens(there) else [(op, there)]
            if group:
                return group
        return []

    def last_session(self, op: int, place: Placement, rivals: Sequence[int]) -> Group:
        """Return a session for which the family has waited in vain: it starts however full."""
        return self.form(op, place, rivals, at_once=True) if self.opens(place) else [(op, place)]

    def place_from(self, op: int, mode: int, tick: int) -> Placement | None:
        """Return the first place of an operation in a mode from a tick on."""
        shop, flat = self.shop, self.shop.flat
        ready = flat.ready(op, shop.start, shop.end, shop.mode)
        return shop.find(mode, tick, end_at_least=ready[1] if flat.elastic[op] else 0)

    def asks_again_at(self, op: int, place: Placement, rivals: Sequence[int]) -> int:
        """Return when a family that waits should look again, even if nobody comes; -1 for never.

        That is when the patience of an operation ends, or when another finds what it holds free.
        """
        machine = self.shop.flat.resource[place.mode]
        ticks = [self.patience_ends(op, machine)]
        for other in rivals:
            for mode in self.shop.flat.modes[other]:
                if self._is_like(mode, place.mode):
                    there = self.place_from(other, mode, place.start)
                    ticks.append(there.start if there else -1)
        return min((tick for tick in ticks if tick > place.start), default=-1)

    def check(self) -> None:
        """Refuse a shop with a session that should have waited.

        Raises
        ------
        Underfilled
            If there is one; other operations of its family may do better.
        """
        for (machine, family), rows in self.book.sessions.items():
            starts = self._starts(family)
            last = max(starts, default=-1)
            for session in rows:
                if (
                    session.fill < self.least[machine]
                    and session.start < last
                    and not any(self.has_waited(op, machine, session.start) for op in session.ops)
                ):
                    fact = self._fact(machine, session)
                    raise Underfilled(fact, session, self.members[family], starts)

    def _fact(self, machine: int, session: Session) -> str:
        problem = self.shop.flat.problem
        names = ", ".join(problem.op_names[op] for op in session.ops)
        return (
            f"{problem.resource_names[machine]} runs {names} at tick {session.start}, which fill"
            f" {session.fill} of at least {self.least[machine]}, and others of their kind follow"
        )

    def _mode_for(self, op: int, mode: int, start: int) -> int:
        """Return in which mode an operation can be in the session of a mode at a tick, or -1."""
        shop, flat = self.shop, self.shop.flat
        ready = flat.ready(op, shop.start, shop.end, shop.mode)
        for own in flat.modes[op]:
            if self._is_like(own, mode):
                tick = flat.first_tick(own, ready)
                begin, end = flat.earliest(own, start)
                waits_at_end = flat.elastic[op] and ready[1] > end
                if 0 <= tick <= start == begin and not waits_at_end:
                    return own
        return -1

    def _is_like(self, one: int, other: int) -> bool:
        """Tell whether two modes may be in one session."""
        machine, family = self.shop.flat.resource, self.book.family
        return machine[one] == machine[other] and family[one] == family[other]

    def _fill_up(
        self, first: Sequence[Member], ready: Sequence[Member], machine: int
    ) -> list[Member]:
        """Return who fills a session best that some are in already."""
        fill = self.book.fill
        room = self.book.most[machine] - sum(fill[mode] for _, mode in first)
        others = [row for row in ready if row not in first]
        chosen = fullest([fill[mode] for _, mode in others], room) if room > 0 else []
        return [others[index] for index in chosen]

    def _together(self, rows: Sequence[Member], start: int) -> list[Member]:
        """Return those who find all they hold free in one session, the first of them first."""
        group: list[Member] = []
        for row in rows:
            if row not in group and self._fits([*group, row], start):
                group.append(row)
        return group

    def _fits(self, group: Sequence[Member], start: int) -> bool:
        shop, modes = self.shop, [mode for _, mode in group]
        flat, machine = shop.flat, shop.flat.resource[modes[0]]
        if sum(self.book.fill[mode] for mode in modes) > self.book.most[machine]:
            return False
        work = max(flat.duration[mode] for mode in modes)
        end = self.book.joined_end(modes, start, work)
        if end < 0 or any(0 <= self.book.deadline[op] < end for op, _ in group):
            return False
        rows = [Taken(*shop.holds[modes[0]][0], start, end)]
        rows += [Taken(*hold, start, end) for mode in modes for hold in shop.holds[mode][1:]]
        return fit_together(rows)

    def _may_start(self, group: Sequence[Member], machine: int, start: int) -> bool:
        if sum(self.book.fill[mode] for _, mode in group) >= self.least[machine]:
            return True
        ops = {op for op, _ in group}
        if any(self.has_waited(op, machine, start) for op in ops):
            return True
        mode = group[0][1]
        return ops.issuperset(self.unplaced(mode)) and self.last_start(mode) <= start

    def last_start(self, mode: int) -> int:
        """Return when the last session of a mode's family starts, on any machine; -1 if none."""
        return max(self._starts(self.book.family[mode]), default=-1)

    def _starts(self, family: int) -> list[int]:
        return [
            session.start
            for (_, other), rows in self.book.sessions.items()
            if other == family
            for session in rows
        ]

    def has_waited(self, op: int, machine: int, tick: int) -> bool:
        """Tell whether an operation has been ready for the whole patience of a machine."""
        until = self.patience_ends(op, machine)
        return 0 <= until <= tick

    def patience_ends(self, op: int, machine: int) -> int:
        """Return from when on an operation may start in a session however full, -1 for never."""
        if self.patience[machine] < 0:
            return -1
        return self.calendars[machine].worked(self._ready_since(op), self.patience[machine])

    def _ready_since(self, op: int) -> int:
        """Return since when an operation waits for a session only."""
        shop, flat = self.shop, self.shop.flat
        ready = flat.release[op]
        for edge in flat.incoming[op]:
            mode = shop.mode[edge.pred]
            lag = edge.lags[mode - edge.first]
            if edge.kind == _END_START:
                ready = max(ready, shop.end[edge.pred] + lag)
            elif edge.kind in _WORKED:
                ready = max(ready, flat.calendar[mode].worked(shop.start[edge.pred], lag))
        return ready


def fullest(fills: Sequence[int], room: int) -> list[int]:
    """Return which of some fills, by position, sum to the most that there is room for.

    Of equal sums the one with the first position in it, then the second, and so on. Where there
    are too many sums to look at all, the first positions are looked at last, so that they count.
    """
    best: dict[int, tuple[int, ...]] = {0: ()}
    for index in range(len(fills) - 1, -1, -1):
        fill = fills[index]
        # a subset with an earlier position in it replaces what there was
        more = {total + fill: (index, *chosen) for total, chosen in best.items()}
        best |= {total: chosen for total, chosen in more.items() if total <= room}
        if len(best) > MOST_SUMS:
            kept = sorted(best, reverse=True)[: MOST_SUMS // 2]
            best = {0: ()} | {total: best[total] for total in kept}
    return list(best[max(best)])
