"""Arguments and messages that several commands share."""

from __future__ import annotations

from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models.errors import Fault
    from models.scenario import Scenario
    from scheduler.words import Words

__all__ = [
    "load_scenario",
    "output_option",
    "refuse_loss",
    "safe_name",
    "scenario_argument",
    "seed_option",
    "terminal_words",
    "time_limit_option",
    "warn",
    "words_of_run",
    "workers_option",
]

scenario_argument = click.argument("scenario", type=click.Path(path_type=Path))
output_option = click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="Folder to write to."
)


_SECONDS = click.FloatRange(min=0.1, max=604_800)  # a week


def _no_nan(ctx: click.Context, param: click.Parameter, value: float) -> float:
    if isnan(value):  # which no range of click refuses
        message = f"{value} is not in the range {_SECONDS.min}<=x<={_SECONDS.max}."
        raise click.BadParameter(message, ctx, param)
    return value


time_limit_option = click.option(
    "--time-limit",
    type=_SECONDS,
    default=60.0,
    show_default=True,
    callback=_no_nan,
    help="Seconds.",
)
workers_option = click.option(
    "--workers", type=click.IntRange(min=1, max=64), default=2, show_default=True
)
seed_option = click.option(
    "--seed", type=click.IntRange(min=0, max=2**31 - 1), default=0, show_default=True
)


def words_of_run(scenario: Scenario | None = None) -> Words:
    """Return the language that option or environment ask for, else that of the scenario.

    Raises
    ------
    InvalidScenarioFile
        If there is no such language as the scenario asks for.
    """
    from scheduler.words import languages, words_of

    context = click.get_current_context(silent=True)
    asked = None if context is None else context.find_object(str)
    wished = None if scenario is None else scenario.scenario.language
    try:
        return words_of(asked or wished or "en")
    except ValueError:
        from models.errors import Fault, InvalidScenarioFile

        expected = f"one of {', '.join(languages())}"
        fault = Fault("scenario", "", "language", str(wished), expected)
        raise InvalidScenarioFile((fault,)) from None


def terminal_words(words: Words) -> Words:
    """Return a language as it is told on a terminal."""
    from dataclasses import replace

    from scheduler.words import ENGLISH

    # its groups are parted by a thin space, which not every terminal has
    return replace(words, group=",") if words is ENGLISH else words


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
        click.echo(words_of_run().text("warning: {fault}", fault=fault), err=True)


def safe_name(text: str) -> str:
    """Return a text that is a file name everywhere."""
    return "".join(char if char.isalnum() or char in "-_." else "_" for char in text)[:80]
