"""A plan as it is carried out: what several execution tables look at, made once."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from models.material import DemandKind, SupplyKind
from scheduler.compile.receipts import is_made
from scheduler.execution.tasks import Task, tasks_of
from scheduler.outputs.plan_tables import moments
from scheduler.plan_time import PlanTime

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from models.material import Peg, SupplyOrder
    from models.plan import OperationRow, OrderRow, Plan, Unscheduled

__all__ = ["Execution"]


class Execution:
    """A plan with its working time, tasks and moments of supply and use.

    Parameters
    ----------
    plan
        A verified plan, or one that was read back.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.at: Callable[[int], datetime] = moments(plan.clock)

    @cached_property
    def time(self) -> PlanTime:
        """Return when machines and operations work."""
        return PlanTime(self.plan.scenario, self.plan.end, material=self.plan.material)

    @cached_property
    def tasks(self) -> tuple[Task, ...]:
        """Return the tasks, by their machines and starts."""
        return tasks_of(self.plan, self.time)

    @cached_property
    def tasks_of_operation(self) -> dict[int, list[Task]]:
        """Return the tasks by the position of their operations in the plan."""
        found: dict[int, list[Task]] = defaultdict(list)
        for task in self.tasks:
            for index in task.operations:
                found[index].append(task)
        return found

    def task_at(self, index: int, tick: int) -> str:
        """Return the id of an operation's task at a moment."""
        tasks = self.tasks_of_operation[index]
        return next((task.id for task in tasks if task.start <= tick < task.end), tasks[0].id)

    @cached_property
    def orders(self) -> dict[str, OrderRow]:
        """Return the orders of the plan by id."""
        return {row.order: row for row in self.plan.orders}

    @cached_property
    def left_out(self) -> dict[str, Unscheduled]:
        """Return the orders that are not scheduled, by id."""
        return {row.order: row for row in self.plan.unscheduled}

    @cached_property
    def operations_of(self) -> dict[str, list[OperationRow]]:
        """Return the operations of each order by phase."""
        found: dict[str, list[OperationRow]] = defaultdict(list)
        for row in sorted(self.plan.operations, key=lambda row: row.phase):
            found[row.order].append(row)
        return found

    def supply(self, order: str) -> SupplyOrder | None:
        """Return what material planning knows of an order."""
        return self.plan.material.order_by_id.get(order)

    def deposited(self, order: str) -> int | None:
        """Return when what an order brings is put on stock; ``None`` if it is not scheduled."""
        row = self.orders.get(order)
        if row is None:
            return None
        supply = self.supply(order)
        if supply is not None and is_made(supply) and order not in self.operations_of:
            return 0  # its work is done
        return max(0, row.end)

    def withdrawn(self, peg: Peg) -> int | None:
        """Return when what a peg holds is taken from stock; ``None`` if the plan does not take it.

        An order takes it when the phase starts that uses it, a sale is delivered when it is due or
        later, a forecast or a job takes it when that is due, or when it is there.
        """
        if peg.demand_kind is DemandKind.ORDER:
            taker = self.consumer(peg)
            order = self.orders.get(peg.demand)
            if taker is not None or order is None:
                return None if taker is None else taker.start
            return max(0, order.start)
        if peg.demand_kind is DemandKind.DEMAND:
            return self._delivered.get(peg.demand)
        if peg.demand_kind is DemandKind.SAFETY_STOCK:
            return None
        there = 0 if peg.supply_kind is SupplyKind.STOCK else self.deposited(peg.supply)
        due = self._due.get((peg.demand_kind, peg.demand))
        return None if there is None or due is None else max(due, there)

    def consumer(self, peg: Peg) -> OperationRow | None:
        """Return the operation that takes what a peg holds; ``None`` if it is none."""
        rows = self.operations_of.get(peg.demand) if peg.demand_kind is DemandKind.ORDER else None
        if not rows:
            return None
        first = min(rows, key=lambda row: row.start)
        return next((row for row in rows if row.phase == peg.phase), first)

    @cached_property
    def _delivered(self) -> dict[str, int]:
        return {
            row.demand: max(row.due, row.completion)
            for row in self.plan.demands
            if row.is_scheduled
        }

    @cached_property
    def _due(self) -> dict[tuple[DemandKind, str], int]:
        scenario, clock = self.plan.scenario, self.plan.clock
        forecasts = {
            (DemandKind.FORECAST, row.id): max(0, clock.end_of_day(row.date))
            for row in scenario.forecasts
        }
        jobs = {
            (DemandKind.JOB, f"{job.id}/{row.row}"): max(0, clock.end_of_day(row.due))
            for job in scenario.jobs
            for row in job.rows
        }
        return forecasts | jobs
