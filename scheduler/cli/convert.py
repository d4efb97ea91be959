"""`finitecap convert`: one scenario, four formats, and benchmark instances in."""

from __future__ import annotations

from pathlib import Path

import click

from scheduler.cli.common import load_scenario

__all__ = ["command"]


@click.command("convert")
@click.argument("source", type=click.Path(path_type=Path))
@click.argument("target", type=click.Path(path_type=Path))
@click.option(
    "--from",
    "source_format",
    type=click.Choice(["scenario", "jobshop", "flexible-jobshop"]),
    default="scenario",
    show_default=True,
    help="What SOURCE is; job shops are text files of the JSPLIB and FJSPLIB kind.",
)
def command(source: Path, target: Path, source_format: str) -> None:
    """Convert the scenario SOURCE to TARGET: .yaml, .json, .xlsx, or a folder of CSV tables."""
    from scheduler.files import save

    if source_format == "scenario":
        scenario, _ = load_scenario(source)
    else:
        from scheduler.files.jobshop import load_jobshop

        scenario = load_jobshop(source, flexible=source_format == "flexible-jobshop")
    save(scenario, target)
    click.echo(target)
