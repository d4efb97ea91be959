"""The shop while a plan is being made: what is taken, and where an operation fits next."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from models.schedule import Schedule, Status
from solvers.dispatch.holds import Taken, fit_together, mode_holds, setup_holds
from solvers.dispatch.sequence import Sequence, Slot
from solvers.dispatch.sessions import Session, SessionBook
from solvers.dispatch.timeline import Timeline
from solvers.flat_calendar import NOWHERE
from solvers.units import assign_units

if TYPE_CHECKING:
    from solvers.flat import FlatProblem

__all__ = ["Placement", "Shop", "Snapshot"]


class Placement(NamedTuple):
    """Where an operation can run."""

    mode: int
    start: int
    end: int
    changeover: int
    position: int
    """In the sequence of a machine with setups, else -1."""


class Snapshot(NamedTuple):
    """All that placing changes in a shop."""

    timelines: list[tuple[list[int], list[int]]]
    sequences: dict[int, tuple[list[int], ...]]
    sessions: dict[tuple[int, int], list[Session]]
    mode: list[int]
    start: list[int]
    end: list[int]


class Shop:
    """Resources and the operations placed on them so far.

    Every operation takes the first gap that all it needs have in common: its machine, its
    further resources in the windows in which it holds them, its calendar, and the changeovers
    around it with their crew; or it joins a session of its family.
    """

    def __init__(self, flat: FlatProblem) -> None:
        self.flat = flat
        problem = flat.problem
        self.timelines = [Timeline(capacity) for capacity in problem.resource_capacity.tolist()]
        for resource, start, end, units in zip(
            problem.profile_resource.tolist(),
            problem.profile_start.tolist(),
            problem.profile_end.tolist(),
            problem.profile_capacity.tolist(),
            strict=True,
        ):
            absent = int(problem.resource_capacity[resource]) - units
            self.timelines[resource].reserve(max(start, 0), max(end, 0), absent)
        self.sequences = self._sequences()
        self.holds = mode_holds(flat, self.timelines)
        self.preparation: list[int] = problem.mode_preparation.tolist()
        self.sessions = SessionBook(self)
        self.mode = [modes[0] for modes in flat.modes]
        self.start = [-1] * flat.num_operations
        self.end = [-1] * flat.num_operations

    def _sequences(self) -> dict[int, Sequence]:
        problem, flat = self.flat.problem, self.flat
        times: list[list[list[int]]] = problem.setup_times.tolist()
        crews = setup_holds(flat, self.timelines)
        return {
            resource: Sequence(
                flat.calendars[int(problem.resource_setup_calendar[resource])],
                times[matrix],
                int(problem.resource_initial_state[resource]),
                crews.get(resource, ()),
            )
            for resource, matrix in enumerate(problem.resource_setup.tolist())
            if matrix >= 0
        }

    def find(self, mode: int, tick: int, *, end_at_least: int = 0) -> Placement | None:
        """Return the first place of a mode at `tick` or later, ``None`` if there is none.

        Parameters
        ----------
        mode, tick
            What is to run, and its earliest start.
        end_at_least
            For an elastic operation: until when it waits at its end, holding all it holds.
        """
        if self.sessions.family[mode] >= 0:
            start, end = self.sessions.find(mode, tick, end_at_least)
            return Placement(mode, start, end, 0, -1) if start >= 0 else None
        sequence = self.sequences.get(self.flat.resource[mode])
        if sequence is None:
            start, end = self.fit(mode, tick, end_at_least)
            return Placement(mode, start, end, 0, -1) if start >= 0 else None
        start, end, position, changeover = sequence.find(
            tick,
            self.flat.state[mode],
            self.flat.duration[mode],
            partial(self.fit, mode, end_at_least=end_at_least)
            if end_at_least
            else partial(self.fit, mode),
            preparation=self.preparation[mode],
        )
        return Placement(mode, start, end, changeover, position) if start >= 0 else None

    def fit(self, mode: int, tick: int, end_at_least: int = 0) -> tuple[int, int]:
        """Return the first start and end at which all that a mode holds is free."""
        flat, holds, length = self.flat, self.holds[mode], self.flat.duration[mode]
        if end_at_least > flat.horizon:
            return NOWHERE
        while True:
            start, end = flat.earliest(mode, tick)
            if start < 0:
                return NOWHERE
            tick, end = start, end if end > end_at_least else end_at_least
            for timeline, units in holds:
                tick = timeline.next_free(start, end, units, length)
                if tick != start:
                    break
            if tick == start:
                return start, end
            if tick < 0:
                return NOWHERE

    def best(
        self, op: int, ready: tuple[int, int] | None = None, *, not_before: int = 0
    ) -> Placement | None:
        """Return where an operation ends first: of its modes, the lower changeover, the earlier.

        All its predecessors must have been placed; `ready` says when they let it start and end,
        by default what `FlatProblem.ready` says. It starts no earlier than `not_before`.
        """
        flat = self.flat
        ready = ready or flat.ready(op, self.start, self.end, self.mode)
        end_at_least = ready[1] if flat.elastic[op] else 0
        found: Placement | None = None
        for mode in flat.modes[op]:
            tick = flat.first_tick(mode, ready)
            place = None
            if tick >= 0:
                tick = tick if tick > not_before else not_before
                place = self.find(mode, tick, end_at_least=end_at_least)
            if place is not None and (
                found is None or (place.end, place.changeover) < (found.end, found.changeover)
            ):
                found = place
        return found

    def pinned(self, op: int) -> Placement | None:
        """Return a mode in which all that an operation needs is free when it is pinned."""
        start = self.flat.fixed_start[op]
        for mode in self.flat.modes[op]:
            end = self.flat.end_of_pinned(mode, start)
            place = self._pinned_in(mode, start, end) if end >= 0 else None
            if place is not None:
                return place
        return None

    def _pinned_in(self, mode: int, start: int, end: int) -> Placement | None:
        session = self.sessions.at(mode, start)
        if session is not None:
            joint = self.sessions.joint_end(mode, session, pinned=True)
            return Placement(mode, start, joint, 0, -1) if joint >= 0 else None
        for timeline, units in self.holds[mode]:
            if timeline.next_free(start, end, units, 0) != start:
                return None
        sequence = self.sequences.get(self.flat.resource[mode])
        if sequence is None:
            return Placement(mode, start, end, 0, -1)
        slot = sequence.find(
            start,
            self.flat.state[mode],
            0,
            lambda tick: (tick, tick + end - start),
            preparation=self.preparation[mode],
        )
        if slot.start != start:
            return None
        return Placement(mode, start, end, slot.changeover, slot.position)

    def place(self, op: int, place: Placement) -> None:
        """Run an operation where `find` said."""
        if self.sessions.family[place.mode] >= 0:
            self.sessions.enter(op, place.mode, place.start, place.end)
        else:
            for timeline, units in self.holds[place.mode]:
                timeline.reserve(place.start, place.end, units)
        self.mode[op], self.start[op], self.end[op] = place.mode, place.start, place.end
        if place.position >= 0:
            sequence = self.sequences[self.flat.resource[place.mode]]
            slot = Slot(place.start, place.end, place.position, place.changeover)
            sequence.insert(
                op, slot, self.flat.state[place.mode], preparation=self.preparation[place.mode]
            )

    def held_from(self, place: Placement) -> int:
        """Return when a placement begins to hold its machine: with the changeover."""
        if not place.changeover:
            return place.start
        sequence = self.sequences[self.flat.resource[place.mode]]
        return sequence.begin(place.start, place.changeover)

    def stretch(self, op: int, end: int) -> bool:
        """Let a placed elastic operation end no earlier than a tick; tell whether it can.

        For pinned operations, which are placed before their predecessors.
        """
        mode, old = self.mode[op], self.end[op]
        if end <= old:
            return True
        if end > self.flat.horizon or self.sessions.family[mode] >= 0:
            return False
        rows = [Taken(times, units, old, end) for times, units in self.holds[mode]]
        sequence = self.sequences.get(self.flat.resource[mode])
        if not fit_together(rows) or (sequence is not None and not sequence.stretch(op, end)):
            return False
        for times, units in self.holds[mode]:
            times.reserve(old, end, units)
        self.end[op] = end
        return True

    def snapshot(self) -> Snapshot:
        """Return what has been placed so far, for `restore`."""
        return Snapshot(
            [timeline.snapshot() for timeline in self.timelines],
            {machine: sequence.snapshot() for machine, sequence in self.sequences.items()},
            self.sessions.snapshot(),
            self.mode.copy(),
            self.start.copy(),
            self.end.copy(),
        )

    def restore(self, saved: Snapshot) -> None:
        """Take out all that was placed since a snapshot; it may be restored again."""
        for timeline, steps in zip(self.timelines, saved.timelines, strict=True):
            timeline.restore(steps)
        for machine, columns in saved.sequences.items():
            self.sequences[machine].restore(columns)
        self.sessions.restore(saved.sessions)
        self.mode[:], self.start[:], self.end[:] = saved.mode, saved.start, saved.end

    def schedule(self, provenance: str) -> Schedule:
        """Return the plan once every operation is placed; its levels are not measured."""
        changeover = np.zeros(self.flat.num_operations, dtype=np.int64)
        for sequence in self.sequences.values():
            changeover[sequence.ops] = sequence.changeovers
        mode, start, end = (
            np.array(column, dtype=np.int64) for column in (self.mode, self.start, self.end)
        )
        return Schedule(
            mode=mode,
            unit=assign_units(self.flat.problem, mode, start, end),
            start=start,
            end=end,
            changeover=changeover,
            status=Status.FEASIBLE,
            provenance=provenance,
        )
