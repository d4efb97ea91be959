"""Machines with setups in the general decoder: the kernels of `solvers.dispatch.sequence`.

An operation may be put between two others if its changeover and that of the next one with a
state, which may change by it, find room, and what changeovers hold is free.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from solvers.search.decoder_clock import begin_of, to_work, worked
from solvers.search.decoder_facts import (
    CHANGE,
    CREW_FIRST,
    CREW_LAST,
    END,
    HORIZON,
    INITIAL_STATE,
    LENGTHS,
    MACHINE,
    MODE,
    PREPARATION,
    SEQUENCE_FIRST,
    SEQUENCES,
    SETUP_CALENDAR,
    START,
    STATE,
    machine_row,
    mode_row,
    place,
    setup_of,
)
from solvers.search.decoder_held import fit, free_from, sequence_in, take, write
from solvers.search.jit import inner, outlined

if TYPE_CHECKING:
    import numpy as np

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]

__all__ = ["find_slot", "put_in_sequence", "stretches"]

_FOUND, _NEXT, _NOWHERE, _MOMENT = range(4)


@outlined
def find_slot(
    facts: Ints, memory: Ints, mode: int, tick: int, work: tuple[int, int, int]
) -> tuple[int, int, int, int]:
    """Return start, end, changeover and position of the first place for a mode, or -1 four times.

    Parameters
    ----------
    facts, memory, mode
        What is to run, and what has been placed.
    tick
        Earliest start.
    work
        How long it runs at least, until when it holds what it holds, and how long exactly,
        whatever its calendar says: -1 unless it is pinned.
    """
    machine = facts[mode_row(facts, mode) + MACHINE]
    position = _first_position(facts, memory, machine, tick + work[0])
    while position <= memory[facts[LENGTHS] + machine]:
        answer, start, end, change = _try(facts, memory, mode, (position, tick), work)
        if answer == _FOUND:
            return start, end, change, position
        if answer == _NOWHERE:
            break
        position += 1
        if answer == _MOMENT:
            tick = start + 1
            position = _first_position(facts, memory, machine, tick + work[0])
    return -1, -1, -1, -1


@inner
def op_at(facts: Ints, memory: Ints, machine: int, position: int) -> int:
    """Return who is at a position of the sequence of a machine."""
    return memory[facts[SEQUENCES] + facts[machine_row(facts, machine) + SEQUENCE_FIRST] + position]


@inner
def _first_position(facts: Ints, memory: Ints, machine: int, tick: int) -> int:
    """Return the position of the first that starts at a tick or later."""
    low, high = 0, memory[facts[LENGTHS] + machine]
    while low < high:
        middle = (low + high) >> 1
        if memory[place(op_at(facts, memory, machine, middle)) + START] < tick:
            low = middle + 1
        else:
            high = middle
    return low


@outlined
def _try(
    facts: Ints, memory: Ints, mode: int, where: tuple[int, int], work: tuple[int, int, int]
) -> tuple[int, int, int, int]:
    """Tell whether there is a place at a position, from a tick on; start, end and changeover."""
    machine, (position, tick) = facts[mode_row(facts, mode) + MACHINE], where
    count = memory[facts[LENGTHS] + machine]
    free = 0
    if position:
        free = memory[place(op_at(facts, memory, machine, position - 1)) + END]
    last = facts[HORIZON]
    if position < count:
        last = memory[place(op_at(facts, memory, machine, position)) + START] - work[0]
    if max(tick, free) > last:
        return _NEXT, -1, -1, 0
    state = _state_before(facts, memory, machine, position)
    change = facts[mode_row(facts, mode) + PREPARATION] + setup_of(
        facts, machine, state, facts[mode_row(facts, mode) + STATE]
    )
    free = worked(facts, facts[machine_row(facts, machine) + SETUP_CALENDAR], free, change)
    if free < 0:
        return _NOWHERE, -1, -1, 0
    if max(tick, free) > last:
        return _NEXT, -1, -1, 0
    start, end = _fit_with_crew(facts, memory, mode, (max(tick, free), change), work)
    if start < 0:
        has_crew = (
            facts[machine_row(facts, machine) + CREW_FIRST]
            < facts[machine_row(facts, machine) + CREW_LAST]
        )
        return _NEXT if has_crew else _NOWHERE, -1, -1, 0
    if start == end and _has_moment(facts, memory, machine, position, start):
        return _MOMENT, start, -1, 0
    leaves = leaves_room(
        facts, memory, machine, position, (end, facts[mode_row(facts, mode) + STATE])
    )
    return _FOUND if leaves else _NEXT, start, end, change


@inner
def _state_at(facts: Ints, memory: Ints, machine: int, position: int) -> int:
    return facts[
        mode_row(facts, memory[place(op_at(facts, memory, machine, position)) + MODE]) + STATE
    ]


@inner
def _state_before(facts: Ints, memory: Ints, machine: int, position: int) -> int:
    """Return the state the machine is in before a position."""
    while position > 0:
        position -= 1
        state = _state_at(facts, memory, machine, position)
        if state >= 0:
            return state
    return facts[machine_row(facts, machine) + INITIAL_STATE]


@inner
def _stated_from(facts: Ints, memory: Ints, machine: int, position: int) -> int:
    """Return the next position, from one on, of an operation with a state."""
    while (
        position < memory[facts[LENGTHS] + machine]
        and _state_at(facts, memory, machine, position) < 0
    ):
        position += 1
    return position


@inner
def _setup_begin(facts: Ints, machine: int, start: int, change: int) -> int:
    """Return the tick at which a changeover begins that is done when work starts."""
    if change == 0:
        return start
    calendar = facts[machine_row(facts, machine) + SETUP_CALENDAR]
    return begin_of(facts, calendar, to_work(facts, calendar, start) - change)


@outlined
def _fit_with_crew(
    facts: Ints, memory: Ints, mode: int, where: tuple[int, int], work: tuple[int, int, int]
) -> tuple[int, int]:
    """Return start and end from a tick on at which the crew is free for the changeover."""
    machine, (tick, change) = facts[mode_row(facts, mode) + MACHINE], where
    while tick >= 0:
        start, end = tick, tick + work[2]
        if work[2] < 0:
            start, end = fit(facts, memory, mode, tick, work[1])
        if start < 0 or change == 0:
            return start, end
        from_tick = _setup_begin(facts, machine, start, change)
        again = _crew_free(facts, memory, machine, (from_tick, start), change)
        if again == from_tick:
            return start, end
        if again < 0:
            break
        tick = worked(facts, facts[machine_row(facts, machine) + SETUP_CALENDAR], again, change)
    return -1, -1


@outlined
def _crew_free(
    facts: Ints, memory: Ints, machine: int, stretch: tuple[int, int], length: int
) -> int:
    """Return the start of a stretch if the crew is free in it, else what to try next, or -1."""
    again = stretch[0]
    for row in range(
        facts[machine_row(facts, machine) + CREW_FIRST],
        facts[machine_row(facts, machine) + CREW_LAST],
    ):
        tick = free_from(facts, memory, row, stretch, length)
        if tick < 0:
            return -1
        again = max(again, tick)
    return again


@outlined
def _has_moment(facts: Ints, memory: Ints, machine: int, position: int, tick: int) -> bool:
    """Tell whether an operation without length is at a tick already.

    Two at once would leave open which runs first, and so where the changeover belongs.
    """
    for other in range(max(position - 1, 0), min(position + 1, memory[facts[LENGTHS] + machine])):
        op = op_at(facts, memory, machine, other)
        if memory[place(op) + START] == memory[place(op) + END] == tick:
            return True
    return False


@outlined
def leaves_room(
    facts: Ints, memory: Ints, machine: int, position: int, by: tuple[int, int]
) -> bool:
    """Tell whether what follows keeps its start if one ends before it, in some state."""
    (end, state), count = by, memory[facts[LENGTHS] + machine]
    if position == count:
        return True
    here = op_at(facts, memory, machine, position)
    if end > memory[place(here) + START]:
        return False
    after = _stated_from(facts, memory, machine, position)
    change = memory[place(here) + CHANGE]
    if after != position and not _has_room(facts, memory, machine, here, (end, change)):
        return False
    if after == count:
        return True
    later = op_at(facts, memory, machine, after)
    due = memory[place(later) + CHANGE] if state < 0 else _due(facts, memory, machine, state, later)
    if after != position:
        end = memory[place(op_at(facts, memory, machine, after - 1)) + END]
    return _has_room(facts, memory, machine, later, (end, due))


@inner
def _due(facts: Ints, memory: Ints, machine: int, state: int, op: int) -> int:
    """Return the changeover from a state to an operation."""
    mode = memory[place(op) + MODE]
    return facts[mode_row(facts, mode) + PREPARATION] + setup_of(
        facts, machine, state, facts[mode_row(facts, mode) + STATE]
    )


@outlined
def _has_room(facts: Ints, memory: Ints, machine: int, op: int, wish: tuple[int, int]) -> bool:
    """Tell whether an operation keeps its start with a changeover after a tick."""
    (free, change), start = wish, memory[place(op) + START]
    if change == 0:
        return True
    calendar = facts[machine_row(facts, machine) + SETUP_CALENDAR]
    room = to_work(facts, calendar, start) - to_work(facts, calendar, free)
    if room < change:
        return False
    # the crew is there for the changeover as it was, so it must be free for the rest of it
    since = _setup_begin(facts, machine, start, change)
    until = _setup_begin(facts, machine, start, memory[place(op) + CHANGE])
    return since >= until or _crew_free(facts, memory, machine, (since, until), 0) == since


@outlined
def put_in_sequence(facts: Ints, memory: Ints, op: int, position: int) -> None:
    """Put an operation, placed already, into the sequence; correct the changeover after it."""
    mode, start, change = (
        memory[place(op) + MODE],
        memory[place(op) + START],
        memory[place(op) + CHANGE],
    )
    machine, state = facts[mode_row(facts, mode) + MACHINE], facts[mode_row(facts, mode) + STATE]
    at = facts[machine_row(facts, machine) + SEQUENCE_FIRST]
    sequence_in(facts, memory, machine, position, at)
    memory[facts[SEQUENCES] + at + position] = op
    _take_crew(facts, memory, machine, _setup_begin(facts, machine, start, change), start)
    after = _stated_from(facts, memory, machine, position + 1)
    if state < 0 or after == memory[facts[LENGTHS] + machine]:
        return
    later = op_at(facts, memory, machine, after)
    before, due = memory[place(later) + CHANGE], _due(facts, memory, machine, state, later)
    start = memory[place(later) + START]
    write(facts, memory, place(later) + CHANGE, due)
    since, until = (
        _setup_begin(facts, machine, start, due),
        _setup_begin(facts, machine, start, before),
    )
    _take_crew(facts, memory, machine, since, until)


@inner
def _take_crew(facts: Ints, memory: Ints, machine: int, start: int, end: int) -> None:
    """Let the crew work in a stretch, or no more if its start is after its end."""
    for row in range(
        facts[machine_row(facts, machine) + CREW_FIRST],
        facts[machine_row(facts, machine) + CREW_LAST],
    ):
        take(facts, memory, row, start, end)


@outlined
def stretches(facts: Ints, memory: Ints, op: int, end: int) -> bool:
    """Tell whether what follows an operation keeps its start if it ends later."""
    machine, position = facts[mode_row(facts, memory[place(op) + MODE]) + MACHINE], 0
    while op_at(facts, memory, machine, position) != op:
        position += 1
    return leaves_room(facts, memory, machine, position + 1, (end, -1))
