"""Machines and pools for the append decoder: who can use it, and its facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.problem import Precedence
from solvers.search.arrays import arrays_of
from solvers.search.decoder_facts import (
    HOLDS,
    INFO,
    LEFT,
    MACHINES,
    MODES,
    OPS,
    Facts,
    common_tables,
    facts_of,
    join,
    machine_columns,
    mode_columns,
    operation_columns,
)
from solvers.search.decoder_spare import spare_resources

if TYPE_CHECKING:
    from models.problem import Problem

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
    Table = np.ndarray[tuple[int, int], np.dtype[np.int64]]

__all__ = ["is_exact", "plain_facts"]

MOST_LANES = 64
"""Larger pools take longer lane by lane than as a timeline."""


def plain_facts(problem: Problem) -> Facts | None:
    """Return the facts of a problem; ``None`` if appending cannot keep its rules.

    Further resources are held through the breaks of the work, too: that keeps their rule, but a
    crew that could help elsewhere meanwhile does not. Problems that are exact have none.
    """
    uses = _uses(problem)
    if not _is_plain(problem, uses):
        return None
    left = INFO + 4 * problem.num_operations
    lanes = left + 2 * problem.num_resources
    last = lanes + np.cumsum(problem.resource_capacity)
    pointer = np.searchsorted(uses[:, 0], np.arange(problem.num_modes + 1))
    arrays = arrays_of(problem)
    numbers, tables = common_tables(problem, arrays)
    numbers[LEFT] = left
    head = np.arange(problem.num_operations)
    nowhere = np.zeros_like(head)
    tables[OPS] = join((*operation_columns(problem, arrays), nowhere, nowhere, head))
    tables[MODES] = join((*mode_columns(problem), pointer[:-1], pointer[1:]))
    tables[HOLDS] = join((uses[:, 1], uses[:, 2]), 4)
    tables[MACHINES] = join((*machine_columns(problem), last - problem.resource_capacity, last))
    size = lanes + int(problem.resource_capacity.sum())
    return Facts(facts_of(numbers, tables), size, size)


def is_exact(problem: Problem) -> bool:
    """Tell whether no further resource of a problem can run short."""
    return not len(_uses(problem))


def _uses(problem: Problem) -> Table:
    """Return mode, resource and units of all that modes hold besides their machine."""
    is_needed = ~spare_resources(problem)[problem.use_resource]
    keys = np.stack([problem.use_mode[is_needed], problem.use_resource[is_needed]], axis=1)
    rows, index = np.unique(keys, axis=0, return_inverse=True)
    units = np.zeros(len(rows), dtype=np.int64)
    np.add.at(units, index.ravel(), problem.use_units[is_needed])
    return np.column_stack((rows, units)).astype(np.int64)


def _is_plain(problem: Problem, uses: Table) -> bool:
    resources = np.concatenate((problem.mode_resource[problem.mode_resource >= 0], uses[:, 1]))
    capacity = problem.resource_capacity
    is_changed = np.isin(problem.crew_machine, resources)
    spare = spare_resources(problem)
    return not (
        (~spare[problem.crew_resource[is_changed]]).any()
        or np.isin(problem.profile_resource, resources).any()
        or (problem.mode_family >= 0).any()
        or (problem.kind == Precedence.MAX_WAIT).any()
        or (capacity[resources] > MOST_LANES).any()
        or (uses[:, 2] > capacity[uses[:, 1]]).any()
        or (uses[:, 1] == problem.mode_resource[uses[:, 0]]).any()
    )
