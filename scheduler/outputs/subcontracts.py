"""Documents for subcontractors: what is sent to them, and when it comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scheduler.natural import natural
from scheduler.outputs.columns import DECIMAL, MOMENT, TEXT, WHOLE
from scheduler.outputs.plan_tables import moments
from scheduler.outputs.table import Table
from scheduler.plan_time import PlanTime

if TYPE_CHECKING:
    from models.plan import OperationRow, Plan
    from scheduler.outputs.columns import Columns

__all__ = ["SUBCONTRACT_COLUMNS", "document_name", "subcontracted", "subcontracts_table"]

SUBCONTRACT_COLUMNS: Columns = {
    "document": TEXT, "order": TEXT, "phase": WHOLE, "item": TEXT, "quantity": DECIMAL,
    "work_center": TEXT, "send": MOMENT, "back": MOMENT, "days": WHOLE,
}  # fmt: skip


def document_name(row: OperationRow) -> str:
    """Return how the document of a phase outside is called."""
    return f"SC-{row.order}-{row.phase}"


def subcontracted(plan: Plan) -> list[OperationRow]:
    """Return the operations at external centers, by what is sent first."""
    outside = {row.id for row in plan.scenario.work_centers if row.external}
    return sorted(
        (row for row in plan.operations if row.work_center in outside),
        key=lambda row: (row.start, natural(row.order), row.phase),
    )


def subcontracts_table(plan: Plan) -> Table:
    """Return one row for each phase at an external center."""
    at = moments(plan.clock)
    time = PlanTime(plan.scenario, plan.end, material=plan.material)
    return Table(
        tuple(SUBCONTRACT_COLUMNS),
        [
            (
                document_name(row), row.order, row.phase, row.item, row.quantity,
                row.work_center, at(row.start), at(row.end), _working_days(plan, time, row),
            )
            for row in subcontracted(plan)
        ],
    )  # fmt: skip


def _working_days(plan: Plan, time: PlanTime, row: OperationRow) -> int:
    """Return the days of a lead time, or those on which the subcontractor works."""
    operation = time.operation(row)
    if operation is not None and operation.lead_time is not None:
        return operation.lead_time.days
    clock, center = plan.clock, plan.scenario.work_center_by_id[row.work_center]
    midnights = clock.midnights(clock.day(row.start), clock.day(max(row.start, row.end - 1)) + 1)
    inside = np.clip(midnights, row.start, row.end)
    return int(np.count_nonzero(np.diff(time.calendars.center(center).to_work(inside))))
