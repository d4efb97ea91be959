"""Classic benchmark instances as scenarios: JSPLIB job shops, FJSPLIB flexible job shops."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from models.errors import Fault, InvalidScenarioFile
from models.scenario import (
    Alternative,
    Calendar,
    Demand,
    Header,
    Item,
    Operation,
    Routing,
    Scenario,
    Shift,
    Source,
    WorkCenter,
)
from scheduler.files.text import decode

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

__all__ = ["jobshop_scenario", "load_jobshop"]

_START = datetime(2026, 1, 1)  # noqa: DTZ001 - local time of the scenario's zone, UTC
_PHASE_STEP = 10


def jobshop_scenario(
    name: str, jobs: Sequence[Sequence[Sequence[tuple[int, int]]]], *, num_machines: int = 0
) -> Scenario:
    """Return a (flexible) job shop as a scenario; one tick is one unit of time.

    Parameters
    ----------
    name
        Id of the scenario.
    jobs
        Operations of each job in order; an operation lists its alternatives as
        ``(machine, minutes)`` with machines from 0.
    num_machines
        Machines there are, if more than the jobs name.

    Returns
    -------
    Scenario
        One machine ``M1``, ``M2``, ... per number, open round the clock; one item ``J1``, ... per
        job, of which one piece is due at the end of the horizon. The horizon is a whole number of
        days that holds all operations one after the other.
    """
    machines = [machine for job in jobs for choices in job for machine, _ in choices]
    count = max([num_machines, *(machine + 1 for machine in machines)])
    total = sum(max(minutes for _, minutes in choices) for job in jobs for choices in job)
    days = total // 1440 + 1
    due = (_START + timedelta(days=days - 1)).date()
    names = [f"J{number + 1}" for number in range(len(jobs))]
    return Scenario(
        scenario=Header(id=name, start=_START, horizon=timedelta(days=days)),
        calendars=(Calendar(id="always", shifts={"mon-sun": (Shift(0, 1440),)}),),
        work_centers=tuple(WorkCenter(id=f"M{number + 1}") for number in range(count)),
        items=tuple(Item(id=job, source=Source.MAKE) for job in names),
        routings=tuple(
            Routing(
                item=job,
                operations=tuple(
                    _operation((step + 1) * _PHASE_STEP, choices)
                    for step, choices in enumerate(operations)
                ),
            )
            for job, operations in zip(names, jobs, strict=True)
        ),
        demands=tuple(Demand(id=f"D{job[1:]}", item=job, quantity=1, due=due) for job in names),
    )


def _operation(phase: int, choices: Sequence[tuple[int, int]]) -> Operation:
    (machine, minutes), *others = choices
    return Operation(
        phase=phase,
        work_center=f"M{machine + 1}",
        run=timedelta(minutes=minutes),
        alternatives=tuple(
            Alternative(work_center=f"M{other + 1}", run=timedelta(minutes=time))
            for other, time in others
        ),
    )


def load_jobshop(path: Path, *, flexible: bool) -> Scenario:
    """Return the instance in a text file as a scenario.

    Parameters
    ----------
    path
        First line: number of jobs, number of machines; then a line per job. Lines that begin
        with ``#`` are comments.
    flexible
        FJSPLIB: the number of operations, then for each the number of alternatives and that many
        pairs machine (from 1) and time. Otherwise JSPLIB: pairs machine (from 0) and time.

    Raises
    ------
    InvalidScenarioFile
        If the file is no such instance; names the line.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        rule = f"a file that can be read; {error.strerror}"
        raise InvalidScenarioFile((Fault("", "", "", "", rule, file=str(path)),)) from error
    text, fault = decode(content, str(path))
    if fault is not None:
        raise InvalidScenarioFile((fault,))
    return _Parser(path, text).scenario(flexible=flexible)


class _Parser:
    """Read an instance line by line; the first fault ends it, as the rest would be noise."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        lines = enumerate(text.splitlines(), start=1)
        self.rows = [
            (number, line.split())
            for number, line in lines
            if line.strip() and line.lstrip()[0] != "#"
        ]

    def refuse(self, line: int, value: str, expected: str) -> InvalidScenarioFile:
        row = f"line {line}" if line else ""
        return InvalidScenarioFile((Fault("", row, "", value, expected, file=str(self.path)),))

    def number(self, line: int, word: str) -> int:
        if not (word.isascii() and word.isdigit() and len(word) <= 9):
            raise self.refuse(line, word, "a whole number, 0 or more")
        return int(word)

    def scenario(self, *, flexible: bool) -> Scenario:
        if not self.rows:
            raise self.refuse(0, "", "a job shop; the file is empty")
        line, words = self.rows[0]
        if len(words) < 2:
            raise self.refuse(line, " ".join(words), "the number of jobs and of machines")
        num_jobs, num_machines = (self.number(line, word) for word in words[:2])
        rows = self.rows[1:]
        if len(rows) != num_jobs or not num_jobs:
            rule = f"{num_jobs} jobs, a line each" if num_jobs else "at least one job"
            raise self.refuse(line, f"{len(rows)} lines", rule)
        read = self.flexible_job if flexible else self.plain_job
        jobs = []
        for line, words in rows:
            numbers = [self.number(line, word) for word in words]
            jobs.append(read(line, numbers))
            for machine, _ in (choice for choices in jobs[-1] for choice in choices):
                if not 0 <= machine < num_machines:
                    first, last = (1, num_machines) if flexible else (0, num_machines - 1)
                    found = str(machine + first)
                    raise self.refuse(line, found, f"a machine from {first} to {last}")
        return jobshop_scenario(self.path.stem, jobs, num_machines=num_machines)

    def plain_job(self, line: int, numbers: list[int]) -> list[list[tuple[int, int]]]:
        if len(numbers) % 2 or not numbers:
            raise self.refuse(line, f"{len(numbers)} numbers", "pairs of machine and time")
        return [[pair] for pair in zip(numbers[::2], numbers[1::2], strict=True)]

    def flexible_job(self, line: int, numbers: list[int]) -> list[list[tuple[int, int]]]:
        operations: list[list[tuple[int, int]]] = []
        position = 1
        while position < len(numbers) and len(operations) < numbers[0]:
            size = 2 * numbers[position]
            pairs = numbers[position + 1 : position + 1 + size]
            if not size or len(pairs) < size:
                rule = (
                    f"{size // 2} pairs of machine and time" if size else "at least 1 alternative"
                )
                raise self.refuse(line, f"{len(pairs)} numbers", rule)
            choices = zip(pairs[::2], pairs[1::2], strict=True)
            operations.append([(machine - 1, minutes) for machine, minutes in choices])
            position += 1 + size
        if not operations or len(operations) != numbers[0] or position != len(numbers):
            rule = f"{numbers[0]} operations" if numbers[0] else "at least one operation"
            raise self.refuse(line, f"{len(operations)} operations", rule)
        return operations
