"""The difference of two plans as a folder: a page, and what it tells as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.difference.page import difference_page
from scheduler.difference.tables import (
    demands_table,
    figures_table,
    inputs_table,
    operations_table,
    orders_table,
    sequences_table,
)
from scheduler.outputs.folder import FolderKind, write_folder
from scheduler.words import ENGLISH

if TYPE_CHECKING:
    from pathlib import Path

    from scheduler.difference.difference import Difference
    from scheduler.outputs.folder import Writer
    from scheduler.words import Words

__all__ = ["write_difference"]


def write_difference(
    difference: Difference, directory: Path, labels: tuple[str, str], words: Words = ENGLISH
) -> None:
    """Write the folder, whole or not at all; a difference that is there already is replaced.

    Parameters
    ----------
    labels
        What the page calls the two plans.
    words
        The language of the page; tables keep their codes.

    Raises
    ------
    OutputNotWritten
        If the folder holds something else, or cannot be written; nothing is left behind.
    """
    page = difference_page(difference, labels, words)
    tables = {
        "diff.csv": operations_table(difference),
        "kpis.csv": figures_table(difference),
        "orders.csv": orders_table(difference),
        "demands.csv": demands_table(difference),
        "sequences.csv": sequences_table(difference),
        "inputs.csv": inputs_table(difference),
    }
    files: dict[str, Writer] = {name: table.write_csv for name, table in tables.items()}
    files["diff.html"] = lambda stream: stream.write(page)
    write_folder(directory, files, FolderKind.DIFFERENCE)
