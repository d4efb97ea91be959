"""What is generated for the site: commands, glossary, links into the repository."""

from __future__ import annotations

import re
from typing import Annotated, Any

import click
import pytest
from pydantic import Field

from docs.hooks.commands import commands_markdown, exit_codes_markdown
from docs.hooks.fields import TOP, bounds_of, fields_markdown, leaves, typed_leaves
from docs.hooks.glossary import LANGUAGES, glossary_markdown, read_glossary
from models.scenario import Scenario
from scheduler.cli import main

TERMS = [term for terms in read_glossary().values() for term in terms]


def test_every_term_of_the_glossary_has_all_languages_and_a_meaning() -> None:
    assert len(TERMS) >= 80
    for term in TERMS:
        assert set(term) - {"field"} == {*LANGUAGES, "means"}, term
        assert all(isinstance(text, str) and text.strip() == text != "" for text in term.values())


def test_no_term_is_there_twice_and_each_is_in_its_own_letters() -> None:
    for language in LANGUAGES:
        names = [dict(term)[language] for term in TERMS]
        assert len(names) == len(set(names)), language
    bare = [re.sub(r"\b(?:MRP|MPS|ATP|CRP|OEE|pegging)\b", "", term["ru"]) for term in TERMS]
    assert [name for name in bare if re.search(r"[a-zA-Z]", name)] == []
    assert all(re.search(r"[\u0400-\u04ff]{3}", name) for name in bare)
    assert any(set("ăâîșț") & set(term["ro"]) for term in TERMS)
    assert not any(set("şţ") & set(term["ro"]) for term in TERMS)  # with a comma, not a cedilla
    assert any(set("ąćęłńóśźż") & set(term["pl"]) for term in TERMS)


def test_the_fields_that_the_glossary_names_exist() -> None:
    fields = {f"{table}.{path}" for table, record in TOP.items() for path, _ in leaves(record)}
    named = [term["field"] for term in TERMS if "field" in term]
    assert len(named) > 60
    assert set(named) - fields - set(Scenario.model_fields) == set()


def test_the_glossary_is_a_table_for_each_topic() -> None:
    text = glossary_markdown()
    rows = [line for line in text.splitlines() if line.startswith("| **")]
    assert len(rows) == len(TERMS)
    assert {row.count(" | ") for row in rows} == {len(LANGUAGES)}
    assert [line[3:] for line in text.splitlines() if line.startswith("## ")] == [*read_glossary()]
    assert "[`boms`](scenario.md#boms) |" in text


def test_every_command_with_every_option_is_generated() -> None:
    assert isinstance(main, click.Group)
    text = commands_markdown()
    context = click.Context(main)
    for name in main.list_commands(context):
        command = main.get_command(context, name)
        assert command is not None
        section = text.partition(f"## finitecap {name} {{#finitecap-{name}}}")[2].partition(
            "\n## "
        )[0]
        assert section, name
        for parameter in command.params:
            named = (
                parameter.opts[0]
                if isinstance(parameter, click.Option)
                else parameter.make_metavar(context)
            )
            assert named in section, (name, named)


def test_exit_codes_are_those_of_the_readme() -> None:
    rows = exit_codes_markdown().splitlines()
    assert [row.split(" | ")[0] for row in rows[2:]] == [
        "| 0",
        "| 2",
        "| 3",
        "| 4",
        "| 70",
        "| 130",
    ]


def test_help_is_shown_letter_by_letter_as_a_table_of_two_columns() -> None:
    text = commands_markdown()
    assert r"tardiness\[1\] looks at class 1 alone, tardiness\[\*\] at one class" in text
    assert "`-o, --output PATH` | Folder to write to. |" in text
    assert "0.1&lt;=x&lt;=604800" in text
    assert "| `SCENARIO` |" not in text  # arguments are in the usage above
    assert "ARGUMENTS are those of `python -m benchmarks`." in text
    assert "\b" not in text


def test_commands_of_a_group_have_sections_too(monkeypatch: pytest.MonkeyPatch) -> None:
    @click.group()
    def tool() -> None:
        """Do things."""

    @tool.group()
    def tree() -> None:
        """Climb."""

    @tree.command()
    @click.argument("branch")
    def saw(branch: str) -> None:
        """Saw a BRANCH off."""

    monkeypatch.setattr("docs.hooks.commands.main", tool)
    text = commands_markdown()
    assert "## finitecap tree {#finitecap-tree}" in text
    assert "## finitecap tree saw {#finitecap-tree-saw}" in text
    assert "finitecap tree saw [OPTIONS] BRANCH" in text


def test_parts_are_put_where_a_page_asks_for_them() -> None:
    generated: Any = pytest.importorskip("docs.hooks.generated", reason="needs the extra 'docs'")
    page = generated.with_generated_parts("# Words\n\n<!-- generated: glossary -->\n")
    assert page.startswith("# Words\n\n## Items and bills of materials\n")
    kept = "Text with `<!-- generated: x -->` in it.\n"
    assert generated.with_generated_parts(kept) == kept
    with pytest.raises(
        LookupError, match="nothing generates 'words', expected one of commands, ex"
    ):
        generated.with_generated_parts("<!-- generated: words -->")


KNOWN = {"benchmarks/README.md", "scenarios/bicycle.yaml", "rules.md", "search.md"}


@pytest.mark.parametrize(
    ("place", "written", "wanted"),
    [
        # a page of docs/ reaches into the repository; in the site that file is its neighbour
        ("search.md", "[b](../benchmarks/README.md#how)", "[b](benchmarks/README.md#how)"),
        ("how-to/x.md", "[b](../../scenarios/bicycle.yaml)", "[b](../scenarios/bicycle.yaml)"),
        # within docs/, and to what is not in the site, links stay as they are
        ("how-to/x.md", "[r](../rules.md)", "[r](../rules.md)"),
        ("search.md", "[c](../CONTRIBUTING.md)", "[c](../CONTRIBUTING.md)"),
        ("benchmarks/results/t.md", "[p](../README.md)", "[p](../README.md)"),
        ("search.md", "```csv boms.csv\na\n```", '```csv title="boms.csv"\na\n```'),
        ("search.md", "```sh\na\n```", "```sh\na\n```"),
    ],
)
def test_links_into_the_repository_and_named_blocks_are_turned(
    place: str, written: str, wanted: str
) -> None:
    repository: Any = pytest.importorskip("docs.hooks.repository", reason="needs the extra 'docs'")
    assert repository.site_markdown(written, place, KNOWN) == wanted


def test_all_fields_are_told_with_what_they_may_be() -> None:
    text = fields_markdown()
    assert re.findall(r"^## (\w+)$", text, re.MULTILINE) == list(TOP)
    rows = re.findall(r"^\| `([\w.]+)` \|", text, re.MULTILINE)
    assert rows == [path for model in TOP.values() for path, _ in typed_leaves(model)]
    assert "| `utilisation` | number | `1` | above 0, at most 1 |" in text
    assert "| `capacity` | whole | `1` | at least 0, at most 10000 |" in text
    assert "`buy`, `kit`, `make`, `subcontract`, `transfer` |" in text


def test_bounds_of_lists_and_of_what_may_be_left_out_are_told() -> None:
    whole = Annotated[int, Field(gt=0, lt=9)]
    assert list(bounds_of(tuple[whole, ...] | None)) == ["above 0", "below 9"]
    assert list(bounds_of(str)) == []
