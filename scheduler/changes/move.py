"""A phase is elsewhere, or at another time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from scheduler.changes.change import refusal

if TYPE_CHECKING:
    from datetime import date

    from models.scenario import Scenario

__all__ = ["Move"]


@dataclass(frozen=True, slots=True)
class Move:
    """A phase starts at a time, on a machine.

    A scenario says nothing of where work is: whoever plans must obey the move.

    Parameters
    ----------
    start
        Local time; ``None`` to leave it at its time. A date alone is a day on which it is dropped.
    machine
        Machine, or work center; ``None`` to leave it where it is.
    """

    order: str
    phase: int
    start: date | None = None
    machine: str | None = None

    changes_material: ClassVar[bool] = False

    def applied(self, scenario: Scenario) -> Scenario:
        """Return the scenario as it is.

        Raises
        ------
        InvalidScenarioFile
            If the move says neither when nor where.
        """
        if self.start is None and self.machine is None:
            raise refusal("move", self.name, "a start, a machine or both")
        return scenario

    @property
    def name(self) -> str:
        """Return the phase as options name it."""
        return f"{self.order}/{self.phase}"

    def told(self) -> str:
        """Return the change as one line."""
        style = "%Y-%m-%d %H:%M" if isinstance(self.start, datetime) else "%Y-%m-%d"
        when = "" if self.start is None else f" to {self.start:{style}}"
        where = "" if self.machine is None else f" to {self.machine}"
        return f"{self.order} phase {self.phase} moves{when}{where}"
