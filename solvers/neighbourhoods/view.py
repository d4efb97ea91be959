"""A plan as neighbourhoods look at it: who is beside whom, what is late, what made it wait."""

from __future__ import annotations

from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from models.measures import completion_times

if TYPE_CHECKING:
    from models.problem import Problem
    from models.schedule import Schedule

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]

__all__ = ["PlanView"]


class PlanView:
    """One plan; everything is worked out when it is first asked for."""

    def __init__(self, problem: Problem, plan: Schedule) -> None:
        self.problem, self.plan = problem, plan
        self.start: list[int] = plan.start.tolist()
        self.end: list[int] = plan.end.tolist()

    @cached_property
    def by_start(self) -> list[int]:
        """Return all operations, the first to start first."""
        order: list[int] = np.lexsort((self.plan.end, self.plan.start)).tolist()
        return order

    @cached_property
    def place(self) -> list[int]:
        """Return the position of each operation in `by_start`."""
        place = [0] * len(self.start)
        for position, op in enumerate(self.by_start):
            place[op] = position
        return place

    @cached_property
    def machine(self) -> list[int]:
        """Return the main resource of each operation, -1 for none."""
        found: list[int] = self.problem.mode_resource[self.plan.mode].tolist()
        return found

    @cached_property
    def sequences(self) -> dict[int, list[int]]:
        """Return the operations on each main resource, by start."""
        rows: dict[int, list[int]] = {}
        for op in self.by_start:
            if self.machine[op] >= 0:
                rows.setdefault(self.machine[op], []).append(op)
        return rows

    @cached_property
    def position(self) -> list[int]:
        """Return the position of each operation in its sequence, -1 without one."""
        place = [-1] * len(self.start)
        for row in self.sequences.values():
            for index, op in enumerate(row):
                place[op] = index
        return place

    @cached_property
    def load(self) -> dict[int, int]:
        """Return for how many ticks each main resource works per unit of it."""
        ticks = self.problem.mode_duration[self.plan.mode].tolist()
        capacity: list[int] = self.problem.resource_capacity.tolist()
        return {
            resource: 1 + sum(ticks[op] for op in row) // capacity[resource]
            for resource, row in self.sequences.items()
        }

    @cached_property
    def siblings(self) -> dict[int, list[int]]:
        """Return which main resources share operations with each, as alternatives."""
        found: dict[int, set[int]] = {}
        pointer: list[int] = self.problem.mode_ptr.tolist()
        machine: list[int] = self.problem.mode_resource.tolist()
        for begin, end in pairwise(pointer):
            several = {machine[mode] for mode in range(begin, end)} - {-1}
            if len(several) > 1:
                for resource in several:
                    found.setdefault(resource, set()).update(several - {resource})
        return {resource: sorted(others) for resource, others in found.items()}

    @cached_property
    def predecessors(self) -> list[list[int]]:
        """Return whom each operation waits for by an edge."""
        rows: list[list[int]] = [[] for _ in self.start]
        for pred, succ in zip(self.problem.pred.tolist(), self.problem.succ.tolist(), strict=True):
            rows[succ].append(pred)
        return rows

    @cached_property
    def orders(self) -> dict[int, list[int]]:
        """Return the operations of each order."""
        rows: dict[int, list[int]] = {}
        for op, order in enumerate(self.problem.op_order.tolist()):
            rows.setdefault(order, []).append(op)
        return rows

    @cached_property
    def lateness_cost(self) -> Ints:
        """Return weight times tardiness of each demand; shape (D,)."""
        completion = completion_times(self.problem, self.plan)
        late = np.maximum(0, completion - self.problem.demand_due)
        cost: Ints = np.maximum(1, self.problem.demand_weight) * late
        return cost

    def last_of(self, demand: int) -> int:
        """Return the operation that completes a demand, -1 if none does."""
        begin, end = self.problem.demand_ptr[demand], self.problem.demand_ptr[demand + 1]
        ops = self.problem.demand_op[begin:end].tolist()
        return max(ops, key=self.end.__getitem__, default=-1)

    def before_on_machine(self, op: int) -> list[int]:
        """Return who runs right before an operation on its main resource, a few for a pool."""
        resource, position = self.machine[op], self.position[op]
        if resource < 0:
            return []
        several = int(self.problem.resource_capacity[resource])
        return self.sequences[resource][max(0, position - several) : position]

    def chain(self, op: int, most: int) -> list[int]:
        """Return an operation and, backwards, what it waited for: whatever ended last."""
        found = [op]
        while len(found) < most:
            before = [*self.predecessors[op], *self.before_on_machine(op)]
            before = [row for row in before if self.start[row] < self.start[op]]
            if not before:
                break
            op = max(before, key=self.end.__getitem__)
            found.append(op)
        return found
