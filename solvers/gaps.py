"""What lies between two operations at least, whatever the calendars and whatever the time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.problem import Precedence

if TYPE_CHECKING:
    from solvers.flat import Edge, FlatProblem

__all__ = ["least_between"]

_END_START, _WORK_START = int(Precedence.END_START), int(Precedence.WORK_START)
_WORK_WORK = int(Precedence.WORK_WORK)


def least_between(
    flat: FlatProblem, first: int, block: list[int], modes: list[list[int]]
) -> dict[int, int]:
    """Return how long after the end of an operation others start at least.

    Only work and lags that no calendar can save are counted: a maximum wait that is shorter can
    never be kept.

    Parameters
    ----------
    flat, block
        A block of `FlatProblem.blocks`; only its members are looked at.
    first
        The operation.
    modes
        (N,): the modes each may take.

    Returns
    -------
    dict of int to int
        Ticks by operation; those that may start before the end of the first are left out.
    """
    between: dict[int, int] = {}
    for op in block:
        if op != first and op not in between:
            continue
        for edge in flat.outgoing[op]:
            gap = min(_gap(flat, edge, mode, is_first=op == first) for mode in modes[op])
            if gap >= 0:
                since = between.get(op, 0) + gap
                between[edge.succ] = max(between.get(edge.succ, 0), since)
    return between


def _gap(flat: FlatProblem, edge: Edge, mode: int, *, is_first: bool) -> int:
    """Return the least time to the start of a successor, negative if it may come earlier.

    From the start of the predecessor; from its end if it is the first.
    """
    lag = edge.lag(mode)
    if edge.kind == _END_START:
        return lag if is_first else lag + flat.duration[mode]
    if edge.kind == _WORK_START or (edge.kind == _WORK_WORK and not any(edge.leads)):
        if not is_first:
            return lag
        # what is worked beyond its work comes after its end
        return -1 if flat.elastic[edge.pred] else lag - flat.duration[mode]
    return -1
