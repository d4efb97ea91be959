"""Say with what is refused which option asked for it, and of which folder."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from models.errors import InvalidScenarioFile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from models.errors import Fault

__all__ = ["named_options"]

_OPTIONS = {
    "receipt": "--earlier",
    **{
        name: f"--{name}"
        for name in (
            "move", "machine", "shift", "breakdown", "rush", "drop", "extra", "name", "discard",
            "output", "drop-rule", "item", "quantity", "may-move",
        )
    },
}  # fmt: skip


@contextmanager
def named_options(folder: Path) -> Iterator[None]:
    """Name the option and the folder in what is refused while a command runs.

    Raises
    ------
    InvalidScenarioFile
        As raised within, with both in its faults.
    """
    try:
        yield
    except InvalidScenarioFile as error:
        faults = tuple(_named(fault, folder) for fault in error.faults)
        raise InvalidScenarioFile(faults) from error


def _named(fault: Fault, folder: Path) -> Fault:
    if fault.file:
        return fault
    return replace(fault, file=str(folder), table=_OPTIONS.get(fault.table, fault.table))
