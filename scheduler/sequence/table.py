"""The phase sequence of a center as a table: what runs on each machine, and whether it could."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.checks.suggest import did_you_mean
from models.errors import Fault, InvalidScenarioFile
from scheduler.natural import natural
from scheduler.outputs.plan_tables import moments
from scheduler.outputs.table import Table
from scheduler.sequence.columns import SEQUENCE_COLUMNS
from scheduler.sequence.feasibility import Feasibility
from scheduler.sequence.shop import PlanShop

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from models.plan import OperationRow, Plan
    from scheduler.outputs.table import Cell

__all__ = ["PhaseCells", "center_rows", "sequence_table"]


def sequence_table(plan: Plan, center: str, machine: str = "") -> Table:
    """Return the phases of a work center, machine by machine in the order they run.

    Parameters
    ----------
    machine
        One of its machines alone; empty for all.

    Raises
    ------
    InvalidScenarioFile
        If there is no such center or machine.
    """
    rows = center_rows(plan, center, machine)
    cells = PhaseCells(PlanShop(plan))
    return Table(SEQUENCE_COLUMNS, [cells.of(row) for row in rows])


def center_rows(plan: Plan, center: str, machine: str = "") -> list[OperationRow]:
    """Return the operations of a work center by machine and position.

    Raises
    ------
    InvalidScenarioFile
        If there is no such center or machine.
    """
    known = plan.scenario.work_center_by_id
    if center not in known:
        expected = f"a work center: {', '.join(known)}"
        hint = did_you_mean(center, known)
        raise InvalidScenarioFile((Fault("--work-center", "", "", center, expected, hint),))
    rows = [row for row in plan.operations if row.work_center == center]
    machines = sorted({row.machine for row in rows}, key=natural)
    if machine and machine not in machines:
        names = ", ".join(machines) or "none has any"
        expected = f"a machine of {center} with work: {names}"
        hint = did_you_mean(machine, machines)
        raise InvalidScenarioFile((Fault("--machine", "", "", machine, expected, hint),))
    chosen = [row for row in rows if machine in ("", row.machine)]
    return sorted(chosen, key=lambda row: (natural(row.machine), row.sequence))


class PhaseCells:
    """The cells of a phase in a sequence."""

    def __init__(self, shop: PlanShop) -> None:
        self._shop = shop
        self._feasibility = Feasibility(shop)
        self._at: Callable[[int], datetime] = moments(shop.plan.clock)
        self._next: dict[int, list[int]] = {}
        problem = shop.problem
        for pred, succ in zip(problem.pred.tolist(), problem.succ.tolist(), strict=True):
            is_own = problem.op_order[pred] == problem.op_order[succ]
            if is_own and succ not in self._next.setdefault(pred, []):
                self._next[pred].append(succ)

    def of(self, row: OperationRow) -> tuple[Cell, ...]:
        """Return the cells of `SEQUENCE_COLUMNS`."""
        at, find = self._at, self._feasibility
        return (
            row.machine, row.sequence, row.order, row.phase, row.item, row.quantity,
            at(row.setup_start), at(row.run_start), at(row.end), str(row.state),
            self.setup_minutes(row), self.next_center(row),
            str(find.material(row, row.start)), str(find.material(row, 0)),
            str(find.previous(row)),
        )  # fmt: skip

    def _operation(self, row: OperationRow) -> int:
        return self._shop.index[row.order, row.phase]

    def setup_minutes(self, row: OperationRow) -> float:
        """Return how long a phase is set up: its changeover and its own setup, without breaks."""
        problem, mode = self._shop.problem, self._shop.schedule.mode[self._operation(row)]
        return float(row.changeover + problem.mode_setup[mode]) * problem.tick_seconds / 60

    def work_minutes(self, row: OperationRow) -> float:
        """Return how long a phase works, its setups included, without breaks."""
        problem, mode = self._shop.problem, self._shop.schedule.mode[self._operation(row)]
        return float(row.changeover + problem.mode_duration[mode]) * problem.tick_seconds / 60

    def next_center(self, row: OperationRow) -> str:
        """Return where the pieces go next; empty after the last phase of the order."""
        later = self._next.get(self._operation(row), ())
        rows = [self._shop.row[self._shop.key(op)] for op in later]
        return "; ".join(dict.fromkeys(other.work_center for other in rows if other.work_center))
