"""Folders that are written whole or not at all."""

from __future__ import annotations

import os
import re
import secrets
import shutil
from typing import TYPE_CHECKING, TextIO

from models.errors import SchedulingError
from scheduler.outputs.folder_kinds import FOLDERS, FolderKind

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping
    from pathlib import Path

    Writer = Callable[[TextIO], object]

__all__ = [
    "FolderKind",
    "OutputNotWritten",
    "check_target",
    "list_file",
    "may_write",
    "our_files",
    "write_folder",
]

_LIST_OF_CENTER = re.compile(r"list-.+\.csv")

_HEAD = 200


def list_file(center: str, taken: Collection[str]) -> str:
    """Return the file name of a center's work list that no other one has, whatever its id."""
    name = "".join(char if char.isalnum() or char in "-_" else "_" for char in center)[:60]
    found, number = f"list-{name}.csv", 1
    known = {row.casefold() for row in taken}  # some disks take both for the same
    while found.casefold() in known:
        number += 1
        found = f"list-{name}-{number}.csv"
    return found


class OutputNotWritten(SchedulingError):  # noqa: N818 - the name says what is wrong
    """The output folder could not be written; whatever was there before is still there."""


def check_target(directory: Path, kind: FolderKind = FolderKind.PLAN) -> None:
    """Refuse a folder that may not be written or replaced, before any time is spent on a plan.

    A folder may be replaced if it is empty or holds the same kind of output; a plan also replaces
    a material plan. Snapshots are never replaced: others may be their children.

    Parameters
    ----------
    directory
        Folder to be written.
    kind
        What is to be written.

    Raises
    ------
    OutputNotWritten
        If something else is in the way, or nobody may write there.
    """
    try:
        _check(directory.resolve(), str(directory), kind)
    except OSError as error:
        raise _failure(directory, error) from error


def _check(target: Path, shown: str, kind: FolderKind) -> None:
    if target.exists():
        if not target.is_dir():
            message = f"{shown} is a file, expected a folder\n    Choose another name with -o."
            raise OutputNotWritten(message)
        if any(target.iterdir()) and _kind_of(target) not in FOLDERS[kind].replaces:
            message = (
                f"{shown} holds something other than {kind}, so it is not replaced\n"
                "    Choose another folder with -o, or empty this one."
            )
            raise OutputNotWritten(message)
        if not may_write(target):
            message = f"{shown} cannot be written: it is write-protected"
            raise OutputNotWritten(message)
    ancestor = _first_existing(target.parent)
    if not ancestor.is_dir() or not may_write(ancestor):
        message = f"{shown} cannot be written: {ancestor} is no folder that you may write to"
        raise OutputNotWritten(message)


def may_write(folder: Path) -> bool:
    """Tell whether files of a folder may be made and deleted."""
    return os.access(folder, os.W_OK | os.X_OK)


def _kind_of(folder: Path) -> FolderKind | None:
    """Return what a folder holds, ``None`` if it is nothing of ours."""
    for kind, known in FOLDERS.items():
        if _starts(folder / known.mark, known.head):
            return kind
        if (folder / known.mark).exists():
            return None
    return None


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
    directory: Path, files: Mapping[str, Writer], kind: FolderKind = FolderKind.PLAN
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
        File name to what writes it to a text stream; bytes go to the ``buffer`` of that.
    kind
        As for `check_target`.

    Raises
    ------
    OutputNotWritten
        If the folder must not be replaced, or cannot be written.
    """
    check_target(directory, kind)
    target = directory.resolve()
    made = list(_missing(target.parent))
    name = f".finitecap-{os.getpid()}-{secrets.token_hex(4)}"
    new, old = target.with_name(f"{name}.new"), target.with_name(f"{name}.old")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            _fill(new, files)
            _check(target, str(directory), kind)  # somebody may have come before us
            _swap(new, target, old)
        finally:
            shutil.rmtree(new, ignore_errors=True)
    except OSError as error:
        _remove_empty(made)
        raise _failure(directory, error) from error
    except BaseException:
        _remove_empty(made)
        raise


def our_files(directory: Path) -> tuple[Path, ...]:
    """Return the files of a folder that are ours, by name; users may have others in it."""
    is_ours = _ours(_kind_of(directory))
    return tuple(
        sorted(path for path in directory.iterdir() if is_ours(path.name) and path.is_file())
    )


def _ours(kind: FolderKind | None) -> Callable[[str], bool]:
    """Return what tells whether a folder of a kind holds a file of a name as one of ours."""
    if kind is None:
        return lambda _: False
    names, ending, has_lists = (
        FOLDERS[kind].files,
        FOLDERS[kind].ending,
        kind is FolderKind.DISPATCH,
    )

    def is_ours(name: str) -> bool:
        is_list = has_lists and _LIST_OF_CENTER.fullmatch(name) is not None
        return name in names or is_list or bool(ending and name.endswith(ending))

    return is_ours


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
    is_ours = _ours(_kind_of(old))
    for entry in old.iterdir():
        if not is_ours(entry.name):
            entry.rename(target / entry.name)


def _failure(directory: Path, error: OSError) -> OutputNotWritten:
    reason = error.strerror or str(error)
    return OutputNotWritten(f"{directory} cannot be written: {reason}")
