"""What a planner may try: one change of a scenario each, told in one line of her words.

A change knows nothing of plans: `Change.applied` takes a scenario to another one, and refuses
with `InvalidScenarioFile` what the scenario does not know. Orders that MRP plans are not in a
scenario: `settled` says on whom a change of one acts.
"""

from scheduler.changes.breakdown import Breakdown
from scheduler.changes.change import Change
from scheduler.changes.demands import Drop, ExtraDemand, Rush
from scheduler.changes.move import Move
from scheduler.changes.overtime import Overtime, Shift
from scheduler.changes.pegged import settled
from scheduler.changes.receipt import EarlierReceipt

__all__ = [
    "GIVES_ROOM",
    "Breakdown",
    "Change",
    "Drop",
    "EarlierReceipt",
    "ExtraDemand",
    "Move",
    "Overtime",
    "Rush",
    "Shift",
    "settled",
]

GIVES_ROOM = (Drop, EarlierReceipt, Overtime, Shift)
"""Changes after which late work may come earlier."""
