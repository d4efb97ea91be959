"""Instances that are problems at once: due dates in ticks, one machine, 100,000 operations."""

from __future__ import annotations

from bisect import bisect
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from models.calendar.working_time import WorkingTime
from models.problem_builder import ModeSpec, ProblemBuilder

if TYPE_CHECKING:
    from benchmarks.jobshops import Jobs
    from models.problem import Problem

__all__ = ["due_dates", "large_plant", "single_machine", "weighted_jobshop", "weights"]

_DAY, _WEEK = 1440, 7 * 1440
_HOUR = 60

_SHIFTS = {
    "day": tuple(
        (day * _DAY + begin * _HOUR, day * _DAY + end * _HOUR)
        for day in range(5)
        for begin, end in ((8, 12), (13, 17))
    ),
    "two-shift": tuple((day * _DAY + 6 * _HOUR, day * _DAY + 22 * _HOUR) for day in range(5)),
    "six-days": ((0, 6 * _DAY),),
}
"""Windows of a week that begins on Monday at midnight, in minutes."""


def weights(num_jobs: int) -> list[int]:
    """Return 4 for the first 20 % of the jobs, 2 for the next 60 %, 1 for the last 20 %."""
    return [4 if 5 * j < num_jobs else 2 if 5 * j < 4 * num_jobs else 1 for j in range(num_jobs)]


def due_dates(jobs: Jobs) -> list[int]:
    """Return 1.3 times the work of each job, rounded down: all begin at time 0."""
    return [sum(time for ((_, time),) in job) * 13 // 10 for job in jobs]


def weighted_jobshop(jobs: Jobs) -> Problem:
    """Return a job shop with due dates; a unit of its tardiness is one unit of time at weight 1."""
    horizon = sum(time for job in jobs for ((_, time),) in job)
    builder = ProblemBuilder(horizon=horizon)
    builder.calendar(WorkingTime.always(0, horizon))
    for machine in range(1 + max(machine for job in jobs for ((machine, _),) in job)):
        builder.resource(f"M{machine + 1}")
    rows = zip(jobs, due_dates(jobs), weights(len(jobs)), strict=True)
    for number, (job, due, weight) in enumerate(rows):
        last = -1
        for step, ((machine, time),) in enumerate(job):
            name = f"J{number + 1}.{step + 1}"
            op = builder.operation([ModeSpec(time, machine)], name, order=number)
            if last >= 0:
                builder.precede(last, op)
            last = op
        builder.demand(due, [last], f"J{number + 1}", weight=weight)
    return builder.build()


def single_machine(
    num_orders: int, seed: int, *, interruptible: bool = True, has_due_dates: bool = False
) -> Problem:
    """Return orders of half an hour to four hours for one machine that works a day shift.

    Parameters
    ----------
    interruptible
        Whether work may pause for a break; otherwise orders must be packed into the half days.
    has_due_dates
        Dates over the time all of the work needs, and weights 1, 2 or 4.
    """
    random = Random(seed)
    durations = [random.randint(30, 240) for _ in range(num_orders)]
    weeks = 2 + 2 * sum(durations) // (40 * _HOUR)
    horizon = weeks * _WEEK
    builder = ProblemBuilder(horizon=horizon, weight_unit=1 / _DAY)
    builder.calendar(_weekly("day", weeks))
    builder.resource("M1")
    for number, duration in enumerate(durations):
        op = builder.operation([ModeSpec(duration, 0, interruptible=interruptible)], f"O{number}")
        if has_due_dates:
            days = sum(durations) * 7 // (40 * _HOUR)
            due = (1 + random.randrange(days)) * _DAY
            builder.demand(due, [op], weight=random.choice((1, 2, 4)))
    return builder.build()


@dataclass(frozen=True, slots=True)
class _Step:
    machine: int
    minutes: int
    other: int
    """A second machine, -1 for none."""
    slower: int
    """Minutes on it."""


def large_plant(num_operations: int, num_machines: int, seed: int) -> Problem:
    """Return a plant like `benchmarks.plants.plant` without setups and crews, built at once.

    Machines take turns among three calendars; routings have 3 to 8 operations of 1 to 8 hours, on
    a machine drawn by weekly hours; three of ten may run on a second machine of the same calendar,
    up to half slower. Due dates spread over 0.75 of the time that all of the work needs.
    """
    random = Random(seed)
    kinds = [list(_SHIFTS)[machine % len(_SHIFTS)] for machine in range(num_machines)]
    hours = {kind: sum(end - begin for begin, end in _SHIFTS[kind]) for kind in _SHIFTS}
    speed = [hours[kind] for kind in kinds]
    jobs = _routings(random, num_operations, speed)
    work = sum(step.minutes for job in jobs for step in job)
    weeks = work / sum(speed)
    horizon_weeks = 2 + 4 * int(weeks + 1)
    builder = ProblemBuilder(horizon=horizon_weeks * _WEEK, weight_unit=1 / _DAY)
    calendar = {kind: builder.calendar(_weekly(kind, horizon_weeks)) for kind in _SHIFTS}
    for machine, kind in enumerate(kinds):
        builder.resource(f"M{machine + 1}", calendar=calendar[kind])
    calendar_of = [calendar[kind] for kind in kinds]
    for number, job in enumerate(jobs):
        last = _add_job(builder, number, job, calendar_of)
        own = (
            sum(step.minutes for step in job) // (16 * _HOUR) + 1
        )  # about 16 h of a day are worked
        due = max(own, int(random.random() * weeks * 0.75 * 7) + 1)
        weight = random.choices((1, 2, 4), (60, 30, 10))[0]
        builder.demand(due * _DAY, [last], f"J{number + 1}", weight=weight)
    return builder.build()


def _routings(random: Random, num_operations: int, speed: list[int]) -> list[list[_Step]]:
    """Return routings of 3 to 8 steps with so many steps together; `speed` by machine."""
    total = [0]
    for value in speed:
        total.append(total[-1] + value)
    jobs: list[list[_Step]] = []
    remaining = num_operations
    while remaining:
        length = remaining if remaining <= 8 else min(random.randint(3, 8), remaining - 3)
        remaining -= length
        jobs.append([_step(random, total) for _ in range(length)])
    return jobs


def _step(random: Random, total: list[int]) -> _Step:
    """Return a step on a machine drawn by weekly hours, of which `total` has the running sums."""
    machine = bisect(total, random.randrange(total[-1])) - 1
    minutes = random.randint(60, 480)
    kin = range(machine % len(_SHIFTS), len(total) - 1, len(_SHIFTS))
    other = random.choice(kin) if random.random() < 0.3 else machine
    slower = minutes * random.randint(100, 150) // 100
    return _Step(machine, minutes, other if other != machine else -1, slower)


def _add_job(builder: ProblemBuilder, number: int, job: list[_Step], calendar_of: list[int]) -> int:
    """Add the operations of an order; return the last."""
    last = -1
    for index, step in enumerate(job):
        calendar = calendar_of[step.machine]
        modes = [ModeSpec(step.minutes, step.machine, calendar)]
        if step.other >= 0:
            modes.append(ModeSpec(step.slower, step.other, calendar))
        op = builder.operation(modes, f"J{number + 1}.{index + 1}", order=number)
        if last >= 0:
            builder.precede(last, op)
        last = op
    return last


def _weekly(kind: str, weeks: int) -> WorkingTime:
    return WorkingTime.of(
        [
            (week * _WEEK + begin, week * _WEEK + end)
            for week in range(weeks)
            for begin, end in _SHIFTS[kind]
        ]
    )
