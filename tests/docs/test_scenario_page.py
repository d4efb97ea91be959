"""The scenario reference: every table, field, type, default and choice, and files that load."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from docs.hooks.fields import TOP, choices, default_of, leaves, typed_leaves
from models import checks
from models.scenario import Scenario
from scheduler.files import read
from scheduler.files.csv_folder import read_csv_folder
from tests.test_docs import CODE, SCENARIO_PAGE, assert_loads, blocks, documented, tables

if TYPE_CHECKING:
    from pathlib import Path

    from pydantic.fields import FieldInfo

AS_FIELD = re.compile(r"as `([\w.]+)`")
"""Opens the meaning of a field whose choices are told at another one."""


def field_named(path: str, table: str) -> FieldInfo:
    """Return the field at a path inside a table, or at one that begins with another table."""
    first, _, rest = path.partition(".")
    return dict(leaves(TOP[first]))[rest] if first in TOP else dict(leaves(TOP[table]))[path]


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
