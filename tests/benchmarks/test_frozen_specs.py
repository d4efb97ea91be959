"""What is measured stays what it is: generators make the same instance again, of the right kind."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

import numpy as np
import pytest

from benchmarks.problems import due_dates, large_plant, single_machine, weighted_jobshop, weights
from benchmarks.registry import SMALL_PLANTS, SPREAD, SUITES, small_plant_size
from benchmarks.taillard import taillard_jobs
from models.problem import Problem
from models.scenario import Scenario

if TYPE_CHECKING:
    from benchmarks.registry import BenchSpec

SPECS = {spec.name: spec for spec in SUITES["full"]}

FINGERPRINTS = {
    "calendar-270": "cab32c58134c",
    "calendar-1069": "4d719f921a01",
    "plant-100": "c20a97b95485",
    "single-80": "5ab57f0e35c4",
    "single-15-whole": "5bab380c32f8",
    "single-80-dates": "54c6fcbd8c4d",
    "small-00": "b726ad593428",
    "small-49": "f3800ea006a4",
    "ta41-weighted": "5df56b72480c",
}


CONTENT = (
    *("window_start", "window_end", "resource_capacity", "resource_calendar", "op_order"),
    *("mode_op", "mode_resource", "mode_calendar", "mode_duration", "mode_interruptible"),
    *("pred", "succ", "kind", "demand_due", "demand_weight", "demand_op"),
)


def _fingerprint(built: Scenario | Problem) -> str:
    """Return what a new field with a default does not change."""
    if isinstance(built, Scenario):
        return sha256(built.model_dump_json(exclude_defaults=True).encode()).hexdigest()[:12]
    text = b"".join(getattr(built, name).tobytes() for name in CONTENT)
    return sha256(text).hexdigest()[:12]


@pytest.mark.parametrize("name", FINGERPRINTS)
def test_generated_specs_are_frozen(name: str) -> None:
    # a new fingerprint makes all earlier results another instance's: give the spec a new name
    assert _fingerprint(SPECS[name].build()) == FINGERPRINTS[name]


def test_the_large_plant_is_frozen_in_small() -> None:
    assert _fingerprint(large_plant(200, 9, 1)) == "32af335a0e64"


def test_weights_are_4_2_1_on_the_first_20_then_60_then_20_percent_of_the_jobs() -> None:
    assert weights(30) == [4] * 6 + [2] * 18 + [1] * 6
    assert weights(10) == [4] * 2 + [2] * 6 + [1] * 2


def test_due_dates_are_1_3_times_the_work_of_a_job() -> None:
    jobs = [[[(0, 5)], [(1, 6)]], [[(1, 10)], [(0, 20)]], [[(0, 1)], [(1, 1)]]]
    # 11 * 1.3 = 14.3, 30 * 1.3 = 39, 2 * 1.3 = 2.6; rounded down
    assert due_dates(jobs) == [14, 39, 2]


def test_the_weighted_job_shop_is_ta41_with_a_demand_for_the_last_step_of_each_job() -> None:
    jobs = taillard_jobs("ta41")
    problem = weighted_jobshop(jobs)
    assert (problem.num_operations, problem.num_resources, problem.num_demands) == (600, 20, 30)
    assert problem.demand_op.tolist() == list(range(19, 600, 20))
    assert problem.demand_weight.tolist() == weights(30)
    assert problem.demand_due.tolist() == due_dates(jobs)
    assert problem.mode_duration.tolist() == [time for job in jobs for ((_, time),) in job]
    assert problem.mode_resource.tolist() == [machine for job in jobs for ((machine, _),) in job]
    assert problem.weight_unit == 1.0


def test_a_single_machine_works_a_day_shift_with_a_break() -> None:
    problem = single_machine(15, 1)
    assert (problem.num_operations, problem.num_resources) == (15, 1)
    # Monday 8:00 to 12:00 and 13:00 to 17:00, in minutes
    assert problem.window_start[:2].tolist() == [480, 780]
    assert problem.window_end[:2].tolist() == [720, 1020]
    assert problem.mode_interruptible.all()
    assert problem.mode_duration.max() <= 240  # or it would not fit into half a day
    assert not single_machine(15, 1, interruptible=False).mode_interruptible.any()


def test_the_large_plant_has_the_operations_asked_for_and_alternatives_of_the_same_calendar() -> (
    None
):
    problem = large_plant(3_000, 30, 2)
    assert (problem.num_operations, problem.num_resources) == (3_000, 30)
    lengths = np.bincount(problem.op_order)
    assert (lengths.min(), lengths.max()) == (3, 8)
    choices = np.diff(problem.mode_ptr)
    # binomial with p = 0.3 x 9/10, as one of ten draws is the machine itself: 810 +- 4 x 24
    assert 710 < (choices == 2).sum() < 910
    for op in np.flatnonzero(choices == 2).tolist():
        first, second = range(problem.mode_ptr[op], problem.mode_ptr[op + 1])
        assert problem.mode_calendar[first] == problem.mode_calendar[second]
        assert problem.mode_duration[second] >= problem.mode_duration[first]
    assert len(problem.calendars) == 3


@pytest.mark.parametrize("size", [3, 8, 9, 10, 11, 12, 100])
def test_routings_of_the_large_plant_add_up(size: int) -> None:
    assert large_plant(size, 3, 1).num_operations == size


def test_the_24_job_shops_are_spread_over_four_families() -> None:
    assert len(set(SPREAD)) == 24
    families = [name.rstrip("0123456789") for name in SPREAD]
    assert {family: families.count(family) for family in families} == {
        "la": 5,
        "swv": 5,
        "yn": 4,
        "ta": 10,
    }
    assert all(SPECS[name].best_known for name in SPREAD)


def test_small_plants_have_20_to_60_operations() -> None:
    sizes = [small_plant_size(seed) for seed in range(50)]
    assert (sizes[0], sizes[-1]) == (20, 60)
    assert sizes == sorted(sizes)
    assert [spec.name for spec in SMALL_PLANTS[::49]] == ["small-00", "small-49"]


@pytest.mark.parametrize("spec", SUITES["full"], ids=lambda spec: spec.name)
def test_every_spec_has_a_tiny_form(spec: BenchSpec) -> None:
    assert spec.tiny is not None
    if spec.name.startswith(("ta", "plant", "calendar", "single", "large", "small")):
        assert isinstance(spec.tiny(), Scenario | Problem)
