"""The error that some orders cannot be done, whatever the others do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.errors import NoPlanExists

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["CannotRun"]


class CannotRun(NoPlanExists):
    """Phases can never run, or not where they are bound to; a plan may leave their orders out.

    Parameters
    ----------
    order, phase
        What cannot run.
    fact
        Why, one sentence that names the order.
    """

    def __init__(self, order: str, phase: int, fact: str) -> None:
        self.found: tuple[tuple[str, int, str], ...] = ((order, phase, fact),)
        """Every order, phase and fact."""
        super().__init__((fact,))

    @classmethod
    def together(cls, errors: Sequence[CannotRun]) -> CannotRun:
        """Return several of these as one."""
        error = cls(*errors[0].found[0])
        error.found = tuple(row for other in errors for row in other.found)
        error.facts = tuple(fact for *_, fact in error.found)
        return error
