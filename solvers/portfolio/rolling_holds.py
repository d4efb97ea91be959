"""What frozen operations hold while a window lasts, as stretches with fewer units."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from solvers.held_steps import HeldUnits, absences, in_windows, joined, steps
from solvers.portfolio.rolling_borders import FixedRow

if TYPE_CHECKING:
    from collections.abc import Iterable

    from solvers.portfolio.rolling_cut import Cut
    from solvers.portfolio.rolling_machines import Machines

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
    Bools = np.ndarray[tuple[int], np.dtype[np.bool_]]

__all__ = ["profile_of", "starts_outside"]


def starts_outside(cut: Cut, machines: Machines) -> list[FixedRow]:
    """Return frozen work that starts where its machine is closed, as it is pinned there.

    It holds its unit by name from then on, and what waits at its end in closed time must not: a
    stretch with fewer units says nothing of closed time.
    """
    problem, plan = cut.problem, cut.schedule
    rows = []
    pinned = ~cut.is_live & (problem.op_fixed_start >= 0) & (plan.end > plan.start)
    usable = _usable(cut)
    for op in np.flatnonzero(pinned & (cut.main >= 0)).tolist():
        machine, start = int(cut.main[op]), int(plan.start[op])
        calendar = int(problem.resource_calendar[machine])
        times = problem.calendars[calendar]
        is_closed = times.to_work(start + 1) == times.to_work(start)
        if is_closed and usable[machine] and machine not in machines.spans:
            rows.append(
                FixedRow(
                    op,
                    int(problem.op_order[op]),
                    problem.op_names[op],
                    start,
                    calendar,
                    machine,
                    times.to_work(int(plan.end[op])) - times.to_work(start),
                    int(problem.mode_units[plan.mode[op]]),
                )
            )
    return rows


def _usable(cut: Cut) -> Bools:
    """Return which resources what moves may hold, changeovers included; shape (R,)."""
    problem = cut.problem
    usable = np.zeros(problem.num_resources + 1, dtype=np.bool_)  # the last is for resource -1
    modes = cut.is_live[problem.mode_op]
    usable[problem.mode_resource[modes]] = True
    main = usable.copy()
    usable[problem.use_resource[modes[problem.use_mode]]] = True
    usable[problem.crew_resource[main[problem.crew_machine]]] = True
    return usable[:-1]


def profile_of(cut: Cut, machines: Machines, apart: Iterable[int]) -> dict[str, Ints]:
    """Return the ``profile_`` columns of a window, of the resources that it may use.

    Parameters
    ----------
    apart
        Frozen operations whose main resource is held by a row of its own.
    """
    problem = cut.problem
    usable, (since, until) = _usable(cut), _spans(cut, machines)
    by_row = np.zeros(problem.num_operations, dtype=np.bool_)
    by_row[list(apart)] = True
    first, last = since.min(initial=cut.since), until.max(initial=cut.until)
    near = ~cut.is_live & (cut.schedule.end >= first) & (cut.begin <= last)
    ops = np.flatnonzero(near)
    held = joined(
        _main(cut, machines, ops[~by_row[ops]]),
        _uses(cut, ops, usable),
        _crews(cut, np.setdiff1d(ops, machines.first)),
        absences(problem),
    )
    held = held.only(usable[held.resource])
    rows = steps(
        HeldUnits(
            held.resource,
            held.units,
            np.maximum(held.start, since[held.resource]),
            np.minimum(held.end, until[held.resource]),
        )
    )
    return {
        "profile_resource": rows.resource,
        "profile_start": rows.start,
        "profile_end": rows.end,
        "profile_capacity": np.maximum(0, problem.resource_capacity[rows.resource] - rows.units),
    }


def _spans(cut: Cut, machines: Machines) -> tuple[Ints, Ints]:
    """Return from when to when each resource may be held by what moves; shapes (R,)."""
    problem = cut.problem
    since = np.full(problem.num_resources, cut.since)
    until = np.full(problem.num_resources, cut.until)
    for machine, span in machines.spans.items():
        since[machine], until[machine] = span
    for machine, crew in zip(
        problem.crew_machine.tolist(), problem.crew_resource.tolist(), strict=True
    ):
        if machine in machines.spans:
            since[crew] = min(since[crew], machines.spans[machine][0])
            until[crew] = max(until[crew], machines.spans[machine][1])
    return since, until


def _main(cut: Cut, machines: Machines, ops: Ints) -> HeldUnits:
    """Return what operations hold of their main resource; one member holds for a session."""
    problem, mode = cut.problem, cut.schedule.mode
    ops = ops[(cut.main[ops] >= 0) & ~np.isin(cut.main[ops], list(machines.spans))]
    shares = problem.mode_family[mode[ops]] >= 0
    keys = np.column_stack((cut.main, problem.mode_family[mode], cut.schedule.start))[ops[shares]]
    leads = np.unique(keys, axis=0, return_index=True)[1]
    ops = np.concatenate([ops[~shares], ops[shares][leads]])
    units = problem.mode_units[mode[ops]]
    return HeldUnits(cut.main[ops], units, cut.begin[ops], cut.schedule.end[ops])


def _uses(cut: Cut, ops: Ints, usable: Bools) -> HeldUnits:
    """Return what operations hold besides, in the windows in which it counts."""
    problem, mode = cut.problem, cut.schedule.mode
    sizes = np.diff(problem.use_ptr)[mode[ops]]
    owner = np.repeat(ops, sizes)
    shift = np.repeat(problem.use_ptr[mode[ops]] - np.cumsum(sizes) + sizes, sizes)
    use = np.arange(owner.size) + shift
    known = usable[problem.use_resource[use]]
    owner, use = owner[known], use[known]
    holds = HeldUnits(
        problem.use_resource[use],
        problem.use_units[use],
        cut.schedule.start[owner],
        cut.schedule.end[owner],
    )
    return in_windows(problem, problem.use_calendar[use], holds)


def _crews(cut: Cut, ops: Ints) -> HeldUnits:
    """Return what changeovers hold besides their machine."""
    problem = cut.problem
    changed = ops[cut.schedule.changeover[ops] > 0]
    machine = cut.main[changed]
    pairs = [
        (changed[machine == one], row) for row, one in enumerate(problem.crew_machine.tolist())
    ]
    owner = np.concatenate([changed[:0], *(some for some, _ in pairs)])
    rows = np.repeat(np.arange(len(pairs)), [some.size for some, _ in pairs])
    holds = HeldUnits(
        problem.crew_resource[rows],
        problem.crew_units[rows],
        cut.begin[owner],
        cut.schedule.start[owner],
    )
    return in_windows(problem, problem.resource_setup_calendar[cut.main[owner]], holds)
