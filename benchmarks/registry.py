"""The specs: what is measured, where it comes from, and the best that is known of it.

They are frozen: a test keeps a fingerprint of what each generator makes. Listing them loads
nothing heavy, therefore builders import what they need.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from benchmarks import taillard
from benchmarks.jobshops import best_known, library_jobs
from models.schedule import Objective

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from benchmarks.jobshops import BestKnown, Jobs
    from models.problem import Problem
    from models.scenario import Scenario

__all__ = [
    "JOBSHOPS",
    "PLANTS",
    "SPREAD",
    "SUITES",
    "BenchSpec",
    "by_name",
    "jobs_of",
    "small_plant_size",
]

PLANT_OBJECTIVES = (Objective.TARDINESS, Objective.FLOW, Objective.MAKESPAN)
JOBSHOP_OBJECTIVES = (Objective.MAKESPAN,)
TARDINESS = (Objective.TARDINESS,)


@dataclass(frozen=True, slots=True)
class BenchSpec:
    """One instance.

    Parameters
    ----------
    name, source
        What it is called, and where it comes from.
    build
        Makes it: a scenario, planned and compiled by whoever measures, or a problem at once.
    objectives
        What is minimised, most important first.
    best_known
        With the day it was looked up; ``None`` if nobody else has planned it.
    tiny
        Makes one of the kind with few operations: for smoke tests and for loading libraries.
    budget
        Seconds that a target gives it.
    """

    name: str
    source: str
    build: Callable[[], Scenario | Problem]
    objectives: tuple[Objective, ...]
    best_known: BestKnown | None = None
    tiny: Callable[[], Scenario | Problem] | None = None
    budget: float = 60.0

    @property
    def is_plant(self) -> bool:
        """Tell whether it has due dates; a job shop has only its makespan."""
        return self.objectives[0] is Objective.TARDINESS


def jobs_of(name: str) -> Jobs:
    """Return the jobs of a classic job shop: Taillard's made here, others from the library."""
    return taillard.taillard_jobs(name) if name in taillard.NAMES else library_jobs(name)


def _first_of(name: str) -> Jobs:
    """Return the first three operations of the first three jobs."""
    return [job[:3] for job in jobs_of(name)[:3]]


def _jobshop(name: str, jobs: Callable[[str], Jobs]) -> Scenario:
    from scheduler.files.jobshop import jobshop_scenario

    return jobshop_scenario(name, jobs(name))


def _weighted(name: str, jobs: Callable[[str], Jobs]) -> Problem:
    from benchmarks.problems import weighted_jobshop

    return weighted_jobshop(jobs(name))


def _plant(num_operations: int, seed: int, levels: int) -> Scenario:
    from benchmarks.plants import plant

    return plant(num_operations, seed, levels=levels)


def _tiny_plant(num_operations: int, seed: int) -> Scenario:
    """Return a plant so small and tight that something is late."""
    from benchmarks.plants import plant

    return plant(num_operations, seed, tightness=0.1)


def _calendar_plant(num_operations: int, tightness: float = 0.75) -> Scenario:
    from benchmarks.plants import plant

    return plant(num_operations, 1, tightness=tightness, plain=True)


def _single(num_orders: int, *, interruptible: bool, has_due_dates: bool = False) -> Problem:
    from benchmarks.problems import single_machine

    return single_machine(num_orders, 1, interruptible=interruptible, has_due_dates=has_due_dates)


def _large(num_operations: int, num_machines: int) -> Problem:
    from benchmarks.problems import large_plant

    return large_plant(num_operations, num_machines, 1)


def small_plant_size(seed: int) -> int:
    """Return the operations of a small plant: 20 for seed 0, 60 for seed 49."""
    return 20 + 40 * seed // 49


def _plant_spec(num_operations: int, levels: int) -> BenchSpec:
    return BenchSpec(
        f"plant-{num_operations}" + (f"-levels-{levels}" if levels > 1 else ""),
        "benchmarks.plants, seed 1",
        partial(_plant, num_operations, 1, levels),
        PLANT_OBJECTIVES,
        tiny=partial(_tiny_plant, 12, 1),
    )


def _single_spec(num_orders: int, kind: str) -> BenchSpec:
    is_whole, has_dates = kind == "whole", kind == "dates"
    make = partial(_single, interruptible=not is_whole, has_due_dates=has_dates)
    return BenchSpec(
        f"single-{num_orders}" + (f"-{kind}" if kind else ""),
        "benchmarks.problems.single_machine, seed 1",
        partial(make, num_orders),
        TARDINESS if has_dates else JOBSHOP_OBJECTIVES,
        tiny=partial(make, 3),
        budget=20.0,
    )


PLANTS = tuple(
    _plant_spec(size, levels)
    for size, levels in ((100, 1), (100, 3), (1_000, 1), (1_000, 3), (10_000, 1))
)
JOBSHOPS = tuple(
    BenchSpec(
        name,
        known.family,
        partial(_jobshop, name, jobs_of),
        JOBSHOP_OBJECTIVES,
        known,
        partial(_jobshop, name, _first_of),
    )
    for name, known in best_known().items()
)
WEIGHTED = (
    BenchSpec(
        "ta41-weighted",
        "ta41 with due dates at 1.3 times the work of a job, weights 4, 2, 1",
        partial(_weighted, "ta41", jobs_of),
        TARDINESS,
        tiny=partial(_weighted, "ta41", _first_of),
    ),
)
CALENDARS = tuple(
    BenchSpec(
        f"calendar-{size}",
        "benchmarks.plants, plain, tightness 0.75, seed 1",
        partial(_calendar_plant, size),
        PLANT_OBJECTIVES,
        tiny=partial(_calendar_plant, 12, 0.1),
    )
    for size in (270, 1_069, 10_000)
)
SINGLES = tuple(
    _single_spec(size, kind)
    for size, kind in ((15, ""), (80, ""), (15, "whole"), (80, "whole"), (80, "dates"))
)
LARGE = (
    BenchSpec(
        "large-100000",
        "benchmarks.problems.large_plant, 500 machines, seed 1",
        partial(_large, 100_000, 500),
        TARDINESS,
        tiny=partial(_large, 9, 4),
        budget=120.0,
    ),
    replace(_plant_spec(100_000, 1), budget=120.0),
)
SMALL_PLANTS = tuple(
    BenchSpec(
        f"small-{seed:02d}",
        f"benchmarks.plants, seed {seed}",
        partial(_plant, small_plant_size(seed), seed, 1),
        PLANT_OBJECTIVES,
        tiny=partial(_tiny_plant, 9, seed),
        budget=30.0,
    )
    for seed in range(50)
)

SPREAD = (
    *("la21", "la27", "la29", "la36", "la38"),
    *("swv01", "swv05", "swv06", "swv11", "swv13"),
    *("yn1", "yn2", "yn3", "yn4"),
    *("ta01", "ta11", "ta21", "ta25", "ta31", "ta41", "ta45", "ta51", "ta61", "ta71"),
)
"""The 24 job shops of the protocol, chosen before the first run."""


def by_name(names: Iterable[str], specs: Iterable[BenchSpec]) -> tuple[BenchSpec, ...]:
    """Return the specs of some names, in the order of the names.

    Raises
    ------
    KeyError
        If there is no spec of a name.
    """
    known = {spec.name: spec for spec in specs}
    return tuple(known[name] for name in names)


SUITES = {
    "small": by_name(
        ("plant-100", "plant-100-levels-3", "plant-1000", "plant-1000-levels-3"), PLANTS
    )
    + by_name(("ft06", "ft10", "la21"), JOBSHOPS),
    "plants": PLANTS,
    "jobshops": JOBSHOPS,
    "spread": by_name(SPREAD, JOBSHOPS),
    "calendars": CALENDARS,
    "singles": SINGLES,
    "small-plants": SMALL_PLANTS,
    "full": PLANTS + JOBSHOPS + WEIGHTED + CALENDARS + SINGLES + LARGE + SMALL_PLANTS,
}
