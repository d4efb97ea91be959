"""When more of an item can be had: without disturbing anybody, and if named orders move.

`promised` answers both from a finite plan, which stays as it is.
"""

from scheduler.promise.answer import Moved, Offer, Promise, Request, promised

__all__ = ["Moved", "Offer", "Promise", "Request", "promised"]
