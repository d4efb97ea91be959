"""What general planning returns: dated jobs, their orders and phases, and its log."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

    from models.material import MaterialPlan
    from models.scenario import Direction, JobState

__all__ = ["GeneralPlan", "JobResult", "LogKind", "LogLine", "PhaseRow"]


class LogKind(StrEnum):
    """What a line of the log is about."""

    LEFT_OUT = "left-out"
    NO_BOM = "no-bom"
    NO_ROUTING = "no-routing"
    NO_SUPPLIER = "no-supplier"
    NO_LEAD_TIME = "no-lead-time"
    JOB_LATE = "job-late"
    ORDER_LATE = "order-late"
    ALTERNATIVE_MATERIAL = "alternative-material"
    ALTERNATIVE_PHASE = "alternative-phase"
    CHECK = "check"


@dataclass(frozen=True, slots=True)
class LogLine:
    """Something the planner should know.

    Parameters
    ----------
    subject
        Id of the job row, order or item it is about.
    """

    kind: LogKind
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class JobResult:
    """One row of a job order as planned; times in ticks, at infinite capacity.

    Parameters
    ----------
    start
        Earliest start of all the orders planned for it; before tick 0 if it came too late.
    end
        When its own order is done.
    due
        When the goods are to be ready: the row's due date, or the last delivery before it.
    late_ticks
        How much after `due` it ends if everything begins as soon as possible; 0 if on time.
    slack
        Ticks by which the latest start lies after the earliest; below 0 for late rows.
    suggested
        Local time that the availability check found possible; ``None`` if it had no reason.
    state
        What the row becomes.
    """

    job: str
    row: int
    item: str
    quantity: Decimal
    start: int
    end: int
    due: int
    late_ticks: int
    slack: int
    suggested: datetime | None
    state: JobState

    @property
    def name(self) -> str:
        """Return the name that orders and pegs call it by."""
        return f"{self.job}/{self.row}"


@dataclass(frozen=True, slots=True)
class PhaseRow:
    """One phase of a planned order, at infinite capacity; ticks."""

    order: str
    phase: int
    work_center: str
    start: int
    end: int


@dataclass(frozen=True, eq=False)
class GeneralPlan:
    """Job orders as planned orders.

    Parameters
    ----------
    material
        All orders with their pegging: documents, those of jobs, and those of the MRP run after.
    direction
        How the orders are dated: as asked, or as soon as possible after a check of late ones.
    """

    material: MaterialPlan
    jobs: tuple[JobResult, ...]
    phases: tuple[PhaseRow, ...]
    log: tuple[LogLine, ...]
    direction: Direction
