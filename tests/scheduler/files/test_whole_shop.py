"""Every field of the shop floor survives every format."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.scenario import (
    AggregationRule,
    Alternative,
    Calendar,
    CalendarException,
    CostItem,
    CostSettings,
    Downtime,
    Equipment,
    Machine,
    MachineTimes,
    MountTimes,
    Operation,
    Overlap,
    PinnedPhase,
    Progress,
    Resource,
    ResourceUse,
    Routing,
    Scenario,
    SetupProperty,
    SetupRecord,
    SetupRule,
    SetupTransition,
    ShopSettings,
    SkillUse,
    SubcontractPrice,
    WeightedProperty,
    WorkCenter,
    Worker,
)
from models.scenario.base import Record
from scheduler.files import read, save
from tests.scheduler.files.whole_shop import WHOLE_SHOP

if TYPE_CHECKING:
    from pathlib import Path

SHOP: tuple[type[Record], ...] = (
    AggregationRule, Alternative, CalendarException, CostItem, CostSettings, Downtime, Equipment,
    Machine, MachineTimes, MountTimes, Operation, Overlap, PinnedPhase, Progress, Resource,
    ResourceUse, Routing, SetupProperty, SetupRecord, SetupRule, SetupTransition, ShopSettings,
    SkillUse, SubcontractPrice, WeightedProperty, WorkCenter, Worker,
)  # fmt: skip
NOT_HERE: dict[type[Record], set[str]] = {
    # what needs a scenario of its own: no capacity, a mark-up by value
    WorkCenter: {"infinite"},
    CostSettings: {"markup_value"},
    Operation: {"lead_time"},
}


@pytest.fixture
def scenario(tmp_path: Path) -> Scenario:
    path = tmp_path / "whole.yaml"
    path.write_text(WHOLE_SHOP, encoding="utf-8")
    loaded = read(path)
    assert loaded.warnings == ()
    return loaded.scenario


def records(node: object) -> list[Record]:
    found = [node] if isinstance(node, Record) else []
    values = vars(node).values() if isinstance(node, Record) else node
    for value in values if isinstance(values, (tuple, type({}.values()))) else ():
        found += records(value)
    return found


def test_the_scenario_fills_every_field_with_something_of_its_own(scenario: Scenario) -> None:
    filled: set[tuple[type[Record], str]] = set()
    for record in records(scenario):
        for name, info in type(record).model_fields.items():
            is_default = getattr(record, name) == info.get_default(
                call_default_factory=True, validated_data=vars(record)
            )
            filled.update(() if is_default and not info.is_required() else [(type(record), name)])
    wanted = {(model, name) for model in SHOP for name in model.model_fields}
    wanted.add((Calendar, "overtime"))
    wanted -= {(model, name) for model, names in NOT_HERE.items() for name in names}
    assert wanted - filled == set()


@pytest.mark.parametrize("name", ["plant.yaml", "plant.json", "plant.xlsx", "plant"])
def test_it_loads_to_the_same_from_every_format(
    name: str, scenario: Scenario, tmp_path: Path
) -> None:
    save(scenario, tmp_path / name)
    loaded = read(tmp_path / name)
    assert loaded.scenario == scenario
    assert loaded.warnings == ()
