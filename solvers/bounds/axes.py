r"""Relaxed machines: each works off its operations one unit after the other, and may break off.

An *axis* measures time by how much of some resources has been there. An operation takes at least
:math:`e_i` of it between its head and its deadline, so in every interval of the axis the work
that must lie in it cannot exceed its length (energy; for one machine this is the preemptive
relaxation with heads and tails of Carlier 1982, doi:10.1016/S0377-2217(82)80007-6).

- one resource: operations that hold it in each of their modes;
- resources that operations choose among: operations that choose only among them;
- windows: of operations that must not be interrupted at most :math:`\lfloor C/s \rfloor` "pieces"
  of length s fit into a window of length C, and one of length p has :math:`\lfloor p/s \rfloor`
  pieces (a dual feasible function, Fekete & Schepers 2001, doi:10.1007/s101070100243). So of work
  longer than half a window only one fits in.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from solvers.bounds.capacity import Curve, curve_of, holds_of, size_of
from solvers.bounds.passes import NEVER
from solvers.bounds.setups import least_changeovers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.problem import Problem
    from solvers.bounds.capacity import Holds
    from solvers.bounds.passes import Heads

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]

__all__ = ["ANY", "Axes", "Axis", "axes_of", "joined"]

ANY = -1
"""In place of an operation: what only has to be done before the last of all ends."""

_MOST_GROUPS = 100
"""Groups of resources looked at, the busiest first."""

_MOST_PIECES = 6
"""Lengths of pieces tried for each machine with windows."""


class Axis(NamedTuple):
    """One relaxed machine."""

    name: str
    op: Ints
    """Each once; `ANY` for changeovers."""
    energy: Ints
    """What each of its operations takes of it at least."""
    head: Ints
    """From where on the axis it can."""
    late: Curve
    """Where on the axis a deadline lies."""


class Axes(NamedTuple):
    """All relaxed machines as flat arrays: rows of axis a are ``ptr[a]`` to ``ptr[a + 1]``."""

    ptr: Ints
    op: Ints
    energy: Ints
    head: Ints
    """Ascending within an axis."""
    late_ptr: Ints
    late_tick: Ints
    late_total: Ints
    late_rate: Ints


def axes_of(problem: Problem, heads: Heads) -> list[Axis]:
    """Return the relaxed machines of a problem that have something to do."""
    holds = holds_of(problem, heads.mode_start < NEVER)
    curves = {int(r): curve_of(problem, int(r)) for r in np.unique(holds.resource)}
    axes = list(_single(problem, heads, holds, curves))
    axes += _groups(problem, heads, holds, curves)
    axes += _windows(problem, heads, holds)
    return [axis for axis in axes if axis.op.size > 1]


def joined(axes: list[Axis]) -> Axes:
    """Return axes for kernels."""
    none = [np.zeros(0, dtype=np.int64)]
    orders = [np.argsort(axis.head, kind="stable") for axis in axes]
    rows = list(zip(axes, orders, strict=True))
    return Axes(
        ptr=_pointer([axis.op.size for axis in axes]),
        op=np.concatenate([axis.op[order] for axis, order in rows] or none),
        energy=np.concatenate([axis.energy[order] for axis, order in rows] or none),
        head=np.concatenate([axis.head[order] for axis, order in rows] or none),
        late_ptr=_pointer([axis.late.tick.size for axis in axes]),
        late_tick=np.concatenate([axis.late.tick for axis in axes] or none),
        late_total=np.concatenate([axis.late.total for axis in axes] or none),
        late_rate=np.concatenate([axis.late.rate for axis in axes] or none),
    )


def _pointer(sizes: list[int]) -> Ints:
    return np.concatenate(([0], np.cumsum(sizes))).astype(np.int64)


def _axis(name: str, op: Ints, energy: Ints, heads: Heads, curve: Curve) -> Axis:
    keep = energy > 0
    op = op[keep].astype(np.int64)
    return Axis(name, op, energy[keep].astype(np.int64), curve.at(heads.start[op]), curve)


def _must(heads: Heads, op_of_mode: Ints, modes: Ints, amounts: Ints) -> tuple[Ints, Ints]:
    """Return which operations are listed with all their possible modes, and their least amount.

    Parameters
    ----------
    op_of_mode
        (M,).
    modes, amounts
        Modes, each at most once, and what each takes.
    """
    if not modes.size:
        return modes, amounts
    num_modes = np.bincount(op_of_mode[heads.mode_start < NEVER], minlength=heads.start.size)
    ops, first, counts = np.unique(op_of_mode[modes], return_index=True, return_counts=True)
    least = np.minimum.reduceat(amounts, first)
    every = counts == num_modes[ops]
    return ops[every], least[every]


def _single(
    problem: Problem, heads: Heads, holds: Holds, curves: dict[int, Curve]
) -> Iterator[Axis]:
    """Yield an axis for each resource."""
    order = np.argsort(holds.resource, kind="stable")
    bounds = np.searchsorted(holds.resource[order], np.arange(problem.num_resources + 1))
    axes = {}
    for resource, (begin, end) in enumerate(pairwise(bounds.tolist())):
        if begin == end:
            continue
        rows = order[begin:end]
        modes, first = np.unique(holds.mode[rows], return_index=True)
        units = np.add.reduceat(holds.units[rows], first)
        energy = units * problem.mode_duration[modes]
        ops, least = _must(heads, problem.mode_op, modes, energy)
        axes[resource] = _axis(_name(problem, resource), ops, least, heads, curves[resource])
    # changeovers into work without length may come after all other work: they do not count
    counts = np.zeros(problem.num_operations, dtype=np.bool_)
    possible = np.flatnonzero(heads.mode_start < NEVER)
    main = np.full(problem.num_operations, -1, dtype=np.int64)
    # of several main resources any will do: changeovers count only where there is one
    main[problem.mode_op[possible]] = problem.mode_resource[possible]
    for resource, axis in axes.items():
        counts[axis.op[main[axis.op] == resource]] = True
    ticks = least_changeovers(problem, heads, counts)
    for resource, axis in axes.items():
        yield _with_changeovers(problem, axis, resource, int(ticks[resource]))


def _with_changeovers(problem: Problem, axis: Axis, resource: int, ticks: int) -> Axis:
    """Return an axis with the changeovers of its machine, some time before its last end."""
    outer = problem.calendars[int(problem.resource_calendar[resource])]
    inner = problem.calendars[int(problem.resource_setup_calendar[resource])]
    if not ticks or inner.intersect(outer).total != inner.total:
        return axis
    return axis._replace(
        op=np.append(axis.op, ANY),
        energy=np.append(axis.energy, ticks),
        head=np.append(axis.head, 0),
    )


def _name(problem: Problem, resource: int) -> str:
    return problem.resource_names[resource] if problem.resource_names else f"resource {resource}"


def _groups(problem: Problem, heads: Heads, holds: Holds, curves: dict[int, Curve]) -> list[Axis]:
    """Return an axis for each set of main resources that some operation chooses among."""
    possible = np.flatnonzero(heads.mode_start < NEVER)
    choices = _choices(problem, possible)
    distinct = {choice for choice in choices if len(choice) > 1 and min(choice) >= 0}
    whole = _components(distinct)
    members: dict[tuple[int, ...], list[int]] = {}
    for op, choice in enumerate(choices):
        members.setdefault(choice, []).append(op)
    axes = []
    for group in sorted(distinct | whole)[: 4 * _MOST_GROUPS]:
        inside = [ops for choice, ops in members.items() if choice and set(choice) <= set(group)]
        is_inside = np.zeros(problem.num_operations, dtype=np.bool_)
        is_inside[np.concatenate(inside)] = True
        modes = possible[is_inside[problem.mode_op[possible]]]
        energy, curve = _group(problem, holds, curves, (group, modes))
        axes.append(
            _axis(
                _title(problem, group), *_must(heads, problem.mode_op, modes, energy), heads, curve
            )
        )
    axes.sort(key=lambda axis: -int(axis.energy.sum()))
    return axes[:_MOST_GROUPS]


def _choices(problem: Problem, possible: Ints) -> list[tuple[int, ...]]:
    """Return the main resources each operation chooses among, ascending; -1 for none needed."""
    rows: list[set[int]] = [set() for _ in range(problem.num_operations)]
    pairs = zip(
        problem.mode_op[possible].tolist(), problem.mode_resource[possible].tolist(), strict=True
    )
    for op, resource in pairs:
        rows[op].add(resource)
    return [tuple(sorted(row)) for row in rows]


def _components(groups: set[tuple[int, ...]]) -> set[tuple[int, ...]]:
    """Return the unions of groups that meet."""
    parts: list[set[int]] = []
    for group in groups:
        met = [part for part in parts if part & set(group)]
        parts = [part for part in parts if not part & set(group)]
        parts.append(set(group).union(*met))
    return {tuple(sorted(part)) for part in parts}


def _title(problem: Problem, group: tuple[int, ...]) -> str:
    return "+".join(_name(problem, r) for r in group[:3]) + ("+..." if len(group) > 3 else "")


def _group(
    problem: Problem, holds: Holds, curves: dict[int, Curve], chosen: tuple[tuple[int, ...], Ints]
) -> tuple[Ints, Curve]:
    """Return what the chosen modes take of a group, and its axis."""
    group, modes = chosen
    size, members = size_of(problem), list(group)
    is_session = problem.session_most[members] > 0
    # a whole session counts as one unit: units of other resources weigh as much
    factor = int(np.lcm.reduce(size[members][is_session])) if is_session.any() else 1
    weight = np.zeros(problem.num_resources, dtype=np.int64)
    weight[members] = np.where(is_session, factor // size[members], factor)
    energy = np.zeros(problem.num_modes, dtype=np.int64)
    taken = holds.units * weight[holds.resource] * problem.mode_duration[holds.mode]
    np.add.at(energy, holds.mode, taken)
    known = [r for r in group if r in curves]
    return energy[modes], _sum([curves[r] for r in known], weight[known].tolist())


def _sum(curves: list[Curve], weights: list[int]) -> Curve:
    if not curves:
        nothing = np.zeros(0, dtype=np.int64)
        return Curve.of_changes(nothing, nothing)
    ticks = np.concatenate([curve.tick for curve in curves])
    changes = [
        weight * np.diff(curve.rate, prepend=0)
        for curve, weight in zip(curves, weights, strict=True)
    ]
    return Curve.of_changes(ticks, np.concatenate(changes))


def _windows(problem: Problem, heads: Heads, holds: Holds) -> Iterator[Axis]:
    """Yield axes that count pieces in the windows of machines that run one operation at a time."""
    is_machine = (problem.resource_capacity == 1) & (problem.session_most == 0)
    is_main = holds.resource == problem.mode_resource[holds.mode]
    modes = np.unique(holds.mode[is_main & is_machine[holds.resource]])
    for resource in np.unique(problem.mode_resource[modes]).tolist():
        mine = modes[problem.mode_resource[modes] == resource]
        whole = np.where(problem.mode_interruptible[mine], 0, problem.mode_duration[mine])
        curve = curve_of(problem, resource)
        is_open = curve.rate[:-1] > 0
        begin, end = curve.tick[:-1][is_open], curve.tick[1:][is_open]
        if begin.size < 2 or not whole.any():
            continue
        for piece in _pieces(whole, end - begin):
            ops, least = _must(heads, problem.mode_op, mine, whole // piece)
            ops, least = ops[least > 0], least[least > 0]
            pieces = (end - begin) // piece
            passed = np.concatenate(([0], np.cumsum(pieces)))
            head = passed[np.searchsorted(end, heads.start[ops], side="right")]
            late = Curve(begin + 1, passed[1:], np.zeros_like(pieces))
            yield Axis(f"windows of {_name(problem, resource)}", ops, least, head, late)


def _pieces(durations: Ints, lengths: Ints) -> list[int]:
    """Return lengths of pieces worth a try: just over a half, a third, ... of a window."""
    longest = int(lengths.max())
    fractions = [longest // (parts + 1) + 1 for parts in range(1, _MOST_PIECES)]
    long = np.unique(durations[durations > longest // _MOST_PIECES])
    picks = long[np.linspace(0, long.size - 1, min(long.size, _MOST_PIECES)).astype(int)]
    return sorted({*fractions, *picks.tolist()})
