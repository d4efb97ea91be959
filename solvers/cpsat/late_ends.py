r"""Elastic operations: they end when their work is done and their predecessors let them.

.. math:: end_S = \max(work\_end_S, \max_P(end_P + lag_P))

over the ``END_END`` predecessors P of S, in wall-clock time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.problem import Precedence
from solvers.cpsat.coordinates import WALL, Coordinate
from solvers.cpsat.sums import weighted_sum

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

    from solvers.cpsat.variables import Variables

__all__ = ["add_late_ends"]


def add_late_ends(variables: Variables) -> None:
    """Give every elastic operation an end of its own, predecessors first."""
    elastic: list[bool] = variables.problem.op_elastic.tolist()
    for operation in variables.windows.network.order:
        if elastic[operation]:
            variables.recorder.check_time()
            _add_late_end(variables, operation)


def _add_late_end(variables: Variables, operation: int) -> None:
    rows = [variables.done_ticks(mode) for mode in variables.windows.possible[operation]]
    low = min(row[0] for row in rows)
    latest = max(low, variables.windows.latest_end[operation])
    bounds = [
        _bound(variables, pred, lags)
        for pred, lags in _predecessors(variables, operation)
        if variables.windows.latest_end[pred] + max(lags) > low
    ]
    if not bounds:
        return
    done = variables.wall_end(operation)
    name = f"late-end[{variables.name(operation)}]"
    end = variables.recorder.integer(low, latest, name, lambda known: known.end[operation])
    variables.model.add_max_equality(end, [done, *bounds])
    variables.set_late_end(operation, Coordinate(end, 0, WALL, low, latest, is_end=True))


def _predecessors(variables: Variables, operation: int) -> list[tuple[int, list[int]]]:
    """Return who must end before, with the lags of their possible modes."""
    network, possible = variables.windows.network, variables.windows.possible
    rows: list[tuple[int, list[int]]] = []
    for edge in network.incoming[operation]:
        pred, _, kind = network.edges[edge]
        if kind == Precedence.END_END:
            by_mode = dict(zip(network.modes(pred), network.lags[edge], strict=True))
            rows.append((pred, [by_mode[mode] for mode in possible[pred]]))
    return rows


def _bound(variables: Variables, pred: int, lags: list[int]) -> cp_model.LinearExprT:
    """Return the end of a predecessor plus the lag of the mode it takes."""
    least = min(lags)
    terms: list[tuple[cp_model.LinearExprT, int]] = [(variables.wall_end(pred), 1), (least, 1)]
    for mode, lag in zip(variables.windows.possible[pred], lags, strict=True):
        literal = variables.present[mode]
        if lag > least and literal is not None:
            terms.append((literal, lag - least))
    return weighted_sum(terms)
