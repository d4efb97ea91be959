"""Arguments and messages that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models.errors import Fault
    from models.scenario import Scenario

__all__ = [
    "load_scenario",
    "output_option",
    "refuse_loss",
    "safe_name",
    "scenario_argument",
    "seed_option",
    "time_limit_option",
    "warn",
    "workers_option",
]

scenario_argument = click.argument("scenario", type=click.Path(path_type=Path))
output_option = click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="Folder to write to."
)


def _seconds(ctx: click.Context, param: click.Parameter, value: float) -> float:
    if not 0.1 <= value <= _A_WEEK:  # false for nan as well, which click lets pass
        message = f"{value} is not in the range 0.1<=x<={_A_WEEK}."
        raise click.BadParameter(message, ctx, param)
    return value


_A_WEEK = 604_800
time_limit_option = click.option(
    "--time-limit", type=float, default=60.0, show_default=True, callback=_seconds, help="Seconds."
)
workers_option = click.option(
    "--workers", type=click.IntRange(min=1, max=64), default=2, show_default=True
)
seed_option = click.option(
    "--seed", type=click.IntRange(min=0, max=2**31 - 1), default=0, show_default=True
)


def load_scenario(path: Path) -> tuple[Scenario, tuple[Fault, ...]]:
    """Read a scenario, and tell its warnings."""
    from scheduler.files import read

    loaded = read(path)
    warn(loaded.warnings)
    return loaded.scenario, loaded.warnings


def refuse_loss(into: Path | None) -> None:
    """Refuse to write a scenario over something that is there.

    Raises
    ------
    InvalidScenarioFile
        With the name.
    """
    if into is not None and into.exists():
        from models.errors import Fault, InvalidScenarioFile

        expected = "a name that does not exist yet"
        raise InvalidScenarioFile((Fault("", "", "", str(into), expected, file="--into"),))


def warn(warnings: Iterable[Fault]) -> None:
    """Write warnings to stderr."""
    for fault in warnings:
        click.echo(f"warning: {fault}", err=True)


def safe_name(text: str) -> str:
    """Return a text that is a file name everywhere."""
    return "".join(char if char.isalnum() or char in "-_." else "_" for char in text)[:80]
