"""A whole shop floor for the general decoder: every rule of a problem, in tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from solvers.dispatch.holds import Windowed, mode_holds, setup_holds
from solvers.dispatch.timeline import Timeline
from solvers.flat import FlatProblem
from solvers.search.arrays import arrays_of
from solvers.search.decoder_facts import (
    FAMILIES,
    HOLDS,
    INFO,
    LENGTHS,
    LOG,
    LOG_END,
    MACHINES,
    MEMBERS,
    MODES,
    NUM_PINNED,
    OPS,
    PINNED,
    QUEUE,
    SEQUENCES,
    SESSION,
    SIZES,
    STEP_FIRST,
    SUCCS,
    WIDE,
    Facts,
    common_tables,
    facts_of,
    join,
    machine_columns,
    mode_columns,
    operation_columns,
)
from solvers.search.decoder_held import LOG_WIDTH, QUEUE_WIDTH, SESSION_WIDTH
from solvers.search.decoder_spare import spare_resources
from solvers.search.timelines import take_away

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from models.problem import Problem
    from solvers.dispatch.holds import Hold

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
    Table = np.ndarray[tuple[int, int], np.dtype[np.int64]]

__all__ = ["floor_facts", "free_memory"]

_LOG = 20_000
"""Entries of the log: more than the operations of any block that can be kept at all need."""


def floor_facts(problem: Problem) -> Facts:
    """Return the facts of a problem; some seconds for 100,000 operations.

    Raises
    ------
    InvalidProblem
        If precedences run in a circle.
    """
    flat = FlatProblem(problem)
    holds = _Holds(problem, flat)
    family, blocks = _families(problem), [block for block in flat.blocks if len(block) > 1]
    pinned = np.argsort(problem.op_fixed_start, kind="stable")
    pinned = pinned[problem.op_fixed_start[pinned] >= 0]
    arrays = arrays_of(_with_calendars(problem, holds.windows))
    numbers, tables = common_tables(problem, arrays)
    after = arrays.out_ptr[:-1], arrays.out_ptr[1:]
    tables[OPS] = join((*operation_columns(problem, arrays), *after, *_blocks(problem, blocks)))
    tables[MODES] = join(
        (
            *mode_columns(problem),
            holds.mode_first[:-1],
            holds.mode_first[1:],
            family,
            problem.mode_fill,
            problem.mode_op,
        )
    )
    tables[HOLDS] = join(tuple(np.array(holds.rows, dtype=np.int64).reshape(-1, 3).T), 4)
    members, tables[FAMILIES] = _members(problem, family, sum(map(len, blocks)))
    tables[MEMBERS] = np.array(
        [*(op for block in blocks for op in block), *members], dtype=np.int64
    )
    tables[SUCCS] = problem.succ[arrays.out_edge]
    tables[PINNED], numbers[NUM_PINNED] = pinned, pinned.size
    layout = _Layout(problem, holds, len(members))
    tables[MACHINES] = join(
        (
            *machine_columns(problem),
            *np.zeros((2, problem.num_resources), dtype=np.int64),
            problem.session_most,
            problem.session_least,
            problem.session_patience,
            problem.resource_calendar,
            holds.crew_first[:-1],
            holds.crew_first[1:],
            layout.sequence_first,
            layout.step_first,
        )
    )
    return Facts(facts_of(numbers | layout.at, tables), layout.size, layout.at[LOG])


def free_memory(problem: Problem, facts: Facts) -> Ints:
    """Return the memory of an empty shop, in which only those units lack that are away."""
    memory = np.zeros(facts.memory, dtype=np.int64)
    words = facts.words
    for resource, capacity in enumerate(problem.resource_capacity.tolist()):
        first = words[words[MACHINES] + WIDE * resource + STEP_FIRST]
        memory[first : first + 2] = 0, capacity
        memory[words[SIZES] + resource] = 1
    for row in range(problem.profile_resource.size):
        resource = int(problem.profile_resource[row])
        absent = int(problem.resource_capacity[resource] - problem.profile_capacity[row])
        start, end = int(problem.profile_start[row]), int(problem.profile_end[row])
        take_away(words, memory, (resource, absent), max(start, 0), max(end, 0))
    return memory


class _Layout:
    """Where the parts of the memory begin, and how long it is."""

    def __init__(self, problem: Problem, holds: _Holds, members: int) -> None:
        ops, resources = problem.num_operations, problem.num_resources
        rooms = _steps(problem, holds)
        main = problem.mode_resource[problem.mode_resource >= 0]
        users = np.bincount(main, minlength=resources)
        sequences = np.where(problem.resource_setup >= 0, users, 0)
        parts = {
            QUEUE: QUEUE_WIDTH * ops,
            SIZES: resources,
            LENGTHS: resources,
            SEQUENCES: int(sequences.sum()),
            SESSION: SESSION_WIDTH * members,
            -1: 2 * int(rooms.sum()),
            LOG: LOG_WIDTH * _LOG,
            LOG_END: 0,
        }
        self.at: dict[int, int] = {}
        self.size = INFO + 4 * ops
        for entry, length in parts.items():
            self.at[entry] = self.size
            self.size += length
        steps = self.at.pop(-1)
        self.step_first = steps + 2 * (np.cumsum(rooms) - rooms)
        self.sequence_first = np.cumsum(sequences) - sequences


def _steps(problem: Problem, holds: _Holds) -> Ints:
    """Return how many steps the timeline of each resource can have at most; shape (R,).

    One begins where a window does in which units count, and at both ends of a hold.
    """
    rooms = np.full(problem.num_resources, 16, dtype=np.int64)
    rows = np.array(holds.rows, dtype=np.int64).reshape(-1, 3)
    lengths = np.concatenate(
        (np.diff(problem.calendar_ptr), [len(row[0]) for row in holds.windows])
    )
    counted = np.unique(rows[rows[:, 2] >= 0][:, [0, 2]], axis=0)
    np.add.at(rooms, counted[:, 0], 2 * lengths[counted[:, 1]].astype(np.int64))
    np.add.at(rooms, problem.profile_resource, 2)
    owner = np.repeat(problem.mode_op, np.diff(holds.mode_first))
    by_op = np.unique(np.stack([owner, rows[: owner.size, 0]], axis=1), axis=0)
    np.add.at(rooms, by_op[:, 1], 4)
    main = problem.mode_resource[problem.mode_resource >= 0]
    users = np.bincount(main, minlength=problem.num_resources)
    np.add.at(rooms, problem.crew_resource, 4 * users[problem.crew_machine])
    return rooms + 4 * users  # a changeover holds its machine, too


class _Holds:
    """Rows of what modes and changeovers hold, and calendars that no mode has."""

    def __init__(self, problem: Problem, flat: FlatProblem) -> None:
        timelines = [Timeline(capacity) for capacity in problem.resource_capacity.tolist()]
        self.resource = {id(line): index for index, line in enumerate(timelines)}
        self.calendar = {id(calendar): index for index, calendar in enumerate(flat.calendars)}
        self.spare = spare_resources(problem).tolist()
        self.windows: list[tuple[list[int], list[int]]] = []
        self.kept: list[object] = []
        self.rows: list[tuple[int, int, int]] = []
        crews = setup_holds(flat, timelines)
        self.mode_first = self._add(mode_holds(flat, timelines))
        self.crew_first = self._add(crews.get(row, ()) for row in range(problem.num_resources))

    def _add(self, owners: Iterable[Sequence[Hold]]) -> Ints:
        """Add the rows of some owners; return where those of each begin, and where all end."""
        first = []
        for holds in owners:
            first.append(len(self.rows))
            self.rows += [row for row in map(self._row, holds) if not self.spare[row[0]]]
        return np.array([*first, len(self.rows)], dtype=np.int64)

    def _row(self, hold: Hold) -> tuple[int, int, int]:
        times, units = hold
        if not isinstance(times, Windowed):
            return self.resource[id(times)], units, -1
        calendar = times.calendar
        if id(calendar) not in self.calendar:
            self.calendar[id(calendar)] = len(self.calendar)
            self.windows.append((calendar.starts, calendar.ends))
            self.kept.append(calendar)  # or another could get its identity
        return self.resource[id(times.timeline)], units, self.calendar[id(calendar)]


def _with_calendars(problem: Problem, windows: list[tuple[list[int], list[int]]]) -> Problem:
    """Return a problem with further calendars after its own."""
    if not windows:
        return problem
    starts, ends = (
        np.array([tick for row in windows for tick in row[side]], dtype=np.int64) for side in (0, 1)
    )
    sizes = np.cumsum([len(row[0]) for row in windows])
    changes: dict[str, Any] = {
        "window_start": np.concatenate((problem.window_start, starts)),
        "window_end": np.concatenate((problem.window_end, ends)),
        "calendar_ptr": np.concatenate((problem.calendar_ptr, problem.calendar_ptr[-1] + sizes)),
    }
    return problem.replace(**changes)


def _families(problem: Problem) -> Ints:
    """Return the family of each mode in a session, numbered from 0, -1 for none."""
    machine, family = problem.mode_resource, problem.mode_family
    is_shared = (machine >= 0) & (family >= 0) & (problem.session_most[machine] > 0)
    known, index = np.unique(family, return_inverse=True)
    shift = int((known < 0).sum())
    return np.where(is_shared, index - shift, -1).astype(np.int64)


def _members(problem: Problem, family: Ints, first: int) -> tuple[list[int], Ints]:
    """Return the operations of each family, and where they begin after `first` others."""
    count = int(family.max(initial=-1)) + 1
    fixed = problem.op_fixed_mode[problem.mode_op]
    is_allowed = (fixed < 0) | (fixed == np.arange(problem.num_modes))
    ops = [
        np.unique(problem.mode_op[(family == one) & is_allowed]).tolist() for one in range(count)
    ]
    pointer = np.cumsum([first, *map(len, ops)]).astype(np.int64)
    return [op for rows in ops for op in rows], pointer


def _blocks(problem: Problem, blocks: list[list[int]]) -> tuple[Ints, Ints, Ints]:
    """Return the first of the block of each operation, and where that begins and ends."""
    first, last = (np.zeros(problem.num_operations, dtype=np.int64) for _ in range(2))
    head, row = np.arange(problem.num_operations), 0
    for block in blocks:
        first[block], last[block], head[block] = row, row + len(block), block[0]
        row += len(block)
    return head, first, last
