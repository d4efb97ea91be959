"""The commands of the documentation: blocks of code, and what comments above them say of a test.

Lines directly above a block, each an HTML comment that no reader sees:

``<!-- before: finitecap plan scenarios/bicycle.yaml --rule edd -->``
    A command that runs first: what the reader is supposed to have already.
``<!-- in tests: --time-limit 20 => --time-limit 1 -->``
    Text to replace before the block runs, so that the whole documentation runs in a minute.
``<!-- exit code: 3 -->``
    What the last command ends with; 0 without it.
``<!-- output varies: why -->``
    What the commands print is not compared.
``<!-- not run: why -->``
    The block is left alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["LANGUAGES", "Block", "Step", "blocks_of", "matches"]

LANGUAGES = ("sh", "console", "python")
_BLOCK = re.compile(
    r"(?P<marks>(?:^<!--[^\n]*-->\n)*)^```(?P<language>\w+)[^\n]*\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
_MARK = re.compile(r"<!-- (before|in tests|exit code|output varies|not run): (.+) -->")


@dataclass(frozen=True, slots=True)
class Step:
    """A command, and what it should print; ``None`` if that is not compared."""

    command: str
    output: str | None
    exit_code: int


@dataclass(frozen=True, slots=True)
class Block:
    """A block of code on a page, as a test runs it."""

    where: str
    """Page and line."""
    language: str
    before: Step | None
    """What runs first, in the shell."""
    steps: tuple[Step, ...]
    not_run: str
    """Why it is left alone; empty if it runs."""


def blocks_of(page: Path, name: str) -> Iterator[Block]:
    """Yield the blocks of a page that hold commands.

    Raises
    ------
    ValueError
        If a comment names a text that is not in its block, or a block of a terminal has no command.
    """
    text = page.read_text("utf-8")
    for match in _BLOCK.finditer(text):
        if match["language"] not in LANGUAGES:
            continue
        where = f"{name}:{text.count(chr(10), 0, match.start('text'))}"
        yield _block(where, match["language"], match["text"], _MARK.findall(match["marks"]))


def _block(where: str, language: str, text: str, marks: list[tuple[str, str]]) -> Block:
    told = dict(marks)
    for change in told.get("in tests", "").split("; "):
        if change:
            text = _changed(text, change, where)
    code = int(told.get("exit code", "0"))
    if language == "console":
        steps = tuple(_steps(text, where, varies="output varies" in told, exit_code=code))
    else:
        steps = (Step(text, None, code),)
    before = Step(told["before"], None, 0) if "before" in told else None
    return Block(where, language, before, steps, told.get("not run", ""))


def _changed(text: str, change: str, where: str) -> str:
    before, arrow, after = change.partition(" => ")
    if not arrow or before not in text:
        message = f"{where}: 'in tests' says {change!r}, which does not occur in the block"
        raise ValueError(message)
    return text.replace(before, after)


def _steps(text: str, where: str, *, varies: bool, exit_code: int) -> Iterator[Step]:
    """Yield what follows each ``$``: the command, its further lines, and the output below it."""
    first, *parts = re.split(r"^\$ ", text, flags=re.MULTILINE)
    if first or not parts:
        message = f"{where}: a block of a terminal begins with '$ ' and a command"
        raise ValueError(message)
    for number, part in enumerate(parts, start=1):
        command, _, output = part.partition("\n")
        while command.endswith("\\"):
            more, _, output = output.partition("\n")
            command = f"{command}\n{more}"
        last = number == len(parts)
        yield Step(command, None if varies else output, exit_code if last else 0)


def matches(printed: str, expected: str) -> bool:
    """Tell whether a command printed what a page says.

    A line ``...`` on the page stands for any lines, ``...`` inside a line for any text in it.
    """
    lines = [line.rstrip() for line in expected.rstrip().splitlines()]
    pattern = "".join(r"(?:[^\n]*\n)*?" if line == "..." else _line_pattern(line) for line in lines)
    said = "".join(f"{line.rstrip()}\n" for line in printed.rstrip().splitlines())
    return re.fullmatch(pattern, said) is not None


def _line_pattern(line: str) -> str:
    return r"[^\n]*".join(re.escape(part) for part in line.split("...")) + "\n"
