"""Folders that are written whole or not at all."""

from __future__ import annotations

import os
import secrets
import shutil
from typing import TYPE_CHECKING, TextIO

from models.errors import SchedulingError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    Writer = Callable[[TextIO], object]

__all__ = ["MATERIAL_FILES", "PLAN_FILES", "OutputNotWritten", "check_target", "write_folder"]

MATERIAL_FILES = ("mrp.csv", "orders.csv", "pegging.csv")
PLAN_FILES = (
    "operations.csv",
    "orders.csv",
    "demands.csv",
    "mrp.csv",
    "pegging.csv",
    "load.csv",
    "kpis.json",
    "plan.json",
    "report.html",
)

_HEAD = 200
_PLAN_HEAD = '{"format":'
_MATERIAL_HEAD = "item,bucket,gross,"


class OutputNotWritten(SchedulingError):  # noqa: N818 - the name says what is wrong
    """The output folder could not be written; whatever was there before is still there."""


def check_target(directory: Path, *, material_only: bool = False) -> None:
    """Refuse a folder that may not be written or replaced, before any time is spent on a plan.

    A folder may be replaced if it is empty, if it holds a plan, or if it holds a material plan.

    Parameters
    ----------
    directory
        Folder to be written.
    material_only
        A material plan is to be written, which must not replace a whole plan.

    Raises
    ------
    OutputNotWritten
        If something else is in the way, or nobody may write there.
    """
    try:
        _check(directory.resolve(), str(directory), material_only=material_only)
    except OSError as error:
        raise _failure(directory, error) from error


def _check(target: Path, shown: str, *, material_only: bool) -> None:
    if target.exists():
        if not target.is_dir():
            message = f"{shown} is a file, expected a folder\n    Choose another name with -o."
            raise OutputNotWritten(message)
        if any(target.iterdir()) and not _is_ours(target, material_only=material_only):
            wanted = "a material plan" if material_only else "a plan"
            message = (
                f"{shown} holds something other than {wanted}, so it is not replaced\n"
                "    Choose another folder with -o, or empty this one."
            )
            raise OutputNotWritten(message)
    ancestor = _first_existing(target.parent)
    if not ancestor.is_dir() or not os.access(ancestor, os.W_OK | os.X_OK):
        message = f"{shown} cannot be written: {ancestor} is no folder that you may write to"
        raise OutputNotWritten(message)


def _is_ours(folder: Path, *, material_only: bool) -> bool:
    """Tell whether a folder holds what may be replaced."""
    plan = folder / "plan.json"
    if plan.exists():
        return not material_only and _starts(plan, _PLAN_HEAD)
    return _starts(folder / "mrp.csv", _MATERIAL_HEAD)


def _starts(path: Path, head: str) -> bool:
    """Tell whether a file begins with a text, white space apart."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return b"".join(file.read(_HEAD).split()).startswith(head.encode())


def _first_existing(path: Path) -> Path:
    while not path.exists() and path != path.parent:
        path = path.parent
    return path


def write_folder(
    directory: Path, files: Mapping[str, Writer], *, material_only: bool = False
) -> None:
    """Write a folder whole or not at all.

    Everything is written to a new folder beside it, which then takes its name. A plan that was
    there before is set aside first and deleted last, so that it survives a full disk or an
    interrupt. Files in it that no plan holds (notes, say) are kept.

    Parameters
    ----------
    directory
        Its parents are made where they are missing.
    files
        File name to what writes it to a text stream.
    material_only
        As for `check_target`.

    Raises
    ------
    OutputNotWritten
        If the folder must not be replaced, or cannot be written.
    """
    check_target(directory, material_only=material_only)
    target = directory.resolve()
    made = list(_missing(target.parent))
    name = f".finitecap-{os.getpid()}-{secrets.token_hex(4)}"
    new, old = target.with_name(f"{name}.new"), target.with_name(f"{name}.old")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            _fill(new, files)
            _swap(new, target, old)
        finally:
            shutil.rmtree(new, ignore_errors=True)
    except OSError as error:
        _remove_empty(made)
        raise _failure(directory, error) from error
    except BaseException:
        _remove_empty(made)
        raise


def _missing(path: Path) -> Iterator[Path]:
    """Yield the folders of a path that do not exist, the innermost first."""
    while not path.exists() and path != path.parent:
        yield path
        path = path.parent


def _remove_empty(folders: list[Path]) -> None:
    for folder in folders:
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()


def _fill(folder: Path, files: Mapping[str, Writer]) -> None:
    folder.mkdir()
    for name, write in files.items():
        with (folder / name).open("w", encoding="utf-8", newline="") as stream:
            write(stream)
            stream.flush()
            os.fsync(stream.fileno())  # a full disk must be heard of before the old plan goes


def _swap(new: Path, target: Path, old: Path) -> None:
    """Let the new folder take the place of the target."""
    try:
        if target.exists():
            target.rename(old)
        new.rename(target)
    except BaseException:
        if old.exists() and not target.exists():
            old.rename(target)
        raise
    finally:
        if old.exists() and not new.exists():
            _keep_foreign(old, target)
            shutil.rmtree(old, ignore_errors=True)  # the new plan stands: no reason to fail


def _keep_foreign(old: Path, target: Path) -> None:
    for entry in old.iterdir():
        if entry.name not in PLAN_FILES:
            entry.rename(target / entry.name)


def _failure(directory: Path, error: OSError) -> OutputNotWritten:
    reason = error.strerror or str(error)
    return OutputNotWritten(f"{directory} cannot be written: {reason}")
