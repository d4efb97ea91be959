"""`finitecap convert`: one scenario, four formats, and benchmark instances in."""

from __future__ import annotations

from pathlib import Path

import click

from models.errors import Fault, InvalidScenarioFile
from scheduler.cli.common import load_scenario

__all__ = ["command"]


@click.command("convert")
@click.argument("source", type=click.Path(path_type=Path))
@click.argument("target", type=click.Path(path_type=Path))
@click.option(
    "--from",
    "source_format",
    type=click.Choice(["scenario", "jobshop", "flexible-jobshop", "project"]),
    default="scenario",
    show_default=True,
    help="What SOURCE is; job shops are text files of the JSPLIB and FJSPLIB kind, projects those"
    " of PSPLIB (.sm) or Patterson (.rcp).",
)
@click.option("--overwrite", is_flag=True, help="Replace TARGET if it exists.")
def command(source: Path, target: Path, source_format: str, *, overwrite: bool) -> None:
    """Convert the scenario SOURCE to TARGET: .yaml, .json, .xlsx, or a folder of CSV tables.

    Comments of a YAML file are not carried along, so an existing TARGET is only replaced with
    --overwrite, and never SOURCE itself.
    """
    from scheduler.files import save

    _refuse_loss(source, target, overwrite=overwrite)

    if source_format == "scenario":
        scenario, _ = load_scenario(source)
    elif source_format == "project":
        from scheduler.files.psplib import load_project

        scenario = load_project(source)
    else:
        from scheduler.files.jobshop import load_jobshop

        scenario = load_jobshop(source, flexible=source_format == "flexible-jobshop")
    save(scenario, target)
    click.echo(target)


def _refuse_loss(source: Path, target: Path, *, overwrite: bool) -> None:
    if not target.exists() or (target.is_dir() and not any(target.iterdir())):
        return
    if target.resolve() == source.resolve():
        expected = "a TARGET other than SOURCE"
    elif not overwrite:
        expected = "a TARGET that does not exist yet, or --overwrite"
    else:
        return
    raise InvalidScenarioFile((Fault("", "", "", str(target), expected, file="TARGET"),))
