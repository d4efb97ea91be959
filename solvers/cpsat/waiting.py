r"""Tell whether flow cost may reward work for waiting without end.

Let everything that starts after some idle moment start one tick earlier. Together with an
operation go its successors and the demands it serves, so flow cost falls by the sum of

.. math:: f^S_i + f^E_i \text{ over its operations} + f^D_j \text{ over its demands}

over a set closed under "comes later". If no such set has a negative sum, a best plan has no
needless idle time. By duality that holds if all negative terms flow along precedences into
positive ones: a maximum flow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from ortools.graph.python import max_flow  # type: ignore[import-untyped] # it has no stubs

if TYPE_CHECKING:
    from models.problem import Problem

__all__ = ["rewards_waiting"]


def rewards_waiting(problem: Problem) -> bool:
    """Return whether some work costs less the later it is, even after all due dates."""
    count, demands = problem.num_operations, problem.num_demands
    slope = np.concatenate((problem.flow_start + problem.flow_end, problem.flow_demand))
    if not (slope < 0).any():
        return False
    missing = -int(slope[slope < 0].sum())
    source, sink = count + demands, count + demands + 1
    served = count + np.repeat(np.arange(demands), np.diff(problem.demand_ptr))
    costly, cheap = np.flatnonzero(slope > 0), np.flatnonzero(slope < 0)
    tails = (problem.pred, problem.demand_op, np.full(cheap.size, source), costly)
    heads = (problem.succ, served, cheap, np.full(costly.size, sink))
    free = np.full(problem.pred.size + served.size, missing, dtype=np.int64)
    graph = max_flow.SimpleMaxFlow()
    graph.add_arcs_with_capacity(
        np.concatenate(tails).astype(np.int32),
        np.concatenate(heads).astype(np.int32),
        np.concatenate((free, -slope[cheap], slope[costly])),
    )
    graph.solve(source, sink)
    return bool(graph.optimal_flow() < missing)
