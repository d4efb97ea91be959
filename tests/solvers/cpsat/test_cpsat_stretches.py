from models.calendar import WorkingTime
from solvers.cpsat.stretches import open_together


def test_sets_of_calendars_are_those_open_at_some_tick() -> None:
    calendars = {
        3: WorkingTime.of([(0, 10)]),
        5: WorkingTime.of([(2, 4), (8, 12)]),
        9: WorkingTime.of([(3, 5)]),
    }
    # 0-2: 3; 2-3: 3 and 5; 3-4: all; 4-5: 3 and 9; 8-10: 3 and 5; 10-12: 5
    assert open_together(calendars) == [(3,), (3, 5), (3, 5, 9), (3, 9), (5,)]


def test_nested_calendars_give_one_set_each() -> None:
    calendars = {0: WorkingTime.of([(0, 10)]), 1: WorkingTime.of([(2, 4)])}
    assert open_together(calendars) == [(0,), (0, 1)]
