"""An earlier plan as a new one reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.compile.previous import PreviousPlace, PreviousPlan

if TYPE_CHECKING:
    from models.plan import Plan

__all__ = ["previous_plan"]


def previous_plan(plan: Plan) -> PreviousPlan:
    """Return where the work of a plan was, in local times: the new plan may start elsewhen."""
    clock = plan.clock
    return PreviousPlan(
        {
            (row.order, row.phase): PreviousPlace(
                clock.moment(row.start).replace(tzinfo=None),
                row.machine,
                clock.moment(row.end).replace(tzinfo=None),
            )
            for row in plan.operations
        }
    )
