"""PyJobShop as a peer: its model of a problem, CP-SAT run as it runs it, its plan checked by us.

It is optional: ``pip install pyjobshop==0.0.9``. CP-SAT is run here and not by its `solve`, with
the same settings, to hear of improvements; building its model counts as time.
"""

from __future__ import annotations

from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from math import ceil, isfinite
from time import monotonic
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.pyjobshop_words import words
from models.errors import SchedulingError
from models.measures import level_results
from models.problem_verify import check_schedule
from models.schedule import LevelResult, Schedule, Status
from solvers.units import assign_units

if TYPE_CHECKING:
    from pyjobshop import ProblemData

    from benchmarks.cell import Budget
    from benchmarks.curve import Recorder
    from benchmarks.pyjobshop_words import Words
    from models.level import Level
    from models.problem import Problem

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]

__all__ = ["VERSION", "NotInstalled", "PeerFault", "schedule_of", "solve_by_pyjobshop"]

VERSION = "0.0.9"


class NotInstalled(SchedulingError):  # noqa: N818 - the name says what is wrong
    """PyJobShop is not there, or not the version the translation was written for."""


class PeerFault(SchedulingError):  # noqa: N818 - as `SolverFault`
    """PyJobShop's plan breaks a rule of the problem."""


def _require() -> None:
    try:
        found = version("pyjobshop")
    except PackageNotFoundError:
        found = "none"
    if found != VERSION:
        message = f"PyJobShop {VERSION} is needed, found {found}: pip install pyjobshop=={VERSION}"
        raise NotInstalled(message)


def solve_by_pyjobshop(
    problem: Problem, level: Level, budget: Budget, recorder: Recorder
) -> Schedule:
    """Minimise a level by PyJobShop's model.

    Raises
    ------
    NotInstalled
        If it is not there.
    NotExpressible
        If it has no words for the problem.
    PeerFault
        If its plan is wrong.
    """
    _require()
    from benchmarks.plain_cpsat import run_plain

    started = monotonic()
    deadline = started + budget.time_limit
    told = words(problem, level)

    from pyjobshop.solvers.ortools import CPModel

    peer = CPModel(_data(told))
    name = str(level)

    def tell(found: float, bound: float) -> None:
        known = ceil(bound - 1e-6) if isfinite(bound) else None
        recorder.add(monotonic() - started, "pyjobshop", name, round(found), known)

    if monotonic() > deadline:
        return Schedule.none(Status.NO_SOLUTION, "pyjobshop")
    outcome = run_plain(peer.model, budget, deadline, tell)
    if not outcome.values:
        return Schedule.none(Status.NO_SOLUTION, "pyjobshop")
    variables = peer.variables
    chosen = [m for m, var in enumerate(variables.mode_vars) if outcome.values[var.index]]
    start = [outcome.values[var.start.index] for var in variables.task_vars]
    schedule = schedule_of(problem, np.array(chosen), np.array(start))
    levels = level_results(problem, schedule, (level,))
    status = Status.OPTIMAL if levels[0].value == outcome.bound else Status.FEASIBLE
    result = LevelResult(levels[0].objective, levels[0].value, outcome.bound)
    return replace(schedule, status=status, levels=(result,), seconds=monotonic() - started)


def schedule_of(problem: Problem, mode: Ints, start: Ints) -> Schedule:
    """Return the plan of modes, by operation, and starts; ends follow from the calendars.

    Raises
    ------
    PeerFault
        If it breaks a rule.
    """
    duration = problem.mode_duration[mode]
    end = start + duration
    for index, calendar in enumerate(problem.calendars):
        on_it = (problem.mode_calendar[mode] == index) & (duration > 0)
        work = calendar.to_work(start[on_it]) + duration[on_it]
        end[on_it] = calendar.to_wall_end(np.minimum(work, calendar.total))
    schedule = Schedule(
        mode=mode,
        unit=assign_units(problem, mode, start, end),
        start=start,
        end=end,
        changeover=np.zeros_like(start),
        status=Status.FEASIBLE,
        provenance="pyjobshop",
    )
    if faults := check_schedule(problem, schedule):
        raise PeerFault("; ".join(faults[:5]))
    return schedule


def _data(told: Words) -> ProblemData:
    """Return PyJobShop's own data."""
    from pyjobshop import Model

    model = Model()
    resources = [
        model.add_machine(breaks=list(row.breaks))
        if row.is_machine
        else model.add_renewable(capacity=row.capacity, breaks=list(row.breaks))
        for row in told.resources
    ]
    jobs = [model.add_job(weight=row.weight, due_date=row.due) for row in told.jobs]
    tasks = [
        model.add_task(
            job=jobs[row.job] if row.job >= 0 else None,
            earliest_start=row.earliest_start,
            latest_end=row.latest_end,
            allow_breaks=row.allow_breaks,
        )
        for row in told.tasks
    ]
    for mode in told.modes:
        model.add_mode(
            tasks[mode.task],
            [resources[resource] for resource, _ in mode.uses],
            mode.duration,
            # a machine is held whole, and PyJobShop wants to hear of no units of it
            [0 if told.resources[row].is_machine else units for row, units in mode.uses],
        )
    for before, after, delay in told.precedences:
        model.add_end_before_start(tasks[before], tasks[after], delay)
    if told.minimises_tardiness:
        model.set_objective(weight_total_tardiness=1)
    else:
        model.set_objective(weight_makespan=1)
    return model.data()
