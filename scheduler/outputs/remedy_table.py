"""The table of what would bring late demands to their dates."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from scheduler.outputs.columns import DECIMAL, FLAG, NUMBER, TEXT, WHOLE
from scheduler.outputs.plan_tables import hours
from scheduler.outputs.table import Table

if TYPE_CHECKING:
    from models.plan import Plan
    from models.remedy import Remedy
    from scheduler.outputs.columns import Columns

__all__ = ["REMEDY_COLUMNS", "remedies_table"]

REMEDY_COLUMNS: Columns = {
    "demand": TEXT, "rank": WHOLE, "remedy": TEXT, "kind": TEXT, "subject": TEXT,
    "amount": DECIMAL, "unit": TEXT, "late_hours": NUMBER, "remaining_late_hours": NUMBER,
    "is_sufficient": FLAG, "cost": DECIMAL, "lateness_cost": DECIMAL, "later_demands": TEXT,
    "moved_phases": WHOLE, "command": TEXT, "note": TEXT,
}  # fmt: skip


def remedies_table(plan: Plan) -> Table:
    """Return the remedies of late demands, demand by demand, the cheapest first.

    A row of the kind ``none`` says why nothing is enough.
    """
    late = {row.demand: row.late for row in plan.demands}
    return Table(
        tuple(REMEDY_COLUMNS),
        [
            (
                row.demand, row.rank, row.text, str(row.kind), row.subject,
                row.amount if row.unit else None, row.unit, hours(plan.clock, late[row.demand]),
                hours(plan.clock, row.late), row.is_sufficient, row.cost, row.lateness_cost,
                "; ".join(row.later), row.moved, _command(row), row.note,
            )
            for row in plan.remedies
        ],
    )  # fmt: skip


def _command(row: Remedy) -> str:
    """Return how to try a remedy; in place of PLAN stands the folder of the plan."""
    return shlex.join(("finitecap", "simulate", "PLAN", *row.options)) if row.options else ""
