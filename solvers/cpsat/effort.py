"""What CP-SAT's threads do: one place for its parameters.

With two workers CP-SAT runs one search of the whole problem and gives the other thread to large
neighbourhoods.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import CpSolver

__all__ = ["Effort", "configure"]


class Effort(Enum):
    """What CP-SAT's threads do."""

    PROVE = "prove"
    """Search the whole problem; the threads left help with large-neighbourhood moves."""
    IMPROVE = "improve"
    """Large-neighbourhood moves only, on every thread, in turns even with one thread."""
    PART = "part"
    """One search of a small part of a problem, presolved lightly."""


def configure(solver: CpSolver, effort: Effort, workers: int) -> None:
    """Set the parameters of a solver for what it is to do."""
    solver.parameters.num_workers = workers
    # Ctrl-C belongs to the caller, who sets `SolveOptions.stop`
    solver.parameters.catch_sigint_signal = False
    if effort is Effort.IMPROVE:
        _only_improve(solver, workers)
    elif effort is Effort.PART:
        _lightly(solver)
        solver.parameters.linearization_level = 0


def _only_improve(solver: CpSolver, workers: int) -> None:
    """Give all threads to large neighbourhoods, and presolve them lightly.

    Plants of 100 operations, two threads, 12 s: half to two thirds of the weighted tardiness
    that the default portfolio reaches. At 1,000 a full presolve of a neighbourhood takes longer
    than to search it.
    """
    solver.parameters.use_lns_only = True
    solver.parameters.interleave_search = workers == 1
    _lightly(solver)


def _lightly(solver: CpSolver) -> None:
    """Presolve only what pays at once."""
    solver.parameters.cp_model_probing_level = 0
    solver.parameters.symmetry_level = 0
    solver.parameters.max_presolve_iterations = 1
