"""Terms and levels as values: what they print, and what they refuse."""

import pytest

from models.level import EVERY_CLASS, Level, Objective, Term


@pytest.mark.parametrize(
    ("level", "text"),
    [
        (Level.of(Objective.TARDINESS), "tardiness"),
        (Level((Term(Objective.TARDINESS, 1, 1),)), "tardiness[1]"),
        (Level((Term(Objective.LATE, 1, EVERY_CLASS),)), "late[*]"),
        (Level((Term(Objective.LATE, 5), Term(Objective.SETUP_COST))), "5*late + setup-cost"),
        (Level((Term(Objective.MAX_LATENESS, 2, 0),)), "2*max-lateness[0]"),
        (Level((Term(Objective.FLOW, 700),), text="cost", unit=0.01), "cost"),
    ],
)
def test_a_level_prints_as_a_user_writes_it(level: Level, text: str) -> None:
    assert str(level) == text


def test_a_level_is_a_value() -> None:
    one, same = (Level((Term(Objective.LATE, 5), Term(Objective.SETUP))) for _ in range(2))
    assert one == same
    assert len({one, same, Level.of(Objective.LATE)}) == 2
    assert Level.of(one) is one
    assert one.objectives == {Objective.LATE, Objective.SETUP}


def test_a_weight_that_rewards_what_is_bad_is_refused() -> None:
    with pytest.raises(ValueError, match="late has the weight 0, expected 1 or more"):
        Term(Objective.LATE, 0)


def test_a_class_without_a_meaning_is_refused() -> None:
    message = "flow has no classes; only late, max-lateness, tardiness have"
    with pytest.raises(ValueError, match=message):
        Term(Objective.FLOW, 1, 2)


def test_a_level_without_a_term_is_refused() -> None:
    with pytest.raises(ValueError, match="needs a term"):
        Level(())
