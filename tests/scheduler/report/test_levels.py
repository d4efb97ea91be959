"""The levels of the objective in words: what they count, in which unit, and how far is proved."""

from __future__ import annotations

import pytest

from models.level import Term
from models.plan import Mode, SolveReport
from models.schedule import Level, LevelResult, Objective, Status
from scheduler.report.levels import LevelRow, level_rows, level_text, level_unit

SOLVE = SolveReport(Mode.FINITE, Status.FEASIBLE, (), "", 0.0, weight_unit=0.01, flow_unit=0.5)


def test_a_level_has_its_value_bound_and_gap_or_says_that_none_is_known() -> None:
    levels = (
        LevelResult(Level.of(Objective.LATE), 4, 3),
        LevelResult(Level.of(Objective.SETUP), 90),
    )
    solve = SolveReport(Mode.FINITE, Status.FEASIBLE, levels, "", 0.0)
    assert level_rows(solve) == [
        LevelRow("late", "4 demands and orders", "3 demands and orders", "25.0%"),
        # hours of setup among the key figures count own setups too
        LevelRow("setup (changeovers alone)", "1.50 h", "not known", "not known"),
    ]


@pytest.mark.parametrize(
    ("level", "unit", "text"),
    [
        (Level.of(Objective.FLOW), "currency", "1.50 currency"),
        (Level.of(Objective.SETUP_COST), "currency", "3.00 currency"),
        (Level.of(Objective.MOVED), "operations", "3 operations"),
        (Level.of(Objective.TARDINESS), "weighted days", "0.03 weighted days"),
        (Level((Term(Objective.TARDINESS), Term(Objective.FLOW)), "cost", 2.0), "currency",
         "6.00 currency"),
        (Level((Term(Objective.LATE), Term(Objective.FLOW)), "late + flow", 2.0), "", "6.00"),
    ],
)  # fmt: skip
def test_money_is_called_currency_and_a_sum_of_unlike_terms_nothing(
    level: Level, unit: str, text: str
) -> None:
    assert level_unit(SOLVE, level) == unit
    assert level_text(SOLVE, level, 3) == text
