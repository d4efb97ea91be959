"""The pages of docs/: complete, loadable, and of commands and code that exist."""

from __future__ import annotations

import csv
import importlib
import io
import json
import re
import shlex
from datetime import datetime, timedelta
from decimal import Decimal
from enum import Enum
from pathlib import Path
from types import UnionType
from typing import TYPE_CHECKING, Any, Literal, Union, get_args, get_origin, get_type_hints

import click
import pytest
import yaml

from models import checks, verify
from models.level import Objective
from models.plan import Mode
from models.scenario import Scenario
from models.scenario.base import UNDATED, Day, Duration, Id, LeadTime, LocalTime, Moment, Record
from models.scenario.calendar import DaysKey, Shift
from scheduler.cli import main
from scheduler.comparison import Comparison
from scheduler.comparison.write import write_comparison
from scheduler.ddmrp import buffer_states
from scheduler.ddmrp.table import buffers_table
from scheduler.files import read
from scheduler.files.csv_folder import read_csv_folder
from scheduler.general import plan_jobs
from scheduler.general import tables as general_tables
from scheduler.jobs import generate_jobs
from scheduler.jobs import tables as job_tables
from scheduler.outputs import dump_plan, write_mrp, write_plan
from scheduler.outputs.folder import MATERIAL_FILES, PLAN_FILES
from solvers.portfolio.searches import SEARCHES
from tests.scheduler.outputs.sample_plan import MATERIAL, SCENARIO, sample_plan

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic.fields import FieldInfo

ROOT = Path(__file__).resolve().parents[1]
SCENARIO_PAGE, RULES_PAGE, MATERIALS_PAGE, OUTPUTS_PAGE = (
    ROOT / "docs" / name for name in ("scenario.md", "rules.md", "materials.md", "outputs.md")
)
SEARCH_PAGE = ROOT / "docs" / "search.md"
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
CODE = re.compile(r"`([^`\n]+)`")
AS_FIELD = re.compile(r"as `([\w.]+)`")
"""Opens the meaning of a field whose choices are told at another one."""
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


def members(annotation: object) -> Iterator[object]:
    """Yield what a type is made of, Annotated and unions taken apart."""
    if get_origin(annotation) in (Union, UnionType):
        for member in get_args(annotation):
            yield from members(member)
    elif hasattr(annotation, "__metadata__"):
        yield from members(get_args(annotation)[0])
    else:
        yield annotation


def nested(info: FieldInfo) -> type[Record] | None:
    """Return the record that a field holds, or holds a list of."""
    for member in members(info.annotation):
        inner = get_args(member)[0] if get_origin(member) is tuple else member
        if isinstance(inner, type) and issubclass(inner, Record):
            return inner
    return None


def leaves(model: type[Record], prefix: str = "") -> Iterator[tuple[str, FieldInfo]]:
    """Yield the fields of a record and of the records inside it, as dotted paths."""
    for attribute, info in model.model_fields.items():
        path = f"{prefix}{info.alias or attribute}"
        inner = nested(info)
        if inner is None:
            yield path, info
        else:
            yield from leaves(inner, f"{path}.")


def default_of(info: FieldInfo) -> str:
    """Return a default as the page writes it."""
    if info.is_required():
        return "required"
    if info.default_factory_takes_validated_data:
        return "computed"
    value = info.get_default(call_default_factory=True)
    if isinstance(value, timedelta):
        return f"`{value.days}d`"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if value is None or value in ("", (), {}):
        return "none"
    if value == UNDATED:
        return "undated"
    if isinstance(value, tuple):
        return f"`[{', '.join(str(word) for word in value)}]`"
    return f"`{value.value if isinstance(value, Enum) else value}`"


def choices(info: FieldInfo) -> set[str]:
    """Return the words a field, or a list in it, may hold, if they are few."""
    return words_of(info.annotation)


def words_of(annotation: object) -> set[str]:
    words: set[str] = set()
    for member in members(annotation):
        if isinstance(member, type) and issubclass(member, Enum):
            words |= {str(word.value) for word in member}
        elif get_origin(member) is Literal:
            words |= set(get_args(member))
        elif get_origin(member) is tuple:
            words |= words_of(get_args(member)[0])
    return words


NAMED_TYPES = [
    (Id, "id"), (Duration, "duration"), (LeadTime, "days"), (Day, "date"), (Moment, "moment"),
    (LocalTime, "local time"), (datetime, "local time"), (DaysKey, "day key"), (Shift, "shift"),
    (bool, "flag"), (int, "whole"), (Decimal, "number"),
]  # fmt: skip


def type_of(annotation: object) -> str:
    """Return the type of a field as the page writes it."""
    for named, word in NAMED_TYPES:
        if annotation == named:
            return word
    inner = get_args(annotation)
    if get_origin(annotation) is tuple:
        word = type_of(inner[0])
        return "shifts" if word == "shift" else f"list of {word}s"
    if get_origin(annotation) is dict:
        key, value = map(type_of, inner)
        return f"{KEYS.get((key, value), key)} to {value}"
    if get_origin(annotation) in (Union, UnionType):
        return type_of(next(part for part in inner if part is not type(None)))
    # bounds of a number, a text of a certain form; words to choose from are texts
    return type_of(inner[0]) if hasattr(annotation, "__metadata__") else "text"


KEYS = {("id", "id"): "property", ("text", "number"): "span"}
"""What a mapping is from, where the type of its keys does not say so."""


def typed_leaves(model: type[Record], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Yield the fields of a record and of the records inside it with their types."""
    hints = get_type_hints(model, include_extras=True)
    for attribute, info in model.model_fields.items():
        path = f"{prefix}{info.alias or attribute}"
        inner = nested(info)
        if inner is None:
            yield path, type_of(hints[attribute])
        else:
            yield from typed_leaves(inner, f"{path}.")


def field_named(path: str, table: str) -> FieldInfo:
    """Return the field at a path inside a table, or at one that begins with another table."""
    first, _, rest = path.partition(".")
    return dict(leaves(TOP[first]))[rest] if first in TOP else dict(leaves(TOP[table]))[path]


TOP = {name: record for name, info in Scenario.model_fields.items() if (record := nested(info))}


def test_every_table_of_a_scenario_has_a_section() -> None:
    headings = [heading.strip("`") for heading in tables(SCENARIO_PAGE) if heading.startswith("`")]
    assert headings == list(Scenario.model_fields)


@pytest.mark.parametrize("table", TOP)
def test_every_field_is_documented_and_no_other(table: str) -> None:
    names = documented(SCENARIO_PAGE, f"`{table}`")
    assert len(names) == len(set(names))
    assert set(names) == {path for path, _ in leaves(TOP[table])}


@pytest.mark.parametrize("table", TOP)
def test_defaults_and_choices_are_those_of_the_code(table: str) -> None:
    fields = dict(leaves(TOP[table]))
    for first, _, default, *meaning in tables(SCENARIO_PAGE)[f"`{table}`"]:
        for name in CODE.findall(first):
            assert default == default_of(fields[name]), name
            told = set(CODE.findall(" ".join(meaning)))
            if other := AS_FIELD.match(" ".join(meaning)):
                told |= choices(field_named(other[1], table))
            missing = choices(fields[name]) - told
            assert not missing, f"{name}: {missing}"


@pytest.mark.parametrize("table", TOP)
def test_types_are_those_of_the_code(table: str) -> None:
    types = dict(typed_leaves(TOP[table]))
    for first, told, *_ in tables(SCENARIO_PAGE)[f"`{table}`"]:
        # a row of several fields may have several types
        named = {types[name] for name in CODE.findall(first)}
        assert named == set(told.split(", ")), first


def test_every_check_of_a_scenario_is_told() -> None:
    text = SCENARIO_PAGE.read_text("utf-8")
    rules = [rule.__name__ for rule in (*checks.ERROR_RULES, *checks.WARNING_RULES)]
    errors, _, warnings = text.partition("\nWarnings go to")
    assert [name for name in rules if f"`{name}`" not in text] == []
    assert all(f"`{rule.__name__}`" in errors for rule in checks.ERROR_RULES)
    assert all(f"`{rule.__name__}`" in warnings for rule in checks.WARNING_RULES)


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


def test_the_csv_snippets_load(tmp_path: Path) -> None:
    folder = tmp_path / "tables"
    folder.mkdir()
    for name, text in blocks(SCENARIO_PAGE, "csv"):
        (folder / name).write_text(text, "utf-8")
    document = read_csv_folder(folder)
    assert document.faults == []
    (night,) = json.loads(json.dumps(document.tree))["calendars"]
    assert night["shifts"] == {"mon-fri": ["22:00-02:00", "02:00-06:00"]}
    loaded = assert_loads(document.tree, tmp_path)
    quantities = {bom.version: bom.components[0].quantity for bom in loaded.boms}
    assert quantities == {None: 3, "light": 2}
    (pipe,) = loaded.boms[1].components[0].alternatives
    assert pipe.item == "PIPE"
    assert [len(item.thresholds) for item in loaded.items] == [0, 2, 1]


def test_the_message_about_a_misspelt_calendar_is_the_real_one(tmp_path: Path) -> None:
    rows = ["scenario: {id: t, start: 2026-06-01T06:00, horizon: 30d}", "calendars:"]
    rows += ['  - {id: day, shifts: {mon-fri: ["08:00-16:00"]}}', "work_centers:"]
    path = tmp_path / "plant.yaml"
    path.write_text("\n".join([*rows, "  - {id: SAW, calendar: dya}"]), "utf-8")
    with pytest.raises(Exception, match="found 'dya'") as caught:
        read(path)
    (told,) = [text for _, text in blocks(SCENARIO_PAGE, "text")]
    assert str(caught.value).replace(f"{tmp_path}/", "") == told.rstrip()


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


def written(folder: Path, name: str) -> list[str]:
    """Return the columns of a CSV file, or the keys of a JSON file."""
    text = (folder / name).read_text("utf-8")
    return list(json.loads(text)) if name.endswith("json") else next(csv.reader(io.StringIO(text)))


def test_the_plan_folder_holds_the_documented_files_and_columns(tmp_path: Path) -> None:
    plan = sample_plan()
    write_plan(plan, tmp_path / "plan", report="")
    headings = tables(OUTPUTS_PAGE)
    for name in PLAN_FILES:
        assert f"`{name}`" in headings
        if not name.endswith("html"):
            keys = written(tmp_path / "plan", name)
            keys += ["verified"] * (name == "kpis.json")  # the pipeline adds it
            assert documented(OUTPUTS_PAGE, f"`{name}`") == keys, name
    assert sorted(path.name for path in (tmp_path / "plan").iterdir()) == sorted(PLAN_FILES)
    assert json.loads(dump_plan(plan))["format"] == 6


def test_the_material_folder_has_the_columns_of_the_plan_folder(tmp_path: Path) -> None:
    write_mrp(MATERIAL, SCENARIO, tmp_path / "mrp")
    assert sorted(path.name for path in (tmp_path / "mrp").iterdir()) == sorted(MATERIAL_FILES)
    for name in MATERIAL_FILES:
        assert documented(OUTPUTS_PAGE, f"`{name}`") == written(tmp_path / "mrp", name)


def test_job_orders_and_buffers_have_the_documented_columns() -> None:
    pumps = read(ROOT / "scenarios" / "pumps.yaml").scenario
    proposal = generate_jobs(pumps)
    made = {
        "`jobs.csv` of job generation": job_tables.jobs_table(proposal.jobs),
        "`excluded.csv`": job_tables.excluded_table(proposal.excluded),
        "`low_stock.csv`": job_tables.low_stock_table(proposal.low_stock),
        "Columns of the buffers": buffers_table(buffer_states(pumps)),
    }
    with_jobs = pumps.replaced(jobs=proposal.jobs)
    planned = plan_jobs(with_jobs)
    made |= {
        "`jobs.csv` of general planning": general_tables.jobs_table(planned, with_jobs),
        "`phases.csv`": general_tables.phases_table(planned, with_jobs),
        "`log.csv`": general_tables.log_table(planned),
    }
    for heading, table in made.items():
        assert documented(OUTPUTS_PAGE, heading) == list(table.columns), heading


def test_a_comparison_holds_the_documented_files_and_columns(tmp_path: Path) -> None:
    plan = sample_plan()
    plans = {Mode.ASAP: plan, Mode.ALAP: plan}
    write_comparison(Comparison(plan, plans, plans), tmp_path / "compare")
    files = {
        "compare.csv": "`compare.csv`",
        "overload.csv": "`overload.csv`",
        "demands.csv": "`demands.csv` of a comparison",
    }
    found = {path.name for path in (tmp_path / "compare").iterdir()}
    assert found == {*files, "compare.html"}
    for name, heading in files.items():
        assert documented(OUTPUTS_PAGE, heading) == written(tmp_path / "compare", name)


def test_every_objective_is_told_where_it_is_explained_and_where_it_is_defined() -> None:
    concept = documented(ROOT / "docs" / "concepts" / "objectives.md", "Levels")
    assert concept == list(Objective)
    assert set(documented(RULES_PAGE, "Objectives")) == set(Objective)


def test_every_search_and_no_other_is_told_with_its_code() -> None:
    rows = re.compile(r"^\| `([\w-]+)` \|.*\| `([\w.]+)\.run` \|$", re.MULTILINE)
    told = dict(rows.findall(SEARCH_PAGE.read_text("utf-8")))
    # rules in Python are one with the first plan
    assert told == {name: search.module for name, search in SEARCHES.items() if name != "all-rules"}
