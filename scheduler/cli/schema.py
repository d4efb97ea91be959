"""`finitecap schema`: what editors complete and check scenario files with."""

from __future__ import annotations

import json

import click

__all__ = ["command"]


@click.command("schema")
def command() -> None:
    """Print the JSON Schema of scenario files."""
    from scheduler.files import json_schema

    click.echo(json.dumps(json_schema(), indent=2))
