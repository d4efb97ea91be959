"""Write a plan in one of the formats that other programs read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING

from scheduler.outputs.every_table import EVERY_TABLE, TABLES, csv_files
from scheduler.outputs.folder import FolderKind, check_target, write_folder
from scheduler.outputs.single import check_file, write_file
from scheduler.words import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from models.plan import Plan
    from scheduler.outputs.every_table import PlanTable
    from scheduler.outputs.folder import Writer
    from scheduler.words import Words

__all__ = ["Format", "Picture", "Tables", "check_export", "default_target", "export_plan"]


class Format(StrEnum):
    """What a plan is written as."""

    CSV = "csv"
    EXCEL = "excel"
    PARQUET = "parquet"
    JSON = "json"
    ICAL = "ical"
    PNG = "png"
    PDF = "pdf"

    @property
    def is_picture(self) -> bool:
        """Tell whether it shows a chart."""
        return self in (Format.PNG, Format.PDF)


class Tables(StrEnum):
    """Which tables of a plan are written, where it is tables."""

    PLAN = "plan"
    EXECUTION = "execution"
    """What happens in it, moment by moment: `scheduler.execution`."""


_FOLDERS = {
    Format.CSV: FolderKind.TABLES,
    Format.PARQUET: FolderKind.PARQUET,
    Format.ICAL: FolderKind.CALENDARS,
}
"""Formats that are a folder of files; the others are one file."""


@dataclass(frozen=True, slots=True)
class Picture:
    """What a picture shows.

    Parameters
    ----------
    centers
        Work centers; empty for all.
    window
        Local times without offset; ``None`` for all of the plan.
    colour
        ``lateness``, ``state`` or ``order``; of the Gantt chart only.
    figure
        ``gantt``, or ``load`` for load against capacity by day.
    """

    centers: tuple[str, ...] = ()
    window: tuple[datetime, datetime] | None = None
    colour: str = "lateness"
    figure: str = "gantt"


def default_target(source: Path, kind: Format, tables: Tables = Tables.PLAN) -> Path:
    """Return where the export of a plan folder, or of a ``plan.json``, goes: beside it."""
    resolved = source.resolve()
    place = resolved if resolved.is_dir() else resolved.with_suffix("")
    if place.name == "plan" and not resolved.is_dir():
        place = resolved.parent
    if tables is not Tables.PLAN:
        place = place.with_name(f"{place.name}-{tables}")
    if kind in _FOLDERS:
        return place.with_name(f"{place.name}-{kind}")
    # plan.json of another name may be the source itself
    ending = {Format.EXCEL: ".xlsx", Format.JSON: "-tables.json"}.get(kind, f".{kind}")
    return place.with_name(f"{place.name}{ending}")


def check_export(
    kind: Format, target: Path, *, overwrite: bool, tables: Tables = Tables.PLAN
) -> None:
    """Refuse a target that may not be written, before any time is spent; see `export_plan`."""
    folder = _folder_kind(kind, tables)
    if folder is not None:
        check_target(target, folder)
    else:
        check_file(target, overwrite=overwrite)


def export_plan(
    plan: Plan,
    kind: Format,
    target: Path,
    *,
    overwrite: bool = False,
    stamp: datetime | None = None,
    picture: Picture | None = None,
    tables: Tables = Tables.PLAN,
    words: Words = ENGLISH,
) -> None:
    """Write a plan, whole or not at all.

    Parameters
    ----------
    target
        A folder for CSV, Parquet and iCalendar, which is replaced if it holds such an export;
        else a file.
    overwrite
        Replace a file that is there.
    stamp
        When the plan was made, with an offset: calendars tell it, so that the one who reads them
        twice knows the newer. Default: now.
    picture
        What PNG and PDF show.
    tables
        Which tables are written, where it is tables.
    words
        The language of calendars and pictures; tables are for programs, and stay English.

    Raises
    ------
    OutputNotWritten
        If something else is in the way, or it cannot be written, or the format needs a library
        that is not installed.
    """
    check_export(kind, target, overwrite=overwrite, tables=tables)
    folder = _folder_kind(kind, tables)
    if folder is not None:
        write_folder(target, _folder(plan, kind, stamp, tables, words), folder)
    else:
        write = _file(plan, kind, picture or Picture(), tables, words)
        write_file(target, write, overwrite=overwrite)


def _folder_kind(kind: Format, tables: Tables) -> FolderKind | None:
    """Return what kind of folder a format is; ``None`` for a file."""
    if kind is Format.CSV and tables is Tables.EXECUTION:
        return FolderKind.EXECUTION
    return _FOLDERS.get(kind)


def _folder(
    plan: Plan, kind: Format, stamp: datetime | None, tables: Tables, words: Words
) -> Mapping[str, Writer]:
    if kind is Format.CSV:
        listed = _listed(tables)
        return csv_files({name: partial(table.make, plan) for name, table in listed.items()})
    if kind is Format.PARQUET:
        from scheduler.exports.parquet import parquet_files

        return parquet_files(plan, _listed(tables))
    from scheduler.exports.calendars import calendar_files

    return calendar_files(plan, stamp or datetime.now().astimezone(), words)


def _listed(tables: Tables) -> Mapping[str, PlanTable]:
    if tables is Tables.PLAN:
        return EVERY_TABLE
    from scheduler.execution import EXECUTION_TABLES

    return EXECUTION_TABLES


def _file(plan: Plan, kind: Format, picture: Picture, tables: Tables, words: Words) -> Writer:
    if kind is Format.EXCEL:
        from scheduler.outputs.workbook import write_plan_workbook, write_tables_workbook

        if tables is Tables.PLAN:
            return lambda stream: write_plan_workbook(plan, stream.buffer)
        return lambda stream: write_tables_workbook(plan, _listed(tables), stream.buffer)
    if kind is Format.JSON:
        from scheduler.exports.json_tables import write_json_tables

        listed = TABLES if tables is Tables.PLAN else _listed(tables)
        return lambda stream: write_json_tables(plan, stream, listed)
    from scheduler.exports.picture import plan_picture

    made = plan_picture(plan, picture, str(kind), words)
    return lambda stream: stream.buffer.write(made)
