"""Time: the clock of a scenario and working time compiled to arrays.

The only place where local wall time and integer ticks meet.
"""

from models.calendar.clock import Clock
from models.calendar.compiled import compile_calendar, working_day_windows
from models.calendar.working_time import WorkingTime

__all__ = ["Clock", "WorkingTime", "compile_calendar", "working_day_windows"]
