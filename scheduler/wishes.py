"""Hard wishes: what a plan must keep although the work could be done without it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.plan import Unscheduled
from models.problem import Precedence
from models.problem_verify import sessions_of
from scheduler.words import Said

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.problem import Problem
    from models.schedule import Schedule
    from scheduler.compile import Compiled

__all__ = ["missed_wishes", "without_wishes"]


def without_wishes(problem: Problem, *, fills: bool = True) -> Problem | None:
    """Return the problem without its hard wishes; ``None`` if it has none.

    A longest wait becomes one until the horizon, so that rows stay the same. The least fill of
    sessions is kept unless `fills` go too: nearly all that are alone would break it.
    """
    waits = problem.kind == Precedence.MAX_WAIT
    is_free = (problem.op_deadline < 0).all() and not waits.any()
    if is_free and not (fills and (problem.session_least > 0).any()):
        return None
    lags = problem.lags.copy()
    lags[np.repeat(waits, np.diff(problem.lag_ptr))] = problem.horizon
    return problem.replace(
        op_deadline=np.full_like(problem.op_deadline, -1),
        lags=lags,
        session_least=problem.session_least * (not fills),
    )


def missed_wishes(compiled: Compiled, schedule: Schedule) -> list[Unscheduled]:
    """Return the orders whose wishes a schedule of `without_wishes` does not keep, one row each."""
    missed: dict[str, Unscheduled] = {}
    for op, wish, remedy in (
        *_late(compiled, schedule),
        *_waiting(compiled, schedule),
        *_nearly_empty(compiled, schedule),
    ):
        ref = compiled.operations[op]
        cause = Said("no plan was found in which {wish}", wish=wish)
        missed.setdefault(ref.order, Unscheduled(ref.order, ref.phase, cause, remedy=remedy))
    return list(missed.values())


def _late(compiled: Compiled, schedule: Schedule) -> Iterator[tuple[int, Said, Said]]:
    problem = compiled.problem
    for op in np.flatnonzero(problem.op_deadline >= 0).tolist():
        end, deadline = int(schedule.end[op]), int(problem.op_deadline[op])
        if end > deadline:
            wish = Said(
                "it ends by {deadline}; one without that date ends it at {end}",
                deadline=compiled.at(deadline),
                end=compiled.at(end),
            )
            yield op, wish, Said("an end of {date}", date=compiled.at(end))


def _waiting(compiled: Compiled, schedule: Schedule) -> Iterator[tuple[int, Said, Said]]:
    problem = compiled.problem
    for edge in np.flatnonzero(problem.kind == Precedence.MAX_WAIT).tolist():
        pred, succ = int(problem.pred[edge]), int(problem.succ[edge])
        position = int(schedule.mode[pred] - problem.mode_ptr[pred])
        lag = int(problem.lags[problem.lag_ptr[edge] + position])
        wait = int(schedule.start[succ] - schedule.end[pred])
        if wait > lag:
            first, second = (str(compiled.operations[op].phase) for op in (pred, succ))
            wish = Said(
                "phase {second} starts within {time} of phase {first}",
                second=second,
                time=compiled.minutes(lag),
                first=first,
            )
            wait_time = compiled.minutes(wait)
            yield (
                succ,
                wish,
                Said("a wait of {time} after phase {phase}", time=wait_time, phase=first),
            )


def _nearly_empty(compiled: Compiled, schedule: Schedule) -> Iterator[tuple[int, Said, Said]]:
    """Yield who is in a session that should have waited for more.

    That it may have waited long enough does not matter: the rest is planned strictly again.
    """
    problem = compiled.problem
    sessions = sessions_of(problem, schedule)
    last: dict[int, int] = {}
    for _, family, start in sessions:
        last[family] = max(start, last.get(family, start))
    for (machine, family, start), ops in sessions.items():
        fill = sum(int(problem.mode_fill[schedule.mode[op]]) for op in ops)
        if fill < problem.session_least[machine] and start < last[family]:
            name = problem.resource_names[machine]
            wish = Said("its session on {machine} is full enough", machine=name)
            yield ops[0], wish, Said("less to fill {machine}", machine=name)
