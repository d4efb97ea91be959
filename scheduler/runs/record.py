"""The record of one run."""

from __future__ import annotations

from datetime import UTC
from enum import StrEnum
from typing import TYPE_CHECKING

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

if TYPE_CHECKING:
    from datetime import datetime

    from models.errors import Fault

__all__ = ["FaultRecord", "LevelRecord", "RunRecord", "RunStatus", "new_id"]


class RunStatus(StrEnum):
    """How a run ended."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INTERRUPTED = "interrupted"
    INPUT_WRONG = "input-wrong"
    NO_PLAN_EXISTS = "no-plan-exists"
    NO_PLAN_FOUND = "no-plan-found"
    NOT_WRITTEN = "not-written"
    FAULT = "fault"


class _Part(BaseModel):
    """Part of a record; what a newer version writes besides is not read."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class FaultRecord(_Part):
    """A warning or an error: where, what was found, what was expected; or only a text."""

    file: str = ""
    table: str = ""
    row: str = ""
    field: str = ""
    value: str = ""
    expected: str = ""
    hint: str = ""
    text: str = ""

    @classmethod
    def of(cls, fault: Fault) -> FaultRecord:
        """Return the record of a fault."""
        return cls(
            file=fault.file,
            table=fault.table,
            row=fault.row,
            field=fault.field,
            value=fault.value,
            expected=str(fault.expected),
            hint=str(fault.hint),
        )

    def __str__(self) -> str:
        """Return the fault as messages have it."""
        if self.text:
            return self.text
        from models.errors import Fault

        return str(Fault(**self.model_dump(exclude={"text"})))


class LevelRecord(_Part):
    """A level of the objective: value and proved bound in the user's unit."""

    objective: str
    value: float
    bound: float | None = None
    unit: str = ""


class RunRecord(_Part):
    """What is kept of one run.

    Parameters
    ----------
    id
        Moment in UTC and eight random digits.
    when
        When it began, local time with offset.
    seconds, steps
        From then until it ended; how long each step of a plan took.
    line
        The command line that repeats it.
    source
        The scenario file, or the plan it began from, as it was typed.
    digest
        SHA-256 of the scenario, see `scenario_digest`; empty if it could not be read.
    output
        Name of the plan folder, which lies beside the log; empty if nothing was written.
    options, parameters
        Options of the command; settings of the scenario that are not as by default.
    num_warnings
        How many there were; of very many only the first are kept.
    """

    id: str = Field(min_length=1)
    when: AwareDatetime
    command: str
    line: str = ""
    seconds: float = 0.0
    steps: dict[str, float] = Field(default_factory=dict)
    status: RunStatus
    exit_code: int = 0
    source: str = ""
    scenario: str = ""
    name: str = ""
    digest: str = ""
    output: str = ""
    options: dict[str, str] = Field(default_factory=dict)
    parameters: dict[str, str] = Field(default_factory=dict)
    versions: dict[str, str] = Field(default_factory=dict)
    counts: dict[str, int] = Field(default_factory=dict)
    kpis: dict[str, float | int | str | None] = Field(default_factory=dict)
    levels: tuple[LevelRecord, ...] = ()
    num_warnings: int = 0
    warnings: tuple[FaultRecord, ...] = ()
    errors: tuple[FaultRecord, ...] = ()


def new_id(when: datetime, digits: str) -> str:
    """Return an id that sorts by time: the moment, to the second, and some random digits."""
    return f"{when.astimezone(UTC):%Y%m%d-%H%M%S}-{digits}"
