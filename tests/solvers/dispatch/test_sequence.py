"""Machines with setups: where an operation fits between others."""

from __future__ import annotations

import pytest

from models.calendar import WorkingTime
from solvers.dispatch.sequence import Sequence
from solvers.flat_calendar import FlatCalendar

TIMES = [[0, 3], [5, 0]]  # from 0 to 1: 3 ticks, back: 5


@pytest.fixture
def sequence() -> Sequence:
    """A machine in state 0 that always works; an operation in state 1 is pinned to 20-24."""
    machine = Sequence(FlatCalendar(WorkingTime.always(0, 100)), TIMES, 0)
    machine.insert(7, machine.find(20, 1, 4, lambda tick: (tick, tick + 4)), 1)
    return machine


def test_the_first_changeover_starts_from_the_initial_state(sequence: Sequence) -> None:
    assert sequence.changeovers == [3]
    slot = Sequence(sequence.calendar, TIMES, 0).find(0, 1, 4, lambda tick: (tick, tick + 4))
    assert (slot.start, slot.changeover) == (3, 3)


def test_a_gap_must_hold_the_changeover_after_it(sequence: Sequence) -> None:
    # state 0 from 0 on: the changeover to state 1 needs 17-20, so 17 ticks of work fit, 18 not
    fits = sequence.find(0, 0, 17, lambda tick: (tick, tick + 17))
    assert (fits.start, fits.position) == (0, 0)
    late = sequence.find(0, 0, 18, lambda tick: (tick, tick + 18))
    # after 24 and five ticks of changeover
    assert (late.start, late.position, late.changeover) == (29, 1, 5)


def test_the_changeover_after_an_insertion_is_corrected(sequence: Sequence) -> None:
    # state 1 before the pinned one: its changeover from state 0 moves to the new first
    sequence.insert(8, sequence.find(0, 1, 5, lambda tick: (tick, tick + 5)), 1)
    assert sequence.ops == [8, 7]
    assert sequence.starts == [3, 20]
    assert sequence.changeovers == [3, 0]


def test_work_without_a_state_neither_needs_nor_changes_it(sequence: Sequence) -> None:
    slot = sequence.find(10, -1, 7, lambda tick: (tick, tick + 7))
    assert (slot.start, slot.changeover) == (10, 0)
    # one tick more would take the room of the changeover before 20
    assert sequence.find(10, -1, 8, lambda tick: (tick, tick + 8)).start == 24
    sequence.insert(8, slot, -1)
    assert sequence.changeovers == [0, 3]
    assert sequence.state_at(18) == 0


def test_a_changeover_counts_working_time_only() -> None:
    calendar = FlatCalendar(WorkingTime.of([(8, 12), (13, 17), (32, 36)]))
    machine = Sequence(calendar, TIMES, -1)
    slot = machine.find(8, 1, 2, lambda tick: calendar.earliest(tick, 2))
    machine.insert(0, slot, 1)
    # free at 10; five working ticks: 10-12, 13-16; then 16-17 and 32-33
    late = machine.find(8, 0, 2, lambda tick: calendar.earliest(tick, 2))
    assert (late.start, late.end, late.changeover) == (16, 33, 5)


def test_a_changeover_that_outlasts_the_calendar_finds_no_slot() -> None:
    calendar = FlatCalendar(WorkingTime.always(0, 8))
    machine = Sequence(calendar, TIMES, -1)
    machine.insert(0, machine.find(0, 1, 4, lambda tick: calendar.earliest(tick, 4)), 1)
    assert machine.find(0, 0, 1, lambda tick: calendar.earliest(tick, 1)).start == -1


def test_two_operations_without_length_do_not_share_a_tick() -> None:
    machine = Sequence(FlatCalendar(WorkingTime.always(0, 50)), TIMES, -1)
    starts = []
    for op in range(3):
        slot = machine.find(4, 1, 0, lambda tick: (tick, tick))
        machine.insert(op, slot, 1)
        starts.append(slot.start)
    assert starts == [4, 5, 6]
