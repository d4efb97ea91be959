"""The execution tables of the run itself: parameters, warnings of the input, what went wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.natural import natural
from scheduler.outputs.columns import DECIMAL, TEXT, WHOLE
from scheduler.outputs.table import Table
from scheduler.runs.parameters import run_parameters

if TYPE_CHECKING:
    from scheduler.execution.execution import Execution
    from scheduler.outputs.columns import Columns

__all__ = [
    "ERROR_COLUMNS",
    "PARAMETER_COLUMNS",
    "WARNING_COLUMNS",
    "execution_errors",
    "import_warnings",
    "parameters",
]

PARAMETER_COLUMNS: Columns = {
    "parameter": TEXT, "value": TEXT,
}  # fmt: skip
WARNING_COLUMNS: Columns = {
    "file": TEXT, "table": TEXT, "row": TEXT, "field": TEXT, "value": TEXT, "expected": TEXT,
    "hint": TEXT,
}  # fmt: skip
ERROR_COLUMNS: Columns = {
    "error": TEXT, "order": TEXT, "phase": WHOLE, "item": TEXT, "quantity": DECIMAL, "cause": TEXT,
    "facts": TEXT, "remedy": TEXT, "waits_for": TEXT,
}  # fmt: skip


def parameters(run: Execution) -> Table:
    """Return the parameters of the run, then all settings of the scenario."""
    return Table(tuple(PARAMETER_COLUMNS), list(run_parameters(run.plan).items()))


def import_warnings(run: Execution) -> Table:
    """Return the warnings of the input, in the order in which they were found."""
    return Table(
        tuple(WARNING_COLUMNS),
        [
            (
                fault.file, fault.table, fault.row, fault.field, fault.value, str(fault.expected),
                str(fault.hint),
            )
            for fault in run.plan.warnings
        ],
    )  # fmt: skip


def execution_errors(run: Execution) -> Table:
    """Return the orders that are not scheduled, the roots first, and needs without a supply."""
    supplies = run.plan.material.order_by_id
    rows = sorted(run.plan.unscheduled, key=lambda row: (bool(row.waits_for), natural(row.order)))
    return Table(
        tuple(ERROR_COLUMNS),
        [
            *(
                (
                    "not scheduled", row.order, row.phase, supplies[row.order].item,
                    supplies[row.order].quantity, row.cause, "; ".join(row.facts), row.remedy,
                    row.waits_for,
                )
                for row in rows
            ),
            *(
                (
                    "no supply", row.demand, row.phase, row.item, row.quantity, row.reason, "", "",
                    "",
                )
                for row in run.plan.material.uncovered
            ),
        ],
    )  # fmt: skip
