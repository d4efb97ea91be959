"""One file that is written whole or not at all."""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING

from scheduler.outputs.folder import OutputNotWritten

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import TextIO

__all__ = ["check_file", "write_file"]


def check_file(path: Path, *, overwrite: bool) -> None:
    """Refuse a file that may not be written, before any time is spent on what goes into it.

    Raises
    ------
    OutputNotWritten
        If a folder is in the way, or a file that nobody said may be replaced.
    """
    if path.is_dir():
        message = f"{path} is a folder, expected a file\n    Choose another name with -o."
        raise OutputNotWritten(message)
    if path.exists() and not overwrite:
        message = (
            f"{path} is there already, so it is not replaced\n"
            "    Choose another name with -o, or say --overwrite."
        )
        raise OutputNotWritten(message)


def write_file(path: Path, write: Callable[[TextIO], object], *, overwrite: bool) -> None:
    """Write a file beside its place, and let it take that place when it is whole.

    Parameters
    ----------
    path
        In a folder that is there.
    write
        Writes to a text stream; bytes go to the ``buffer`` of that.

    Raises
    ------
    OutputNotWritten
        As `check_file`, or if it cannot be written; what was there is there still.
    """
    check_file(path, overwrite=overwrite)
    part = path.with_name(f".finitecap-{os.getpid()}-{secrets.token_hex(4)}.part")
    try:
        try:
            with part.open("w", encoding="utf-8", newline="") as stream:
                write(stream)
                stream.flush()
                os.fsync(stream.fileno())  # a full disk must be heard of before the old file goes
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        reason = error.strerror or str(error)
        message = f"{path} cannot be written: {reason}"
        raise OutputNotWritten(message) from error
