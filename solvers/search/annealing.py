"""Simulated annealing on the graph of a plan: one move at a time, evaluated exactly."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from solvers.search.dice import chance
from solvers.search.graph_cost import cost_of_all
from solvers.search.graph_moves import move, take_back
from solvers.search.graph_state import COST, OLD_COST, RETIMED, USES, copy_plan
from solvers.search.graph_times import propagate
from solvers.search.jit import lean
from solvers.search.sequencing_moves import find_late, propose

if TYPE_CHECKING:
    from solvers.search.graph_cost import Rates
    from solvers.search.graph_net import Net
    from solvers.search.graph_state import State

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
    Floats = np.ndarray[tuple[int], np.dtype[np.float64]]
    Words = np.ndarray[tuple[int], np.dtype[np.uint64]]

__all__ = ["anneal"]

_LIST_AGAIN = 256
"""Moves after which late demands are listed again."""

_WORK_OF_MOVE = 16
"""What a move costs besides, in operations timed again."""


@lean
def anneal(
    net: Net, rates: Rates, states: tuple[State, State], heat: Floats, dice: Words, work: int
) -> tuple[int, int]:
    """Make moves; return how many, and how much work they were.

    A plan that was just loaded is given its times first, even if there is no work to do.

    Parameters
    ----------
    net, rates
        The problem and what plans cost.
    states
        The plan now, and the best so far; there is none if its cost is infinite.
    heat
        Temperature; what a worsening that counts costs at most; two sums that are written, the
        logarithms of the worsenings and their number; by how much more than is accepted a plan
        may worsen on the way before its evaluation is given up, which is mostly right at once:
        what a move delays comes before what that makes room for; and the first and the last
        tick of completion of the late demands that are to be made earlier.
    dice
        State of the random numbers.
    work
        How much to do at least: operations timed again, and some for each move.
    """
    state, best = states
    propagate(net, rates, state, 0, np.inf)
    cost_of_all(net, rates, state)  # sums of fractions drift
    is_best, count, number = best.total[COST] == np.inf, 0, 0
    state.tally[RETIMED] = state.tally[USES] = 0
    while state.tally[RETIMED] + _WORK_OF_MOVE * number < work:
        if number % _LIST_AGAIN == 0:
            count = find_late(net, rates, state, (heat[5], heat[6]))
        number += 1
        wish = propose(net, rates, state, count, dice)
        most = -heat[0] * np.log(chance(dice))
        if not move(net, rates, state, wish, (most + heat[4], dice)):
            continue
        delta = state.total[COST] - state.total[OLD_COST]
        if 1.0 <= delta < heat[1]:
            heat[2], heat[3] = heat[2] + np.log(delta), heat[3] + 1.0
        if delta > 0.0 and (is_best or delta > most):
            take_back(net, state)
            if is_best:  # keep it before leaving it
                copy_plan(state, best)
                is_best = False
            continue
        is_best = is_best or state.total[COST] < best.total[COST]
        state.tally[USES] = 0  # the path may be another one now
    if is_best:
        copy_plan(state, best)
    return number, state.tally[RETIMED] + _WORK_OF_MOVE * number
