"""What a solver minimises: levels of weighted terms, as a user writes them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["ALL_CLASSES", "BY_CLASS", "EVERY_CLASS", "Level", "Objective", "Term"]

ALL_CLASSES = -1
"""Class of a term that looks at the demands of all classes."""

EVERY_CLASS = -2
"""Class of a term that stands for one level per class, the lowest first."""


class Objective(StrEnum):
    """What a term of the objective measures; formulas in `models.measures`."""

    TARDINESS = "tardiness"
    LATE = "late"
    MAX_LATENESS = "max-lateness"
    FLOW = "flow"
    SETUP = "setup"
    MAKESPAN = "makespan"
    SETUP_COST = "setup-cost"
    OVERTIME = "overtime"
    MOVED = "moved"
    SHIFT = "shift"
    COST = "cost"


BY_CLASS = frozenset({Objective.TARDINESS, Objective.LATE, Objective.MAX_LATENESS})
"""Objectives that can look at the demands of one class alone."""


@dataclass(frozen=True, slots=True)
class Term:
    """One measure within a level.

    Parameters
    ----------
    weight
        At least 1; see `Level`.
    demand_class
        Only demands of this class count; `ALL_CLASSES`, or `EVERY_CLASS` until the levels are
        resolved.

    Raises
    ------
    ValueError
        If the weight is not positive, or the objective knows no classes.
    """

    objective: Objective
    weight: int = 1
    demand_class: int = ALL_CLASSES

    def __post_init__(self) -> None:
        """Refuse what has no meaning."""
        if self.weight < 1:
            message = f"{self.objective} has the weight {self.weight}, expected 1 or more"
            raise ValueError(message)
        if self.demand_class != ALL_CLASSES and self.objective not in BY_CLASS:
            known = ", ".join(sorted(BY_CLASS))
            message = f"{self.objective} has no classes; only {known} have"
            raise ValueError(message)

    def __str__(self) -> str:
        """Return the term as a user writes it."""
        factor = f"{self.weight}*" if self.weight > 1 else ""
        if self.demand_class == ALL_CLASSES:
            return f"{factor}{self.objective}"
        chosen = "*" if self.demand_class == EVERY_CLASS else self.demand_class
        return f"{factor}{self.objective}[{chosen}]"


@dataclass(frozen=True, slots=True)
class Level:
    """Terms that are minimised together.

    Parameters
    ----------
    terms
        At least one. As a user writes a level of several terms, weights are per unit in which a
        report shows the term: weighted days, currency, hours, days, demands and orders,
        operations. Resolved (`models.level_scale.resolve`), they are per integer unit of the
        measure.
    text
        A resolved level as it was written; empty if that is the text of its terms.
    unit
        User's units that a value of 1 of a resolved level stands for; 0 for a level of one term,
        whose objective says it.

    Raises
    ------
    ValueError
        Without a term.
    """

    terms: tuple[Term, ...]
    text: str = ""
    unit: float = 0.0

    def __post_init__(self) -> None:
        """Refuse an empty level."""
        if not self.terms:
            message = "a level of the objective needs a term"
            raise ValueError(message)

    def __str__(self) -> str:
        """Return the level as a user writes it."""
        return self.text or " + ".join(str(term) for term in self.terms)

    @classmethod
    def of(cls, objective: Level | Objective) -> Level:
        """Return an objective alone as a level; a level as it is."""
        return objective if isinstance(objective, Level) else cls((Term(objective),))

    @property
    def objectives(self) -> frozenset[Objective]:
        """Return what its terms measure."""
        return frozenset(term.objective for term in self.terms)
