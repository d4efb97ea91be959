"""The public functions, as a notebook or another program calls them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from models.plan import Mode, Plan
from models.schedule import Objective
from solvers.options import SolveOptions

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models.scenario import Scenario
    from models.verify import Violation
    from scheduler.comparison import Comparison

__all__ = ["compare", "load", "plan", "verify"]


def load(path: str | Path) -> Scenario:
    """Read a scenario from a .yaml, .json or .xlsx file or a folder of CSV tables.

    Raises
    ------
    InvalidScenarioFile
        With every fault of the input.
    """
    from scheduler import files

    return files.load(Path(path))


def plan(
    scenario: Scenario,
    *,
    mode: str | Mode = Mode.FINITE,
    objectives: Iterable[str | Objective] = (
        Objective.TARDINESS,
        Objective.FLOW,
        Objective.MAKESPAN,
    ),
    time_limit: float = 60.0,
    workers: int = 2,
    seed: int = 0,
) -> Plan:
    """Plan a scenario; what is returned has passed the verifier.

    Parameters
    ----------
    mode
        ``finite``, or infinite capacity: ``asap``, ``alap``.
    objectives
        Lexicographic levels, most important first.
    time_limit
        Wall seconds for the solve.
    workers, seed
        With one worker the same scenario and seed give the same plan, unless time runs out.

    Raises
    ------
    NoPlanExists, NoPlanFound
        If facts contradict each other, or the time was too short.
    """
    from scheduler import pipeline

    options = SolveOptions(
        mode=Mode(mode),
        objectives=tuple(Objective(name) for name in objectives),
        time_limit=time_limit,
        workers=workers,
        seed=seed,
    )
    return pipeline.plan(scenario, options)


def compare(scenario: Scenario, *, time_limit: float = 60.0, workers: int = 2) -> Comparison:
    """Put the finite plan beside infinite ASAP and ALAP, and beside what becomes of these."""
    from scheduler import comparison

    return comparison.compare(scenario, SolveOptions(time_limit=time_limit, workers=workers))


def verify(plan: Plan) -> tuple[Violation, ...]:
    """Check a plan against its scenario, independently of every solver; empty if it is sound."""
    from models import verify as verifier

    return verifier.verify(
        plan.scenario,
        plan.material,
        plan.operations,
        plan.orders,
        plan.demands,
        mode=plan.solve.mode,
    )
