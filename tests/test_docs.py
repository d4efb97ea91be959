"""The pages of docs/: complete, loadable, and of commands and code that exist."""

from __future__ import annotations

import importlib
import json
import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import pytest
import yaml

from models import verify
from models.level import Objective
from scheduler.cli import main
from scheduler.files import read
from solvers.portfolio.searches import SEARCHES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.scenario import Scenario

ROOT = Path(__file__).resolve().parents[1]
SCENARIO_PAGE, RULES_PAGE, MATERIALS_PAGE, OUTPUTS_PAGE = (
    ROOT / "docs" / name for name in ("scenario.md", "rules.md", "materials.md", "outputs.md")
)
SEARCH_PAGE = ROOT / "docs" / "search.md"
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
CODE = re.compile(r"`([^`\n]+)`")
FENCE = re.compile(r"^```(\S*)[ ]?(\S*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)

Row = tuple[str, ...]


def tables(page: Path) -> dict[str, list[Row]]:
    """Return the rows of the first table below each heading, without its header."""
    found: dict[str, list[Row]] = {}
    for section in re.split(r"^#+ ", page.read_text("utf-8"), flags=re.MULTILINE)[1:]:
        heading, *lines = section.splitlines()
        rows = [
            tuple(cell.strip() for cell in line.strip("|").split(" | "))
            for line in lines
            if line.startswith("| ")
        ]
        found[heading] = rows[1:]
    return found


def documented(page: Path, heading: str) -> list[str]:
    """Return the names in the first cells of a table, in their order."""
    return [name for row in tables(page)[heading] for name in CODE.findall(row[0])]


def blocks(page: Path, language: str) -> Iterator[tuple[str, str]]:
    """Yield the word after the language and the text of each fenced block."""
    for kind, word, text in FENCE.findall(page.read_text("utf-8")):
        if kind == language:
            yield word, text


def base() -> dict[str, Any]:
    """Return the first scenario of the page: fragments are parts of it."""
    _, text = next(blocks(SCENARIO_PAGE, "yaml"))
    whole: dict[str, Any] = yaml.load(text, Loader=yaml.BaseLoader)
    return whole


def assert_loads(fragment: dict[str, Any], folder: Path) -> Scenario:
    """Put the rows of a fragment into the base scenario, and read it without a warning."""
    whole = base()
    for table, value in fragment.items():
        if isinstance(value, list):
            keys = [next(iter(row.values())) for row in value]
            kept = [row for row in whole.get(table, []) if next(iter(row.values())) not in keys]
            whole[table] = [*kept, *value]
        else:
            whole[table] = value
    path = folder / "scenario.json"
    path.write_text(json.dumps(whole), "utf-8")
    loaded = read(path)
    assert loaded.warnings == ()
    return loaded.scenario


SNIPPETS = [
    pytest.param(text, id=f"{page.stem}-{number}")
    for page in PAGES
    for number, (_, text) in enumerate(blocks(page, "yaml"), start=1)
]


@pytest.mark.parametrize("text", SNIPPETS)
def test_every_yaml_snippet_loads(text: str, tmp_path: Path) -> None:
    assert_loads(yaml.load(text, Loader=yaml.BaseLoader), tmp_path)


def commands() -> list[str]:
    """Return everything after ``finitecap`` in code on the pages, in the order of the text."""
    found: dict[str, None] = {}
    for page in PAGES:
        lines = [line for _, text in blocks(page, "sh") for line in text.splitlines()]
        for line in [*CODE.findall(FENCE.sub("", page.read_text("utf-8"))), *lines]:
            if match := re.search(r"(?:^|/)finitecap (?:--language \w+ )?([^&|;>]+)", line):
                found[match[1].rstrip()] = None
    return list(found)


@pytest.mark.parametrize("line", commands())
def test_every_command_exists_with_its_options(line: str) -> None:
    name, *arguments = shlex.split(re.sub(r"[\[\]]", "", line))
    if name == "COMMAND":
        assert arguments == ["--help"]
        return
    context = click.Context(main)
    assert isinstance(main, click.Group)
    command = main.get_command(context, name)
    assert command is not None, f"no command {name}"
    if arguments:
        command.make_context(name, arguments)  # parses, and refuses what it does not know


def test_a_command_with_an_unknown_option_would_be_noticed() -> None:
    assert len(commands()) > 10
    with pytest.raises(click.NoSuchOption):
        test_every_command_exists_with_its_options("plan SCENARIO --workrs 2")


def rules_text() -> str:
    """Return both pages that tell the rules."""
    return RULES_PAGE.read_text("utf-8") + MATERIALS_PAGE.read_text("utf-8")


def test_every_piece_of_code_that_a_page_names_exists() -> None:
    names = [
        name
        for page in PAGES
        for name in CODE.findall(page.read_text("utf-8"))
        if re.fullmatch(r"(models|solvers|scheduler)(\.\w+)+", name)
    ]
    assert len(names) > 30
    for name in names:
        parts = name.split(".")
        found: Any = None
        for part in range(len(parts), 0, -1):
            try:
                found = importlib.import_module(".".join(parts[:part]))
            except ModuleNotFoundError:
                continue
            for attribute in parts[part:]:
                found = getattr(found, attribute)
            break
        assert found is not None, name


def test_every_rule_of_the_verifier_is_told_and_no_other() -> None:
    told = set(re.findall(r"`(check_\w+)`", rules_text()))
    assert told == {rule.__name__ for rule in verify.RULES}


def test_the_pages_link_to_each_other_and_nowhere_else_in_vain() -> None:
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#]+)\)", page.read_text("utf-8")):
            assert target.startswith("https://") or (page.parent / target).exists(), target


def cells(line: str) -> int:
    """Count the cells of a row; a bar in code does not part them."""
    return CODE.sub("code", line).strip().strip("|").count("|") + 1


def test_every_table_of_a_page_has_a_header_and_rows_of_its_length() -> None:
    for page in PAGES:
        text = FENCE.sub("", page.read_text("utf-8"))
        for table in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
            header, line, *rows = table.splitlines()
            assert re.fullmatch(r"(\|-+)+\|", line), f"{page.name}: {header}"
            assert {cells(row) for row in [line, *rows]} == {cells(header)}, (
                f"{page.name}: {header}"
            )


def test_every_objective_is_told_where_it_is_explained_and_where_it_is_defined() -> None:
    concept = documented(ROOT / "docs" / "concepts" / "objectives.md", "Levels")
    assert concept == list(Objective)
    assert set(documented(RULES_PAGE, "Objectives")) == set(Objective)


def test_every_search_and_no_other_is_told_with_its_code() -> None:
    rows = re.compile(r"^\| `([\w-]+)` \|.*\| `([\w.]+)\.run` \|$", re.MULTILINE)
    told = dict(rows.findall(SEARCH_PAGE.read_text("utf-8")))
    # rules in Python are one with the first plan
    assert told == {name: search.module for name, search in SEARCHES.items() if name != "all-rules"}
