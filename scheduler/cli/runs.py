"""`finitecap runs`: what was planned when, and what came of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.cli.common import warn, words_of_run
from scheduler.words.terms import mark

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from scheduler.runs import RunLog, RunRecord
    from scheduler.runs.record import FaultRecord, LevelRecord

__all__ = ["command"]

_STATUSES = (
    "optimal",
    "feasible",
    "interrupted",
    "input-wrong",
    "no-plan-exists",
    "no-plan-found",
    "not-written",
    "fault",
)
_PLANS = Path("plans")
_HEAD = (
    mark("id"),
    mark("when"),
    mark("command"),
    mark("scenario"),
    mark("status"),
    mark("late"),
    mark("seconds"),
    mark("plan"),
)
_MOMENT = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"])

folder_option = click.option(
    "--in",
    "folder",
    type=click.Path(path_type=Path),
    default=_PLANS,
    show_default=True,
    help="Folder of plans, or of one plan, whose runs are meant.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="As JSON, all fields.")


class _Runs(click.Group):
    """List the runs where no other command is named."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take everything that names no command for what `list` is asked."""
        asks_help = args[:1] in (["--help"], ["-h"])
        if not asks_help and (not args or args[0] not in self.commands):
            args = ["list", *args]
        return super().parse_args(ctx, args)


@click.group("runs", cls=_Runs)
def command() -> None:
    """List, show and delete the records of runs.

    Every run of plan, and of simulate and sequence where they write a plan, leaves its record in
    runs.jsonl beside the plan folder. Without the name of a command, list is meant:
    finitecap runs plans --status feasible
    """


@command.command("list")
@click.argument("folder", type=click.Path(path_type=Path), default=_PLANS)
@click.option("--scenario", default="", help="Id of the scenario.")
@click.option("--status", type=click.Choice(_STATUSES), help="How the run ended.")
@click.option("--since", type=_MOMENT, help="Local time from which on runs began.")
@click.option("--search", "text", default="", metavar="TEXT", help="Found anywhere in the record.")
@click.option("--last", type=click.IntRange(min=1), help="So many of the newest.")
@json_option
def list_runs(
    *,
    folder: Path,
    scenario: str,
    status: str | None,
    since: datetime | None,
    text: str,
    last: int | None,
    as_json: bool,
) -> None:
    """List runs, the newest first. FOLDER holds plans, or is a plan; default: plans."""
    from scheduler.runs import Selection, log_of

    log = log_of(folder)
    records = _read(log)
    selection = Selection(
        scenario=scenario,
        status=status or "",
        since=None if since is None else since.astimezone(),
        text=text,
        output="" if log.path.parent.resolve() == folder.resolve() else folder.resolve().name,
    )
    found = selection.of(records)[:last]
    if as_json:
        _echo_json(found)
        return
    for line in _lines(found):
        click.echo(line)
    told = words_of_run().text(
        "{part} of {whole} runs in {log}", part=len(found), whole=len(records), log=log.path
    )
    click.echo(told, err=True)


@command.command("show")
@click.argument("run", metavar="ID")
@folder_option
@json_option
def show(*, run: str, folder: Path, as_json: bool) -> None:
    """Show all that is known of a run; the beginning of its ID will do."""
    from scheduler.runs import log_of
    from scheduler.runs.selection import named

    log = log_of(folder)
    (record,) = named(_read(log), (run,), str(log.path))
    if as_json:
        _echo_json([record], alone=True)
        return
    for line in _told(record):
        click.echo(line)


@command.command("delete")
@click.argument("runs", metavar="ID...", nargs=-1, required=True)
@folder_option
@click.option("--yes", is_flag=True, help="Do not ask.")
def delete(*, runs: tuple[str, ...], folder: Path, yes: bool) -> None:
    """Delete the records of runs; their plans stay. The beginning of an ID will do."""
    from scheduler.runs import log_of
    from scheduler.runs.selection import named

    log = log_of(folder)
    found = named(_read(log), runs, str(log.path))
    words = words_of_run()
    if not yes:
        for line in _lines(found):
            click.echo(line, err=True)
        question = words.plural(
            "delete {count} record? Plans stay.", "delete {count} records? Plans stay.", len(found)
        )
        if not _agrees(question):
            return
    log.delete([record.id for record in found])
    told = words.plural("deleted {count} record", "deleted {count} records", len(found))
    click.echo(told, err=True)


def _agrees(question: str) -> bool:
    """Ask; refuse to guess where nobody is there to answer.

    Raises
    ------
    UsageError
        If the input ends before an answer.
    KeyboardInterrupt
        After Ctrl-C.
    """
    try:
        return click.confirm(question, err=True)
    except click.Abort as error:
        if isinstance(error.__context__, KeyboardInterrupt):
            raise KeyboardInterrupt from None
        message = "nobody answers, so nothing is deleted; --yes does not ask."
        raise click.UsageError(message) from None


def _read(log: RunLog) -> tuple[RunRecord, ...]:
    """Return the records of a log, and tell the lines that hold none."""
    read = log.read()
    warn(read.faults)
    return read.records


def _echo_json(records: list[RunRecord], *, alone: bool = False) -> None:
    rows = [record.model_dump(mode="json") for record in records]
    click.echo(json.dumps(rows[0] if alone else rows, ensure_ascii=False, indent=2))


def _lines(records: Sequence[RunRecord]) -> list[str]:
    """Return a table with one line for each run."""
    words = words_of_run()
    rows: list[tuple[str, ...]] = [tuple(map(words.text, _HEAD))]
    for record in records:
        counts = record.counts
        late = "-"
        if "demands" in counts:
            part, whole = str(counts["late_demands"]), str(counts["demands"])
            late = words.text("{part} of {whole}", part=part, whole=whole)
        cells = (
            record.id,
            f"{record.when.astimezone():%Y-%m-%d %H:%M}",
            record.command,
            record.scenario or record.source or "-",
            str(record.status),
            late,
            f"{record.seconds:.1f}",
            record.output or "-",
        )
        rows.append(tuple(map(_one_line, cells)))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def _one_line(text: str) -> str:
    """Return a text without signs that would break a table, or move the cursor."""
    return "".join(char if char.isprintable() else "?" for char in text)


def _told(record: RunRecord) -> Iterator[str]:
    """Yield all that a record says, one thing a line."""
    words = words_of_run()
    run = words.in_context("program", "run")
    yield f"{run:<14} {_one_line(record.id)}"
    head = {
        mark("when"): record.when.isoformat(),
        mark("command line"): record.line,
        mark("scenario"): " ".join(filter(None, (record.scenario, record.name))),
        mark("digest"): record.digest,
        mark("source"): record.source,
        mark("status"): f"{record.status}, exit code {record.exit_code}",
        mark("seconds"): f"{record.seconds:g}",
        mark("plan"): record.output,
        mark("versions"): ", ".join(f"{name} {text}" for name, text in record.versions.items()),
    }
    for name, text in head.items():
        if text:
            yield f"{words.text(name):<14} {_one_line(text)}"
    steps = {name: f"{took:g} s" for name, took in record.steps.items()}
    yield from _values(words.text("steps"), steps)
    yield from _values(words.text("options"), record.options)
    yield from _values(words.text("settings"), record.parameters)
    yield from _values(words.text("counts"), record.counts)
    yield from _values(words.text("key figures"), record.kpis)
    levels = {row.objective: _reached(row) for row in record.levels}
    yield from _values(words.text("objective"), levels)
    yield from _faults(words.text("warnings"), record.warnings, record.num_warnings)
    yield from _faults(words.text("errors"), record.errors, len(record.errors))


def _values(title: str, values: Mapping[str, object]) -> Iterator[str]:
    if values:
        yield title
    for name, value in values.items():
        yield f"  {name:<32}{_one_line('-' if value is None else str(value))}"


def _reached(level: LevelRecord) -> str:
    value = f"{level.value:g} {level.unit}".rstrip()
    return value if level.bound is None else f"{value}, proved bound {level.bound:g}"


def _faults(title: str, faults: Sequence[FaultRecord], count: int) -> Iterator[str]:
    if count > len(faults):
        first = words_of_run().text("the first {count}", count=str(len(faults)))
        yield f"{title} ({count}, {first})"
    elif count:
        yield f"{title} ({count})"
    for row in faults:
        for line in str(row).splitlines():
            yield f"  {_one_line(line)}"
