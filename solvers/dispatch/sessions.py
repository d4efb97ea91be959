"""Sessions of ovens and tanks: who runs together on a machine, and who may still join."""

from __future__ import annotations

from bisect import insort
from typing import TYPE_CHECKING, NamedTuple

from solvers.dispatch.holds import Taken, fit_together
from solvers.flat_calendar import NOWHERE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from solvers.dispatch.holds import Hold
    from solvers.dispatch.shop import Shop

__all__ = ["Session", "SessionBook"]


class Session(NamedTuple):
    """Operations of one family that start and end together on one machine."""

    start: int
    end: int
    work: int
    """Working ticks: those of its longest member."""
    fill: int
    ops: tuple[int, ...]
    modes: tuple[int, ...]


class SessionBook:
    """All sessions so far, by machine and family, in order of start.

    The machine is held once for a session; the further resources by each member, until the
    session ends.
    """

    def __init__(self, shop: Shop) -> None:
        problem = shop.flat.problem
        self.shop = shop
        self.family: list[int] = problem.mode_family.tolist()
        """By mode, -1 for one that is alone."""
        self.fill: list[int] = problem.mode_fill.tolist()
        self.most: list[int] = problem.session_most.tolist()
        self.deadline: list[int] = problem.op_deadline.tolist()
        self.sessions: dict[tuple[int, int], list[Session]] = {}

    def of(self, mode: int) -> list[Session]:
        """Return the sessions on the machine of a mode that are of its family."""
        return self.sessions.get((self.shop.flat.resource[mode], self.family[mode]), [])

    def at(self, mode: int, start: int) -> Session | None:
        """Return the session that a mode joins if it starts at a tick; ``None`` if there is none.

        None for a mode that is alone on its machine.
        """
        if self.family[mode] < 0:
            return None
        return next((session for session in self.of(mode) if session.start == start), None)

    def find(self, mode: int, tick: int, end_at_least: int) -> tuple[int, int]:
        """Return start and end of the first session at `tick` or later, new or joined."""
        start, end = self.shop.fit(mode, tick, end_at_least)
        for session in self.of(mode):
            if session.start < tick:
                continue
            if 0 <= start < session.start:
                break
            joint = self.joint_end(mode, session)
            if joint >= end_at_least:
                return session.start, joint
        while start >= 0 and self.at(mode, start) is not None:  # two at one tick would be one
            start, end = self.shop.fit(mode, start + 1, end_at_least)
        return (start, end) if start >= 0 else NOWHERE

    def joint_end(self, mode: int, session: Session, *, pinned: bool = False) -> int:
        """Return when a session ends that a mode joins, -1 if it cannot.

        A longer member lets all others end later, if all they hold is free until then and
        nothing that follows them has a place yet; for a pinned one that is checked later. A
        session that waits for its only, elastic member is closed.
        """
        flat, shop = self.shop.flat, self.shop
        machine = flat.resource[mode]
        if session.fill + self.fill[mode] > self.most[machine]:
            return -1
        if not pinned and flat.earliest(mode, session.start)[0] != session.start:
            return -1
        if self.joined_end(session.modes, session.start, session.work) != session.end:
            return -1
        end = self.joined_end(
            (*session.modes, mode), session.start, max(session.work, flat.duration[mode])
        )
        if end < 0:
            return -1
        rows = [Taken(times, units, session.start, end) for times, units in shop.holds[mode][1:]]
        if end > session.end:
            joining = flat.operation[mode]
            if not pinned and any(self._is_settled(op, end, joining) for op in session.ops):
                return -1
            rows.append(Taken(*shop.holds[mode][0], session.end, end))
            rows += [
                Taken(times, units, session.end, end)
                for member in session.modes
                for times, units in shop.holds[member][1:]
            ]
        return end if fit_together(rows) else -1

    def joined_end(self, modes: Sequence[int], start: int, work: int) -> int:
        """Return when members end that work so long together, -1 if one may not be interrupted."""
        flat = self.shop.flat
        end = flat.calendar[modes[0]].worked(start, work)
        whole = end - start == work or all(flat.interruptible[mode] for mode in modes)
        return end if whole and end <= flat.horizon else -1

    def _is_settled(self, op: int, end: int, joining: int) -> bool:
        """Tell whether an operation may not end as late as `end` any more, for one that joins."""
        shop = self.shop
        return 0 <= self.deadline[op] < end or any(
            shop.start[edge.succ] >= 0 or edge.succ == joining for edge in shop.flat.outgoing[op]
        )

    def enter(self, op: int, mode: int, start: int, end: int) -> None:
        """Let an operation open or join the session of its family at a tick; take what it holds."""
        shop, duration = self.shop, self.shop.flat.duration[mode]
        machine, *others = shop.holds[mode]
        for times, units in others:
            times.reserve(start, end, units)
        session = self.at(mode, start)
        rows = self.sessions.setdefault((shop.flat.resource[mode], self.family[mode]), [])
        if session is None:
            machine[0].reserve(start, end, machine[1])
            insort(rows, Session(start, end, duration, self.fill[mode], (op,), (mode,)))
            return
        if end > session.end:
            self._prolong(session, machine, end)
        rows[rows.index(session)] = Session(
            start,
            end,
            max(session.work, duration),
            session.fill + self.fill[mode],
            (*session.ops, op),
            (*session.modes, mode),
        )

    def _prolong(self, session: Session, machine: Hold, end: int) -> None:
        shop = self.shop
        machine[0].reserve(session.end, end, machine[1])
        for op, mode in zip(session.ops, session.modes, strict=True):
            for times, units in shop.holds[mode][1:]:
                times.reserve(session.end, end, units)
            shop.end[op] = end

    def snapshot(self) -> dict[tuple[int, int], list[Session]]:
        """Return the sessions there are now, for `restore`."""
        return {key: rows.copy() for key, rows in self.sessions.items()}

    def restore(self, saved: dict[tuple[int, int], list[Session]]) -> None:
        """Forget every session, and every member, since a snapshot; it may be restored again."""
        self.sessions = {key: rows.copy() for key, rows in saved.items()}
