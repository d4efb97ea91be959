"""Decode lists to schedules from Python: a plan for an order of operations, or none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.schedule import Schedule, Status
from solvers.search.decoder import append, empty
from solvers.search.decoder_facts import INFO, Listing
from solvers.search.decoder_floor import floor_facts, free_memory
from solvers.search.decoder_general import advance
from solvers.search.decoder_plain import is_exact, plain_facts
from solvers.units import assign_units

if TYPE_CHECKING:
    from models.problem import Problem

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]

__all__ = ["Decoder", "schedule_of"]


class Decoder:
    """The facts of a problem and the memory of a plan.

    Parameters
    ----------
    problem
        What is planned.
    is_plain
        Whether to append operations; by default where that decodes all that matters.

    Raises
    ------
    ValueError
        If appending cannot keep the rules of the problem, but is wanted.
    """

    def __init__(self, problem: Problem, *, is_plain: bool | None = None) -> None:
        wants_plain = is_exact(problem) if is_plain is None else is_plain
        plain = plain_facts(problem) if wants_plain else None
        if is_plain and plain is None:
            message = "appending cannot keep the rules of the problem"
            raise ValueError(message)
        self.problem = problem
        self.is_plain = plain is not None
        self.facts = floor_facts(problem) if plain is None else plain
        words = self.facts.words
        if self.is_plain:
            self.start = np.zeros(self.facts.memory, dtype=np.int64)
            empty(words, self.start)
        else:
            self.start = free_memory(problem, self.facts)
        self.memory = self.start.copy()

    def decode(self, order: Ints, mode: Ints) -> Schedule | None:
        """Return the plan of a list; ``None`` if an operation finds no place.

        Parameters
        ----------
        order
            (N,): every operation once; appending needs predecessors first.
        mode
            (N,): rows of the mode table, -1 for the one that ends first.
        """
        is_whole = self.fill(Listing(order, mode))
        return schedule_of(self.problem, self.memory) if is_whole else None

    def fill(self, listing: Listing) -> bool:
        """Place all operations in the memory, in the order of a list; tell whether all fit."""
        self.memory[:] = self.start
        place, size = append if self.is_plain else advance, listing.order.size
        return place(self.facts.words, self.memory, listing, 0, size) == size


def schedule_of(problem: Problem, memory: Ints) -> Schedule:
    """Return the plan that a memory holds, without levels."""
    count = problem.num_operations
    mode, start, end, changeover = memory[INFO : INFO + 4 * count].reshape(count, 4).T.copy()
    unit = assign_units(problem, mode, start, end)
    return Schedule(mode, unit, start, end, changeover, Status.FEASIBLE)
