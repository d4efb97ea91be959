"""What a caller may ask of a solver."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Event
from typing import TYPE_CHECKING, Protocol

from models.level import Level, Objective
from models.level_scale import DELAY_COST
from models.plan import Mode

if TYPE_CHECKING:
    from solvers.dispatch.patient import Patience

__all__ = ["Progress", "ProgressEvent", "SolveOptions"]


@dataclass(frozen=True, slots=True)
class ProgressEvent:
    """A better schedule, or a new stage of the solve.

    Parameters
    ----------
    seconds
        Since the solve began.
    stage
        Who found something, or what begins.
    objective
        Level that is told of; ``None`` for a new stage.
    value, bound
        Of that level, in the problem's integer units; ``None`` if not known.
    text
        Both as a user reads them.
    """

    seconds: float
    stage: str
    objective: Level | None = None
    value: int | None = None
    bound: int | None = None
    text: str = ""


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
        Lexicographic levels of the finite mode, most important first; `levels` has them as such.
    delay_cost
        Currency for one day late at weight 1, where a level counts money.
    time_limit
        Wall seconds for everything, kept to within 2 s.
    deterministic_limit
        How much each search works, in units of about a second of one core, whatever the clock
        says; for reproducible tests. Searches then run one after the other, each once. ``None``
        for as long as there is time.
    workers
        Searches side by side; more than two add local searches with other seeds. Ignored with a
        deterministic limit, except by CP-SAT where rules find no first plan.
    rule
        Dispatching rule to plan by alone, without search, or `solvers.previous.NEAR_PREVIOUS` to
        follow the previous plan; empty for a search. Finite mode only.
    patience
        When the rule ``setup-patient`` lets machines wait; the search tries it if this is given.
    seed
        Same problem, seed and deterministic limit, one worker: same schedule, unless the time limit
        cuts the search. Without such a limit searches share plans as they come.
    progress
        Called with every improvement.
    stop
        Set from outside, it ends the solve within a second with the best schedule so far.

    Raises
    ------
    ValueError
        For a negative seed, no worker, or a delay whose cost is negative or infinite.
    """

    mode: Mode = Mode.FINITE
    objectives: tuple[Level | Objective, ...] = (
        Objective.TARDINESS,
        Objective.FLOW,
        Objective.MAKESPAN,
    )
    delay_cost: float = DELAY_COST
    time_limit: float = 60.0
    deterministic_limit: float | None = None
    workers: int = 2
    seed: int = 0
    rule: str = ""
    patience: Patience | None = None
    progress: Progress = _ignore
    stop: Event = field(default_factory=Event)

    def __post_init__(self) -> None:
        """Refuse what searches cannot work with, and a delay that earns money."""
        for name, value, least in (("seed", self.seed, 0), ("workers", self.workers, 1)):
            if value < least:
                message = f"{name} is {value}, expected {least} or more"
                raise ValueError(message)
        if not 0 <= self.delay_cost < float("inf"):
            message = f"delay_cost is {self.delay_cost}, expected 0 or more"
            raise ValueError(message)

    @property
    def levels(self) -> tuple[Level, ...]:
        """Return the objectives as levels."""
        return tuple(map(Level.of, self.objectives))
