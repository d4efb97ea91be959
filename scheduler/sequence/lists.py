"""Work lists: for each machine what it runs next, as tables and as a page to print."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TextIO

from scheduler.natural import natural
from scheduler.outputs.folder import FolderKind, list_file, write_folder
from scheduler.outputs.table import Table
from scheduler.sequence.columns import SEQUENCE_COLUMNS
from scheduler.sequence.shop import PlanShop
from scheduler.sequence.table import PhaseCells
from scheduler.words import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime
    from pathlib import Path

    from models.plan import OperationRow, Plan
    from scheduler.outputs.folder import Writer
    from scheduler.outputs.table import Cell
    from scheduler.words import Words

__all__ = [
    "LIST_COLUMNS",
    "MachineList",
    "lists_table",
    "machine_lists",
    "order_code",
    "phase_code",
    "write_lists",
]

LIST_COLUMNS = ("work_center", *SEQUENCE_COLUMNS, "order_code", "phase_code")


def order_code(row: OperationRow) -> str:
    """Return what the barcode of an order says, as terminals for declarations read it."""
    return f"707-{row.order}"


def phase_code(row: OperationRow) -> str:
    """Return what the barcode of a phase says: its id is its order and its number."""
    return f"718-{row.order}/{row.phase}"


@dataclass(frozen=True, eq=False)
class MachineList:
    """What one machine runs, in its order.

    Parameters
    ----------
    cells
        Of `SEQUENCE_COLUMNS`, by row.
    setup_hours, work_hours
        Of all rows together; setups are part of the work.
    """

    center: str
    machine: str
    rows: tuple[OperationRow, ...]
    cells: tuple[tuple[Cell, ...], ...]
    setup_hours: float
    work_hours: float


def machine_lists(
    plan: Plan, *, centers: Sequence[str] = (), until: datetime | None = None
) -> list[MachineList]:
    """Return the list of every machine with work, by center as the scenario has them.

    Parameters
    ----------
    centers
        Those wanted; empty for all. Lead times without a center are no work for anybody.
    until
        Leave out what begins later.

    Raises
    ------
    InvalidScenarioFile
        If the plan has no sequence.
    """
    cells, clock = PhaseCells(PlanShop(plan)), plan.clock
    last = None if until is None else clock.tick(until)
    wanted = centers or [center.id for center in plan.scenario.work_centers]
    by_machine: dict[tuple[str, str], list[OperationRow]] = {}
    for row in plan.operations:
        if last is None or row.setup_start <= last:
            by_machine.setdefault((row.work_center, row.machine), []).append(row)
    found = []
    for center in wanted:
        machines = [machine for name, machine in by_machine if name == center]
        for machine in sorted(machines, key=natural):
            rows = sorted(by_machine[center, machine], key=lambda row: row.sequence)
            found.append(
                MachineList(
                    center,
                    machine,
                    tuple(rows),
                    tuple(cells.of(row) for row in rows),
                    sum(cells.setup_minutes(row) for row in rows) / 60,
                    sum(cells.work_minutes(row) for row in rows) / 60,
                )
            )
    return found


def lists_table(lists: Iterable[MachineList]) -> Table:
    """Return lists as one table."""
    return Table(
        LIST_COLUMNS,
        [
            (entry.center, *cells, order_code(row), phase_code(row))
            for entry in lists
            for row, cells in zip(entry.rows, entry.cells, strict=True)
        ],
    )


def write_lists(
    plan: Plan, directory: Path, lists: Sequence[MachineList], words: Words = ENGLISH
) -> None:
    """Write a folder of lists: one table of all, one for each center, and the page to print.

    Parameters
    ----------
    words
        The language of the page; tables keep their codes.

    Raises
    ------
    OutputNotWritten
        If something other than such lists is in the way, or the folder cannot be written.
    """
    from scheduler.sequence.page import lists_page

    page = lists_page(plan, lists, words)
    files: dict[str, Writer] = {
        "dispatch.csv": lambda stream: lists_table(lists).write_csv(stream),
        "dispatch.html": lambda stream: stream.write(page),
    }
    for center in dict.fromkeys(entry.center for entry in lists):
        chosen = [entry for entry in lists if entry.center == center]
        files[list_file(center, files)] = partial(_write, chosen)
    write_folder(directory, files, FolderKind.DISPATCH)


def _write(lists: Sequence[MachineList], stream: TextIO) -> None:
    lists_table(lists).write_csv(stream)
