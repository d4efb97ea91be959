"""Who opens a session together, and who had better wait for more of its family."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from models.problem import Precedence
from solvers.dispatch.holds import Taken, fit_together
from solvers.dispatch.shop import Placement

if TYPE_CHECKING:
    from collections.abc import Sequence

    from solvers.dispatch.shop import Shop

    Member = tuple[int, int]

__all__ = ["Gathering", "fullest"]

_END_START = int(Precedence.END_START)
_WORKED = (int(Precedence.WORK_START), int(Precedence.WORK_WORK))

MOST_SUMS = 4096
"""How many different sums are kept while the fullest session is looked for."""


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
        self.tied = {op for block in flat.blocks if len(block) > 1 for op in block}
        self.members: dict[int, list[int]] = defaultdict(list)
        """By family: every operation that may run in a session of it."""
        for op, modes in enumerate(flat.modes):
            for family in sorted({self.book.family[mode] for mode in modes} - {-1}):
                self.members[family].append(op)

    def opens(self, place: Placement) -> bool:
        """Tell whether a placement would open a session, rather than join one or need none."""
        return self.book.family[place.mode] >= 0 and self.book.at(place.mode, place.start) is None

    def unplaced(self, mode: int) -> list[int]:
        """Return the operations of a mode's family that have no place yet."""
        return [op for op in self.members[self.book.family[mode]] if self.shop.start[op] < 0]

    def rivals(self, mode: int) -> list[int]:
        """Return the operations of a mode's family that could be placed now, one by one.

        Their predecessors have places, and no maximum wait ties them to others.
        """
        shop = self.shop
        return [
            op
            for op in self.unplaced(mode)
            if op not in self.tied
            and all(shop.start[edge.pred] >= 0 for edge in shop.flat.incoming[op])
        ]

    def form(self, op: int, place: Placement, rivals: Sequence[int]) -> list[tuple[int, Placement]]:
        """Return who opens a session together and where; empty if the family had better wait.

        Parameters
        ----------
        op, place
            Who would open the session alone, and where.
        rivals
            As `rivals` says; who goes first comes first.
        """
        start, mode = place.start, place.mode
        machine = self.shop.flat.resource[mode]
        ready = [
            (rival, own) for rival in rivals if (own := self._mode_for(rival, mode, start)) >= 0
        ]
        if all(rival != op for rival, _ in ready):  # it waits at its end, or is tied: alone
            return [(op, place)] if self._may_start([(op, mode)], machine, start) else []
        overdue = [row for row in ready if self.has_waited(row[0], machine, start)]
        group = self._together(overdue + self._fill_up(overdue, ready, machine) + ready, start)
        if not group or not self._may_start(group, machine, start):
            return []
        modes = [own for _, own in group]
        work = max(self.shop.flat.duration[own] for own in modes)
        end = self.book.joined_end(modes, start, work)
        return [(member, Placement(own, start, end, 0, -1)) for member, own in group]

    def first_session(
        self, op: int, place: Placement, rivals: Sequence[int], *, patient: bool = True
    ) -> list[tuple[int, Placement]]:
        """Return the first session, at a placement or later, that may start with these rivals.

        Parameters
        ----------
        op, place, rivals
            As in `form`.
        patient
            Whether it may not be one that starts because somebody has waited long enough, unless
            at `place` already.
        """
        shop, machine = self.shop, self.shop.flat.resource[place.mode]
        ticks = {place.start, self.last_start(place.mode), *map(self._first_tick, rivals)}
        if not patient:
            ticks.add(self.patience_ends(op, machine))
        waits = place.end if self.shop.flat.elastic[op] else 0
        for tick in sorted(tick for tick in ticks if tick >= place.start):
            there = shop.find(place.mode, tick, end_at_least=waits)
            if there is None:
                break
            if not self.opens(there):
                return [(op, there)]
            group = self.form(op, there, rivals)
            if group:
                return group
        return []

    def _first_tick(self, op: int) -> int:
        shop, flat = self.shop, self.shop.flat
        ready = flat.ready(op, shop.start, shop.end, shop.mode)
        return min(flat.first_tick(mode, ready) for mode in flat.modes[op])

    def short_family(self) -> int:
        """Return a family with a session that should have waited, -1 if there is none."""
        for (machine, family), rows in self.book.sessions.items():
            for session in rows:
                if (
                    session.fill < self.least[machine]
                    and session.start < self.last_start(session.modes[0])
                    and not any(self.has_waited(op, machine, session.start) for op in session.ops)
                ):
                    return family
        return -1

    def _mode_for(self, op: int, mode: int, start: int) -> int:
        """Return in which mode an operation can be in the session of a mode at a tick, or -1."""
        shop, flat, family = self.shop, self.shop.flat, self.book.family
        ready = flat.ready(op, shop.start, shop.end, shop.mode)
        for own in flat.modes[op]:
            if flat.resource[own] == flat.resource[mode] and family[own] == family[mode]:
                tick = flat.first_tick(own, ready)
                begin, end = flat.earliest(own, start)
                waits_at_end = flat.elastic[op] and ready[1] > end
                if 0 <= tick <= start == begin and not waits_at_end:
                    return own
        return -1

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
        family = self.book.family[mode]
        return max(
            (
                rows[-1].start
                for (_, other), rows in self.book.sessions.items()
                if other == family and rows
            ),
            default=-1,
        )

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
