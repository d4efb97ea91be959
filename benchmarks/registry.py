"""The specs: what is measured, where it comes from, and the best that is known of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from benchmarks.jobshops import best_known, library_jobs
from models.schedule import Objective

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from benchmarks.jobshops import BestKnown
    from models.scenario import Scenario

__all__ = ["JOBSHOPS", "PLANTS", "SUITES", "BenchSpec", "by_name"]

PLANT_OBJECTIVES = (Objective.TARDINESS, Objective.FLOW, Objective.MAKESPAN)
JOBSHOP_OBJECTIVES = (Objective.MAKESPAN,)


@dataclass(frozen=True, slots=True)
class BenchSpec:
    """One instance: name, where it comes from, how it is built, what is minimised."""

    name: str
    source: str
    build: Callable[[], Scenario]
    objectives: tuple[Objective, ...]
    best_known: BestKnown | None = None

    @property
    def is_plant(self) -> bool:
        """Tell whether it has due dates; a job shop has only its makespan."""
        return self.objectives[0] is Objective.TARDINESS


def _plant(num_operations: int, seed: int, levels: int) -> Scenario:
    from benchmarks.plants import plant  # here: listing the specs must load nothing heavy

    return plant(num_operations, seed, levels=levels)


def _library_jobshop(name: str) -> Scenario:
    from scheduler.files.jobshop import jobshop_scenario

    return jobshop_scenario(name, library_jobs(name))


def _plant_spec(num_operations: int, seed: int = 1, levels: int = 1) -> BenchSpec:
    name = f"plant-{num_operations}" + (f"-levels-{levels}" if levels > 1 else "")
    return BenchSpec(
        name,
        f"benchmarks.plants, seed {seed}",
        partial(_plant, num_operations, seed, levels),
        PLANT_OBJECTIVES,
    )


PLANTS = tuple(
    _plant_spec(size, levels=levels)
    for size, levels in ((100, 1), (100, 3), (1_000, 1), (1_000, 3), (10_000, 1))
)
JOBSHOPS = tuple(
    BenchSpec(name, known.family, partial(_library_jobshop, name), JOBSHOP_OBJECTIVES, known)
    for name, known in best_known().items()
)


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
    "full": PLANTS + JOBSHOPS,
}
