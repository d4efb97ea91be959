"""Progress: what the shop floor declared, and checked against a plan.

::

    CSV --read_declarations--> rows --replay--> Floor
"""

from scheduler.progress.floor import Floor
from scheduler.progress.reading import DeclarationFile, read_declarations
from scheduler.progress.replay import replay
from scheduler.progress.states import Actual, Declaration, Key, Stand
from scheduler.progress.words import Distribution, Kind, Reason

__all__ = [
    "Actual",
    "Declaration",
    "DeclarationFile",
    "Distribution",
    "Floor",
    "Key",
    "Kind",
    "Reason",
    "Stand",
    "read_declarations",
    "replay",
]
