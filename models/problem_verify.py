"""Check a schedule against its problem: slow, simple, and sharing nothing with the solvers.

`models.verify` checks a plan in the user's words; this checks the arrays a solver worked on, so
that a solver's mistake is told apart from a mistake in compiling. One rule, one function.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

from models.problem import Precedence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from models.calendar import WorkingTime
    from models.problem import Problem
    from models.schedule import Schedule

    Rule = Callable[[Problem, Schedule], Iterator[str]]

__all__ = ["check_schedule"]


def check_schedule(problem: Problem, schedule: Schedule, *, capacity: bool = True) -> list[str]:
    """Return every rule of the problem that a schedule breaks; empty if it breaks none.

    Parameters
    ----------
    problem
        What was to be planned.
    schedule
        A plan, arrays filled.
    capacity
        Whether units, capacities and changeovers are checked; not for infinite-capacity plans.
    """
    faults = _shape_faults(problem, schedule)
    if faults:
        return faults
    rules: tuple[Rule, ...] = (
        check_modes,
        check_times,
        check_releases,
        check_pins,
        check_precedences,
        check_horizon,
    )
    finite: tuple[Rule, ...] = (check_capacity, check_units, check_changeovers)
    return [
        fault
        for rule in (*rules, *(finite if capacity else ()))
        for fault in rule(problem, schedule)
    ]


def _shape_faults(problem: Problem, schedule: Schedule) -> list[str]:
    faults = [
        f"{name} has {values.size} rows, expected {problem.num_operations}"
        for name, values in (
            ("mode", schedule.mode),
            ("unit", schedule.unit),
            ("start", schedule.start),
            ("end", schedule.end),
            ("changeover", schedule.changeover),
        )
        if values.size != problem.num_operations
    ]
    if not faults and ((schedule.mode < 0) | (schedule.mode >= problem.num_modes)).any():
        faults.append("mode points outside the mode table")
    return faults


def check_modes(problem: Problem, schedule: Schedule) -> Iterator[str]:
    """Each operation runs in a mode of its own, in the pinned one if a mode is pinned."""
    for op in range(problem.num_operations):
        mode, pinned = int(schedule.mode[op]), int(problem.op_fixed_mode[op])
        if problem.mode_op[mode] != op:
            yield f"{problem.op_names[op]}: mode {mode} belongs to another operation"
        elif pinned >= 0 and mode != pinned:
            yield f"{problem.op_names[op]}: mode {mode}, but mode {pinned} is pinned"


def check_times(problem: Problem, schedule: Schedule) -> Iterator[str]:
    """Work starts in working time, lasts its duration, and in one window if it must."""
    for op in range(problem.num_operations):
        name, calendar = problem.op_names[op], _mode_calendar(problem, schedule, op)
        start, end = int(schedule.start[op]), int(schedule.end[op])
        duration = int(problem.mode_duration[schedule.mode[op]])
        pinned = int(problem.op_fixed_start[op]) == start
        if not (pinned or _works_at(calendar, start)):
            yield f"{name}: starts at {start}, outside its working time"
            continue
        expected = _end(calendar, start, duration)
        if expected is None:
            yield f"{name}: {duration} ticks of work from {start} on never end"
        elif end != expected:
            yield f"{name}: ends at {end}, but {duration} ticks from {start} end at {expected}"
        elif (
            not problem.op_interruptible[op] and duration and not _one_window(calendar, start, end)
        ):
            yield f"{name}: {start} to {end} is not in one window, and it must not be interrupted"


def check_releases(problem: Problem, schedule: Schedule) -> Iterator[str]:
    """Nothing starts before tick 0 or its material."""
    for op in range(problem.num_operations):
        release = max(0, int(problem.op_release[op]))
        if schedule.start[op] < release:
            name = problem.op_names[op]
            yield f"{name}: starts at {schedule.start[op]}, before its release {release}"


def check_pins(problem: Problem, schedule: Schedule) -> Iterator[str]:
    """Pinned operations start when they are pinned."""
    for op in range(problem.num_operations):
        pin = int(problem.op_fixed_start[op])
        if pin >= 0 and schedule.start[op] != pin:
            yield f"{problem.op_names[op]}: starts at {schedule.start[op]}, but is pinned to {pin}"


def check_precedences(problem: Problem, schedule: Schedule) -> Iterator[str]:
    """Every successor waits for its predecessor as its edge says."""
    for edge in range(problem.pred.size):
        pred, succ = int(problem.pred[edge]), int(problem.succ[edge])
        kind = Precedence(int(problem.kind[edge]))
        mode = int(schedule.mode[pred])
        lag = int(problem.lags[problem.lag_ptr[edge] + mode - problem.mode_ptr[pred]])
        start, end = int(schedule.start[succ]), int(schedule.end[succ])
        pair = f"{problem.op_names[succ]} after {problem.op_names[pred]}"
        if kind is Precedence.END_START and start < schedule.end[pred] + lag:
            yield f"{pair}: starts at {start}, before end {schedule.end[pred]} plus lag {lag}"
        elif kind is Precedence.END_END and end < schedule.end[pred] + lag:
            yield f"{pair}: ends at {end}, before end {schedule.end[pred]} plus lag {lag}"
        elif kind is Precedence.WORK_START:
            begin = int(schedule.start[pred])
            worked = _end(_mode_calendar(problem, schedule, pred), begin, lag)
            if worked is None or start < max(worked, begin):
                yield f"{pair}: starts at {start}, before {lag} ticks of it are worked at {worked}"


def check_horizon(problem: Problem, schedule: Schedule) -> Iterator[str]:
    """Nothing ends after the horizon."""
    for op in range(problem.num_operations):
        if schedule.end[op] > problem.horizon:
            yield f"{problem.op_names[op]}: ends at {schedule.end[op]}, after {problem.horizon}"


def check_capacity(problem: Problem, schedule: Schedule) -> Iterator[str]:
    """At no working tick of a resource are more units held than are there."""
    for resource, events in _events(problem, schedule).items():
        calendar = problem.calendars[problem.resource_calendar[resource]]
        capacity, ticks = int(problem.resource_capacity[resource]), sorted({t for t, _ in events})
        steps: dict[int, int] = defaultdict(int)
        for tick, units in events:
            steps[tick] += units
        held = 0
        for tick, until in zip(ticks, [*ticks[1:], ticks[-1] + 1], strict=True):
            held += steps[tick]
            if held > capacity and calendar.to_work(until) > calendar.to_work(tick):
                yield (
                    f"{problem.resource_names[resource]}: more held from {tick} to {until} than the"
                    f" {capacity} units there, by {held - capacity}"
                )


def _events(problem: Problem, schedule: Schedule) -> dict[int, list[tuple[int, int]]]:
    """Return for each resource (tick, change of units held); absent units count as held."""
    events: dict[int, list[tuple[int, int]]] = defaultdict(list)

    def hold(resource: int, units: int, start: int, end: int) -> None:
        if start < end:
            events[resource] += [(start, units), (end, -units)]

    for row in range(problem.profile_resource.size):
        resource = int(problem.profile_resource[row])
        absent = int(problem.resource_capacity[resource] - problem.profile_capacity[row])
        hold(resource, absent, int(problem.profile_start[row]), int(problem.profile_end[row]))
    for op in range(problem.num_operations):
        mode, start, end = int(schedule.mode[op]), int(schedule.start[op]), int(schedule.end[op])
        machine = int(problem.mode_resource[mode])
        if machine >= 0:
            hold(machine, 1, _setup_start(problem, schedule, op), end)
        for use in range(int(problem.use_ptr[mode]), int(problem.use_ptr[mode + 1])):
            hold(int(problem.use_resource[use]), int(problem.use_units[use]), start, end)
    return events


def check_units(problem: Problem, schedule: Schedule) -> Iterator[str]:
    """Each operation holds one unit of its resource, and no unit is held twice."""
    held: dict[tuple[int, int], list[tuple[int, int, int]]] = defaultdict(list)
    for op in range(problem.num_operations):
        machine, unit = int(problem.mode_resource[schedule.mode[op]]), int(schedule.unit[op])
        capacity = int(problem.resource_capacity[machine]) if machine >= 0 else 0
        lowest = 0 if machine >= 0 else -1
        if not lowest <= unit < max(capacity, lowest + 1):
            yield f"{problem.op_names[op]}: unit {unit}, expected {lowest} to {capacity - 1}"
        elif machine >= 0 and schedule.end[op] > schedule.start[op]:
            begin = _setup_start(problem, schedule, op)
            held[machine, unit].append((begin, int(schedule.end[op]), op))
    for (machine, unit), rows in held.items():
        rows.sort()
        for (_, end, first), (start, _, second) in pairwise(rows):
            if start < end:
                yield (
                    f"{problem.resource_names[machine]}: {problem.op_names[first]} and"
                    f" {problem.op_names[second]} hold unit {unit} at {start}"
                )


def check_changeovers(problem: Problem, schedule: Schedule) -> Iterator[str]:
    """Changeovers last what the states ask, right before the start, on a free machine."""
    sequences: dict[int, list[tuple[int, int, int, int]]] = defaultdict(list)
    for op in range(problem.num_operations):
        machine = int(problem.mode_resource[schedule.mode[op]])
        if machine >= 0 and problem.resource_setup[machine] >= 0:
            # of operations without length at one tick, the one with the changeover is first
            start, end = int(schedule.start[op]), int(schedule.end[op])
            sequences[machine].append((start, end, -int(schedule.changeover[op]), op))
        elif schedule.changeover[op]:
            yield f"{problem.op_names[op]}: has a changeover, but its machine knows none"
    for machine, rows in sequences.items():
        rows.sort()
        yield from _sequence_faults(problem, schedule, machine, [op for *_, op in rows])


def _sequence_faults(
    problem: Problem, schedule: Schedule, machine: int, sequence: list[int]
) -> Iterator[str]:
    calendar = problem.calendars[problem.resource_calendar[machine]]
    matrix = problem.setup_times[problem.resource_setup[machine]]
    state, free = int(problem.resource_initial_state[machine]), 0
    for op in sequence:
        name, wanted = problem.op_names[op], int(problem.mode_state[schedule.mode[op]])
        due = int(matrix[state, wanted]) if state >= 0 and wanted >= 0 else 0
        if schedule.changeover[op] != due:
            yield f"{name}: changeover {schedule.changeover[op]}, but {due} is due"
        room = calendar.to_work(int(schedule.start[op])) - calendar.to_work(free)
        if room < due:
            yield f"{name}: {room} ticks before it, but its changeover takes {due}"
        state, free = (wanted if wanted >= 0 else state), int(schedule.end[op])


def _mode_calendar(problem: Problem, schedule: Schedule, op: int) -> WorkingTime:
    return problem.calendars[int(problem.mode_calendar[schedule.mode[op]])]


def _works_at(calendar: WorkingTime, tick: int) -> bool:
    return bool(((calendar.starts <= tick) & (tick < calendar.ends)).any())


def _one_window(calendar: WorkingTime, start: int, end: int) -> bool:
    return bool(((calendar.starts <= start) & (end <= calendar.ends)).any())


def _end(calendar: WorkingTime, start: int, work: int) -> int | None:
    """Return when work from `start` on is done; ``None`` if the calendar ends before."""
    if work == 0:
        return start
    done = calendar.to_work(start) + work
    return calendar.to_wall_end(done) if done <= calendar.total else None


def _setup_start(problem: Problem, schedule: Schedule, op: int) -> int:
    """Return since when the machine is held; its start if the changeover does not fit."""
    start, changeover = int(schedule.start[op]), int(schedule.changeover[op])
    machine = int(problem.mode_resource[schedule.mode[op]])
    calendar = problem.calendars[problem.resource_calendar[machine]]
    begin = calendar.to_work(start) - changeover
    return calendar.to_wall_start(begin) if changeover and begin >= 0 else start
