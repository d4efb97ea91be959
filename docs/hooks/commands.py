"""The reference of the command line, as the commands themselves tell it."""

from __future__ import annotations

import inspect
import re
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from scheduler.cli import main

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["commands_markdown", "exit_codes_markdown"]

_README = Path(__file__).parents[2] / "README.md"
_EXIT_CODES = re.compile(r"^\| exit code \|.*\n(?:\|.*\n)+", re.MULTILINE)
_SIGNS = re.compile(r"([\\*_|\[\]])")
_CODE = re.compile(r"(`[^`]*`)")


def commands_markdown() -> str:
    """Return a table of all commands, and a section for each with its usage and options."""
    group = cast("click.Group", main)  # its decorator is typed as one of single commands
    context = click.Context(group, info_name="finitecap", **group.context_settings)
    return "\n".join([*_overview(group, context), "", *_sections(group, context)])


def exit_codes_markdown() -> str:
    """Return the table of exit codes as the README has it.

    Raises
    ------
    LookupError
        If it is not there any more.
    """
    found = _EXIT_CODES.search(_README.read_text("utf-8"))
    if found is None:
        message = "README.md has no table that begins with '| exit code |'"
        raise LookupError(message)
    return found[0]


def _children(group: click.Group, context: click.Context) -> Iterator[click.Context]:
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is not None and not command.hidden:
            yield click.Context(command, info_name=name, parent=context, **command.context_settings)


def _overview(group: click.Group, context: click.Context) -> Iterator[str]:
    yield "| command | does |"
    yield "|---|---|"
    for child in _children(group, context):
        does = child.command.get_short_help_str(limit=200)
        yield f"| [`{child.command_path}`](#{_anchor(child)}) | {_plain(does)} |"


def _sections(group: click.Group, context: click.Context) -> Iterator[str]:
    for child in _children(group, context):
        yield from _section(child)
        if isinstance(child.command, click.Group):
            yield from _sections(child.command, child)


def _section(context: click.Context) -> Iterator[str]:
    yield f"## {context.command_path} {{#{_anchor(context)}}}"
    yield ""
    yield "```text"
    yield " ".join([context.command_path, *context.command.collect_usage_pieces(context)])
    yield "```"
    yield ""
    yield _plain(inspect.cleandoc(context.command.help or "").replace("\b\n", ""))
    yield ""
    yield "| option | meaning |"
    yield "|---|---|"
    for parameter in context.command.get_params(context):
        record = parameter.get_help_record(context)
        if record is not None and isinstance(parameter, click.Option):
            yield f"| `{record[0]}` | {_plain(record[1])} |"
    yield ""


def _anchor(context: click.Context) -> str:
    return context.command_path.replace(" ", "-")


def _plain(text: str) -> str:
    """Return help as Markdown that shows it letter by letter, what stands in backticks as code."""
    parts = _CODE.split(text)
    return "".join(
        part if part.startswith("`") else _SIGNS.sub(r"\\\1", escape(part, quote=False))
        for part in parts
    )
