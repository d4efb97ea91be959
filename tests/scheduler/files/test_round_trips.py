"""One scenario, four formats: what is written reads back as an equal scenario."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from models.scenario import Scenario
from scheduler.files import load, save
from scheduler.files.loading import read_document
from scheduler.files.saving import write_scenario
from tests.scheduler.files.strategies import scenarios

SHIPPED = sorted(Path(__file__).parents[3].glob("scenarios/*.yaml"))
FORMATS = ["plant.yaml", "plant.json", "plant.xlsx", "plant"]


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_scenario_loads_to_the_same_from_every_format(
    path: Path, name: str, tmp_path: Path
) -> None:
    scenario = load(path)
    save(scenario, tmp_path / name)
    assert load(tmp_path / name) == scenario


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_converting_through_all_formats_ends_where_it_began(path: Path, tmp_path: Path) -> None:
    scenario = load(path)
    for name in [*FORMATS, "again.yaml"]:
        save(scenario, tmp_path / name)
        scenario = load(tmp_path / name)
    first, last = tmp_path / "plant.yaml", tmp_path / "again.yaml"
    assert last.read_bytes() == first.read_bytes()


def test_the_shipped_scenarios_are_there() -> None:
    assert {path.stem for path in SHIPPED} >= {"bicycle", "mrp-lecture"}


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(scenario=scenarios())
@pytest.mark.parametrize("name", FORMATS)
def test_any_scenario_survives_any_format(name: str, scenario: Scenario) -> None:
    # below the checks between tables: names are arbitrary text here
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / name
        write_scenario(scenario, path)
        document = read_document(path)
    assert not document.faults
    assert Scenario.model_validate(document.tree) == scenario
