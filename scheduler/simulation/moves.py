"""Which moves of phases are possible, and where exactly they lead."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from models.errors import Fault, InvalidScenarioFile
from models.plan import OperationState
from scheduler.changes.change import local, refusal, unknown
from scheduler.compile.previous import PreviousPlace
from scheduler.simulation.filling import FullDayError, first_free_start
from scheduler.words import Moment, Said
from solvers.cpsat.windows import NEVER, Network, propagate

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from models.plan import OperationRow, Plan
    from scheduler.changes import Move
    from scheduler.compile import Compiled
    from solvers.cpsat.windows import Windows

__all__ = ["Key", "held_places", "modes_at", "movable"]

Key = tuple[str, int]
"""Order and phase."""


class _Wish(NamedTuple):
    """Where a phase was, where it shall be, and how it may run there."""

    move: Move
    row: OperationRow
    operation: int
    machine: str
    modes: list[int]


def movable(plan: Plan, row: OperationRow) -> str:
    """Return why a phase must stay where it is; empty if it may move."""
    at = plan.clock.moment
    if row.state is OperationState.STARTED:
        end = Moment.of(at(row.end))
        return Said("it has begun, and runs on {machine} until {end}", machine=row.machine, end=end)
    if row.state is OperationState.FROZEN:
        return Said("order {order} is frozen", order=row.order)
    days = plan.scenario.settings.shop.frozen_days
    if row.start < plan.clock.tick(plan.clock.origin + days):
        return Said.plural(
            "it starts on {start}, within the {count} day that is frozen",
            "it starts on {start}, within the {count} days that are frozen",
            days.days,
            start=Moment.of(at(row.start)),
        )
    return ""


def held_places(
    moves: Iterable[Move],
    plan: Plan,
    compiled: Compiled,
    *,
    snap: bool = False,
    fill: bool = False,
) -> dict[Key, PreviousPlace]:
    """Return where phases must be that are moved.

    Parameters
    ----------
    moves
        Of several of one phase, the last counts.
    plan
        Where everything is now.
    compiled
        The problem to which the work shall be moved, at the capacity of the plan.
    snap
        Take a move into closed time to the next working time, instead of refusing it.
    fill
        Drop phases on days of centers, as planners do at infinite capacity: a day with room is
        filled, the rest follows on the next days, whatever load is there.

    Raises
    ------
    InvalidScenarioFile
        With every move that is not possible, and why.
    """
    resolver = _Resolver(plan, compiled, snap=snap, fill=fill)
    found: dict[Key, PreviousPlace] = {}
    faults: list[Fault] = []
    for move in moves:
        try:
            found[move.order, move.phase] = resolver.place(move)
        except InvalidScenarioFile as error:
            faults += error.faults
    if faults:
        raise InvalidScenarioFile(tuple(faults))
    return found


def modes_at(compiled: Compiled, operation: int, machine: str, row: OperationRow) -> list[int]:
    """Return the modes of an operation on a machine or at a center, by name.

    That in which it runs in a plan comes first, if it is among them.
    """
    modes = [mode for mode in _modes(compiled, operation) if machine in _names(compiled, mode)]
    by_machine = [mode for mode in modes if machine in _names(compiled, mode)[:-1]]
    ends = {mode: _end(compiled, mode, row.start) for mode in modes}
    return sorted(by_machine or modes, key=lambda mode: ends[mode] != row.end)


def _modes(compiled: Compiled, operation: int) -> range:
    pointer = compiled.problem.mode_ptr
    return range(int(pointer[operation]), int(pointer[operation + 1]))


def _names(compiled: Compiled, mode: int) -> tuple[str, ...]:
    """Return what a mode may be called by: its first machine, or those of a pool; its center."""
    resource = int(compiled.problem.mode_resource[mode])
    machines = compiled.mode_machines[mode][:1]
    if not machines and resource >= 0:
        machines = compiled.resource_machines[resource]
    return (*machines, compiled.mode_centers[mode])


def _all_names(compiled: Compiled, operation: int) -> set[str]:
    return {name for mode in _modes(compiled, operation) for name in _names(compiled, mode)}


def _end(compiled: Compiled, mode: int, start: int) -> int:
    """Return when work that begins at a tick ends; -1 if not before the calendar does."""
    times = compiled.problem.calendars[compiled.problem.mode_calendar[mode]]
    work = times.to_work(start) + int(compiled.problem.mode_duration[mode])
    return times.to_wall_end(work) if work <= times.total and times.total else -1


class _Resolver:
    def __init__(self, plan: Plan, compiled: Compiled, *, snap: bool, fill: bool) -> None:
        self.plan, self.compiled, self.snap, self.fill = plan, compiled, snap, fill
        self.rows = {(row.order, row.phase): row for row in plan.operations}
        self.index = {(ref.order, ref.phase): op for op, ref in enumerate(compiled.operations)}

    def place(self, move: Move) -> PreviousPlace:
        """Return where a phase goes."""
        move.applied(self.plan.scenario)  # it names a time or a machine
        wish = self._wish(move)
        tick = self._checked(wish, self._tick(wish))
        clock = self.plan.clock
        return PreviousPlace(clock.moment(tick).replace(tzinfo=None), wish.machine)

    def _wish(self, move: Move) -> _Wish:
        row = self._row(move)
        operation = self.index.get((move.order, move.phase))
        if operation is None:
            expected = "a phase that is still planned when the other changes are made"
            raise refusal("move", move.name, expected)
        machine = row.machine if move.machine is None else move.machine
        modes = modes_at(self.compiled, operation, machine, row)
        if not modes:
            known = sorted(_all_names(self.compiled, operation))
            expected = f"a machine or work center where {move.name} can run: {', '.join(known)}"
            raise unknown("machine", machine, expected, known)
        return _Wish(move, row, operation, machine, modes)

    def _row(self, move: Move) -> OperationRow:
        row = self.rows.get((move.order, move.phase))
        if row is None:
            phases = [phase for order, phase in self.rows if order == move.order]
            if phases:
                expected = f"a phase of {move.order}: {', '.join(map(str, sorted(phases)))}"
                raise refusal("move", move.name, expected)
            orders = dict.fromkeys(order for order, _ in self.rows)
            raise unknown("move", move.order, "an order with phases in the plan", orders)
        if reason := movable(self.plan, row):
            raise refusal("move", move.name, f"work that may move; {reason}")
        return row

    def _tick(self, wish: _Wish) -> int:
        """Return when a phase shall start, be it possible or not."""
        clock, start = self.plan.clock, wish.move.start
        if start is None:
            return wish.row.start
        if isinstance(start, datetime):
            return clock.tick(local(start, self.plan.scenario), round_up=True)
        if self.fill:
            return self._dropped(wish, start)
        day = clock.tick(start)
        first = self._first(wish, max(0, day))
        if first < 0 or first >= clock.tick(start + timedelta(days=1)):
            expected = f"a day on which {wish.machine} works{self._again(first)}"
            raise refusal("move", f"{start}", expected, field=wish.move.name)
        return first

    def _dropped(self, wish: _Wish, day: date) -> int:
        """Return when a phase starts that fills a day of its center."""
        problem, mode = self.compiled.problem, wish.modes[0]
        center = self.compiled.mode_centers[mode]
        if day < self.plan.clock.first_day:
            expected = f"a day from {self.plan.clock.first_day} on, when the plan begins"
            raise refusal("move", f"{day}", expected, field=wish.move.name)
        try:
            return first_free_start(
                self.plan,
                wish.row,
                day,
                center,
                work=int(problem.mode_duration[mode]),
                times=problem.calendars[problem.mode_calendar[mode]],
            )
        except FullDayError as full:
            expected = (
                f"a day on which {center} has room; of its {full.capacity} minutes"
                f" {full.load} are taken"
            )
            raise refusal("move", f"{day}", expected, field=wish.move.name) from None

    def _checked(self, wish: _Wish, tick: int) -> int:
        """Return the tick, or with `snap` the next at which the work can start.

        Raises
        ------
        InvalidScenarioFile
            If it cannot start then.
        """
        clock, name = self.plan.clock, wish.move.name
        value = f"{clock.moment(tick):%Y-%m-%d %H:%M}"
        if tick < 0:
            expected = f"a start from {clock.moment(0):%Y-%m-%d %H:%M} on, when the plan begins"
            raise refusal("move", value, expected, field=name)
        soonest = self._soonest(wish)
        if tick < soonest and not self.snap:
            why = self._why(wish, soonest)
            expected = f"a start from {clock.moment(soonest):%Y-%m-%d %H:%M} on{why}"
            raise refusal("move", value, expected, field=name)
        first = self._first(wish, max(tick, soonest))
        if first == tick or (self.snap and first >= 0):
            return first
        hint = "With --snap it is taken there." if first >= 0 else ""
        expected = f"a start in working time of {wish.machine}{self._again(first)}"
        raise refusal("move", value, expected, field=name, hint=hint)

    def _soonest(self, wish: _Wish) -> int:
        """Return the first tick at which the work can start there if nobody is in its way."""
        problem = self.compiled.problem
        starts = [
            problem.calendars[problem.mode_calendar[mode]].to_wall_start(work)
            for mode in wish.modes
            if (work := self._windows.earliest[mode]) < NEVER
        ]
        return min(starts, default=0)

    @cached_property
    def _windows(self) -> Windows:
        problem = self.compiled.problem
        return propagate(problem, Network(problem), [problem.horizon] * problem.num_operations)

    def _why(self, wish: _Wish, soonest: int) -> str:
        """Return what work waits for at the soonest, as the end of a sentence."""
        release = int(self.compiled.problem.op_release[wish.operation])
        if self._first(wish, release) < soonest:
            return ": what precedes it cannot be done sooner"
        reason = self.compiled.release_reasons[wish.operation]
        return f", with {reason}" if reason else ""

    def _again(self, first: int) -> str:
        """Return when work is possible next, as the end of a sentence."""
        if first < 0:
            return ", which has none left"
        return f"; the next is {self.plan.clock.moment(first):%Y-%m-%d %H:%M}"

    def _first(self, wish: _Wish, tick: int) -> int:
        """Return the first tick from one on at which the work can start there; -1 if none."""
        starts = [start for mode in wish.modes if (start := self._start(mode, tick)) >= 0]
        return min(starts, default=-1)

    def _start(self, mode: int, tick: int) -> int:
        problem = self.compiled.problem
        times = problem.calendars[problem.mode_calendar[mode]]
        work, duration = times.to_work(tick), int(problem.mode_duration[mode])
        if not problem.mode_interruptible[mode]:
            work = times.first_fit(work, duration)
        if work + max(1, duration) > times.total:
            return -1
        start: int = times.to_wall_start(work)
        return start
