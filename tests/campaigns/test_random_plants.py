"""Random plants with everything a scenario may say keep what is promised of all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.checks import check_scenario
from models.plan import Mode
from tests.campaigns.promises import (
    finds_its_own_plan,
    is_planned_or_refused,
    is_the_same_again,
    is_the_same_in_any_order,
    leaves_readable_outputs,
    survives_every_format,
)
from tests.campaigns.random_plants import random_plant

if TYPE_CHECKING:
    from pathlib import Path

    from models.material import MaterialPlan
    from models.scenario import Scenario

FEW = range(60)
MANY = range(60, 2_000)


def keeps_its_promises(scenario: Scenario, seed: int) -> MaterialPlan:
    """Plan a scenario again, shuffled, and in both infinite modes."""
    material = is_the_same_again(scenario)
    is_the_same_in_any_order(scenario, material, seed)
    finds_its_own_plan(scenario, material)
    for mode in (Mode.ASAP, Mode.ALAP):
        is_planned_or_refused(scenario, mode, limit=0.3)
    return material


@pytest.mark.parametrize("seed", FEW)
def test_a_random_plant_is_planned_alike_in_any_order_and_verifies(seed: int) -> None:
    keeps_its_promises(random_plant(seed), seed)


@pytest.mark.parametrize("seed", FEW[::6])
def test_a_finite_plan_of_a_random_plant_verifies(seed: int) -> None:
    is_planned_or_refused(random_plant(seed), Mode.FINITE, limit=0.2)


@pytest.mark.parametrize("seed", FEW[3::20])
def test_a_random_plant_and_its_plan_survive_being_written(seed: int, tmp_path: Path) -> None:
    scenario = random_plant(seed)
    survives_every_format(scenario, is_the_same_again(scenario), tmp_path)
    plan = is_planned_or_refused(scenario, Mode.ASAP, limit=0.3)
    assert plan is not None
    leaves_readable_outputs(plan, tmp_path)


@pytest.mark.parametrize("seed", FEW[::3])
def test_job_orders_of_a_random_plant_are_planned_alike_and_verify(seed: int) -> None:
    keeps_its_promises(random_plant(seed, with_jobs=True), seed)


def test_random_plants_are_fit_to_be_planned() -> None:
    plants = [random_plant(seed, with_jobs=jobs) for seed in FEW for jobs in (False, True)]
    assert [error for plant in plants for error in check_scenario(plant).errors] == []


@pytest.mark.slow
@pytest.mark.parametrize("with_jobs", [False, True])
@pytest.mark.parametrize("first", MANY[::20])
def test_many_random_plants_keep_every_promise(
    first: int, tmp_path: Path, *, with_jobs: bool
) -> None:
    for seed in range(first, first + 20):
        scenario = random_plant(seed, with_jobs=with_jobs)
        assert not check_scenario(scenario).errors
        material = keeps_its_promises(scenario, seed)
        plan = is_planned_or_refused(scenario, Mode.FINITE, limit=0.3)
        folder = tmp_path / str(seed)
        folder.mkdir()
        survives_every_format(scenario, material, folder)
        if plan is not None:
            leaves_readable_outputs(plan, folder)
