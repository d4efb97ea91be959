"""A plan with its machines: which operation is what, and what runs where after what."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from models.errors import Fault, InvalidScenarioFile
from models.plan import Mode
from scheduler.read_back import read_back
from solvers.resequence import lanes_of

if TYPE_CHECKING:
    from models.plan import OperationRow, Plan
    from scheduler.compile import Compiled
    from solvers.resequence import Lane

__all__ = ["PlanShop"]


class PlanShop:
    """A finite plan read back, so that work can be moved in it.

    Parameters
    ----------
    plan
        The plan.
    stretch
        How far calendars reach, as for `compile_problem`.

    Raises
    ------
    InvalidScenarioFile
        If the plan has no sequence, or is not one of its scenario.
    """

    def __init__(self, plan: Plan, stretch: int = 1) -> None:
        if plan.solve.mode is not Mode.FINITE:
            expected = (
                "a plan at finite capacity: on unlimited machines nothing waits in a sequence"
            )
            raise InvalidScenarioFile((Fault("plan", "", "mode", str(plan.solve.mode), expected),))
        found = read_back(plan, stretch=stretch)
        if found is None:
            expected = "operations as the scenario in plan.json asks for them"
            hint = "Maybe another version of finitecap wrote the plan; plan anew."
            raise InvalidScenarioFile((Fault("plan", "", "", "", expected, hint),))
        self.plan = plan
        self.compiled: Compiled = found[0]
        self.problem, self.schedule = found[0].problem, found[1]
        self.index = {(ref.order, ref.phase): op for op, ref in enumerate(self.compiled.operations)}
        self.row: dict[tuple[str, int], OperationRow] = {
            (row.order, row.phase): row for row in plan.operations
        }

    @cached_property
    def phases(self) -> dict[str, list[int]]:
        """Return the phases that each order has left to do; only orders with any."""
        found: dict[str, list[int]] = {}
        for order, phase in sorted(self.index):
            found.setdefault(order, []).append(phase)
        return found

    def key(self, op: int) -> tuple[str, int]:
        """Return order and phase of an operation."""
        ref = self.compiled.operations[op]
        return ref.order, ref.phase

    def name(self, op: int) -> str:
        """Return an operation as messages call it."""
        order, phase = self.key(op)
        return f"{order} phase {phase}"

    def is_pinned(self, op: int) -> bool:
        """Tell whether an operation has started or is frozen, so that it stays where it is."""
        return bool(self.problem.op_fixed_start[op] >= 0)

    @cached_property
    def lanes(self) -> dict[Lane, list[int]]:
        """Return what runs on each machine, in the order of the plan."""
        return lanes_of(self.problem, self.schedule)

    @cached_property
    def machines(self) -> dict[str, dict[str, Lane]]:
        """Return the machines of each finite work center that the plan or a mode may use."""
        found: dict[str, dict[str, Lane]] = {}
        for mode, center in enumerate(self.compiled.mode_centers):
            resource = int(self.problem.mode_resource[mode])
            if resource >= 0:
                lanes = found.setdefault(center, {})
                for unit, name in enumerate(self.compiled.resource_machines[resource]):
                    lanes[name] = (resource, unit)
        return found

    def holds_several(self, lane: Lane) -> bool:
        """Tell whether some work holds several of the like machines of a center at once."""
        modes = self.problem.mode_resource == lane[0]
        return bool((self.problem.mode_units[modes] > 1).any())

    def mode_on(self, op: int, center: str, lane: Lane) -> int:
        """Return the mode in which an operation runs on a machine of its center, -1 if none.

        That of the plan, if it is one; of several others the one that takes least time.
        """
        problem, now = self.problem, int(self.schedule.mode[op])
        if int(problem.mode_resource[now]) == lane[0]:
            return now
        first, last = int(problem.mode_ptr[op]), int(problem.mode_ptr[op + 1])
        modes = [
            mode
            for mode in range(first, last)
            if problem.mode_resource[mode] == lane[0] and self.compiled.mode_centers[mode] == center
        ]
        return min(modes, key=lambda mode: int(problem.mode_duration[mode]), default=-1)

    def states(self) -> list[int]:
        """Return the setup state of each operation; shape (N,), -1 for none."""
        states: list[int] = np.asarray(self.problem.mode_state[self.schedule.mode]).tolist()
        return states
