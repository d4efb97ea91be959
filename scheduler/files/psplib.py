"""Project instances in text: the formats of Patterson (``.rcp``) and of PSPLIB (``.sm``)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from models.errors import Fault, InvalidScenarioFile
from scheduler.files.projects import Activity, project_scenario
from scheduler.files.text import decode

if TYPE_CHECKING:
    from pathlib import Path

    from models.scenario import Scenario

__all__ = ["load_project"]

_COUNTS = {
    "jobs": "jobs (incl. supersource/sink )",
    "renewable": "- renewable",
    "nonrenewable": "- nonrenewable",
    "doubly": "- doubly constrained",
}
_NOT_RENEWED = "no resource that is used up, as they cannot be planned"
_ONE_MODE = "how many modes, as one can be planned"
_MOST = 999_999_999


class _Word(NamedTuple):
    """A word of the file, and its line."""

    line: int
    text: str


def load_project(path: Path) -> Scenario:
    """Return the resource-constrained project in a text file as a scenario.

    Parameters
    ----------
    path
        A file of PSPLIB, single mode and renewable resources only, if it has the line
        ``PRECEDENCE RELATIONS``. Otherwise numbers in the form of Patterson, wherever lines end:
        how many activities and resources; the units of each resource; then for each activity its
        duration, its units of each resource, how many successors, and their numbers from 1.

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
    parser = _Psplib if re.search(r"^PRECEDENCE RELATIONS", text, re.MULTILINE) else _Patterson
    return parser(path, text).scenario()


class _Reader:
    """Read an instance word by word; the first fault ends it, as the rest would be noise."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self.lines = text.splitlines()
        self.words: list[_Word] = []
        self.position = 0
        self.rows: list[int] = []
        """Line of each activity."""

    def refuse(self, line: int, value: str, expected: str) -> InvalidScenarioFile:
        row = f"line {line}" if line else ""
        return InvalidScenarioFile((Fault("", row, "", value, expected, file=str(self.path)),))

    def feed(self, first: int, last: int) -> None:
        """Let the words of some lines, numbered from 1, be the ones to read."""
        self.words = [
            _Word(number, word)
            for number in range(first, last + 1)
            for word in self.lines[number - 1].split()
        ]
        self.position = 0

    def number(self, meaning: str, least: int = 0, most: int = _MOST) -> int:
        """Return the next word as a number."""
        if self.position == len(self.words):
            line = self.words[-1].line if self.words else 0
            raise self.refuse(line, "", f"{meaning}; the numbers end too early")
        line, text = self.words[self.position]
        self.position += 1
        return self.within(_Word(line, text), meaning, least, most)

    def within(self, word: _Word, meaning: str, least: int, most: int) -> int:
        text = word.text
        is_number = text.isascii() and text.isdigit() and len(text) <= 9
        if not (is_number and least <= int(text) <= most):
            limits = "a whole number, 0 or more" if most == _MOST else f"{least} to {most}"
            if least == most:
                limits = str(least)
            raise self.refuse(word.line, text, f"{meaning}: {limits}")
        return int(text)

    def line(self) -> int:
        """Return the line of the next word."""
        return self.words[min(self.position, len(self.words) - 1)].line

    def finish(self) -> None:
        if self.position < len(self.words):
            line, text = self.words[self.position]
            raise self.refuse(line, text, "the end of the numbers")

    def demands(self, capacities: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(
            self.number(f"units of R{index + 1}, of which there are {units}", 0, units)
            for index, units in enumerate(capacities)
        )

    def successors(self, count: int) -> tuple[int, ...]:
        several = self.number("how many successors", 0, count)
        return tuple(self.number("a successor", 1, count) - 1 for _ in range(several))

    def project(self, activities: list[Activity], capacities: tuple[int, ...]) -> Scenario:
        self._refuse_circle(activities)
        if not any(activity.duration for activity in activities):
            raise self.refuse(0, "", "an activity that takes time")
        return project_scenario(self.path.stem, activities, capacities)

    def _refuse_circle(self, activities: list[Activity]) -> None:
        waits = [0] * len(activities)
        for activity in activities:
            for successor in activity.successors:
                waits[successor] += 1
        free = [index for index, count in enumerate(waits) if not count]
        while free:
            for successor in activities[free.pop()].successors:
                waits[successor] -= 1
                if not waits[successor]:
                    free.append(successor)
        for index, count in enumerate(waits):
            if count:
                rule = "successors that do not lead back to it"
                raise self.refuse(self.rows[index], f"activity {index + 1}", rule)


class _Patterson(_Reader):
    """Numbers only, in one order."""

    def scenario(self) -> Scenario:
        self.feed(1, len(self.lines))
        if not self.words:
            raise self.refuse(0, "", "a project; the file is empty")
        count = self.number("how many activities", 1, 100_000)
        several = self.number("how many resources", 0, 1_000)
        capacities = tuple(
            self.number(f"units of R{index + 1}", 1, 10_000) for index in range(several)
        )
        activities = []
        for _ in range(count):
            self.rows.append(self.line())
            duration = self.number("a duration")
            activities.append(Activity(duration, self.demands(capacities), self.successors(count)))
        self.finish()
        return self.project(activities, capacities)


class _Psplib(_Reader):
    """Headed sections, each a table with a row per activity."""

    def scenario(self) -> Scenario:
        count = self.count("jobs", 1, 100_000)
        kinds = self.count("renewable", 0, 1_000)
        for other in ("nonrenewable", "doubly"):
            self.count(other, 0, 0, _NOT_RENEWED)
        self.section("RESOURCEAVAILABILITIES", 1)
        capacities = tuple(
            self.number(f"units of R{index + 1}", 1, 10_000) for index in range(kinds)
        )
        self.finish()
        self.section("PRECEDENCE RELATIONS", 1)
        successors = []
        for index in range(count):
            self.rows.append(self.line())
            self.number("the next job", index + 1, index + 1)
            self.number(_ONE_MODE, 1, 1)
            successors.append(self.successors(count))
        self.finish()
        self.section("REQUESTS/DURATIONS", 2)
        activities = []
        for index in range(count):
            self.number("the next job", index + 1, index + 1)
            self.number("its only mode", 1, 1)
            duration = self.number("a duration")
            activities.append(Activity(duration, self.demands(capacities), successors[index]))
        self.finish()
        return self.project(activities, capacities)

    def count(self, key: str, least: int, most: int, meaning: str = "") -> int:
        """Return the number of a line ``label : number``."""
        label = _COUNTS[key]
        pattern = re.compile(rf"^\s*{re.escape(label)}\s*:\s*(\S+)")
        for index, line in enumerate(self.lines):
            if found := pattern.match(line):
                word = _Word(index + 1, found.group(1))
                return self.within(word, meaning or f"how many {key}", least, most)
        raise self.refuse(0, "", f"a line '{label} : number'")

    def section(self, title: str, headings: int) -> None:
        """Let the rows of a section, below its lines of headings, be the words to read."""
        begins = [i for i, line in enumerate(self.lines) if line.startswith(title)]
        if not begins:
            raise self.refuse(0, "", f"a section '{title}:'")
        first = begins[0] + 1 + headings
        last = first
        while last < len(self.lines) and not self.lines[last].startswith("***"):
            last += 1
        self.feed(first + 1, last)
