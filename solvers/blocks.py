"""Which operations must be timed together: those that a maximum wait ties.

A maximum wait lets a successor push its predecessor: neither has a time before the other. Nor
has anything between them, if precedence leads from one of them through it to the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.problem import Precedence

if TYPE_CHECKING:
    from solvers.flat import FlatProblem

__all__ = ["blocks_of"]

_MAX_WAIT, _END_END = int(Precedence.MAX_WAIT), int(Precedence.END_END)


def blocks_of(flat: FlatProblem) -> list[list[int]]:
    """Return the operations in blocks, so that predecessors are in the same or an earlier one.

    Blocks are the strongly connected components of a graph in which edges of every kind point
    forward, and a ``MAX_WAIT`` points back as well. So does an ``END_END`` into an elastic
    operation that has a ``MAX_WAIT`` to its successor: when it ends is told by both. Most
    blocks have one operation; members of others are in topological order.

    Raises
    ------
    InvalidProblem
        If precedences run in a circle.
    """
    order = flat.topological_order()
    waits = [any(edge.kind == _MAX_WAIT for edge in edges) for edges in flat.outgoing]
    if not any(waits):
        return [[op] for op in order]
    position = {op: index for index, op in enumerate(order)}
    after: list[list[int]] = [[] for _ in order]
    before: list[list[int]] = [[] for _ in order]
    for edge in (edge for edges in flat.outgoing for edge in edges):
        pairs = [(edge.pred, edge.succ)]
        pulls_end = edge.kind == _END_END and flat.elastic[edge.succ] and waits[edge.succ]
        if edge.kind == _MAX_WAIT or pulls_end:
            pairs.append((edge.succ, edge.pred))
        for one, other in pairs:
            after[one].append(other)
            before[other].append(one)
    return [sorted(block, key=position.__getitem__) for block in _components(after, before)]


def _components(after: list[list[int]], before: list[list[int]]) -> list[list[int]]:
    """Return strongly connected components in topological order.

    After Sharir (1981), doi:10.1016/0898-1221(81)90008-0: what is left last by a walk along the
    edges reaches, against them, only its own component and those already known.
    """
    is_known = [False] * len(after)
    components = []
    for root in reversed(_leaving_order(after)):
        if is_known[root]:
            continue
        component, is_known[root] = [root], True
        for op in component:
            for other in before[op]:
                if not is_known[other]:
                    is_known[other] = True
                    component.append(other)
        components.append(component)
    return components


def _leaving_order(after: list[list[int]]) -> list[int]:
    """Walk depth first; return the operations in the order in which the walk leaves them."""
    is_known = [False] * len(after)
    order = []
    for root in range(len(after)):
        if is_known[root]:
            continue
        is_known[root] = True
        path = [(root, iter(after[root]))]
        while path:
            op, others = path[-1]
            other = next((other for other in others if not is_known[other]), None)
            if other is None:
                order.append(op)
                path.pop()
            else:
                is_known[other] = True
                path.append((other, iter(after[other])))
    return order
