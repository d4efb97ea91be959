"""Arguments and messages that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models.errors import Fault
    from models.scenario import Scenario

__all__ = ["load_scenario", "output_option", "safe_name", "scenario_argument", "warn"]

scenario_argument = click.argument("scenario", type=click.Path(path_type=Path))
output_option = click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="Folder to write to."
)


def load_scenario(path: Path) -> tuple[Scenario, tuple[Fault, ...]]:
    """Read a scenario, and tell its warnings."""
    from scheduler.files import read

    loaded = read(path)
    warn(loaded.warnings)
    return loaded.scenario, loaded.warnings


def warn(warnings: Iterable[Fault]) -> None:
    """Write warnings to stderr."""
    for fault in warnings:
        click.echo(f"warning: {fault}", err=True)


def safe_name(text: str) -> str:
    """Return a text that is a file name everywhere."""
    return "".join(char if char.isalnum() or char in "-_." else "_" for char in text)[:80]
