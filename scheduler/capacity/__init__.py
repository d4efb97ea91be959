"""Load against capacity: what a plan asks of what there is."""

from scheduler.capacity.load import load_rows
from scheduler.capacity.loadable import Kind
from scheduler.capacity.worked import WorkedTicks, overtime_ticks, worked_ticks

__all__ = ["Kind", "WorkedTicks", "load_rows", "overtime_ticks", "worked_ticks"]
