"""The page about sequences tells the columns, commands and code that there are."""

from __future__ import annotations

import importlib
import re
import shlex

import click
import pytest

from scheduler.cli import main
from scheduler.sequence import KEYS
from scheduler.sequence.columns import SEQUENCE_COLUMNS
from scheduler.sequence.feasibility import Material, Previous
from scheduler.sequence.lists import LIST_COLUMNS
from tests.test_docs import ROOT, blocks, documented

PAGE = ROOT / "docs" / "sequence.md"
TEXT = PAGE.read_text("utf-8")
COMMANDS = [
    line.partition(">")[0] for _, text in blocks(PAGE, "sh") for line in text.strip().splitlines()
]


def test_every_column_is_told_and_no_other() -> None:
    assert set(documented(PAGE, "Columns of a sequence")) == set(SEQUENCE_COLUMNS)
    assert all(f"`{name}`" in TEXT for name in (*LIST_COLUMNS, *KEYS, *Material, *Previous))


@pytest.mark.parametrize("line", COMMANDS)
def test_every_command_exists_with_its_options(line: str) -> None:
    program, name, *arguments = shlex.split(line)
    assert program == "finitecap"
    assert isinstance(main, click.Group)
    command = main.get_command(click.Context(main), name)
    assert command is not None
    command.make_context(name, arguments)


def test_every_piece_of_code_that_is_named_exists() -> None:
    names = re.findall(r"`((?:solvers|scheduler)\.\w+)`", TEXT)
    assert names
    for name in names:
        assert importlib.import_module(name).__doc__
