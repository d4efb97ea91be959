"""Tables and lines on stderr, as a terminal or a log file shows them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rich.console import Console

from scheduler.words import ENGLISH

if TYPE_CHECKING:
    from scheduler.words import Words

__all__ = ["console_of_run", "line", "terminal_words"]

_WIDTH = 160
"""Columns where nobody tells: a log file."""
_PLAIN_ENGLISH = replace(ENGLISH, group=",")


def console_of_run() -> Console:
    """Return what writes to stderr, wide where nobody tells how wide it is."""
    console = Console(stderr=True)
    return console if console.is_terminal else Console(stderr=True, width=_WIDTH)


def line(console: Console, text: str) -> None:
    """Print a text as it is, brackets and all."""
    console.print(text, markup=False, highlight=False)


def terminal_words(words: Words) -> Words:
    """Return a language as it is told on a terminal: a thin space is not on every one."""
    return _PLAIN_ENGLISH if words is ENGLISH else words
