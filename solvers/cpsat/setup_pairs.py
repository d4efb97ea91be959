r"""Who comes first of two operations with different states, and what lies between them at least.

.. math:: W(start_j) \ge W(end_i) + \delta(state_i, state_j) + preparation_j
          \quad\text{or}\quad
          W(start_i) \ge W(end_j) + \delta(state_j, state_i) + preparation_i

with :math:`\delta` the least time from one state to the other, by whichever states between. The
tour of the machine implies it, but only of neighbours, when all between are known: with it alone a
proof has to find the order arc by arc. Operations of one state need no more than not to overlap.

Deterministic seconds to the proof without / with these pairs; 11 operations of 4 states:

===================  ==========  ==========  ==========
machines             tardiness   flow cost   makespan
===================  ==========  ==========  ==========
one                  2.2 / 0.2   1.9 / 0.3   > 15 / 0.7
one, other numbers   0.9 / 0.1   2.9 / 0.3   > 10 / 0.3
three of a kind      > 10 / 1.7  > 10 / 4.3  0.4 / 0.1
===================  ==========  ==========  ==========
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from solvers.setup_times import least_times

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

    from solvers.cpsat.intervals import Intervals
    from solvers.cpsat.recorder import Known
    from solvers.cpsat.setups import Arc, Machine
    from solvers.cpsat.variables import Variables

    Pair = tuple[int, int]

__all__ = ["add_pairs"]


def add_pairs(
    variables: Variables, intervals: Intervals, machine: Machine, modes: list[int], arcs: list[Arc]
) -> None:
    """Let one of two modes with different states come first, and leave room for the changeovers.

    Parameters
    ----------
    modes
        Those in the tour.
    arcs
        The tour, which the order follows.
    """
    if machine.axis != machine.clock:
        return  # changeovers advance in a time that the machine's own does not tell
    pairs = _Pairs(variables, intervals, machine)
    literals: dict[Pair, cp_model.IntVar] = {}
    for first, second in combinations(modes, 2):
        if pairs.is_open(first, second):
            variables.recorder.check_time()
            literals[first, second] = pairs.add(first, second)
    for arc in arcs:
        if (arc.before, arc.after) in literals:
            variables.model.add_implication(arc.literal, literals[arc.before, arc.after])
        elif (arc.after, arc.before) in literals:
            variables.model.add_implication(arc.literal, ~literals[arc.after, arc.before])
    operation_of = {mode: variables.track_of[mode].operation for mode in modes}

    def rule(known: Known) -> None:
        tour = known.tours.get(machine.resource, [])
        place = {operation: position for position, operation in enumerate(tour)}
        for (first, second), literal in literals.items():
            earlier, later = (place.get(operation_of[mode], -1) for mode in (first, second))
            known.values[literal.index] = int(earlier < later)

    variables.recorder.group(rule)


class _Pairs:
    """What two modes on one machine need between them."""

    def __init__(self, variables: Variables, intervals: Intervals, machine: Machine) -> None:
        self.variables, self.intervals, self.axis = variables, intervals, machine.axis
        problem = variables.problem
        self.states: list[int] = problem.mode_state.tolist()
        self.preparation: list[int] = problem.mode_preparation.tolist()
        times = problem.setup_times[problem.resource_setup[machine.resource]]
        self.times: list[list[int]] = least_times(times).tolist()

    def distance(self, before: int, after: int) -> int:
        """Return the ticks that lie between two modes at least."""
        return self.times[self.states[before]][self.states[after]] + self.preparation[after]

    def is_open(self, first: int, second: int) -> bool:
        """Tell whether either may come first, and something has to lie between them."""
        variables = self.variables
        one, other = (variables.track_of[mode].operation for mode in (first, second))
        lasts = variables.duration[first] > 0 and variables.duration[second] > 0
        is_sure = (variables.order.after[one] | variables.order.before[one]) >> other & 1
        if one == other or not lasts or is_sure or self.states[first] == self.states[second]:
            return False
        distances = self.distance(first, second), self.distance(second, first)
        return max(distances) > 0 and self._fits(first, second) and self._fits(second, first)

    def _fits(self, before: int, after: int) -> bool:
        bounds, later = (self.intervals.bounds(mode, self.axis) for mode in (before, after))
        return bounds.earliest_end + self.distance(before, after) <= later.latest_start

    def add(self, first: int, second: int) -> cp_model.IntVar:
        """Return the literal that the first comes first, if both are taken."""
        variables, intervals, axis = self.variables, self.intervals, self.axis
        present = [variables.present[mode] for mode in (first, second)]
        taken = [literal for literal in present if literal is not None]
        literal = variables.recorder.boolean(f"before[{first},{second}]")
        for before, after, condition in ((first, second, literal), (second, first, ~literal)):
            ready = intervals.end(before, axis) + self.distance(before, after)
            constraint = variables.model.add(intervals.start(after, axis) >= ready)
            constraint.only_enforce_if(condition, *taken)
        return literal
