"""What a plan of the graph search costs: all levels in one number, kept up to date by each move.

A unit of a level weighs more than all that the levels below can change, so that the number guides
a search by the first level and lets the others break ties; which plan is best is decided by exact
levels elsewhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from solvers.search.graph_net import (
    COMPLETE,
    DUE,
    LATER,
    LINKS,
    LINKS_END,
    RESOURCE,
    SERVES,
    SERVES_END,
    WHO,
)
from solvers.search.graph_state import (
    BROKEN,
    CHANGE,
    COST,
    END,
    LATE_LOGGED,
    LOGGED,
    MODE,
    OLD_COST,
    OLD_WORST,
    STAMP,
    START,
    WORST,
)
from solvers.search.jit import inner, outlined
from solvers.search.score import MEASURES

if TYPE_CHECKING:
    from models.problem import Problem
    from solvers.search.graph_net import Net
    from solvers.search.graph_state import State
    from solvers.search.score import Score

    Floats = np.ndarray[tuple[int], np.dtype[np.float64]]
    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
    Table = np.ndarray[tuple[int, int], np.dtype[np.int64]]

__all__ = ["Rates", "account", "cost_of_all", "rates_of", "take_back_costs", "worst_lateness"]

_MAKESPAN, _FLOW, _SETUP, _SETUP_COST, _OVERTIME, _MOVED, _SHIFT = range(len(MEASURES))


class Rates(NamedTuple):
    """What a tick of everything costs; overtime is left out."""

    start: Floats
    """(N,)"""
    end: Floats
    """(N,)"""
    change: Floats
    """(M,): of changeover."""
    tardy: Floats
    """(D,): of lateness."""
    late: Floats
    """(D,): being late at all."""
    delivery: Floats
    """(D,): of the later of due date and completion."""
    makespan: float
    lateness: Floats
    """(G,): of the largest lateness in a group of demands ..."""
    group: Table
    """(G, D): ... which has 1 here."""
    moved: float
    shift: float
    previous_start: Ints
    """(N,): -1 if it was not in the previous plan."""
    previous_resource: Ints
    """(N,): -2 if any is as good."""
    broken: float
    """A tick by which a rule is broken: more than all that could be gained by it."""


def rates_of(problem: Problem, score: Score, weights: Floats) -> Rates:
    """Return rates.

    Parameters
    ----------
    problem, score
        The problem and its levels.
    weights
        (L,): of each level.
    """
    plain = weights @ score.plain
    # the last: without a resource
    setup_cost = np.append(problem.resource_setup_cost, 0)[problem.mode_resource]
    known = problem.op_previous_mode >= 0
    before = np.where(known, problem.mode_resource[problem.op_previous_mode], -2)
    tardy = weights @ score.tardiness
    return Rates(
        start=plain[_FLOW] * problem.flow_start,
        end=plain[_FLOW] * problem.flow_end,
        change=plain[_SETUP] + plain[_SETUP_COST] * setup_cost.astype(np.float64),
        tardy=tardy,
        late=weights @ score.late,
        delivery=plain[_FLOW] * problem.flow_demand,
        makespan=float(plain[_MAKESPAN]),
        lateness=weights @ score.lateness,
        group=score.group,
        moved=float(plain[_MOVED]),
        shift=float(plain[_SHIFT]),
        previous_start=problem.op_previous_start,
        previous_resource=before.astype(np.int64),
        broken=1e4 * float(1.0 + tardy.max(initial=0.0) + plain.max(initial=0.0)),
    )


@inner
def _own_cost(rates: Rates, state: State, op: int, resource: int) -> float:
    start, end = state.op[op, START], state.op[op, END]
    cost = rates.start[op] * start + rates.end[op] * end + rates.broken * state.op[op, BROKEN]
    cost += rates.change[state.op[op, MODE]] * state.op[op, CHANGE]
    before = rates.previous_start[op]
    if before >= 0 and rates.moved + rates.shift > 0.0:
        old = rates.previous_resource[op]
        if start != before or (old != -2 and old != resource):
            cost += rates.moved
        cost += rates.shift * abs(start - before)
    return cost


@inner
def late_cost(net: Net, rates: Rates, demand: int, completion: int) -> float:
    """Return what a demand costs that is complete at a tick."""
    due = net.demand[demand, DUE]
    cost = rates.delivery[demand] * max(due, completion)
    if completion > due:
        cost += rates.tardy[demand] * (completion - due) + rates.late[demand]
    return cost


@inner
def shift_cost(net: Net, rates: Rates, state: State, op: int, before: int) -> float:
    """Return by how much demands cost more now that an operation ends elsewhere than `before`.

    Of the demands of several operations it is not known yet when the others end.
    """
    cost = 0.0
    for row in range(net.op[op, SERVES], net.op[op, SERVES_END]):
        demand, later = net.serve[row, WHO], net.serve[row, LATER]
        completion = state.completion[demand]
        now = state.op[op, END] + later
        if now > completion or before + later == completion:
            cost += late_cost(net, rates, demand, max(now, net.demand[demand, COMPLETE]))
            cost -= late_cost(net, rates, demand, completion)
    return cost


@inner
def _complete(net: Net, state: State, demand: int) -> int:
    last = net.demand[demand, COMPLETE]
    for row in range(net.demand[demand, LINKS], net.demand[demand, LINKS_END]):
        last = max(last, state.op[net.link[row, WHO], END] + net.link[row, LATER])
    return last


@inner
def _worst_cost(net: Net, rates: Rates, state: State) -> float:
    """Return what makespan and largest lateness cost."""
    cost = 0.0
    if rates.makespan > 0.0:
        last = 0
        for index in range(net.sinks.size):
            last = max(last, state.op[net.sinks[index], END])
        cost += rates.makespan * last
    for group in range(rates.lateness.size):
        if rates.lateness[group] > 0.0:
            cost += rates.lateness[group] * worst_lateness(net, rates, state, group)
    return cost


@inner
def worst_lateness(net: Net, rates: Rates, state: State, group: int) -> int:
    """Return by how much the latest demand of a group is late, 0 if none is."""
    worst = 0
    for demand in range(state.completion.size):
        if rates.group[group, demand] != 0:
            worst = max(worst, state.completion[demand] - net.demand[demand, DUE])
    return worst


@outlined
def cost_of_all(net: Net, rates: Rates, state: State) -> None:
    """Compute all costs of a plan whose times are known."""
    cost = 0.0
    for op in range(state.order.size):
        state.own[op] = _own_cost(rates, state, op, net.mode[state.op[op, MODE], RESOURCE])
        cost += state.own[op]
    for demand in range(state.completion.size):
        state.completion[demand] = _complete(net, state, demand)
        cost += late_cost(net, rates, demand, state.completion[demand])
    state.total[WORST] = _worst_cost(net, rates, state)
    state.total[COST] = cost + state.total[WORST]


@outlined
def account(net: Net, rates: Rates, state: State) -> None:
    """Bring the costs up to date after `propagate`, which has logged what changed."""
    state.tally[STAMP] += 1
    logged, delta = 0, 0.0
    for row in range(state.tally[LOGGED]):
        op = state.log[row, 0]
        state.own_log[row] = state.own[op]
        state.own[op] = _own_cost(rates, state, op, net.mode[state.op[op, MODE], RESOURCE])
        delta += state.own[op] - state.own_log[row]
        if state.op[op, END] != state.log[row, 1 + END]:
            logged = _log_demands(net, state, op, logged)
    for row in range(logged):
        demand = state.late_log[row, 0]
        before, now = state.completion[demand], _complete(net, state, demand)
        state.late_log[row, 1] = before
        if now != before:
            state.completion[demand] = now
            delta += late_cost(net, rates, demand, now) - late_cost(net, rates, demand, before)
    state.tally[LATE_LOGGED] = logged
    state.total[OLD_COST], state.total[OLD_WORST] = state.total[COST], state.total[WORST]
    state.total[WORST] = _worst_cost(net, rates, state)
    state.total[COST] += delta + state.total[WORST] - state.total[OLD_WORST]


@inner
def _log_demands(net: Net, state: State, op: int, logged: int) -> int:
    """Log the demands of an operation that are not logged yet; return how many are now."""
    for row in range(net.op[op, SERVES], net.op[op, SERVES_END]):
        demand = net.serve[row, WHO]
        if state.demand_stamp[demand] != state.tally[STAMP]:
            state.demand_stamp[demand] = state.tally[STAMP]
            state.late_log[logged, 0] = demand
            logged += 1
    return logged


@outlined
def take_back_costs(state: State) -> None:
    """Write back the costs that the last `account` has changed; before the times go back."""
    for row in range(state.tally[LOGGED]):
        state.own[state.log[row, 0]] = state.own_log[row]
    for row in range(state.tally[LATE_LOGGED]):
        state.completion[state.late_log[row, 0]] = state.late_log[row, 1]
    state.total[COST], state.total[WORST] = state.total[OLD_COST], state.total[OLD_WORST]
    state.tally[LATE_LOGGED] = 0
