"""`finitecap bench`: the benchmark suite of a source checkout."""

from __future__ import annotations

import importlib

import click

__all__ = ["command"]


@click.command("bench", context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def command(arguments: tuple[str, ...]) -> None:
    """Run the benchmark suite; ARGUMENTS are those of `python -m benchmarks`."""
    try:
        runner = importlib.import_module("benchmarks.__main__")
    except ModuleNotFoundError as error:
        message = (
            f"the benchmarks are not installed ({error}); run this from the root of a checkout"
        )
        raise click.ClickException(message) from None
    runner.main(list(arguments))
