"""A problem as one array of numbers, a plan in the making as another, for the decoders.

A kernel that takes two arrays is called in a few nanoseconds and compiled in a tenth of a second;
with the thirty that a shop floor has, each call would hand over two hundred numbers. The head of
the facts says where its tables begin, and where parts of the memory do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from models.problem import Precedence
from solvers.search.jit import inner

if TYPE_CHECKING:
    from models.problem import Problem
    from solvers.search.arrays import Arrays

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
    Table = np.ndarray[tuple[int, int], np.dtype[np.int64]]
    Columns = tuple[np.ndarray[tuple[int], np.dtype[np.int64 | np.bool_]], ...]

__all__ = ["Facts", "Listing", "common_tables", "facts_of", "join"]

# head of the facts: numbers, where tables begin, where parts of the memory begin
HORIZON, NUM_OPS, NUM_STATES, NUM_MACHINES, NUM_PINNED, SHIFT, REACH = range(7)
OPS, MODES, HOLDS, MACHINES, EDGES, NUMBERS, CALENDARS, WINDOWS, BY_TICK, BY_WORK = range(7, 17)
SUCCS, MEMBERS, FAMILIES, PINNED = range(17, 21)
QUEUE, SIZES, LENGTHS, SEQUENCES, SESSION, LOG, LOG_END, LEFT = range(21, 29)
_HEAD = 32

# columns of the tables; those of operations, modes and machines are WIDE apart
WIDE = 16
RELEASE, DEADLINE, PIN, ELASTIC, MODE_FIRST, MODE_LAST, IN_FIRST, IN_LAST, IS_SIMPLE = range(9)
OUT_FIRST, OUT_LAST, HEAD, BLOCK_FIRST, BLOCK_LAST = range(9, 14)
MACHINE, CALENDAR, DURATION, MAY_PAUSE, UNITS, STATE, PREPARATION = range(7)
HOLD_FIRST, HOLD_LAST, FAMILY, FILL, OWNER = range(7, 12)
SETUP, SETUP_CALENDAR, INITIAL_STATE, LANE_FIRST, LANE_LAST = range(5)
MOST, LEAST, PATIENCE, OPEN, CREW_FIRST, CREW_LAST, SEQUENCE_FIRST, STEP_FIRST = range(5, 13)
PRED, KIND, LAG_FIRST, LEAD_FIRST = range(4)
RESOURCE, COUNT, HOLD_WINDOWS = range(3)
FIRST, LAST, TOTAL, LONGEST, TABLE = range(5)
OPENS, CLOSES, PASSED_WORK = range(3)

INFO = 8
"""Memory begins with so many numbers of its own, then four of each operation."""
MODE, START, END, CHANGE = range(4)


class Facts(NamedTuple):
    """A problem for a decoder."""

    words: Ints
    memory: int
    """Length of the memory that a plan needs ..."""
    saved: int
    """... and of the part of it that tells what has been placed."""


class Listing(NamedTuple):
    """What is decoded."""

    order: Ints
    """(N,): operations, every one after all its predecessors."""
    mode: Ints
    """(N,): mode of each operation, -1 for the one that ends first."""


def common_tables(problem: Problem, arrays: Arrays) -> tuple[dict[int, int], dict[int, Ints]]:
    """Return numbers and tables that every decoder needs, by entry of the head."""
    clock = arrays.clock
    numbers = {
        HORIZON: problem.horizon,
        NUM_OPS: problem.num_operations,
        NUM_STATES: int(problem.setup_times.shape[1]),
        NUM_MACHINES: problem.num_resources,
        SHIFT: clock.shift,
        REACH: clock.reach,
    }
    tables = {
        NUMBERS: np.concatenate((problem.lags, problem.leads, problem.setup_times.ravel())),
        EDGES: _edges(arrays).ravel(),
        CALENDARS: join(
            (clock.first[:-1], clock.first[1:], clock.total, clock.longest, clock.table), 8
        ),
        WINDOWS: join((clock.start, clock.end, clock.passed), 4),
        BY_TICK: clock.by_tick,
        BY_WORK: clock.by_work,
    }
    return numbers, tables


def facts_of(numbers: dict[int, int], tables: dict[int, Ints]) -> Ints:
    """Return the facts: the head and all tables."""
    head = np.zeros(_HEAD, dtype=np.int64)
    at = _HEAD
    for entry, table in tables.items():
        head[entry], at = at, at + table.size
    for entry, number in numbers.items():
        head[entry] = number
    return np.concatenate((head, *tables.values())).astype(np.int64)


def join(columns: Columns, width: int = WIDE) -> Ints:
    """Return columns of the same length as the rows of a table of some width, flat."""
    table = np.zeros((columns[0].size, width), dtype=np.int64)
    for index, column in enumerate(columns):
        table[:, index] = column
    return table.ravel()


def operation_columns(problem: Problem, arrays: Arrays) -> Columns:
    """Return the columns of operations up to IS_SIMPLE."""
    is_simple = np.ones(problem.num_operations, dtype=np.int64)
    is_simple[problem.succ[problem.kind != Precedence.END_START]] = 0
    return (
        arrays.release,
        problem.op_deadline,
        problem.op_fixed_start,
        problem.op_elastic,
        arrays.mode_first,
        arrays.mode_last,
        arrays.in_ptr[:-1],
        arrays.in_ptr[1:],
        is_simple,
    )


def mode_columns(problem: Problem) -> Columns:
    """Return the columns of modes up to PREPARATION."""
    return (
        problem.mode_resource,
        problem.mode_calendar,
        problem.mode_duration,
        problem.mode_interruptible,
        problem.mode_units,
        problem.mode_state,
        problem.mode_preparation,
    )


def machine_columns(problem: Problem) -> Columns:
    """Return the columns of resources up to INITIAL_STATE; where setups are in the numbers."""
    setup, size = problem.resource_setup, problem.setup_times.shape[1] ** 2
    first = problem.lags.size + problem.leads.size
    return (
        np.where(setup >= 0, first + setup * size, -1),
        problem.resource_setup_calendar,
        problem.resource_initial_state,
    )


def _edges(arrays: Arrays) -> Table:
    """Return predecessor, kind, and where lags and leads by mode are in the numbers."""
    lead = arrays.lags.size + arrays.lead_first
    rows = np.stack((arrays.pred, arrays.kind, arrays.lag_first, lead), axis=1)
    return np.ascontiguousarray(rows[arrays.in_edge])


@inner
def op_row(facts: Ints, op: int) -> int:
    """Return where what is known of an operation begins."""
    return facts[OPS] + WIDE * op


@inner
def mode_row(facts: Ints, mode: int) -> int:
    """Return where what is known of a mode begins."""
    return facts[MODES] + WIDE * mode


@inner
def machine_row(facts: Ints, machine: int) -> int:
    """Return where what is known of a resource begins."""
    return facts[MACHINES] + WIDE * machine


@inner
def edge_row(facts: Ints, row: int) -> int:
    """Return where what is known of an edge, counted by successor, begins."""
    return facts[EDGES] + 4 * row


@inner
def hold_row(facts: Ints, row: int) -> int:
    """Return where what is known of a hold begins."""
    return facts[HOLDS] + 4 * row


@inner
def number(facts: Ints, index: int) -> int:
    """Return a lag, a lead or a setup."""
    return facts[facts[NUMBERS] + index]


@inner
def place(op: int) -> int:
    """Return where in memory mode, start, end and changeover of an operation begin."""
    return INFO + 4 * op


@inner
def lag_of(facts: Ints, memory: Ints, row: int) -> int:
    """Return the lag of an edge in the mode that its predecessor has."""
    mode = memory[place(facts[edge_row(facts, row) + PRED]) + MODE]
    return number(facts, facts[edge_row(facts, row) + LAG_FIRST] + mode)


@inner
def setup_of(facts: Ints, machine: int, before: int, after: int) -> int:
    """Return the ticks of setup from one state to another, 0 where either is none."""
    if before < 0 or after < 0:
        return 0
    matrix = facts[machine_row(facts, machine) + SETUP]
    return number(facts, matrix + before * facts[NUM_STATES] + after)
