"""The decisions: which mode each operation takes, and where in its working time it starts."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

from solvers.cpsat.coordinates import WALL, Coordinate, Coordinates
from solvers.cpsat.order import SureOrder
from solvers.cpsat.session_groups import session_groups, stretches
from solvers.cpsat.tracks import Track, start_domain, work_start

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.problem import Problem
    from solvers.cpsat.recorder import Known, Recorder, Rule
    from solvers.cpsat.windows import Windows

__all__ = ["Variables"]


class Variables:
    """Variables of the operations; those of wall-clock time are made when first asked for."""

    def __init__(self, problem: Problem, windows: Windows, recorder: Recorder) -> None:
        self.problem, self.windows, self.recorder = problem, windows, recorder
        self.model = recorder.model
        self.coordinates = Coordinates(problem, recorder)
        self.duration: list[int] = problem.mode_duration.tolist()
        self.calendar: list[int] = problem.mode_calendar.tolist()
        self.present: list[cp_model.IntVar | None] = [None] * problem.num_modes
        """(M,): literal of a mode; ``None`` for the only one that is possible."""
        self.pin: list[int] = problem.op_fixed_start.tolist()
        self.changeovers: list[tuple[cp_model.LinearExprT, int]] = []
        """Literals that cost setup time, or 1 where it is certain, with its ticks."""
        self.changeovers_of: dict[int, list[tuple[cp_model.LinearExprT, int]]] = defaultdict(list)
        """The same for each resource."""
        self.transitions: dict[int, list[tuple[cp_model.IntVar, int]]] = {}
        """Literals that ask for a transition before a mode, with its ticks."""
        self.session_groups = session_groups(problem, windows)
        self.stretch = stretches(self.session_groups, self.duration)
        """Modes that longer ones may join in a session, with the longest duration of those."""
        self.lasts: dict[int, cp_model.IntVar] = {}
        """Of modes without a duration that may be stretched: whether they take time at all."""
        self._late_ends: dict[int, Coordinate] = {}
        self._done_places: dict[tuple[int, int], cp_model.IntVar] = {}
        self.tracks: list[list[Track]] = []
        self.track_of: dict[int, Track] = {}
        self._wall: dict[tuple[int, bool], cp_model.LinearExprT] = {}
        for operation in range(problem.num_operations):
            self._add_operation(operation)

    @cached_property
    def order(self) -> SureOrder:
        """Return which operations surely come one after the other."""
        return SureOrder(self.windows.network)

    def name(self, operation: int) -> str:
        """Return the name of an operation."""
        names = self.problem.op_names
        return names[operation] if names else str(operation)

    def _add_operation(self, operation: int) -> None:
        modes = self.windows.possible[operation]
        if len(modes) > 1:
            literals = [
                self.recorder.boolean(
                    f"mode[{self.name(operation)}={mode}]", _is_mode(operation, mode)
                )
                for mode in modes
            ]
            for mode, literal in zip(modes, literals, strict=True):
                self.present[mode] = literal
            self.model.add_exactly_one(literals)
        groups: dict[int, list[int]] = defaultdict(list)
        for mode in modes:
            groups[self.calendar[mode]].append(mode)
        self.tracks.append([self._add_track(operation, rows) for rows in groups.values()])

    def _add_track(self, operation: int, modes: list[int]) -> Track:
        domains = [start_domain(self.problem, self.windows, mode) for mode in modes]
        union = domains[0]
        for domain in domains[1:]:
            union = union.union_with(domain)
        calendar = self.calendar[modes[0]]
        low = union.min()
        working_time = self.problem.calendars[calendar]
        rule = work_start(operation, set(modes), working_time, low)
        suffix = "" if len(self.windows.possible[operation]) == len(modes) else f"@{calendar}"
        start = self.recorder.integer_in(union, f"start[{self.name(operation)}]{suffix}", rule)
        for mode, domain in zip(modes, domains, strict=True):
            literal = self.present[mode]
            if literal is not None and domain.flattened_intervals() != union.flattened_intervals():
                self.model.add_linear_expression_in_domain(start, domain).only_enforce_if(literal)
        durations = [self.duration[mode] for mode in modes]
        track = Track(operation, calendar, modes, start, low, union.max(), durations)
        self.track_of.update(dict.fromkeys(modes, track))
        return track

    def only_track(self, operation: int) -> Track | None:
        """Return the track of an operation all of whose modes share a calendar."""
        tracks = self.tracks[operation]
        return tracks[0] if len(tracks) == 1 else None

    def ends_with_work(self, operation: int) -> bool:
        """Tell whether an operation ends as soon as its own work is done, in every mode."""
        modes = self.windows.possible[operation]
        is_stretched = any(mode in self.stretch for mode in modes)
        return not (is_stretched or self.has_late_end(operation))

    def has_late_end(self, operation: int) -> bool:
        """Tell whether an operation may wait at its end for predecessors."""
        return operation in self._late_ends

    def is_moment(self, mode: int) -> bool:
        """Tell whether a mode never takes any time."""
        takes_time = self.duration[mode] or mode in self.stretch
        return not (takes_time or self.has_late_end(self.track_of[mode].operation))

    def set_late_end(self, operation: int, end: Coordinate) -> None:
        """Let an operation end at a moment of wall-clock time that may come after its work."""
        self._late_ends[operation] = end
        self._wall[operation, True] = end.expression

    def charge(self, resource: int, literal: cp_model.LinearExprT, ticks: int) -> None:
        """Let a literal, or 1, cost ticks of changeover on a resource."""
        self.changeovers.append((literal, ticks))
        self.changeovers_of[resource].append((literal, ticks))

    def start_moment(self, mode: int) -> Coordinate:
        """Return where a mode starts."""
        track = self.track_of[mode]
        return Coordinate(track.start, 0, track.calendar, track.low, track.high, is_end=False)

    def start_place(self, mode: int, target: int) -> cp_model.LinearExprT:
        """Return where a mode starts along a target."""
        pinned = self.pin[self.track_of[mode].operation]
        if pinned >= 0:
            return self.coordinates.along(pinned, target)
        return self.coordinates.image(self.start_moment(mode), target)

    def end_place(self, mode: int, target: int) -> cp_model.LinearExprT:
        """Return where a mode ends along a target, which may be later than its work."""
        late = self._late_ends.get(self.track_of[mode].operation)
        if late is None:
            return self.done_place(mode, target)
        return self.coordinates.image(late, target)

    def done_moment(self, mode: int) -> Coordinate:
        """Return where a mode has worked; one moment for all modes of a track, if possible."""
        track = self.track_of[mode]
        duration = self.duration[mode]
        if duration == 0 and mode not in self.stretch:
            return self.start_moment(mode)
        is_fixed = not any(other in self.stretch for other in track.modes)
        if is_fixed and len({length for length in track.durations if length}) == 1:
            low, high = track.low + duration, track.high + duration
            return Coordinate(track.start, duration, track.calendar, low, high, is_end=True)
        low, high, variable = self._end_variable(track)
        return Coordinate(variable, 0, track.calendar, low, high, is_end=True)

    def done_place(self, mode: int, target: int) -> cp_model.LinearExprT:
        """Return where a mode has worked, along a target."""
        done = self.coordinates.image(self.done_moment(mode), target)
        if mode not in self.lasts:
            return done
        key = (mode, target)
        if key not in self._done_places:
            self._done_places[key] = self._place_of_brief(mode, target, done)
        return self._done_places[key]

    def _place_of_brief(
        self, mode: int, target: int, done: cp_model.LinearExprT
    ) -> cp_model.IntVar:
        """Return where a mode that may take no time has worked: where it starts, if it does."""
        along, start = self.coordinates.along, self.start_place(mode, target)
        first, last = (along(tick, target) for tick in self.done_ticks(mode))
        operation, done_tick = self.track_of[mode].operation, self._done_tick

        def rule(known: Known) -> int:
            if known.mode[operation] != mode:
                return first
            return along(done_tick(operation)(known), target)

        name = f"done[{self.name(operation)}={mode}]@{target}"
        variable = self.recorder.integer(first, last, name, rule)
        self.model.add(variable == done).only_enforce_if(self.lasts[mode])
        present = self.present[mode]
        at_once = [~self.lasts[mode]] if present is None else [~self.lasts[mode], present]
        self.model.add(variable == start).only_enforce_if(*at_once)
        return variable

    def worked_moment(self, mode: int, lag: int) -> Coordinate:
        """Return when a mode has worked `lag` ticks."""
        track = self.track_of[mode]
        if lag == 0:
            return self.start_moment(mode)
        # not cut to the calendar: where another mode of the track starts late, this one's lag
        # may reach beyond it, and must not forbid that start
        low, high = track.low + lag, track.high + lag
        return Coordinate(track.start, lag, track.calendar, low, high, is_end=True)

    def work(self, track: Track, amounts: Sequence[int]) -> cp_model.LinearExprT:
        """Return the start of a track plus an amount per mode, in work coordinates."""
        least = min(amounts)
        literals, extra = [], []
        for mode, amount in zip(track.modes, amounts, strict=True):
            literal = self.present[mode]
            if amount > least and literal is not None:
                literals.append(literal)
                extra.append(amount - least)
        if not literals:
            return track.start + least
        return track.start + cp_model.LinearExpr.weighted_sum(literals, extra) + least

    def _end_variable(self, track: Track) -> tuple[int, int, cp_model.IntVar]:
        """Return bounds and variable of the end of a track whose durations differ.

        That of a mode which a session may stretch is tied to it where sessions are.
        """
        lengths = [max(1, length) for length in track.durations]
        longest = max([*lengths, *(self.stretch.get(mode, 0) for mode in track.modes)])
        low, high = track.low + min(lengths), track.high + longest
        calendar = self.problem.calendars[track.calendar]
        high = min(high, calendar.total)
        if any(mode in self.stretch for mode in track.modes):
            # one tick beyond the start stands for the end of what takes no time
            brief = track.high + 1 if not all(track.durations) else 0
            latest = calendar.to_work(self.windows.latest_end[track.operation])
            high = min(high, max(latest, brief))
        if track.end_variable is None:
            modes, index, operation = set(track.modes), track.start.index, track.operation
            least = min(lengths)

            def rule(known: Known) -> int:
                is_on_it = known.mode[operation] in modes
                worked = max(1, known.work[operation]) if is_on_it else least
                return known.values[index] + worked

            name = f"work-end[{self.name(operation)}]@{track.calendar}"
            track.end_variable = self.recorder.integer(low, high, name, rule)
            if not any(mode in self.stretch for mode in track.modes):
                self.model.add(track.end_variable == self.work(track, lengths))
            else:
                self._tie_unstretched(track, track.end_variable)
        return low, high, track.end_variable

    def _tie_unstretched(self, track: Track, end: cp_model.IntVar) -> None:
        self.model.add(end >= self.work(track, [max(1, length) for length in track.durations]))
        for mode, length in zip(track.modes, track.durations, strict=True):
            literal = self.present[mode]
            if mode not in self.stretch and literal is not None:
                self.model.add(end == track.start + max(1, length)).only_enforce_if(literal)

    def wall_start(self, operation: int) -> cp_model.LinearExprT:
        """Return the tick at which an operation starts."""
        return self._wall_time(operation, is_end=False)

    def wall_end(self, operation: int) -> cp_model.LinearExprT:
        """Return the tick at which an operation ends."""
        return self._wall_time(operation, is_end=True)

    def _wall_time(self, operation: int, *, is_end: bool) -> cp_model.LinearExprT:
        key = (operation, is_end)
        if key not in self._wall:
            self._wall[key] = self._link_wall(operation, is_end=is_end)
        return self._wall[key]

    def _link_wall(self, operation: int, *, is_end: bool) -> cp_model.LinearExprT:
        modes = self.windows.possible[operation]
        pin = self.pin[operation]
        at_pin = [
            pin >= 0 and not (is_end and (self.duration[mode] or mode in self.stretch))
            for mode in modes
        ]
        if all(at_pin):
            return pin
        moments = [self.done_moment(mode) if is_end else self.start_moment(mode) for mode in modes]
        keys = {
            (moment.variable.index, moment.shift, moment.is_end, mode if mode in self.lasts else -1)
            for mode, moment in zip(modes, moments, strict=True)
        }
        place = self.done_place if is_end else self.start_place
        images = [
            pin if is_there else place(mode, WALL)
            for mode, is_there in zip(modes, at_pin, strict=True)
        ]
        if len(keys) == 1:
            return images[0]
        rows = [self.done_ticks(m) if is_end else self.start_ticks(m) for m in modes]
        low, high = min(row[0] for row in rows), max(row[1] for row in rows)
        what = "end" if is_end else "start"
        rule = self._done_tick(operation) if is_end else _wall_start(operation)
        variable = self.recorder.integer(low, high, f"{what}[{self.name(operation)}]", rule)
        for mode, image in zip(modes, images, strict=True):
            self.model.add(variable == image).only_enforce_if(self.present[mode])
        return variable

    def start_ticks(self, mode: int) -> tuple[int, int]:
        """Return the earliest and latest tick at which a mode starts."""
        track, windows = self.track_of[mode], self.windows
        pinned, calendar = self.pin[track.operation], self.problem.calendars[track.calendar]
        if pinned >= 0:
            return pinned, pinned
        first, last = windows.earliest[mode], windows.latest[mode]
        return calendar.to_wall_start(first), calendar.to_wall_start(last)

    def done_ticks(self, mode: int) -> tuple[int, int]:
        """Return the earliest and latest tick at which a mode has worked."""
        track, windows, duration = self.track_of[mode], self.windows, self.duration[mode]
        longest = self.stretch.get(mode, duration)
        if not longest:
            return self.start_ticks(mode)
        calendar = self.problem.calendars[track.calendar]
        last = calendar.to_wall_end(min(windows.latest[mode] + longest, calendar.total))
        if mode in self.stretch:
            last = min(last, windows.latest_end[track.operation])
        if not duration:
            return self.start_ticks(mode)[0], max(last, self.start_ticks(mode)[1])
        return calendar.to_wall_end(windows.earliest[mode] + duration), last

    def _done_tick(self, operation: int) -> Rule:
        """Return how to read when the work of an operation is done."""

        def rule(known: Known) -> int:
            calendar = self.problem.calendars[self.calendar[known.mode[operation]]]
            start, worked = known.start[operation], known.work[operation]
            return calendar.to_wall_end(calendar.to_work(start) + worked) if worked else start

        return rule


def _is_mode(operation: int, mode: int) -> Rule:
    return lambda known: int(known.mode[operation] == mode)


def _wall_start(operation: int) -> Rule:
    return lambda known: known.start[operation]
