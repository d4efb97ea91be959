"""The precedences of a problem, and which operations may end later than their work."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.errors import InvalidProblem

if TYPE_CHECKING:
    from models.problem import Problem

__all__ = ["Network", "outlasting"]


class Network:
    """The precedences of a problem as lists, operations in topological order."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        count = problem.num_operations
        self.edges = list(
            zip(problem.pred.tolist(), problem.succ.tolist(), problem.kind.tolist(), strict=True)
        )
        self.incoming: list[list[int]] = [[] for _ in range(count)]
        self.outgoing: list[list[int]] = [[] for _ in range(count)]
        for edge, (pred, succ, _) in enumerate(self.edges):
            self.outgoing[pred].append(edge)
            self.incoming[succ].append(edge)
        pointer, lags = problem.lag_ptr.tolist(), problem.lags.tolist()
        self.lags: list[list[int]] = [
            lags[pointer[e] : pointer[e + 1]] for e in range(len(pointer) - 1)
        ]
        pointer, leads = problem.lead_ptr.tolist(), problem.leads.tolist()
        self.leads: list[list[int]] = [
            leads[pointer[e] : pointer[e + 1]] for e in range(len(pointer) - 1)
        ]
        """Of each edge, by modes of its successor; empty but for ``WORK_WORK``."""
        self.mode_ptr: list[int] = problem.mode_ptr.tolist()
        self.order = self._topological_order()

    def modes(self, operation: int) -> range:
        """Return the rows of an operation in the mode table."""
        return range(self.mode_ptr[operation], self.mode_ptr[operation + 1])

    def _topological_order(self) -> list[int]:
        waiting = [len(edges) for edges in self.incoming]
        order = [operation for operation, count in enumerate(waiting) if not count]
        for operation in order:
            for edge in self.outgoing[operation]:
                succ = self.edges[edge][1]
                waiting[succ] -= 1
                if not waiting[succ]:
                    order.append(succ)
        if len(order) < len(waiting):
            stuck = next(op for op, count in enumerate(waiting) if count)
            message = f"precedences run in a circle through {self.problem.op_names[stuck]}"
            raise InvalidProblem(message)
        return order


def outlasting(problem: Problem) -> list[bool]:
    """Return which operations may end later than their work takes; by operation.

    Elastic ones wait for predecessors, members of a session for the longest of them.
    """
    # the last entry is for resource -1
    most = np.append(problem.session_most, 0)[problem.mode_resource]
    in_session = problem.mode_op[(problem.mode_family >= 0) & (most > 0)]
    result = problem.op_elastic.copy()
    result[in_session] = True
    return [bool(value) for value in result]
