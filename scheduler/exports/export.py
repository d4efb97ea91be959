"""Write a plan in one of the formats that other programs read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from scheduler.outputs.every_table import csv_files, every_table
from scheduler.outputs.folder import FolderKind, check_target, write_folder
from scheduler.outputs.single import check_file, write_file

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from models.plan import Plan
    from scheduler.outputs.folder import Writer

__all__ = ["Format", "Picture", "check_export", "default_target", "export_plan"]


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
        """Tell whether it shows the Gantt chart."""
        return self in (Format.PNG, Format.PDF)


_FOLDERS = {
    Format.CSV: FolderKind.TABLES,
    Format.PARQUET: FolderKind.PARQUET,
    Format.ICAL: FolderKind.CALENDARS,
}
"""Formats that are a folder of files; the others are one file."""


@dataclass(frozen=True, slots=True)
class Picture:
    """What of the Gantt chart a picture shows.

    Parameters
    ----------
    centers
        Work centers; empty for all.
    window
        Local times without offset; ``None`` for all of the plan.
    colour
        ``lateness``, ``state`` or ``order``.
    """

    centers: tuple[str, ...] = ()
    window: tuple[datetime, datetime] | None = None
    colour: str = "lateness"


def default_target(source: Path, kind: Format) -> Path:
    """Return where the export of a plan folder, or of a ``plan.json``, goes: beside it."""
    resolved = source.resolve()
    place = resolved if resolved.is_dir() else resolved.with_suffix("")
    if place.name == "plan" and not resolved.is_dir():
        place = resolved.parent
    if kind in _FOLDERS:
        return place.with_name(f"{place.name}-{kind}")
    # plan.json of another name may be the source itself
    ending = {Format.EXCEL: ".xlsx", Format.JSON: "-tables.json"}.get(kind, f".{kind}")
    return place.with_name(f"{place.name}{ending}")


def check_export(kind: Format, target: Path, *, overwrite: bool) -> None:
    """Refuse a target that may not be written, before any time is spent; see `export_plan`."""
    if kind in _FOLDERS:
        check_target(target, _FOLDERS[kind])
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

    Raises
    ------
    OutputNotWritten
        If something else is in the way, or it cannot be written, or the format needs a library
        that is not installed.
    """
    check_export(kind, target, overwrite=overwrite)
    if kind in _FOLDERS:
        write_folder(target, _folder(plan, kind, stamp), _FOLDERS[kind])
    else:
        write_file(target, _file(plan, kind, picture or Picture()), overwrite=overwrite)


def _folder(plan: Plan, kind: Format, stamp: datetime | None) -> Mapping[str, Writer]:
    if kind is Format.CSV:
        return csv_files(every_table(plan))
    if kind is Format.PARQUET:
        from scheduler.exports.parquet import parquet_files

        return parquet_files(plan)
    from scheduler.exports.calendars import calendar_files

    return calendar_files(plan, stamp or datetime.now().astimezone())


def _file(plan: Plan, kind: Format, picture: Picture) -> Writer:
    if kind is Format.EXCEL:
        from scheduler.outputs.workbook import write_plan_workbook

        return lambda stream: write_plan_workbook(plan, stream.buffer)
    if kind is Format.JSON:
        from scheduler.exports.json_tables import write_json_tables

        return lambda stream: write_json_tables(plan, stream)
    from scheduler.exports.picture import gantt_picture

    made = gantt_picture(plan, picture, str(kind))
    return lambda stream: stream.buffer.write(made)
