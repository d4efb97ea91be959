"""What can be wrong with a file before its first table is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.errors import InvalidScenarioFile
from scheduler.files import load
from tests.scheduler.files.sound import SOUND

if TYPE_CHECKING:
    from pathlib import Path


def message(path: Path) -> str:
    with pytest.raises(InvalidScenarioFile) as caught:
        load(path)
    return str(caught.value)


def write(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


CASES = [
    (
        "empty.yaml",
        "\n",
        "expected a scenario; the file is empty",
    ),
    (
        "comment.yaml",
        "# nothing\n",
        "expected tables by name: scenario, calendars, items, ...",
    ),
    (
        "list.yaml",
        "- a\n- b\n",
        "found 'a list', expected tables by name: scenario, calendars, items, ...",
    ),
    (
        "text.json",
        '"plant"',
        "found 'plant', expected tables by name: scenario, calendars, items, ...",
    ),
    (
        "tab.yaml",
        "scenario: {id: a}\nitems:\n\t- {id: b}\n",
        "line 3, column 1: expected valid YAML; found character that cannot start any token",
    ),
    (
        "open.yaml",
        "scenario: {id: a\nitems: []\n",
        "line 2, column 6: expected valid YAML; did not find expected ',' or '}'",
    ),
    (
        "two.yaml",
        "scenario: {}\n---\nscenario: {}\n",
        "line 2: found '---', expected a single document",
    ),
    (
        "key.yaml",
        "? [a, b]\n: 1\n",
        "line 1: found 'a list or a record', expected the name of a field",
    ),
    (
        "inside.yaml",
        "items: &all [*all]\n",
        "line 1: found '*all', expected an alias of something that stands before it",
    ),
    (
        "deep.yaml",
        "a: " + "[" * 5000 + "\n",
        "line 1: expected at most 50 nested levels",
    ),
    (
        "deep.json",
        '{"a": ' + "[" * 5000 + "]" * 5000 + "}",
        "expected at most 50 nested levels",
    ),
    (
        "comma.json",
        '{"scenario": {},\n "items": [}\n',
        "line 2, column 12: expected valid JSON; Expecting value",
    ),
    (
        "latin.yaml",
        "scenario: {id: a}\n# Pfl\xfcger\n".encode("latin-1"),
        "line 2: found '0xfc', expected text in UTF-8\n"
        "    Save the file as UTF-8; in Excel choose 'CSV UTF-8'.",
    ),
    (
        "plant.xlsx",
        "no zip",
        "expected an Excel workbook (.xlsx) that opens; File is not a zip file",
    ),
    (
        "plant.txt",
        "scenario: {}",
        "found 'plant.txt', expected a file ending in .yaml, .yml, .json, .xlsx, "
        "or a folder of CSV tables",
    ),
    (
        "items.csv",
        "id,source\n",
        "found 'items.csv', expected a file ending in .yaml, .yml, .json, .xlsx, "
        "or a folder of CSV tables\n    Give the folder that holds the tables.",
    ),
]


@pytest.mark.parametrize(("name", "content", "expected"), CASES, ids=[case[0] for case in CASES])
def test_a_file_that_is_no_scenario_says_why(
    name: str, content: str | bytes, expected: str, tmp_path: Path
) -> None:
    path = write(tmp_path / name, content)
    found = message(path)
    assert found.removeprefix(f"{path}: ") == expected


def test_a_missing_file_suggests_the_one_that_was_meant(tmp_path: Path) -> None:
    write(tmp_path / "bicycle.yaml", SOUND)
    path = tmp_path / "bycicle.yaml"
    expected = f"{path}: expected a file or folder that exists\n    Did you mean 'bicycle.yaml'?"
    assert message(path) == expected


def test_a_folder_without_tables_says_what_it_should_hold(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").touch()
    expected = "expected a folder with CSV tables: scenario.csv, calendars.csv, ..."
    assert message(tmp_path) == f"{tmp_path}: {expected}"


def test_aliases_that_grow_without_bound_are_refused(tmp_path: Path) -> None:
    # nine levels of ten aliases each: 10^9 values from 10 lines
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [
        f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 10)}]" for level in range(1, 10)
    ]
    path = write(tmp_path / "bomb.yaml", "\n".join(lines))
    # level 5 repeats 10 x 111,111 values
    expected = "line 6: found '*a4', expected aliases that repeat at most 1,000,000 values"
    assert message(path) == f"{path}: {expected}"


def test_an_empty_record_lacks_its_tables(tmp_path: Path) -> None:
    path = write(tmp_path / "none.json", "{}")
    assert message(path).splitlines() == [
        f"{path}: scenario: expected the table; it is missing",
        f"{path}: calendars: expected the table; it is missing",
    ]


def test_json_faults_name_the_row_by_its_id(tmp_path: Path) -> None:
    text = """{
      "scenario": {"id": "s", "start": "2026-06-01", "horizon": "5d"},
      "calendars": [{"id": "day", "id": "day", "shifts": {"mon-fri": ["08:00-16:00"]}}],
      "items": [{"id": "A", "source": "buy", "lead_time": "1d", "safety_stock": -1}]
    }"""
    path = write(tmp_path / "s.json", text)
    assert message(path).splitlines() == [
        f"{path}: 'day' id: found 'id', expected each field once in a record",
        f"{path}: items 'A' safety_stock: found '-1', expected a number of at least 0",
    ]
