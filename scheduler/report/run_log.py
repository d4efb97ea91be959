"""What the section on the run tells: counts, steps, warnings, versions, and how to repeat it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scheduler.runs.digest import SHORT, scenario_digest
from scheduler.runs.parameters import plan_counts
from scheduler.runs.stopwatch import Step
from scheduler.runs.versions import versions
from scheduler.words.terms import mark

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.errors import Fault
    from models.plan import Plan
    from scheduler.words import Words

__all__ = ["NO_FACTS", "RunFacts", "RunLog", "run_log"]

_MOST = 200
"""Warnings that a page shows; tables have all."""

_COUNTS = {
    "demands": mark("demands"),
    "orders": mark("orders"),
    "orders_not_scheduled": mark("orders not scheduled"),
    "operations": mark("operations"),
    "items": mark("items"),
    "work_centers": mark("work centers"),
    "machines": mark("machines"),
    "workers": mark("workers"),
    "resources": mark("further resources"),
}
_STEPS = {
    Step.READING: mark("reading"),
    Step.MATERIALS: mark("material planning"),
    Step.SCHEDULE: mark("scheduling"),
    Step.FIGURES: mark("checking and key figures"),
    Step.REMEDIES: mark("what would help"),
}
_PROGRAMS = {"finitecap": "finitecap", "ortools": "OR-Tools", "python": "Python"}


@dataclass(frozen=True, slots=True)
class RunFacts:
    """What is known of a run beside its plan.

    Parameters
    ----------
    command_line
        What was typed; empty if nobody knows.
    seconds
        How long the steps took until the page was drawn, by name.
    """

    command_line: str = ""
    seconds: Mapping[str, float] = field(default_factory=dict)


NO_FACTS = RunFacts()


@dataclass(frozen=True, slots=True)
class RunLog:
    """The texts of the section.

    Parameters
    ----------
    digest, whole_digest
        Of the scenario: the digits that people compare, and all.
    counts, steps
        Label and number.
    versions
        Of the programs, in one line.
    warnings, left_out
        File, table, row, field, value, expected and hint of the first ones; how many more.
    """

    digest: str
    whole_digest: str
    command_line: str
    counts: list[tuple[str, str]]
    steps: list[tuple[str, str]]
    versions: str
    warnings: list[tuple[str, ...]]
    left_out: int
    has_hints: bool


def run_log(plan: Plan, told: RunFacts, words: Words) -> RunLog:
    """Return what the page tells of a run."""
    counts, digest, made = plan_counts(plan), scenario_digest(plan.scenario), versions()
    shown = plan.warnings[:_MOST]
    return RunLog(
        digest=digest[:SHORT],
        whole_digest=digest,
        command_line=told.command_line,
        counts=[
            (words.text(label), words.number(counts[name]))
            for name, label in _COUNTS.items()
            if counts[name] or name in ("demands", "orders", "operations")
        ],
        steps=[
            (
                words.text(label),
                words.text("{seconds} s", seconds=words.number(told.seconds[step], 2)),
            )
            for step, label in _STEPS.items()
            if step in told.seconds
        ],
        versions=", ".join(f"{_PROGRAMS[name]} {made[name]}" for name in _PROGRAMS if made[name]),
        warnings=[_cells(fault, words) for fault in shown],
        left_out=len(plan.warnings) - len(shown),
        has_hints=any(fault.hint for fault in shown),
    )


def _seconds(value: float, words: Words) -> str:
    return words.text("{seconds} s", seconds=words.number(value, 2))


def _cells(fault: Fault, words: Words) -> tuple[str, ...]:
    """Return where a warning stands, what was found and what was expected, as texts."""
    return (
        fault.file, fault.table, fault.row, fault.field, fault.value, words.say(fault.expected),
        words.say(fault.hint),
    )  # fmt: skip
