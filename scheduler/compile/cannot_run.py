"""The error that one order cannot be done, whatever the others do."""

from __future__ import annotations

from models.errors import NoPlanExists

__all__ = ["CannotRun"]


class CannotRun(NoPlanExists):
    """A phase can never run, or not where it is bound to; a plan may leave its order out.

    Parameters
    ----------
    order, phase
        What cannot run.
    fact
        Why, one sentence that names the order.
    """

    def __init__(self, order: str, phase: int, fact: str) -> None:
        self.order = order
        self.phase = phase
        super().__init__((fact,))
