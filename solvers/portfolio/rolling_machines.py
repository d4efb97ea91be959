"""Frozen operations on machines with setups: who comes next depends on who came before.

Of the sequence of such a machine a window sees what it can reach: the last operation before it,
those within, and the first after it that asks for a state. Frozen operations without a working
tick between them are one row. It needs the state of the first and leaves that of the last, for
which the setup matrix gets a state of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from solvers.portfolio.rolling_borders import FixedRow

if TYPE_CHECKING:
    from models.problem import Problem
    from solvers.portfolio.rolling_cut import Cut

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
    Matrix = np.ndarray[tuple[int, int, int], np.dtype[np.int64]]

__all__ = ["Machines", "machines_of"]


class _Run(NamedTuple):
    """Frozen operations on one machine, one right after the other."""

    machine: int
    ops: list[int]
    states: tuple[int, int]


@dataclass(eq=False)
class Machines:
    """The machines whose sequence may change, as a window sees them.

    Parameters
    ----------
    rows, first
        Frozen operations that stay visible, and the operation whose changeover each has.
    initial_state, setup_times
        As in `Problem`.
    spans
        For each of the machines from when to when it may be held by what moves.
    """

    initial_state: Ints
    setup_times: Matrix
    rows: list[FixedRow] = field(default_factory=list)
    first: list[int] = field(default_factory=list)
    spans: dict[int, tuple[int, int]] = field(default_factory=dict)


def machines_of(cut: Cut) -> Machines:
    """Return what a window sees of the machines with setups that its operations may use."""
    problem = cut.problem
    main = problem.mode_resource[cut.is_live[problem.mode_op]]
    changing = np.unique(main[main >= 0])
    changing = changing[problem.resource_setup[changing] >= 0]
    machines = Machines(problem.resource_initial_state.copy(), problem.setup_times)
    runs: list[_Run] = []
    for machine, sequence in zip(changing.tolist(), _sequences(cut, changing), strict=True):
        kept = _visible(cut, machines, machine, sequence)
        runs += _runs(cut, machine, kept)
        starts = [int(cut.schedule.start[op]) for op in kept.tolist() if not cut.is_live[op]]
        since = _reach(cut, machine)
        if kept.size and starts and int(cut.schedule.end[kept[0]]) <= cut.since:
            since = max(since, int(cut.schedule.end[kept[0]]))
        machines.spans[machine] = (since, max([cut.until, *starts]))
    _add_rows(cut, machines, runs)
    return machines


def _sequences(cut: Cut, machines: Ints) -> list[Ints]:
    """Return the operations on each machine in the order in which they run."""
    plan = cut.schedule
    wanted = np.zeros(cut.problem.num_resources + 1, dtype=np.bool_)  # the last is for none
    wanted[machines] = True
    ops = np.flatnonzero(wanted[cut.main])
    order = np.lexsort((ops, -plan.changeover[ops], plan.end[ops], plan.start[ops], cut.main[ops]))
    ops = ops[order].astype(np.int64)
    return [ops[cut.main[ops] == machine] for machine in machines.tolist()]


def _visible(cut: Cut, machines: Machines, machine: int, sequence: Ints) -> Ints:
    """Return the part of a sequence that matters; note the state before it."""
    plan, states = cut.schedule, cut.problem.mode_state[cut.schedule.mode[sequence]]
    frozen = ~cut.is_live[sequence]
    is_over = frozen & (plan.end[sequence] <= cut.since) & (plan.start[sequence] < cut.since)
    first = max(0, int(np.argmin(is_over)) - 1) if not is_over.all() else max(0, is_over.size - 1)
    stated = np.flatnonzero(states[:first] >= 0)
    if stated.size:
        machines.initial_state[machine] = states[stated[-1]]
    is_after = frozen & (plan.start[sequence] > cut.until) & (states >= 0)
    last = int(np.argmax(is_after)) + 1 if is_after.any() else sequence.size
    return sequence[first:last]


def _reach(cut: Cut, machine: int) -> int:
    """Return the first tick at which the changeover of what starts in the window may begin."""
    problem = cut.problem
    calendar = problem.calendars[int(problem.resource_setup_calendar[machine])]
    modes = cut.is_live[problem.mode_op] & (problem.mode_resource == machine)
    matrix = problem.setup_times[problem.resource_setup[machine]]
    longest = int(matrix.max(initial=0) + problem.mode_preparation[modes].max(initial=0))
    work = calendar.to_work(cut.since) - longest
    return min(cut.since, calendar.to_wall_start(work)) if 0 < work < calendar.total else 0


def _runs(cut: Cut, machine: int, sequence: Ints) -> list[_Run]:
    """Return the frozen operations of a sequence, those without time between them together."""
    problem, plan = cut.problem, cut.schedule
    calendar = problem.calendars[int(problem.resource_calendar[machine])]
    begins: list[int] = calendar.to_work(cut.begin[sequence]).tolist()
    ends: list[int] = calendar.to_work(plan.end[sequence]).tolist()
    lasts: list[bool] = (plan.end[sequence] > plan.start[sequence]).tolist()
    states: list[int] = problem.mode_state[plan.mode[sequence]].tolist()
    runs: list[_Run] = []
    open_since = -1
    """Index of the operation before, if more may be joined to its run."""
    for index, op in enumerate(sequence.tolist()):
        if cut.is_live[op]:
            open_since = -1
            continue
        before, state = runs[-1] if open_since >= 0 else None, states[index]
        is_next = open_since >= 0 and lasts[index] and begins[index] <= ends[open_since]
        if before is not None and is_next and (state < 0 or before.states[0] >= 0):
            leaves = state if state >= 0 else before.states[1]
            runs[-1] = _Run(machine, [*before.ops, op], (before.states[0], leaves))
        else:
            runs.append(_Run(machine, [op], (state, state)))
        open_since = index if lasts[index] else -1
    return runs


def _add_rows(cut: Cut, machines: Machines, runs: list[_Run]) -> None:
    """Make a row of every run, and a state of those that leave another than they need."""
    problem, plan = cut.problem, cut.schedule
    count = problem.setup_times.shape[1]
    needs, leaves = list(range(count)), list(range(count))
    for run in runs:
        first, last = run.ops[0], run.ops[-1]
        state = run.states[0]
        if run.states[1] != state:
            state = len(needs)
            needs.append(run.states[0])
            leaves.append(run.states[1])
        calendar = int(problem.resource_calendar[run.machine])
        times = problem.calendars[calendar]
        start = int(plan.start[first])
        machines.first.append(first)
        machines.rows.append(
            FixedRow(
                first,
                int(problem.op_order[first]),
                problem.op_names[first],
                start,
                calendar,
                run.machine,
                times.to_work(int(plan.end[last])) - times.to_work(start),
                state=state,
                preparation=int(problem.mode_preparation[plan.mode[first]]),
                changeover=int(plan.changeover[first]),
            )
        )
    machines.setup_times = _with_states(problem, needs, leaves)


def _with_states(problem: Problem, needs: list[int], leaves: list[int]) -> Matrix:
    """Return setup matrices with more states, each as one that is needed and one that is left."""
    times = problem.setup_times[:, leaves][:, :, needs]
    fresh = np.arange(problem.setup_times.shape[1], len(needs))
    times[:, fresh, fresh] = 0  # nobody else has it
    return times
