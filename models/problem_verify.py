"""Check a schedule against its problem: slow, simple, and sharing nothing with the solvers.

`models.verify` checks a plan in the user's words; this checks the arrays a solver worked on, so
that a solver's mistake is told apart from a mistake in compiling. One rule, one function.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from models.problem import Precedence
from models.schedule_times import end_bounds, incoming_edges, work_times

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from models.calendar import WorkingTime
    from models.problem import Problem
    from models.schedule import Schedule

    Rule = Callable[[Problem, Schedule], Iterator[str]]

__all__ = ["check_schedule", "sessions_of"]


def check_schedule(problem: Problem, schedule: Schedule, *, capacity: bool = True) -> list[str]:
    """Return every rule of the problem that a schedule breaks; empty if it breaks none.

    Parameters
    ----------
    problem
        What was to be planned.
    schedule
        A plan, arrays filled.
    capacity
        Whether units, capacities and changeovers are checked; not for infinite-capacity plans,
        in which nobody shares a session either.
    """
    faults = _shape_faults(problem, schedule) or list(check_modes(problem, schedule))
    if faults:
        return faults  # nothing else can be looked up
    if not capacity and (problem.mode_family >= 0).any():
        problem = problem.replace(mode_family=np.full_like(problem.mode_family, -1))
    rules: tuple[Rule, ...] = (
        check_times,
        check_releases,
        check_pins,
        check_precedences,
        check_horizon,
        check_deadlines,
    )
    finite: tuple[Rule, ...] = (check_capacity, check_units, check_changeovers, check_sessions)
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
    """Work starts in working time, lasts its duration, and in one window if it must.

    An elastic operation may end later than its work, but only as its predecessors ask.
    """
    duration = problem.mode_duration[schedule.mode]
    for ops in sessions_of(problem, schedule).values():
        duration[ops] = duration[ops].max()
    work = work_times(problem, schedule, duration)
    outside = ~work.is_open & (problem.op_fixed_start != schedule.start)
    may_pause = problem.mode_interruptible[schedule.mode] | (duration == 0)
    paused = ~work.is_whole & ~may_pause
    bounds = np.where(problem.op_elastic, end_bounds(problem, schedule), -1)
    expected = np.maximum(work.end, bounds)
    wrong = expected != schedule.end
    for op in np.flatnonzero(outside | work.is_endless | paused | wrong).tolist():
        name, ticks = problem.op_names[op], int(duration[op])
        start, end = int(schedule.start[op]), int(schedule.end[op])
        if outside[op]:
            yield f"{name}: starts at {start}, outside its working time"
        elif work.is_endless[op]:
            yield f"{name}: {ticks} ticks of work from {start} on never end"
        else:
            if paused[op]:
                rule = "and it must not be interrupted"
                yield f"{name}: {start} to {end} is not in one window, {rule}"
            if wrong[op]:
                yield f"{name}: ends at {end}, but {ticks} ticks from {start} end at {expected[op]}"


def sessions_of(problem: Problem, schedule: Schedule) -> dict[tuple[int, int, int], list[int]]:
    """Return who shares a session: operations by resource, family and start."""
    groups: dict[tuple[int, int, int], list[int]] = defaultdict(list)
    for op in range(problem.num_operations):
        mode = int(schedule.mode[op])
        machine, family = int(problem.mode_resource[mode]), int(problem.mode_family[mode])
        if machine >= 0 and problem.session_most[machine] > 0 and family >= 0:
            groups[machine, family, int(schedule.start[op])].append(op)
    return groups


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
        kind, lag = Precedence(int(problem.kind[edge])), _lag(problem, schedule, edge)
        start, end = int(schedule.start[succ]), int(schedule.end[succ])
        ended = int(schedule.end[pred])
        pair = f"{problem.op_names[succ]} after {problem.op_names[pred]}"
        if kind is Precedence.END_START and start < ended + lag:
            yield f"{pair}: starts at {start}, before end {ended} plus lag {lag}"
        elif kind is Precedence.END_END and end < ended + lag:
            yield f"{pair}: ends at {end}, before end {ended} plus lag {lag}"
        elif kind is Precedence.MAX_WAIT and start > ended + lag:
            yield f"{pair}: starts at {start}, more than {lag} ticks after end {ended}"
        elif kind is Precedence.WORK_START:
            worked = _worked(problem, schedule, pred, lag)
            if worked is None or start < worked:
                yield f"{pair}: starts at {start}, before {lag} ticks of it are worked at {worked}"
        elif kind is Precedence.WORK_WORK:
            yield from _progress_faults(problem, schedule, edge, pair)


def _progress_faults(problem: Problem, schedule: Schedule, edge: int, pair: str) -> Iterator[str]:
    """Yield a fault if a successor works on before its predecessor has worked enough."""
    succ, lag = int(problem.succ[edge]), _lag(problem, schedule, edge)
    worked = _worked(problem, schedule, int(problem.pred[edge]), lag)
    position = int(schedule.mode[succ] - problem.mode_ptr[succ])
    lead = int(problem.leads[problem.lead_ptr[edge] + position])
    start, calendar = int(schedule.start[succ]), _mode_calendar(problem, schedule, succ)
    if (
        worked is None
        or calendar.to_work(start) + lead < calendar.to_work(worked)
        or (not lead and start < worked)
    ):
        yield f"{pair}: {lead} ticks worked from {start} on, before {lag} of it are at {worked}"


def _lag(problem: Problem, schedule: Schedule, edge: int) -> int:
    """Return the lag of an edge in the mode that its predecessor takes."""
    pred = problem.pred[edge]
    position = schedule.mode[pred] - problem.mode_ptr[pred]
    return int(problem.lags[problem.lag_ptr[edge] + position])


def _worked(problem: Problem, schedule: Schedule, op: int, lag: int) -> int | None:
    """Return when an operation has worked some ticks; ``None`` if never."""
    begin = int(schedule.start[op])
    worked = _end(_mode_calendar(problem, schedule, op), begin, lag)
    return None if worked is None else max(worked, begin)


def check_horizon(problem: Problem, schedule: Schedule) -> Iterator[str]:
    """Nothing ends after the horizon."""
    for op in range(problem.num_operations):
        if schedule.end[op] > problem.horizon:
            yield f"{problem.op_names[op]}: ends at {schedule.end[op]}, after {problem.horizon}"


def check_deadlines(problem: Problem, schedule: Schedule) -> Iterator[str]:
    """Nothing with a deadline ends after it."""
    for op in np.flatnonzero(problem.op_deadline >= 0).tolist():
        end, deadline = int(schedule.end[op]), int(problem.op_deadline[op])
        if end > deadline:
            yield f"{problem.op_names[op]}: ends at {end}, after its deadline {deadline}"


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

    def hold_in(calendar: int, resource: int, units: int, start: int, end: int) -> None:
        times = problem.calendars[calendar]
        first, last = times.ends.searchsorted(start, "right"), times.starts.searchsorted(end)
        for opens, closes in np.column_stack((times.starts, times.ends))[first:last].tolist():
            hold(resource, units, max(start, opens), min(end, closes))

    for row in range(problem.profile_resource.size):
        resource = int(problem.profile_resource[row])
        absent = int(problem.resource_capacity[resource] - problem.profile_capacity[row])
        hold(resource, absent, int(problem.profile_start[row]), int(problem.profile_end[row]))
    sessions = {op: ops for ops in sessions_of(problem, schedule).values() for op in ops}
    crews = _rows_by_value(problem.crew_machine.tolist())
    for op in range(problem.num_operations):
        mode, start, end = int(schedule.mode[op]), int(schedule.start[op]), int(schedule.end[op])
        machine, begin = int(problem.mode_resource[mode]), _setup_start(problem, schedule, op)
        if machine >= 0 and sessions.get(op, [op])[0] == op:  # one member holds for all
            hold(machine, int(problem.mode_units[mode]), begin, end)
        for use in range(int(problem.use_ptr[mode]), int(problem.use_ptr[mode + 1])):
            hold_in(
                int(problem.use_calendar[use]), int(problem.use_resource[use]),
                int(problem.use_units[use]), start, end,
            )  # fmt: skip
        for row in crews[machine]:
            calendar = int(problem.resource_setup_calendar[machine])
            crew, units = int(problem.crew_resource[row]), int(problem.crew_units[row])
            hold_in(calendar, crew, units, begin, start)
    return events


def _rows_by_value(values: list[int]) -> dict[int, list[int]]:
    rows: dict[int, list[int]] = defaultdict(list)
    for row, value in enumerate(values):
        rows[value].append(row)
    return rows


def check_units(problem: Problem, schedule: Schedule) -> Iterator[str]:
    """Each operation holds one unit of its resource by name, and nobody else holds that one.

    Who holds several units names the lowest; that the others are there, capacity tells.
    """
    held: dict[tuple[int, int], list[tuple[int, int, int]]] = defaultdict(list)
    sessions = {op: ops for ops in sessions_of(problem, schedule).values() for op in ops}
    for op in range(problem.num_operations):
        machine, unit = int(problem.mode_resource[schedule.mode[op]]), int(schedule.unit[op])
        capacity = int(problem.resource_capacity[machine]) if machine >= 0 else 0
        lowest, leads = 0 if machine >= 0 else -1, sessions.get(op, [op])[0] == op
        if not lowest <= unit < max(capacity, lowest + 1):
            yield f"{problem.op_names[op]}: unit {unit}, expected {lowest} to {capacity - 1}"
        elif leads and machine >= 0 and schedule.end[op] > schedule.start[op]:
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
    calendar = problem.calendars[problem.resource_setup_calendar[machine]]
    matrix = problem.setup_times[problem.resource_setup[machine]]
    state, free = int(problem.resource_initial_state[machine]), 0
    for op in sequence:
        name, mode = problem.op_names[op], int(schedule.mode[op])
        wanted = int(problem.mode_state[mode])
        due = int(problem.mode_preparation[mode])
        due += int(matrix[state, wanted]) if state >= 0 and wanted >= 0 else 0
        if schedule.changeover[op] != due:
            yield f"{name}: changeover {schedule.changeover[op]}, but {due} is due"
        room = calendar.to_work(int(schedule.start[op])) - calendar.to_work(free)
        if room < due:
            yield f"{name}: {room} ticks before it, but its changeover takes {due}"
        state, free = (wanted if wanted >= 0 else state), int(schedule.end[op])


def check_sessions(problem: Problem, schedule: Schedule) -> Iterator[str]:
    """Sessions are neither too full nor too empty, and end together."""
    sessions = sessions_of(problem, schedule)
    last: dict[int, int] = defaultdict(int)
    edges = incoming_edges(problem) if sessions else []
    for _, family, start in sessions:
        last[family] = max(last[family], start)
    for (machine, family, start), ops in sessions.items():
        name = f"{problem.resource_names[machine]}: session at {start}"
        fill = sum(int(problem.mode_fill[schedule.mode[op]]) for op in ops)
        if fill > problem.session_most[machine]:
            yield f"{name} holds {fill}, more than {problem.session_most[machine]}"
        if len({int(schedule.end[op]) for op in ops}) > 1:
            yield f"{name} does not end for all at once"
        may_start = start == last[family] or any(
            _waited_enough(problem, schedule, op, edges[op].tolist()) for op in ops
        )
        if fill < problem.session_least[machine] and not may_start:
            yield f"{name} holds {fill}, less than {problem.session_least[machine]}"


def _waited_enough(problem: Problem, schedule: Schedule, op: int, edges: list[int]) -> bool:
    """Tell whether an operation has been ready for as long as its machine's patience."""
    machine = int(problem.mode_resource[schedule.mode[op]])
    patience = int(problem.session_patience[machine])
    ready = max(0, int(problem.op_release[op]))
    for edge in edges:
        pred, lag = int(problem.pred[edge]), _lag(problem, schedule, edge)
        kind = Precedence(int(problem.kind[edge]))
        if kind is Precedence.END_START:
            ready = max(ready, int(schedule.end[pred]) + lag)
        elif kind in (Precedence.WORK_START, Precedence.WORK_WORK):
            ready = max(ready, _worked(problem, schedule, pred, lag) or 0)
    calendar = problem.calendars[problem.resource_calendar[machine]]
    waited = calendar.to_work(int(schedule.start[op])) - calendar.to_work(ready)
    return patience >= 0 and waited >= patience


def _mode_calendar(problem: Problem, schedule: Schedule, op: int) -> WorkingTime:
    return problem.calendars[int(problem.mode_calendar[schedule.mode[op]])]


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
    if not changeover or machine < 0:
        return start
    calendar = problem.calendars[problem.resource_setup_calendar[machine]]
    begin = calendar.to_work(start) - changeover
    return calendar.to_wall_start(begin) if begin >= 0 else start
