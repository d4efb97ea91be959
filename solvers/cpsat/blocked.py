"""Say which operations have no room at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.problem import Problem
    from solvers.cpsat.windows import Windows

__all__ = ["blocked_operations"]


def blocked_operations(problem: Problem, windows: Windows) -> tuple[str, ...]:
    """Return a fact for each operation that has no room even without any other."""
    names, fixed = problem.op_names, problem.op_fixed_start
    deadline, horizon = problem.op_deadline, problem.horizon
    return tuple(
        f"{names[op] if names else op} finds no working time"
        + (f" from its pinned start at tick {fixed[op]} on" if fixed[op] >= 0 else "")
        + (
            f" until its deadline at tick {deadline[op]}"
            if 0 <= deadline[op] < horizon
            else f" until tick {horizon}"
        )
        + ", even if it were alone"
        for op, modes in enumerate(windows.possible)
        if not modes
    )
