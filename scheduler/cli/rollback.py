"""`finitecap rollback`: bring back the plan that was there before an apply."""

from __future__ import annotations

from pathlib import Path

import click

from scheduler.cli.common import words_of_run
from scheduler.cli.simulate import shown

__all__ = ["command"]


@click.command("rollback")
@click.argument("plan_folder", type=click.Path(path_type=Path))
def command(plan_folder: Path) -> None:
    """Bring back what PLAN_FOLDER was before the last snapshot was applied, byte for byte."""
    from scheduler.simulation.applying import rollback

    main, name = rollback(plan_folder)
    told = words_of_run().text("the snapshot '{name}' is not the plan any more", name=name)
    click.echo(told, err=True)
    click.echo(shown(main))
