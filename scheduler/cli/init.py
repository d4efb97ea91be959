"""`finitecap init`: a commented example to start from."""

from __future__ import annotations

from pathlib import Path

import click

from scheduler.cli.common import words_of_run

__all__ = ["command"]


@click.command("init")
@click.argument("directory", type=click.Path(path_type=Path))
def command(directory: Path) -> None:
    """Write a commented example scenario to DIRECTORY; it plans as it is."""
    from scheduler.files import write_example

    path = write_example(directory)
    click.echo(path)
    told = words_of_run().text("now run: {command}", command=f"finitecap plan {path}")
    click.echo(told, err=True)
