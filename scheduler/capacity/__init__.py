"""Load against capacity: what a plan asks of what there is."""

from scheduler.capacity.load import load_rows
from scheduler.capacity.loadable import Kind
from scheduler.capacity.requirements import Bar, Capacity, Period, PhaseShare, capacity_of
from scheduler.capacity.worked import WorkedTicks, overtime_ticks, worked_ticks

__all__ = [
    "Bar",
    "Capacity",
    "Kind",
    "Period",
    "PhaseShare",
    "WorkedTicks",
    "capacity_of",
    "load_rows",
    "overtime_ticks",
    "worked_ticks",
]
