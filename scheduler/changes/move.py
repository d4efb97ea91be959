"""A phase is elsewhere, or at another time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from scheduler.changes.change import moment_of, refusal
from scheduler.words import Said

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
    led_to
        Local time at which it starts in the plan that was made; ``None`` before there is one, or
        where it starts when it was asked to.
    """

    order: str
    phase: int
    start: date | None = None
    machine: str | None = None
    led_to: datetime | None = None

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

    def told(self) -> Said:
        """Return the change as one line."""
        names = {"order": self.order, "phase": str(self.phase)}
        if self.start is None:
            machine = self.machine or ""
            return Said("{order} phase {phase} moves to {machine}", **names, machine=machine)
        start = moment_of(self.led_to or self.start)
        if self.machine is None:
            told = Said("{order} phase {phase} moves to {start}", **names, start=start)
        else:
            told = Said(
                "{order} phase {phase} moves to {start} to {machine}",
                **names,
                start=start,
                machine=self.machine,
            )
        if self.led_to is None or not isinstance(self.start, datetime):
            return told
        return Said(
            "{move}, the first time that is possible from {asked} on",
            move=told,
            asked=moment_of(self.start),
        )
