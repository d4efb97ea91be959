"""What the verifier hands back: the rule that is broken, by whom, and the numbers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Rule", "Violation"]


class Rule(StrEnum):
    """Name of a rule a plan can break."""

    UNKNOWN = "unknown"
    """An id, an item, a quantity or a phase that the scenario or the material plan does not say."""
    DUPLICATE = "duplicate"
    """Something that may be there once is there twice."""
    MISSING = "missing"
    """Something that must be there is not."""
    MACHINE = "machine"
    """A work center or machine the operation may not run on."""
    CALENDAR = "calendar"
    """Work in a break or before the start of the plan, or cut by a break it may not have."""
    DURATION = "duration"
    """Another amount of work than quantity and machine ask."""
    SETUP = "setup"
    """Wrong own setup, or wrong time between two states of a machine."""
    CAPACITY = "capacity"
    """More of a machine, a center, a further resource, a tool or a skill than there is."""
    SESSION = "session"
    """A session too full or too empty, or of operations that may not share one."""
    PRECEDENCE = "precedence"
    """A phase before the one it follows, or before its wait is over."""
    MAX_WAIT = "max-wait"
    """A phase that lets the one before wait too long."""
    OVERLAP = "overlap"
    """An overlapping phase too early, or done before the one it overlaps."""
    MATERIAL = "material"
    """A phase before the material it consumes."""
    RELEASE = "release"
    """A planned purchase or transfer faster than its lead time, or work before its release."""
    DEADLINE = "deadline"
    """An order that holds its end, or a demand that may not be late, after its date."""
    FROZEN = "frozen"
    """A frozen order that moved."""
    STARTED = "started"
    """Work on the floor that moved."""
    PEG = "peg"
    """Supply and demand quantities that do not add up."""
    DEMAND = "demand"
    """A demand reported with another due date or completion than its supply gives."""
    UNSCHEDULED = "unscheduled"
    """An order left out without a cause, or without those that need it."""
    REPORT = "report"
    """A row that contradicts the operations it sums up."""


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken rule.

    Parameters
    ----------
    rule
        Which rule.
    subject
        Who breaks it, e.g. ``order MO-FRAME-1 phase 20``, ``resource jig``, ``demand SO-1``.
    text
        One sentence with the numbers; times are local, ISO 8601 with offset.
    """

    rule: Rule
    subject: str
    text: str

    def __str__(self) -> str:
        """Return rule, subject and text on one line."""
        return f"{self.rule}: {self.subject}: {self.text}"
