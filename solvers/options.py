"""What a caller may ask of a solver."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Event
from typing import Protocol

from models.plan import Mode
from models.schedule import Objective

__all__ = ["Progress", "ProgressEvent", "SolveOptions"]


@dataclass(frozen=True, slots=True)
class ProgressEvent:
    """A better schedule, or a new stage of the solve."""

    seconds: float
    stage: str
    objective: Objective | None = None
    value: int | None = None
    bound: int | None = None


class Progress(Protocol):
    """Whoever wants to hear of progress."""

    def __call__(self, event: ProgressEvent, /) -> None:
        """Take notice; must return quickly and may be called from another thread."""


def _ignore(event: ProgressEvent, /) -> None:
    del event


@dataclass(frozen=True, slots=True)
class SolveOptions:
    """Arguments of `solvers.solve.solve`.

    Parameters
    ----------
    mode
        Finite capacity, or infinite capacity from the left (ASAP) or the right (ALAP).
    objectives
        Lexicographic levels of the finite mode, most important first.
    time_limit
        Wall seconds for everything, kept to within 2 s.
    deterministic_limit
        CP-SAT's deterministic time for each level; for reproducible tests. ``None`` for none.
    workers
        Threads CP-SAT may use; 1 for reproducible plans.
    seed
        Same problem, same seed, one worker: same schedule.
    progress
        Called with every improvement.
    stop
        Set from outside, it ends the solve within a second with the best schedule so far.
    """

    mode: Mode = Mode.FINITE
    objectives: tuple[Objective, ...] = (Objective.TARDINESS, Objective.FLOW, Objective.MAKESPAN)
    time_limit: float = 60.0
    deterministic_limit: float | None = None
    workers: int = 2
    seed: int = 0
    progress: Progress = _ignore
    stop: Event = field(default_factory=Event)
