"""Tables and lines on stderr, as a terminal or a log file shows them."""

from __future__ import annotations

from rich.console import Console

__all__ = ["console_of_run", "line"]

_WIDTH = 160
"""Columns where nobody tells: a log file."""


def console_of_run() -> Console:
    """Return what writes to stderr, wide where nobody tells how wide it is."""
    console = Console(stderr=True)
    return console if console.is_terminal else Console(stderr=True, width=_WIDTH)


def line(console: Console, text: str) -> None:
    """Print a text as it is, brackets and all."""
    console.print(text, markup=False, highlight=False)
