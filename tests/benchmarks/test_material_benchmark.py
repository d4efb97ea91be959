"""The material planning benchmark: a seeded plant, and a textbook that the engine agrees with."""

from __future__ import annotations

import pytest

from benchmarks.mrp import measure
from benchmarks.mrp_plants import LEVELS, material_plant
from benchmarks.mrp_reference import reference_plan
from scheduler.mrp import plan_materials
from scheduler.mrp.low_level_codes import low_level_codes


def test_a_plant_has_the_items_and_levels_asked_for_and_is_the_same_each_time() -> None:
    plant = material_plant(400, 1)
    assert len(plant.items) == 400
    assert max(low_level_codes(plant).values()) == LEVELS - 1
    assert plant == material_plant(400, 1)
    assert plant != material_plant(400, 2)


@pytest.mark.parametrize("seed", range(3))
def test_engine_and_textbook_receive_the_same_pieces_on_the_same_days(seed: int) -> None:
    plant = material_plant(200, seed)
    textbook = reference_plan(plant).receipts
    for grid in plan_materials(plant).grid:
        rows = enumerate((grid.planned_receipts // 1_000_000).tolist())
        assert {day: pieces for day, pieces in rows if pieces} == textbook[grid.item]


def test_engine_and_textbook_count_the_same_requirements() -> None:
    engine, textbook = measure(300, "engine"), measure(300, "reference")
    assert engine.requirements == textbook.requirements
    # about ten for each item
    assert engine.requirements > 300 * 5
