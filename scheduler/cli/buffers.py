"""`finitecap buffers`: the DDMRP buffers of a scenario as they stand today."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.cli.common import load_scenario, scenario_argument, words_of_run

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
    words = words_of_run(loaded)
    table = buffers_table(buffer_states(loaded))
    if not table.rows:
        click.echo(words.text("no item has the policy {policy}", policy="ddmrp"), err=True)
    if output is None:
        table.write_csv(sys.stdout)
        return
    _write_file(table, output)
    click.echo(words.text("wrote {path}", path=output), err=True)


def _write_file(table: Table, path: Path) -> None:
    """Write a file whole or not at all; only a table of buffers is replaced."""
    from scheduler.outputs import OutputNotWritten
    from scheduler.outputs.single import write_file

    if path.is_file() and not _is_replaceable(path, ",".join(table.columns)):
        message = (
            f"{path} holds something other than buffers, so it is not replaced\n"
            "    Choose another name with -o."
        )
        raise OutputNotWritten(message)
    write_file(path, table.write_csv, overwrite=True)


def _is_replaceable(path: Path, head: str) -> bool:
    """Tell whether a file is empty or begins with the header of the table."""
    with path.open("rb") as file:
        begin = file.read(len(head))
    return begin in (b"", head.encode())
