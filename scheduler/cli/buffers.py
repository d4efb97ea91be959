"""`finitecap buffers`: the DDMRP buffers of a scenario as they stand today."""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.cli.common import load_scenario, scenario_argument

if TYPE_CHECKING:
    from scheduler.outputs.table import Table

__all__ = ["command"]


@click.command("buffers")
@scenario_argument
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="CSV file to write instead of stdout."
)
def command(scenario: Path, output: Path | None) -> None:
    """Print the DDMRP buffers of SCENARIO as CSV, the most deeply penetrated first.

    Zones, lead times, net flow position, what to order now, status and tied-up capital of every
    item with the policy ddmrp.
    """
    from scheduler.ddmrp import buffer_states
    from scheduler.ddmrp.table import buffers_table

    loaded, _ = load_scenario(scenario)
    table = buffers_table(buffer_states(loaded))
    if not table.rows:
        click.echo("no item has the policy ddmrp", err=True)
    if output is None:
        table.write_csv(sys.stdout)
        return
    _write_file(table, output)
    click.echo(f"wrote {output}", err=True)


def _write_file(table: Table, path: Path) -> None:
    """Write a file whole or not at all; only a table of buffers is replaced."""
    from scheduler.outputs import OutputNotWritten

    head = ",".join(table.columns)
    if path.is_dir():
        message = f"{path} is a folder, expected a file\n    Choose another name with -o."
        raise OutputNotWritten(message)
    part = path.with_name(f".finitecap-{os.getpid()}-{secrets.token_hex(4)}.part")
    try:
        if path.exists() and not _is_replaceable(path, head):
            message = (
                f"{path} holds something other than buffers, so it is not replaced\n"
                "    Choose another name with -o."
            )
            raise OutputNotWritten(message)
        try:
            with part.open("w", encoding="utf-8", newline="") as stream:
                table.write_csv(stream)
                stream.flush()
                os.fsync(stream.fileno())  # a full disk must be heard of before the old file goes
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        reason = error.strerror or str(error)
        message = f"{path} cannot be written: {reason}"
        raise OutputNotWritten(message) from error


def _is_replaceable(path: Path, head: str) -> bool:
    """Tell whether a file is empty or begins with the header of the table."""
    with path.open("rb") as file:
        begin = file.read(len(head))
    return begin in (b"", head.encode())
