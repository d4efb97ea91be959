"""Load against capacity: what a plan asks of what there is, and what holds it up."""

from scheduler.capacity.load import load_rows
from scheduler.capacity.loadable import Kind
from scheduler.capacity.ranking import RankedCenter, bottleneck_score, ranking
from scheduler.capacity.requirements import Bar, Capacity, Period, PhaseShare, capacity_of
from scheduler.capacity.worked import (
    WorkedTicks,
    overtime_by_operation,
    overtime_ticks,
    worked_ticks,
)

__all__ = [
    "Bar",
    "Capacity",
    "Kind",
    "Period",
    "PhaseShare",
    "RankedCenter",
    "WorkedTicks",
    "bottleneck_score",
    "capacity_of",
    "load_rows",
    "overtime_by_operation",
    "overtime_ticks",
    "ranking",
    "worked_ticks",
]
