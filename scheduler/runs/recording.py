"""Watch a run, and make its record when it has ended, however that was."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic
from typing import TYPE_CHECKING

from models.errors import (
    InvalidScenarioFile,
    NoPlanExists,
    NoPlanFound,
    SchedulingError,
    SolverFault,
)
from scheduler.runs.digest import scenario_digest
from scheduler.runs.parameters import flat_settings, plan_counts
from scheduler.runs.record import FaultRecord, LevelRecord, RunRecord, RunStatus, new_id
from scheduler.runs.versions import versions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.errors import Fault
    from models.plan import Plan
    from models.scenario import Scenario

__all__ = ["Recording"]

_MOST = 100
"""Warnings and errors that are kept of each run."""

_EXIT_CODES = {
    RunStatus.INPUT_WRONG: 2,
    RunStatus.NOT_WRITTEN: 2,
    RunStatus.NO_PLAN_EXISTS: 3,
    RunStatus.NO_PLAN_FOUND: 4,
    RunStatus.FAULT: 70,
    RunStatus.INTERRUPTED: 130,
}


@dataclass
class Recording:
    """What is known of a run so far.

    Parameters
    ----------
    command, line
        Name of the command, and the command line that repeats it.
    options
        Its options as text.
    source
        Scenario or plan that it reads, as typed.
    """

    command: str
    line: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    source: str = ""
    when: datetime = field(default_factory=lambda: datetime.now().astimezone())
    _began: float = field(default_factory=monotonic)
    _scenario: Scenario | None = None
    _warnings: tuple[Fault, ...] = ()
    _plan: Plan | None = None
    _output: str = ""
    _steps: Mapping[str, float] = field(default_factory=dict)
    _status: RunStatus | None = None
    _errors: tuple[FaultRecord, ...] = ()

    @property
    def is_of_a_plan(self) -> bool:
        """Tell whether a plan was written."""
        return bool(self._output)

    @property
    def has_failed(self) -> bool:
        """Tell whether the run ended without a plan."""
        return self._status is not None

    @property
    def is_input_wrong(self) -> bool:
        """Tell whether the run ended because of what it was given."""
        return self._status in (RunStatus.INPUT_WRONG, RunStatus.NOT_WRITTEN)

    def saw_scenario(self, scenario: Scenario, warnings: tuple[Fault, ...] = ()) -> None:
        """Take note of what is planned, and of the warnings of the reader."""
        self._scenario, self._warnings = scenario, warnings

    def saw_plan(self, plan: Plan, output: str, steps: Mapping[str, float]) -> None:
        """Take note of the plan that was written, and where: a folder as seen from the log."""
        self._plan, self._output, self._steps = plan, output, dict(steps)
        self._scenario, self._warnings = plan.scenario, plan.warnings

    def failed(self, error: BaseException) -> None:
        """Take note of what ended the run."""
        if isinstance(error, InvalidScenarioFile):
            self._end(RunStatus.INPUT_WRONG, *map(FaultRecord.of, error.faults))
        elif isinstance(error, NoPlanExists):
            self._end(RunStatus.NO_PLAN_EXISTS, *(_text(fact) for fact in error.facts))
        elif isinstance(error, NoPlanFound):
            self._end(RunStatus.NO_PLAN_FOUND, _text(error))
        elif isinstance(error, SolverFault):
            self._end(RunStatus.FAULT, *(_text(row) for row in error.violations))
        elif isinstance(error, KeyboardInterrupt):
            self._end(RunStatus.INTERRUPTED)
        elif isinstance(error, SchedulingError | OSError):
            self._end(RunStatus.NOT_WRITTEN, _text(error))
        else:
            self._end(RunStatus.FAULT, _text(f"{type(error).__name__}: {error}"))

    def _end(self, status: RunStatus, *errors: FaultRecord) -> None:
        self._status, self._errors = status, errors[:_MOST]

    def record(self) -> RunRecord:
        """Return the record of the run as it stands, with an id of its own."""
        status = self._status or self._plan_status
        header = None if self._scenario is None else self._scenario.scenario
        settings = None if self._scenario is None else self._scenario.settings
        return RunRecord(
            id=new_id(self.when, secrets.token_hex(4)),
            when=self.when.replace(microsecond=0),
            command=self.command,
            line=self.line,
            seconds=round(monotonic() - self._began, 2),
            steps={name: round(seconds, 3) for name, seconds in self._steps.items()},
            status=status,
            exit_code=_EXIT_CODES.get(status, 0),
            source=self.source,
            scenario="" if header is None else header.id,
            name="" if header is None else header.name,
            digest="" if self._scenario is None else scenario_digest(self._scenario),
            output=self._output,
            options=dict(self.options),
            parameters=(
                {} if settings is None else dict(flat_settings(settings, only_changed=True))
            ),
            versions=versions(),
            num_warnings=len(self._warnings),
            warnings=tuple(map(FaultRecord.of, self._warnings[:_MOST])),
            errors=self._errors,
            **self._of_plan(),
        )

    @property
    def _plan_status(self) -> RunStatus:
        if self._plan is None:
            return RunStatus.FAULT
        solve = self._plan.solve
        return RunStatus.INTERRUPTED if solve.interrupted else RunStatus(str(solve.status))

    def _of_plan(self) -> dict[str, object]:
        """Return what is only known of a plan."""
        if self._plan is None:
            return {}
        return {
            "counts": plan_counts(self._plan),
            "kpis": self._plan.kpis,
            "levels": tuple(_levels(self._plan)),
        }


def _text(text: object) -> FaultRecord:
    return FaultRecord(text=str(text))


def _levels(plan: Plan) -> list[LevelRecord]:
    solve, rows = plan.solve, []
    for level in solve.levels:
        value, unit = solve.measured(level.objective, level.value)
        bound = None
        if level.bound is not None:
            bound, _ = solve.measured(level.objective, level.bound)
        rows.append(
            LevelRecord(objective=str(level.objective), value=value, bound=bound, unit=unit)
        )
    return rows
