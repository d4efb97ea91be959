"""What CP-SAT's threads do: one place for its parameters, and what they were chosen by.

CPU seconds of one worker to the proof, on a busy machine, OR-Tools 9.15; a limit of 5 to 8
deterministic seconds, "-" where that was not enough:

================================  ========  =====  ======  ======  ======  =====  ======
search                            ft10      la21   s15     s20     p60-1   p60-4  parts
================================  ========  =====  ======  ======  ======  =====  ======
its default (linear relaxation)   -         -      -       2.3     -       1.4    20
linearization 2                                                            3.6    22
no linear relaxation              2.3       -      5.4     0.2     4.7     0.4    22
the same, dynamic precedences     1.7       22     4.9     0.1     4.0     0.4    22
the same, strong propagation      1.3              5.6             3.7     0.4
quick restarts, no relaxation     -         -      -       -       -
objective from below, the same    9.6       -      -       0.7             -
lb-tree search                    -         -      -       -               -
cores, no relaxation                                                       -      20
probing                                                                    -
pseudo costs, no relaxation                                        -              22
================================  ========  =====  ======  ======  ======  =====  ======

ft10 and la21 are job shops; s15 and s20 a machine with shifts and weighted tardiness, 15
operations with setups, 20 without; p60 plants of 60 operations, flow cost after tardiness, from
a good plan; parts are 30 neighbourhoods of plants of 100 and 300, counted is what was proved.

Bounds of such objectives are too weak for a linear relaxation to pay for itself, and the order on
a machine is what has to be learnt. With two workers CP-SAT runs one search of the whole problem
and gives the other thread to large neighbourhoods; its own first choice for the former is the
linear relaxation.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import CpSolver

__all__ = ["Effort", "configure"]

_FEW_WORKERS = 3
"""Up to here CP-SAT runs one search of the whole problem; with more it has room for several."""


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
    parameters = solver.parameters
    parameters.num_workers = workers
    # Ctrl-C belongs to the caller, who sets `SolveOptions.stop`
    parameters.catch_sigint_signal = False
    # not in cumulatives, too: OR-Tools 9.14 then searches some tiny models for ever
    parameters.use_dynamic_precedence_in_disjunctive = True
    parameters.use_strong_propagation_in_disjunctive = True
    if workers <= _FEW_WORKERS:
        parameters.linearization_level = 0
    if effort is Effort.PROVE and 1 < workers <= _FEW_WORKERS:
        parameters.subsolvers.append("no_lp")
    if effort is Effort.IMPROVE:
        parameters.use_lns_only = True
        parameters.interleave_search = workers == 1
    if effort is not Effort.PROVE:
        _presolve_lightly(solver)


def _presolve_lightly(solver: CpSolver) -> None:
    """Presolve only what pays at once.

    At 1,000 operations a full presolve of a neighbourhood takes longer than to search it.
    """
    solver.parameters.cp_model_probing_level = 0
    solver.parameters.symmetry_level = 0
    solver.parameters.max_presolve_iterations = 1
