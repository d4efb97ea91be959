"""Neighbourhoods: which operations of a plan are set free together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from solvers.neighbourhoods.view import PlanView

    Random = np.random.Generator
    Shape = Callable[[PlanView, int, Random], list[int]]

__all__ = ["SHAPES"]


def time_window(view: PlanView, size: int, random: Random) -> list[int]:
    """Return operations that start one after the other, wherever they run."""
    first = int(random.integers(0, max(1, len(view.by_start) - size + 1)))
    return view.by_start[first : first + size]


def machine(view: PlanView, size: int, random: Random) -> list[int]:
    """Return neighbours on any machine and on those that could take their work."""
    resources = sorted(view.sequences)
    if not resources:
        return time_window(view, size, random)
    return _on(view, resources[int(random.integers(0, len(resources)))], size, random)


def bottleneck(view: PlanView, size: int, random: Random) -> list[int]:
    """Return neighbours on a machine with much work, and what comes before and after them."""
    resources = sorted(view.sequences)
    if not resources:
        return time_window(view, size, random)
    load = np.array([view.load[resource] for resource in resources], dtype=np.float64) ** 2
    chosen = resources[int(random.choice(len(resources), p=load / load.sum()))]
    return _grown(view, _on(view, chosen, max(1, size // 2), random), size)


def late_chain(view: PlanView, size: int, random: Random) -> list[int]:
    """Return the operations of a late demand and those that they waited for.

    Without a late demand, those of any other: what ends last is late for the makespan.
    """
    cost = view.lateness_cost.astype(np.float64)
    if not cost.size:
        return time_window(view, size, random)
    share = cost / cost.sum() if cost.sum() else np.full(cost.size, 1 / cost.size)
    last = view.last_of(int(random.choice(cost.size, p=share)))
    return time_window(view, size, random) if last < 0 else _around_chain(view, last, size, random)


def critical_chain(view: PlanView, size: int, random: Random) -> list[int]:
    """Return what the operation that ends last waited for, and who is beside it."""
    ends = view.plan.end
    last = int(random.choice(np.flatnonzero(ends == ends.max())))
    return _around_chain(view, last, size, random)


def order_group(view: PlanView, size: int, random: Random) -> list[int]:
    """Return all operations of some orders that meet each other on machines."""
    names = sorted(view.orders)
    queue = [names[int(random.integers(0, len(names)))]]
    known, found = set(queue), list[int]()
    order_of: list[int] = view.problem.op_order.tolist()
    while len(found) < size:
        if not queue:
            others = [name for name in names if name not in known]
            if not others:
                break
            queue.append(others[int(random.integers(0, len(others)))])
            known.add(queue[0])
        rows = view.orders[queue.pop(int(random.integers(0, len(queue))))]
        found += rows
        met = {order_of[other] for op in rows for other in _beside(view, op)} - known
        known |= met
        queue += sorted(met)
    return found[:size]


def _around_chain(view: PlanView, last: int, size: int, random: Random) -> list[int]:
    """Return a part of the chain that leads to an operation, and whoever is near it."""
    chain = view.chain(last, max(2, 4 * size))
    length = max(1, size // 2)
    first = int(random.integers(0, max(1, len(chain) - length + 1)))
    return _grown(view, chain[first : first + length], size)


def _grown(view: PlanView, core: list[int], size: int) -> list[int]:
    """Return some operations, and in turns their neighbours on machines and in orders."""
    found = dict.fromkeys(core)
    queue = list(core)
    for op in queue:  # grows meanwhile
        if len(found) >= size:
            break
        new = [row for row in (*_beside(view, op), *view.predecessors[op]) if row not in found]
        found |= dict.fromkeys(new)
        queue += new
    return list(found)[:size]


def _beside(view: PlanView, op: int) -> list[int]:
    """Return the neighbours of an operation on its machine."""
    resource, position = view.machine[op], view.position[op]
    if resource < 0:
        return []
    row = view.sequences[resource]
    return row[max(0, position - 1) : position] + row[position + 1 : position + 2]


def _on(view: PlanView, resource: int, size: int, random: Random) -> list[int]:
    """Return neighbours on a machine and on its siblings, about a random moment."""
    row = view.sequences[resource]
    middle = row[int(random.integers(0, len(row)))]
    group = [resource, *view.siblings.get(resource, [])]
    ops = [op for one in group for op in view.sequences.get(one, [])]
    return _near(view, [middle], ops)[:size]


def _near(view: PlanView, core: list[int], ops: Iterable[int]) -> list[int]:
    """Return operations, those first that start near the middle of others."""
    places = [view.place[op] for op in core]
    middle = sum(places) / len(places)
    return sorted(ops, key=lambda op: (abs(view.place[op] - middle), op))


SHAPES: dict[str, Shape] = {
    "time window": time_window,
    "machine": machine,
    "bottleneck": bottleneck,
    "late chain": late_chain,
    "critical chain": critical_chain,
    "order group": order_group,
}
"""All neighbourhoods by name."""
