"""One cell of the table: one spec by one method; what may be used, and what was measured."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

__all__ = ["Budget", "Cell", "Event", "Method"]

Event = tuple[float, str, str, float | None, float | None]
"""Seconds since the solve began, who, which level, its value and its bound in units of the cell."""


class Method(StrEnum):
    """How a schedule is made."""

    ASAP = "asap"
    ALAP = "alap"
    RULES = "rules"
    CP_SAT = "cp-sat"
    CP_SAT_HINT = "cp-sat-hint"
    PYJOBSHOP = "pyjobshop"
    FINITECAP = "finitecap"

    @property
    def is_searching(self) -> bool:
        """Tell whether seed and time limit matter."""
        return self not in (Method.ASAP, Method.ALAP, Method.RULES)


@dataclass(frozen=True, slots=True)
class Budget:
    """What a search may use."""

    time_limit: float = 20.0
    """Wall seconds for the solve: building of models counted, compilation and imports not."""
    workers: int = 2
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """What was measured; ``None`` where there is nothing to say.

    Parameters
    ----------
    value, bound
        First objective and what is proved of it, in weighted days for the tardiness of plants, in
        the problem's own unit otherwise.
    gap
        ``(value - bound) / value``.
    overload_hours
        Work beyond the capacity of its resource, in hours of one unit, over all resources.
    peak_mb
        Largest resident memory of the process, MRP and compilation included.
    import_seconds
        Loading libraries and compiled code, by planning something tiny, before the solve.
    first_plan_seconds
        When the first verified plan was there, after the solve began.
    rules
        Value of each dispatching rule; ``None`` where it found no plan.
    events
        Improvements, thinned out.
    """

    spec: str
    method: str
    seed: int
    objective: str
    status: str
    solver: str = ""
    operations: int = 0
    time_limit: float | None = None
    workers: int | None = None
    value: float | None = None
    bound: float | None = None
    gap: float | None = None
    tardiness_days: float | None = None
    late: int | None = None
    makespan: int | None = None
    """Ticks: minutes of a plant, the instance's own unit of a job shop."""
    overload_hours: float | None = None
    mrp_seconds: float | None = None
    compile_seconds: float | None = None
    import_seconds: float | None = None
    solve_seconds: float | None = None
    first_plan_seconds: float | None = None
    peak_mb: float | None = None
    message: str = ""
    rules: dict[str, float | None] = field(default_factory=dict)
    events: tuple[Event, ...] = ()

    def as_dict(self) -> dict[str, object]:
        """Return the cell as JSON wants it."""
        return asdict(self)

    @classmethod
    def of(cls, values: dict[str, Any]) -> Cell:  # Any: what JSON holds
        """Return the cell that JSON holds."""
        events = tuple(tuple(event) for event in values.get("events", ()))
        return cls(**values | {"events": events})
