"""What can go wrong, as types.

::

    SchedulingError
    ├── InvalidScenarioFile   the input is wrong; carries every fault of the file
    ├── InvalidProblem        a Problem built by hand breaks its own rules (also a ValueError)
    ├── NoPlanExists          hard facts contradict each other; names them
    ├── NoPlanFound           the time was too short for a first plan
    └── SolverFault           a solver returned a schedule that breaks a rule: our bug
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = [
    "Fault",
    "InvalidProblem",
    "InvalidScenarioFile",
    "NoPlanExists",
    "NoPlanFound",
    "SchedulingError",
    "SolverFault",
]


class SchedulingError(Exception):
    """Base of every error this project raises on purpose."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong, or dubious, in an input: where it stands, what was found, what was expected.

    Parameters
    ----------
    table
        Name of the table, e.g. ``boms`` or ``boms.components``; empty for the whole file.
    row
        Which row of the table, in the user's words: its id where it has one, with its line in the
        file where the format knows lines, e.g. ``'FRAME' (line 41)``; empty for the whole table.
    field
        Name of the field; empty for the whole row.
    value
        The value found, as text; empty where a value is missing.
    expected
        The rule that was broken, as "expected ..." without the word "expected".
    hint
        A way out, e.g. ``Did you mean 'WELD'?``; may be empty.
    file
        The file it was read from; empty until the reader knows it.
    """

    table: str
    row: str
    field: str
    value: str
    expected: str
    hint: str = ""
    file: str = ""

    def __str__(self) -> str:
        """Return the fault as one line, with its hint on a second one."""
        place = " ".join(part for part in (self.table, self.row, self.field) if part)
        where = "".join(f"{part}: " for part in (self.file, place) if part)
        found = f"found {self.value!r}, " if self.value else ""
        text = f"{where}{found}expected {self.expected}"
        return f"{text}\n    {self.hint}" if self.hint else text


class InvalidScenarioFile(SchedulingError):  # noqa: N818 - the name says what is wrong
    """The input is wrong. `faults` lists everything that is, not the first only."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        super().__init__("\n".join(str(fault) for fault in faults))


class InvalidProblem(SchedulingError, ValueError):  # noqa: N818 - the name says what is wrong
    """A `Problem` breaks its own rules: wrong shapes, indices out of range, negative durations."""


class NoPlanExists(SchedulingError):  # noqa: N818 - the name says what is wrong
    """No plan can exist. `facts` are the statements that contradict each other."""

    def __init__(self, facts: tuple[str, ...]) -> None:
        self.facts = facts
        super().__init__("\n".join(facts))


class NoPlanFound(SchedulingError):  # noqa: N818 - the name says what is wrong
    """The time limit passed before a first plan was found."""


class SolverFault(SchedulingError):  # noqa: N818 - the name says what is wrong
    """A solver returned a schedule that the verifier rejects. `violations` names the facts."""

    def __init__(self, violations: tuple[str, ...]) -> None:
        self.violations = violations
        super().__init__("\n".join(violations))
