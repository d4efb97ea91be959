"""Scenario files: YAML, JSON, Excel and folders of CSV tables, read alike and written whole.

Every format is read to one tree of plain text (`scheduler.files.tree`), validated once, and
written from one tree of typed values (`scheduler.files.values`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.errors import InvalidScenarioFile

if TYPE_CHECKING:
    from pathlib import Path

    from models.errors import Fault
    from models.scenario import Scenario

__all__ = ["Loaded", "json_schema", "load", "read", "save", "write_example"]


@dataclass(frozen=True, slots=True)
class Loaded:
    """A scenario, and what is dubious in it but can be planned."""

    scenario: Scenario
    warnings: tuple[Fault, ...]


def read(path: Path) -> Loaded:
    """Return the scenario in a file or a folder of CSV tables, with its warnings.

    Raises
    ------
    InvalidScenarioFile
        If anything in it is wrong; carries every fault, not the first only.
    """
    from scheduler.files.loading import read_document
    from scheduler.files.validation import validate

    document = read_document(path)
    unreadable = not document.tree and bool(document.faults)
    if unreadable:  # what its tables lack is no news
        raise InvalidScenarioFile(tuple(document.faults))
    validated = validate(document)
    if validated.scenario is None:
        raise InvalidScenarioFile(validated.errors)
    return Loaded(validated.scenario, validated.warnings)


def load(path: Path) -> Scenario:
    """Return the scenario in a file or a folder of CSV tables.

    Raises
    ------
    InvalidScenarioFile
        If anything in it is wrong; carries every fault, not the first only.
    """
    return read(path).scenario


def save(scenario: Scenario, path: Path) -> None:
    """Write a scenario as ``.yaml``, ``.json``, ``.xlsx``, or, without suffix, a CSV folder.

    Raises
    ------
    InvalidScenarioFile
        If the place cannot be written to, or holds a folder that is no scenario.
    """
    from scheduler.files.saving import write_scenario

    write_scenario(scenario, path)


def json_schema() -> dict[str, object]:
    """Return the JSON Schema of a scenario, for editors; it accepts every file that loads."""
    from scheduler.files.schema import scenario_schema

    return scenario_schema()


def write_example(directory: Path) -> Path:
    """Write a commented example scenario into a folder, and return its path.

    Raises
    ------
    InvalidScenarioFile
        If the file exists, or the folder cannot be made.
    """
    from scheduler.files.example import copy_example

    return copy_example(directory)
