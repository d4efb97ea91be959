"""What a decoded plan is worth: the levels of `models.measures`, read from a decoder's memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from models.schedule import Objective
from solvers.search.decoder_clock import to_work
from solvers.search.decoder_facts import (
    CALENDAR,
    CHANGE,
    DURATION,
    END,
    MACHINE,
    MODE,
    NUM_OPS,
    START,
    mode_row,
    place,
)
from solvers.search.jit import inner, outlined
from solvers.search.score import MEASURES, score_of

if TYPE_CHECKING:
    from models.level import Level
    from models.problem import Problem

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
    Table = np.ndarray[tuple[int, int], np.dtype[np.int64]]

__all__ = ["Worth", "evaluated", "worth_of"]

_MAKESPAN, _FLOW, _SETUP, _SETUP_COST, _OVERTIME, _MOVED, _SHIFT = range(len(MEASURES))
DUE, RELEASED, FLOW, FIRST_LINK, LAST_LINK = range(5)


class Worth(NamedTuple):
    """Levels as sums, as in `Score`; what belongs together side by side."""

    demand: Table
    """(D, 5): due, release, flow cost, where its links begin and end."""
    link: Table
    """(L, 2): operation that completes a demand, and after how many ticks."""
    op: Table
    """(N, 4): flow cost of start and end, previous start, previous resource or -2."""
    late: Table
    """(2 * levels, D): cost of a tick of lateness, then of being late at all."""
    lateness: Table
    group: Table
    plain: Table
    setup_cost: Ints
    overtime: Table
    """(O, 4): resource, start, end, cost of a tick; empty if no level asks for it."""


def worth_of(problem: Problem, levels: tuple[Level, ...]) -> Worth:
    """Return resolved levels for `evaluated`."""
    score = score_of(problem, levels)
    pointer = problem.demand_ptr
    resource = np.append(problem.mode_resource, -2)[problem.op_previous_mode]
    demand = (problem.demand_due, problem.demand_release, problem.flow_demand)
    op = (problem.flow_start, problem.flow_end, problem.op_previous_start, resource)
    overtime = (
        problem.overtime_resource, problem.overtime_start, problem.overtime_end,
        problem.overtime_cost,
    )  # fmt: skip
    is_paid = any(Objective.OVERTIME in level.objectives for level in levels)
    rows = np.stack(overtime, axis=1).astype(np.int64)
    late = np.stack((score.tardiness, score.late), axis=1)
    return Worth(
        demand=np.ascontiguousarray(np.stack((*demand, pointer[:-1], pointer[1:]), axis=1)),
        link=np.ascontiguousarray(np.stack((problem.demand_op, problem.demand_lag), axis=1)),
        op=np.ascontiguousarray(np.stack(op, axis=1)),
        late=np.ascontiguousarray(late.reshape(2 * len(levels), problem.num_demands)),
        lateness=score.lateness,
        group=np.ascontiguousarray(score.group),
        plain=score.plain,
        setup_cost=problem.resource_setup_cost,
        overtime=rows if is_paid else rows[:0].copy(),
    )


@outlined
def evaluated(worth: Worth, facts: Ints, memory: Ints, completion: Ints, out: Ints) -> None:
    """Write the levels of a plan to `out`, and when each demand is complete to `completion`."""
    for level in range(out.size):
        out[level] = 0
    for demand in range(completion.size):
        last = worth.demand[demand, RELEASED]
        for row in range(worth.demand[demand, FIRST_LINK], worth.demand[demand, LAST_LINK]):
            last = max(last, memory[place(worth.link[row, 0]) + END] + worth.link[row, 1])
        completion[demand] = last
        _add_demand(worth, demand, last, out)
    _add_worst(worth, completion, out)
    makespan = 0
    for op in range(facts[NUM_OPS]):
        _add_operation(worth, facts, memory, op, out)
        makespan = max(makespan, memory[place(op) + END])
    for level in range(out.size):
        out[level] += worth.plain[level, _MAKESPAN] * makespan


@outlined
def _add_demand(worth: Worth, demand: int, last: int, out: Ints) -> None:
    due = worth.demand[demand, DUE]
    for level in range(out.size):
        if last > due:
            out[level] += worth.late[2 * level, demand] * (last - due)
            out[level] += worth.late[2 * level + 1, demand]
        out[level] += worth.plain[level, _FLOW] * worth.demand[demand, FLOW] * max(due, last)


@outlined
def _add_worst(worth: Worth, completion: Ints, out: Ints) -> None:
    for group in range(worth.group.shape[0]):
        worst = 0
        for demand in range(completion.size):
            if worth.group[group, demand]:
                worst = max(worst, completion[demand] - worth.demand[demand, DUE])
        for level in range(out.size):
            out[level] += worth.lateness[level, group] * worst


@outlined
def _add_operation(worth: Worth, facts: Ints, memory: Ints, op: int, out: Ints) -> None:
    at = place(op)
    mode, start, change = memory[at + MODE], memory[at + START], memory[at + CHANGE]
    resource, before = facts[mode_row(facts, mode) + MACHINE], worth.op[op, 2]
    flow = worth.op[op, 0] * start + worth.op[op, 1] * memory[at + END]
    cost = worth.setup_cost[resource] * change if change else 0
    paid = _overtime(worth, facts, mode, start) if worth.overtime.shape[0] else 0
    moved = shift = 0
    if before >= 0:
        elsewhere = worth.op[op, 3] != -2 and worth.op[op, 3] != resource
        moved, shift = int(start != before or elsewhere), abs(start - before)
    for level in range(out.size):
        out[level] += worth.plain[level, _FLOW] * flow
        out[level] += worth.plain[level, _SETUP] * change + worth.plain[level, _SETUP_COST] * cost
        out[level] += worth.plain[level, _OVERTIME] * paid
        out[level] += worth.plain[level, _MOVED] * moved + worth.plain[level, _SHIFT] * shift


@inner
def _overtime(worth: Worth, facts: Ints, mode: int, start: int) -> int:
    """Return what the overtime of an operation costs; see `models.measures.overtime_cost`."""
    about, total = mode_row(facts, mode), 0
    begin = to_work(facts, facts[about + CALENDAR], start)
    for row in range(worth.overtime.shape[0]):
        if worth.overtime[row, 0] == facts[about + MACHINE]:
            opens = to_work(facts, facts[about + CALENDAR], worth.overtime[row, 1])
            closes = to_work(facts, facts[about + CALENDAR], worth.overtime[row, 2])
            ticks = min(begin + facts[about + DURATION], closes) - max(begin, opens)
            total += max(0, ticks) * worth.overtime[row, 3]
    return total
