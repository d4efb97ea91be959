"""Run cells one after the other, each in a process of its own, and collect what they measured."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.cell import Budget, Cell, Method
from benchmarks.machine import describe_machine, describe_versions
from benchmarks.writing import write_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from benchmarks.registry import BenchSpec

__all__ = ["FAILED", "Run", "cell_in_a_process", "read_run", "run", "write_run"]

FAILED = "failed"
_ROOT = Path(__file__).resolve().parents[1]
_GRACE_SECONDS = 1800
"""For building, compiling, rules and verifying, beyond the time limit of the search."""


@dataclass(frozen=True)
class Run:
    """All cells of a run, with what they depend on."""

    suite: str
    date: str
    budget: dict[str, float | int]
    seeds: tuple[int, ...]
    machine: dict[str, str | int]
    versions: dict[str, str]
    cells: tuple[Cell, ...]

    @property
    def failures(self) -> tuple[Cell, ...]:
        """Return the cells whose process failed."""
        return tuple(cell for cell in self.cells if cell.status == FAILED)


def run(
    suite: str,
    specs: Iterable[BenchSpec],
    methods: Sequence[Method],
    budget: Budget,
    *,
    seeds: Sequence[int] = (0,),
    instances: Path | None = None,
    report: Callable[[Cell], None] = lambda _: None,
) -> Run:
    """Measure every spec by every method.

    Parameters
    ----------
    seeds
        Each is run by methods that search; the others give the same answer every time and run
        once.
    instances
        Folder that specs of the user's come from; the processes of the cells read it again.
    report
        Called with each cell as it ends.
    """
    cells: list[Cell] = []
    for spec in specs:
        for method in methods:
            for seed in seeds if method.is_searching else seeds[:1]:
                own = Budget(budget.time_limit, budget.workers, seed)
                cells.append(cell_in_a_process(spec, method, own, instances))
                report(cells[-1])
    return Run(
        suite=suite,
        date=dt.datetime.now(dt.UTC).date().isoformat(),
        budget={"time_limit": budget.time_limit, "workers": budget.workers},
        seeds=tuple(seeds),
        machine=describe_machine(),
        versions=describe_versions(),
        cells=tuple(cells),
    )


def cell_in_a_process(
    spec: BenchSpec, method: Method, budget: Budget, instances: Path | None = None
) -> Cell:
    """Measure one cell in a process of its own; with status `FAILED` if that fails."""
    command = [
        *(sys.executable, "-m", "benchmarks", "cell", spec.name, method),
        *("--time-limit", str(budget.time_limit)),
        *("--workers", str(budget.workers), "--seed", str(budget.seed)),
    ]
    if instances is not None:
        command += ["--instances", str(instances.resolve())]
    failed = Cell(spec.name, method, budget.seed, spec.objectives[0], FAILED)
    try:
        done = subprocess.run(
            command,
            cwd=_ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=budget.time_limit + _GRACE_SECONDS,
        )
    except subprocess.TimeoutExpired as error:
        return replace(failed, message=str(error))
    if done.returncode != 0:
        return replace(failed, message=done.stderr.strip()[-2000:])
    return Cell.of(json.loads(done.stdout.splitlines()[-1]))


def write_run(result: Run, path: Path) -> None:
    """Write a run as JSON."""
    write_json(path, asdict(result))


def read_run(path: Path) -> Run:
    """Read what `write_run` wrote."""
    values = json.loads(path.read_text("utf-8"))
    values["cells"] = tuple(Cell.of(cell) for cell in values["cells"])
    values["seeds"] = tuple(values["seeds"])
    return Run(**values)
