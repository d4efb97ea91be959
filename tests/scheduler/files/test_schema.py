"""The JSON Schema accepts whatever loads, and refuses what no scenario can have."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings

from models.errors import InvalidScenarioFile
from scheduler.files import json_schema, load, save, write_example
from scheduler.files.json_text import format_json
from scheduler.files.values import to_typed
from tests.scheduler.files.json_validator import problems
from tests.scheduler.files.sound import SOUND
from tests.scheduler.files.strategies import scenarios

if TYPE_CHECKING:
    from models.scenario import Scenario

SHIPPED = sorted(Path(__file__).parents[3].glob("scenarios/*.yaml"))
SCHEMA = json_schema()
# Any in this module: a document is what JSON holds
Path_ = tuple[str | int, ...]


def sound() -> Any:
    return json.loads(json.dumps(yaml.safe_load(SOUND), default=str))


def edited(path: Path_, value: object) -> Any:
    document = sound()
    node = document
    for part in path[:-1]:
        node = node[part]
    node[path[-1]] = copy.deepcopy(value)
    return document


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_scenarios_are_valid(path: Path, tmp_path: Path) -> None:
    save(load(path), tmp_path / "plant.json")
    document = json.loads((tmp_path / "plant.json").read_text("utf-8"))
    assert problems(document, SCHEMA, SCHEMA) == []


def test_the_example_as_it_is_written_is_valid(tmp_path: Path) -> None:
    text = write_example(tmp_path).read_text("utf-8")
    document = json.loads(json.dumps(yaml.safe_load(text), default=str))
    assert problems(document, SCHEMA, SCHEMA) == []


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(scenario=scenarios())
def test_whatever_is_written_is_valid(scenario: Scenario) -> None:
    document = json.loads(format_json(to_typed(scenario)))
    assert problems(document, SCHEMA, SCHEMA) == []


TUBE, FORK_STEP = ("items", 3), ("routings", 2, "operations", 0)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ((*TUBE, "lead_time"), "48h"),
        ((*TUBE, "lead_time"), "4D"),
        ((*TUBE, "lead_time"), "1d 24H"),
        ((*FORK_STEP, "lead_time"), "2880 Min"),
        ((*TUBE, "name"), 7),
        ((*TUBE, "name"), True),
        ((*TUBE, "name"), None),
        ((*TUBE, "name"), " Tube "),
        ((*TUBE, "unit"), ""),
        ((*TUBE, "policy"), " mts "),
        ((*TUBE, "blocked"), "Off"),
        ((*TUBE, "blocked"), 0),
        ((*TUBE, "coverage_weeks"), "2"),
        ((*TUBE, "safety_stock"), "12.5"),
        ((*TUBE, "safety_stock"), "1e2"),
        ((*TUBE, "lot"), {}),
        ((*TUBE, "lot"), None),
        ((*TUBE, "thresholds"), [None, "safety-stock"]),
        ((*TUBE, "suppliers"), None),
        ((*TUBE, "buffer"), {"usage_factors": {"2026-08-01/2026-08-31": "0.5"}}),
        (("settings",), {"mrp": {"ignore": ["sales"]}, "general": {"levels": ["1", 2]}}),
        (("calendars", 0, "shifts", "sat"), None),
        (("scenario", "horizon"), None),
        (("demands", 0, "due"), None),
        (("setup_rules", 0, "states"), [1, 2, "red", "white"]),
    ],
)
def test_what_loads_is_valid(path: Path_, value: object, tmp_path: Path) -> None:
    document = edited(path, value)
    file = tmp_path / "plant.json"
    file.write_text(json.dumps(document), "utf-8")
    load(file)
    assert problems(document, SCHEMA, SCHEMA) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ((*TUBE, "leed_time"), "4d"),
        ((*TUBE, "lead_time"), "4"),
        ((*TUBE, "lead_time"), 4),
        ((*TUBE, "source"), "steal"),
        ((*TUBE, "blocked"), "perhaps"),
        ((*TUBE, "coverage_weeks"), 0),
        ((*TUBE, "lot"), {"rule": "fixed", "size": 0}),
        (("stock", 0), {"quantity": 10}),
        (("demands", 0, "quantity"), -1),
        (("orders", 0, "from_"), "W1"),
        (("calendars",), []),
        (("stock",), {}),
    ],
)
def test_what_is_wrong_by_its_type_is_refused_by_both(
    path: Path_, value: object, tmp_path: Path
) -> None:
    document = edited(path, value)
    file = tmp_path / "plant.json"
    file.write_text(json.dumps(document), "utf-8")
    with pytest.raises(InvalidScenarioFile):
        load(file)
    assert problems(document, SCHEMA, SCHEMA) != []


def test_every_default_in_the_schema_is_valid_itself() -> None:
    definitions: Any = SCHEMA["$defs"]
    for record in [SCHEMA, *definitions.values()]:
        for name, field in record.get("properties", {}).items():
            if "default" in field:
                assert problems(field["default"], field, SCHEMA, name) == []
