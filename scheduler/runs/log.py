"""The file that holds the records of runs: one line of JSON each, beside the plan folders."""

from __future__ import annotations

import os
import secrets
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from filelock import FileLock, Timeout
from pydantic import ValidationError

from models.checks.suggest import closest
from models.errors import Fault, InvalidScenarioFile, SchedulingError
from scheduler.runs.record import RunRecord

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

__all__ = ["LOG_FILE", "LogRead", "RunLog", "RunLogError", "log_of"]

LOG_FILE = "runs.jsonl"
_LOCK_FILE = f".{LOG_FILE}.lock"
_PATIENCE = 10.0
"""Seconds to wait for others who write; a record takes milliseconds."""
_LONGEST = 60
_HINT = f"Every run of finitecap plan leaves its record in {LOG_FILE} beside the plan folder."


class RunLogError(SchedulingError):
    """The log of runs could not be written; what was in it is still there."""


class LogRead(NamedTuple):
    """What a log holds: its records in the order of the file, and the lines that are none."""

    records: tuple[RunRecord, ...]
    faults: tuple[Fault, ...]


def log_of(folder: Path) -> RunLog:
    """Return the log of a folder of plans, or the one beside a plan folder.

    Raises
    ------
    InvalidScenarioFile
        If there is no such folder, or there is no log.
    """
    if not folder.is_dir():
        expected = "a folder of plans, or the folder of a plan"
        close = closest(folder.name, _folders(folder.resolve().parent))
        hint = f"Did you mean '{folder.with_name(close)}'?" if close else _HINT
        raise InvalidScenarioFile((Fault("", "", "", str(folder), expected, hint, file="FOLDER"),))
    for place in (folder, folder.resolve().parent):
        log = RunLog(place / LOG_FILE)
        if log.path.is_file():
            return log
    fault = Fault("", "", "", str(folder), f"a folder with a {LOG_FILE}", _HINT, file="FOLDER")
    raise InvalidScenarioFile((fault,))


def _folders(parent: Path) -> list[str]:
    try:
        return [row.name for row in parent.iterdir() if row.is_dir()]
    except OSError:  # nothing to suggest
        return []


@dataclass(frozen=True, slots=True)
class RunLog:
    """A log of runs; several processes may write to it at once.

    Parameters
    ----------
    path
        Its file.
    """

    path: Path

    def append(self, record: RunRecord) -> None:
        """Add a record; the file and its folder are made if they are missing.

        A line that somebody left unfinished stays a line of its own.

        Raises
        ------
        RunLogError
            If it cannot be written, or others keep it locked.
        """
        line = record.model_dump_json(exclude_defaults=True).encode("utf-8") + b"\n"
        with self._locked(), self.path.open("a+b") as stream:
            if stream.seek(0, os.SEEK_END):
                stream.seek(-1, os.SEEK_END)
                line = line if stream.read(1) == b"\n" else b"\n" + line
            stream.write(line)
            stream.flush()
            os.fsync(stream.fileno())

    def read(self) -> LogRead:
        """Return all records, and a fault for each line that holds none.

        Raises
        ------
        OSError
            If the file cannot be read.
        """
        found = [
            self._parsed(line, number)
            for number, line in enumerate(self._lines(), start=1)
            if line.strip()
        ]
        return LogRead(
            tuple(row for row in found if isinstance(row, RunRecord)),
            tuple(row for row in found if isinstance(row, Fault)),
        )

    def delete(self, ids: Collection[str]) -> None:
        """Take records out; all other lines stay as they are, be they readable or not.

        Raises
        ------
        RunLogError
            If it cannot be written.
        """
        unwanted = set(ids)
        with self._locked():
            kept = [
                line
                for number, line in enumerate(self._lines(), start=1)
                if not isinstance(found := self._parsed(line, number), RunRecord)
                or found.id not in unwanted
            ]
            self._replace(b"".join(line + b"\n" for line in kept))

    def _lines(self) -> list[bytes]:
        data = self.path.read_bytes()
        return data.removesuffix(b"\n").split(b"\n") if data else []

    def _parsed(self, line: bytes, number: int) -> RunRecord | Fault:
        try:
            return RunRecord.model_validate_json(line)
        except ValidationError as error:
            first = error.errors(include_url=False, include_context=False)[0]
            name = ".".join(map(str, first["loc"]))
            value = line.decode("utf-8", "replace") if not name else str(first["input"])
            shown = (
                value if len(value) <= _LONGEST else f"{value[:_LONGEST]}\N{HORIZONTAL ELLIPSIS}"
            )
            rule = (
                "the record of a run as JSON" if not name else f"a value that fits: {first['msg']}"
            )
            return Fault("", f"line {number}", name, shown, rule, file=str(self.path))

    def _replace(self, data: bytes) -> None:
        new = self.path.with_name(f".{self.path.name}-{os.getpid()}-{secrets.token_hex(4)}.new")
        try:
            with new.open("wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            new.replace(self.path)
        finally:
            with suppress(OSError):
                new.unlink(missing_ok=True)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Keep others from writing meanwhile."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with FileLock(self.path.with_name(_LOCK_FILE), timeout=_PATIENCE):
                yield
        except Timeout:
            message = f"{self.path} cannot be written: another program has locked it"
            raise RunLogError(message) from None
        except OSError as error:
            message = f"{self.path} cannot be written: {error.strerror or error}"
            raise RunLogError(message) from error
