"""A scenario is written whole or not at all, and never over something else."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from models.errors import InvalidScenarioFile
from scheduler.files import load, save
from tests.scheduler.files.sound import SOUND

if TYPE_CHECKING:
    from models.scenario import Scenario


@pytest.fixture
def scenario(tmp_path: Path) -> Scenario:
    path = tmp_path / "sound.yaml"
    path.write_text(SOUND, encoding="utf-8")
    return load(path)


def refusal(scenario: Scenario, path: Path) -> str:
    with pytest.raises(InvalidScenarioFile) as caught:
        save(scenario, path)
    return str(caught.value)


def test_a_folder_of_tables_is_replaced_as_a_whole(scenario: Scenario, tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    folder.mkdir()
    save(scenario, folder)
    save(scenario.model_copy(update={"stock": ()}), folder)
    assert not (folder / "stock.csv").exists()
    assert load(folder).stock == ()


def test_a_folder_with_anything_else_in_it_is_refused(scenario: Scenario, tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "thesis.doc").touch()
    assert refusal(scenario, folder) == (
        f"{folder}: found 'thesis.doc', "
        "expected an empty folder, or one with nothing but scenario tables"
    )
    assert [path.name for path in folder.iterdir()] == ["thesis.doc"]


def test_a_missing_parent_is_refused(scenario: Scenario, tmp_path: Path) -> None:
    path = tmp_path / "no" / "plant.yaml"
    assert refusal(scenario, path) == (
        f"{path}: expected an existing folder {path.parent} to write into"
    )


def test_an_unknown_suffix_is_refused(scenario: Scenario, tmp_path: Path) -> None:
    path = tmp_path / "plant.ods"
    assert refusal(scenario, path) == (
        f"{path}: found 'plant.ods', expected a name ending in .yaml, .yml, .json, .xlsx, "
        "or without a dot for a folder of CSV tables"
    )


def test_a_file_and_a_folder_do_not_replace_each_other(scenario: Scenario, tmp_path: Path) -> None:
    (tmp_path / "plant.yaml").mkdir()
    (tmp_path / "plant").touch()
    file, folder = tmp_path / "plant.yaml", tmp_path / "plant"
    assert refusal(scenario, file) == f"{file}: expected a file; there is a folder of this name"
    assert refusal(scenario, folder) == (
        f"{folder}: expected a folder; there is a file of this name"
    )


@pytest.mark.parametrize("name", ["plant.yaml", "plant"])
def test_a_failed_write_leaves_what_was_there_and_nothing_else(
    name: str, scenario: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / name
    save(scenario, path)
    before = sorted(tmp_path.rglob("*"))

    def fail(*_: object, **__: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", fail)
    monkeypatch.setattr(Path, "write_text", fail)
    assert refusal(scenario.model_copy(update={"stock": ()}), path) == (
        f"{path}: expected a place that can be written to; No space left on device"
    )
    monkeypatch.undo()
    assert sorted(tmp_path.rglob("*")) == before
    assert load(path) == scenario
