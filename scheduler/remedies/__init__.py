"""What would bring a late demand to its date: changes that are planned again, never guessed.

`remedies_of` looks where a demand loses its time, and tries there overtime, earlier receipts,
other machines and going first, each as `finitecap simulate` would, down to the smallest amount
that does. `remedies_for` keeps them in a plan.
"""

from scheduler.remedies.keep import affordable, remedies_for, worst_late
from scheduler.remedies.search import MOST_TRIALS, remedies_of
from scheduler.remedies.words import advice, lines_of

__all__ = [
    "MOST_TRIALS",
    "advice",
    "affordable",
    "lines_of",
    "remedies_for",
    "remedies_of",
    "worst_late",
]
