"""Scenarios to files, written whole or not at all."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING
from uuid import uuid4

from models.errors import Fault, InvalidScenarioFile
from scheduler.files.loading import SUFFIXES
from scheduler.files.values import to_typed

if TYPE_CHECKING:
    from pathlib import Path

    from models.scenario import Scenario

__all__ = ["write_scenario"]


def write_scenario(scenario: Scenario, path: Path) -> None:
    """Write a scenario in the format that the path's suffix names.

    Raises
    ------
    InvalidScenarioFile
        If the place cannot be written to, or holds something that is no scenario.
    """
    suffix = path.suffix.lower()
    is_folder = not suffix or (path.is_dir() and suffix not in SUFFIXES)
    if not is_folder and suffix not in SUFFIXES:
        rule = (
            f"a name ending in {', '.join(SUFFIXES)}, or without a dot for a folder of CSV tables"
        )
        raise _refusal(path, path.name, rule)
    if not path.absolute().parent.is_dir():
        raise _refusal(path, "", f"an existing folder {path.parent} to write into")
    try:
        if is_folder:
            _write_folder(scenario, path)
        else:
            _write_file(_content(scenario, suffix), path)
    except OSError as error:
        raise _refusal(path, "", f"a place that can be written to; {error.strerror}") from error


def _refusal(path: Path, value: str, rule: str) -> InvalidScenarioFile:
    return InvalidScenarioFile((Fault("", "", "", value, rule, file=str(path)),))


def _content(scenario: Scenario, suffix: str) -> bytes:
    tree = to_typed(scenario)
    if suffix == ".xlsx":
        from scheduler.files.workbook import format_workbook

        return format_workbook(tree)
    if suffix == ".json":
        from scheduler.files.json_text import format_json

        return format_json(tree).encode()
    from scheduler.files.yaml_text import format_yaml

    return format_yaml(tree).encode()


def _beside(path: Path) -> Path:
    """Return a name next to a path: a rename within one folder is never half done."""
    return path.with_name(f".{path.name}.{uuid4().hex[:8]}.part")


def _write_file(content: bytes, path: Path) -> None:
    if path.is_dir():
        raise _refusal(path, "", "a file; there is a folder of this name")
    part = _beside(path)
    try:
        part.write_bytes(content)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _write_folder(scenario: Scenario, path: Path) -> None:
    from scheduler.files.csv_folder import format_csv

    if path.is_file():
        raise _refusal(path, "", "a folder; there is a file of this name")
    if path.is_dir():
        _refuse_strangers(path)
    part, old = _beside(path), _beside(path)
    try:
        part.mkdir()
        for name, text in format_csv(to_typed(scenario)).items():
            (part / name).write_text(text, encoding="utf-8", newline="")
        if path.is_dir():
            path.rename(old)
            try:
                part.rename(path)
            except OSError:
                old.rename(path)
                raise
        else:
            part.rename(path)
    finally:
        shutil.rmtree(part, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)


def _refuse_strangers(path: Path) -> None:
    """Refuse to replace a folder with anything in it that is no table of a scenario."""
    from scheduler.files.shape import tables

    names = {f"{table}.csv" for table in tables()}
    strangers = sorted(entry.name for entry in path.iterdir() if entry.name not in names)
    if strangers:
        rule = "an empty folder, or one with nothing but scenario tables"
        raise _refusal(path, strangers[0], rule)
