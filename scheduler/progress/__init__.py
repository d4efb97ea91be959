"""Progress: what the shop floor declared, checked, compared with the plan, and planned on from.

::

    CSV --read_declarations--> rows --replay--> Floor --current_scenario--> Scenario as of now
                                                  └──> tables and figures, plan against actual
"""

from scheduler.progress.adherence import Adherence, Figures, adherence, lost_time, progress_figures
from scheduler.progress.comparison import (
    OrderProgress,
    PhaseProgress,
    job_squares,
    orders_of,
    phases_of,
)
from scheduler.progress.current import Current, current_scenario, declared_scenario
from scheduler.progress.effectiveness import CenterOee, center_oees, oee_table
from scheduler.progress.floor import Floor
from scheduler.progress.reading import DeclarationFile, read_declarations
from scheduler.progress.replay import replay
from scheduler.progress.spent import declared_phases, work_deviations
from scheduler.progress.states import Actual, Declaration, Key, Stand
from scheduler.progress.tables import orders_table, phases_table, write_progress
from scheduler.progress.words import Distribution, Kind, Reason

__all__ = [
    "Actual",
    "Adherence",
    "CenterOee",
    "Current",
    "Declaration",
    "DeclarationFile",
    "Distribution",
    "Figures",
    "Floor",
    "Key",
    "Kind",
    "OrderProgress",
    "PhaseProgress",
    "Reason",
    "Stand",
    "adherence",
    "center_oees",
    "current_scenario",
    "declared_phases",
    "declared_scenario",
    "job_squares",
    "lost_time",
    "oee_table",
    "orders_of",
    "orders_table",
    "phases_of",
    "phases_table",
    "progress_figures",
    "read_declarations",
    "replay",
    "work_deviations",
    "write_progress",
]
