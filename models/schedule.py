"""What a solver answers: mode, start and end of every operation, and how good that is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from models.level import Level, Objective, Term

if TYPE_CHECKING:
    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]

__all__ = ["Found", "Level", "LevelResult", "Objective", "Schedule", "Status", "Term"]


class Status(StrEnum):
    """How a solve ended."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"
    NO_SOLUTION = "no solution in time"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class LevelResult:
    """One level of a lexicographic objective.

    Parameters
    ----------
    objective
        What it minimises, resolved: see `models.level_scale.resolve`.
    value
        Recomputed from the schedule by `models.measures`, in the problem's integer units.
    bound
        Proved limit of this level, given the levels above it as in this schedule; ``None`` if
        nothing is known.
    """

    objective: Level
    value: int
    bound: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """When a search found a better plan.

    Parameters
    ----------
    seconds
        Since the solve began.
    who
        Name of the search.
    values
        Of all levels.
    """

    seconds: float
    who: str
    values: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Schedule:
    """One answer; arrays of shape (N,), int64.

    Parameters
    ----------
    mode
        Row of the problem's mode table.
    unit
        Which unit of the mode's resource, from 0; -1 where capacity is infinite or ignored.
    start, end
        Ticks; ``end`` is when the work is done.
    changeover
        Working ticks of sequence-dependent setup just before ``start``.
    status
        One of `Status`; with `Status.INFEASIBLE`, `NO_SOLUTION` or `REJECTED` arrays are empty.
    levels
        Objective levels in lexicographic order.
    provenance
        Who found it, e.g. ``dispatch:weighted-due-date`` or ``cp-sat``.
    seconds
        Wall time the solve took.
    facts
        For an infeasible problem: the statements that contradict each other.
    history
        Ever better plans on the way to this one, some hundred at most.
    """

    mode: Ints
    unit: Ints
    start: Ints
    end: Ints
    changeover: Ints
    status: Status
    levels: tuple[LevelResult, ...] = ()
    provenance: str = ""
    seconds: float = 0.0
    facts: tuple[str, ...] = ()
    history: tuple[Found, ...] = ()

    @classmethod
    def none(cls, status: Status, provenance: str, facts: tuple[str, ...] = ()) -> Schedule:
        """Return the answer that there is no schedule, and why."""
        empty = np.zeros(0, dtype=np.int64)
        return cls(empty, empty, empty, empty, empty, status, provenance=provenance, facts=facts)

    @property
    def is_plan(self) -> bool:
        """Tell whether there is a schedule at all."""
        return self.status in (Status.OPTIMAL, Status.FEASIBLE)
