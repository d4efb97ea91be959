"""Every spec once, tiny, by every method that is there: nothing is timed or written."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.cell import Budget, Cell, Method
from benchmarks.folder import tiny_instance
from benchmarks.measure import measure_prepared, prepare
from benchmarks.methods import NOT_INSTALLED, REFUSED
from benchmarks.registry import JOBSHOP_OBJECTIVES, SMALL_PLANTS, SUITES, BenchSpec
from benchmarks.runner import FAILED
from models.errors import SchedulingError
from models.schedule import Status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["smoke"]

_BUDGET = Budget(time_limit=2.0, workers=1)
_FINE = {Status.OPTIMAL, Status.FEASIBLE, NOT_INSTALLED, REFUSED}


def smoke(report: Callable[[Cell], None]) -> int:
    """Plan the tiny form of every spec; return how many cells came to nothing.

    Of the small plants, which one generator makes, all but the first are planned by finitecap
    alone.
    """
    failures = 0
    for spec in _specs():
        if spec.tiny is None:
            continue
        prepared = prepare(spec.tiny())
        is_alike = spec in SMALL_PLANTS[1:]
        for method in (Method.FINITECAP,) if is_alike else Method:
            try:
                cell = measure_prepared(spec, method, _BUDGET, prepared)
            except SchedulingError as error:
                objective = spec.objectives[0]
                cell = Cell(spec.name, method, 0, objective, FAILED, message=str(error))
            report(cell)
            failures += cell.status not in _FINE
    return failures


def _specs() -> Iterator[BenchSpec]:
    yield from SUITES["full"]
    for name in ("flexible.fjs", "project.rcp"):
        build = partial(tiny_instance, Path(name))
        yield BenchSpec(name, "smoke", build, JOBSHOP_OBJECTIVES, tiny=build)
