"""Find runs: by scenario, status, time or any text in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.checks.suggest import did_you_mean
from models.errors import Fault, InvalidScenarioFile

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import datetime

    from scheduler.runs.record import RunRecord

__all__ = ["Selection", "named"]


@dataclass(frozen=True, slots=True)
class Selection:
    """Which runs are wanted; what is empty or ``None`` does not matter.

    Parameters
    ----------
    scenario, status, output
        Id of the scenario, how the run ended, name of the plan folder.
    since
        Moment with an offset.
    text
        Found anywhere in the record, whatever the case.
    """

    scenario: str = ""
    status: str = ""
    since: datetime | None = None
    text: str = ""
    output: str = ""

    def of(self, records: Iterable[RunRecord]) -> list[RunRecord]:
        """Return the records wanted, the newest first."""
        wanted = [record for record in records if self._takes(record)]
        wanted.reverse()  # of one moment the last in the log is the newest
        return sorted(wanted, key=lambda record: record.when, reverse=True)

    def _takes(self, record: RunRecord) -> bool:
        if self.scenario and record.scenario != self.scenario:
            return False
        if self.status and record.status != self.status:
            return False
        if self.output and record.output != self.output:
            return False
        if self.since is not None and record.when < self.since:
            return False
        sought = self.text.casefold()
        return not sought or any(
            sought in text.casefold() for text in _texts(record.model_dump(mode="json"))
        )


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield str(name)
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
    elif value is not None:
        yield str(value)


def named(records: Sequence[RunRecord], names: Collection[str], file: str) -> tuple[RunRecord, ...]:
    """Return the records with some ids; the beginning of an id will do if only one begins so.

    Raises
    ------
    InvalidScenarioFile
        With every name that no record has, or that several begin with.
    """
    known = {record.id: record for record in records}
    found: dict[str, RunRecord] = {}
    faults = []
    for name in names:
        begun = [run for run in known if run.startswith(name)]
        matches = [name] if name in known else begun if name else []
        if len(matches) == 1:
            found[matches[0]] = known[matches[0]]
        elif matches:
            expected = f"one run; {len(matches)} begin so, such as {', '.join(matches[-3:])}"
            faults.append(Fault("", "", "ID", name, expected, file=file))
        else:
            hint = did_you_mean(name, list(known)) or _hint(file, known)
            faults.append(Fault("", "", "ID", name, "the id of a run in the log", hint, file))
    if faults:
        raise InvalidScenarioFile(tuple(faults))
    return tuple(found.values())


def _hint(file: str, known: Collection[str]) -> str:
    if not known:
        return f"{file} holds no run."
    return f"The last one is '{max(known)}'; finitecap runs lists all."
