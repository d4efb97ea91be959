"""One rule less, or one machine more: no plan is lost, so the optimum is never worse.

What only looks like relaxing is left out. Without an END_END edge an elastic operation ends
earlier, which may cost a reward for late ends or break a maximum wait behind it. Without a pin in
closed time the old start is forbidden.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from models.problem import Precedence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from models.problem import Problem

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
    Bools = np.ndarray[tuple[int], np.dtype[np.bool_]]

__all__ = ["KEEPS_PLANS", "RELAXATIONS", "relaxed"]


def relaxed(problem: Problem, name: str, rng: np.random.Generator) -> Problem | None:
    """Return the problem relaxed in one place by a key of `RELAXATIONS`, ``None`` if none is."""
    variants = list(RELAXATIONS[name](problem))
    return variants[int(rng.integers(0, len(variants)))] if variants else None


def _edges(problem: Problem, keep: Bools) -> Problem:
    lag_rows = np.repeat(keep, np.diff(problem.lag_ptr))
    lead_rows = np.repeat(keep, np.diff(problem.lead_ptr))
    return problem.replace(
        pred=problem.pred[keep],
        succ=problem.succ[keep],
        kind=problem.kind[keep],
        lags=problem.lags[lag_rows],
        leads=problem.leads[lead_rows],
        lag_ptr=_pointer(np.diff(problem.lag_ptr)[keep]),
        lead_ptr=_pointer(np.diff(problem.lead_ptr)[keep]),
    )


def _pointer(sizes: Ints) -> Ints:
    return np.concatenate(([0], np.cumsum(sizes))).astype(np.int64)


def _without_wait(problem: Problem) -> Iterator[Problem]:
    for edge in np.flatnonzero(problem.kind == Precedence.MAX_WAIT).tolist():
        yield _edges(problem, np.arange(problem.pred.size) != edge)


def _without_tie(problem: Problem) -> Iterator[Problem]:
    """Untie two operations altogether: a maximum wait needs another edge beside it."""
    for pred, succ in sorted(set(zip(problem.pred.tolist(), problem.succ.tolist(), strict=True))):
        tie = (problem.pred == pred) & (problem.succ == succ)
        is_end = (problem.kind[tie] == Precedence.END_END).any()
        if not (is_end and problem.op_elastic[succ]):
            yield _edges(problem, ~tie)


def _lower_lag(problem: Problem) -> Iterator[Problem]:
    for edge in range(problem.pred.size):
        kind = problem.kind[edge]
        is_late_end = kind == Precedence.END_END and problem.op_elastic[problem.succ[edge]]
        if kind == Precedence.MAX_WAIT or is_late_end:
            continue
        lags = problem.lags.copy()
        lags[problem.lag_ptr[edge] : problem.lag_ptr[edge + 1]] //= 2
        if (lags < problem.lags).any():
            yield problem.replace(lags=lags)


def _in_each_row(
    name: str, change: Callable[[Problem, int], int | None]
) -> Callable[[Problem], Iterator[Problem]]:
    """Return what changes one entry of a column to what `change` says, where it says something."""

    def variants(problem: Problem) -> Iterator[Problem]:
        column = getattr(problem, name)
        for row in range(column.size):
            value = change(problem, row)
            if value is not None and value != column[row]:
                changed = column.copy()
                changed[row] = value
                yield problem.replace(**{name: changed})

    return variants


def _free_start(problem: Problem, op: int) -> int | None:
    """Free a pin at which some mode it may take works, in all of them."""
    pin, fixed = int(problem.op_fixed_start[op]), int(problem.op_fixed_mode[op])
    modes = range(int(problem.mode_ptr[op]), int(problem.mode_ptr[op + 1]))
    calendars = [
        problem.calendars[problem.mode_calendar[mode]] for mode in modes if fixed in (-1, mode)
    ]
    is_open = all(times.to_work(pin + 1) > times.to_work(pin) for times in calendars)
    return -1 if pin >= 0 and is_open else None


def _capacity(problem: Problem) -> Iterator[Problem]:
    for resource in range(problem.num_resources):
        if problem.resource_setup[resource] >= 0 or problem.session_most[resource]:
            continue
        capacity, there = problem.resource_capacity.copy(), problem.profile_capacity.copy()
        capacity[resource] += 1
        there[problem.profile_resource == resource] += 1
        yield problem.replace(resource_capacity=capacity, profile_capacity=there)


def _rows(problem: Problem, prefix: str, keep: Bools) -> Problem:
    names = [name for name in vars(problem) if name.startswith(prefix)]
    columns = {name: getattr(problem, name) for name in names if not name.endswith("_ptr")}
    return problem.replace(**{name: column[keep] for name, column in columns.items()})


def _without_row(prefix: str, column: str) -> Callable[[Problem], Iterator[Problem]]:
    def variants(problem: Problem) -> Iterator[Problem]:
        count = getattr(problem, column).size
        for row in range(count):
            yield _rows(problem, prefix, np.arange(count) != row)

    return variants


def _quicker_setups(problem: Problem) -> Iterator[Problem]:
    if problem.setup_times.any():
        yield problem.replace(setup_times=problem.setup_times // 2)


def _another_machine(problem: Problem) -> Iterator[Problem]:
    """Copy a resource with its crews, absences and overtime, and each mode on it, to the end."""
    for resource in sorted(set(problem.mode_resource.tolist()) - {-1}):
        yield _copied(problem, resource)


def _copied(problem: Problem, resource: int) -> Problem:
    new = problem.num_resources
    changes: dict[str, Any] = {
        name: np.append(column, column[resource])
        for name, column in vars(problem).items()
        if name.startswith(("resource_", "session_")) and name != "resource_names"
    }
    changes["resource_names"] = (*problem.resource_names, "COPY")
    for prefix, key in (
        ("profile_", "profile_resource"),
        ("crew_", "crew_machine"),
        ("overtime_", "overtime_resource"),
    ):
        rows = getattr(problem, key) == resource
        for name, column in vars(problem).items():
            if name.startswith(prefix):
                more = np.full(int(rows.sum()), new) if name == key else column[rows]
                changes[name] = np.concatenate((column, more))
    # a copied mode comes right behind its original
    twice = np.where(problem.mode_resource == resource, 2, 1)
    old = np.repeat(np.arange(problem.num_modes), twice)
    is_copy = np.append(False, old[1:] == old[:-1])
    for name, column in vars(problem).items():
        if name.startswith("mode_") and name != "mode_ptr":
            changes[name] = column[old]
    changes["mode_resource"] = np.where(is_copy, new, changes["mode_resource"])
    return problem.replace(**changes, **_mode_rows(problem, old))


def _mode_rows(problem: Problem, old: Ints) -> dict[str, Ints]:
    """Return all that points to modes, or has an entry for each, if row i is `old[i]` now."""
    first = np.searchsorted(old, np.arange(problem.num_modes))
    changes: dict[str, Ints] = {}
    for name in ("op_fixed_mode", "op_previous_mode"):
        rows = getattr(problem, name)
        changes[name] = np.where(rows >= 0, first[rows], -1)
    uses = [(u, m) for m, was in enumerate(old) for u in np.flatnonzero(problem.use_mode == was)]
    rows = np.array([u for u, _ in uses], dtype=np.int64)
    changes["use_mode"] = np.array([m for _, m in uses], dtype=np.int64)
    for name in ("use_resource", "use_units", "use_calendar"):
        changes[name] = getattr(problem, name)[rows]
    for name, pointer_name, ends in (
        ("lags", "lag_ptr", problem.pred),
        ("leads", "lead_ptr", problem.succ),
    ):
        values, pointer = getattr(problem, name), getattr(problem, pointer_name)
        groups = [
            values[pointer[edge] + old[problem.mode_op[old] == op] - problem.mode_ptr[op]]
            if pointer[edge] < pointer[edge + 1]
            else values[:0]
            for edge, op in enumerate(ends.tolist())
        ]
        changes[name] = np.concatenate([values[:0], *groups])
        changes[pointer_name] = _pointer(np.array([group.size for group in groups], dtype=np.int64))
    return changes


def _less_patience(problem: Problem, resource: int) -> int | None:
    patience = int(problem.session_patience[resource])
    less = patience // 2 if patience >= 0 else 3
    return less if problem.session_most[resource] else None


def _longer_wait(problem: Problem) -> Iterator[Problem]:
    for edge in np.flatnonzero(problem.kind == Precedence.MAX_WAIT).tolist():
        lags = problem.lags.copy()
        lags[problem.lag_ptr[edge] : problem.lag_ptr[edge + 1]] += 2
        yield problem.replace(lags=lags)


RELAXATIONS: dict[str, Callable[[Problem], Iterator[Problem]]] = {
    "no maximum wait": _without_wait,
    "a longer wait": _longer_wait,
    "untied": _without_tie,
    "a shorter lag": _lower_lag,
    "no deadline": _in_each_row("op_deadline", lambda *_: -1),
    "a later deadline": _in_each_row(
        "op_deadline",
        lambda problem, row: problem.op_deadline[row] + (problem.op_deadline[row] >= 0),
    ),
    "no release": _in_each_row("op_release", lambda *_: 0),
    "no pinned start": _in_each_row("op_fixed_start", _free_start),
    "no pinned mode": _in_each_row("op_fixed_mode", lambda *_: -1),
    "interruptible": _in_each_row("mode_interruptible", lambda *_: True),
    "no further resource": _without_row("use_", "use_mode"),
    "no setup crew": _without_row("crew_", "crew_machine"),
    "no absence": _without_row("profile_", "profile_resource"),
    "one unit more": _capacity,
    "quicker setups": _quicker_setups,
    "less preparation": _in_each_row(
        "mode_preparation", lambda problem, row: problem.mode_preparation[row] // 2
    ),
    "a larger session": _in_each_row(
        "session_most",
        lambda problem, row: problem.session_most[row] + 3 * (problem.session_most[row] > 0),
    ),
    "emptier sessions": _in_each_row(
        "session_least", lambda problem, row: problem.session_least[row] // 2
    ),
    "less patience": _in_each_row("session_patience", _less_patience),
    "fewer units at once": _in_each_row(
        "mode_units", lambda problem, row: max(1, problem.mode_units[row] - 1)
    ),
    "another machine": _another_machine,
}

KEEPS_PLANS = RELAXATIONS.keys() - {"quicker setups", "less preparation", "another machine"}
"""Under which a plan stays a plan to the letter."""
