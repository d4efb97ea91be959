"""The levels of the objective as text: name, value, bound and gap in units a planner knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.level import Objective
from scheduler.objectives import level_name
from scheduler.report.header import number
from scheduler.words import ENGLISH

if TYPE_CHECKING:
    from models.level import Level
    from models.plan import SolveReport
    from scheduler.words import Words

__all__ = ["LevelRow", "level_rows", "level_text", "level_unit"]

_MONEY = {Objective.FLOW, Objective.SETUP_COST, Objective.OVERTIME}
_COUNTS = {Objective.LATE, Objective.MOVED}


@dataclass(frozen=True, slots=True)
class LevelRow:
    """One level of the objective as text."""

    objective: str
    value: str
    bound: str
    gap: str


def level_rows(solve: SolveReport, words: Words = ENGLISH) -> list[LevelRow]:
    """Return the objective's levels in their order."""
    rows = []
    for level in solve.levels:
        bound = gap = words.text("not known")
        if level.bound is not None:
            bound = level_text(solve, level.objective, level.bound, words)
            gap = words.percent(abs(level.value - level.bound) / max(1, abs(level.value)), 1)
        value = level_text(solve, level.objective, level.value, words)
        rows.append(LevelRow(level_name(level.objective, words), value, bound, gap))
    return rows


def level_text(solve: SolveReport, level: Level, value: int, words: Words = ENGLISH) -> str:
    """Return a value of a level with its unit; what is counted has no decimals."""
    is_count = _only(level) in _COUNTS
    amount, _ = solve.measured(level, value)
    unit = level_unit(solve, level, words)
    return f"{number(amount, 0 if is_count else 2, words)} {unit}".rstrip()


def level_unit(solve: SolveReport, level: Level, words: Words = ENGLISH) -> str:
    """Return what a level is measured in; empty for a sum of unlike terms."""
    is_money = _only(level) in _MONEY or str(level) == Objective.COST
    return words.unit("currency" if is_money else solve.measured(level, 0)[1])


def _only(level: Level) -> Objective | None:
    """Return the one objective of a level; ``None`` if it has several."""
    return level.terms[0].objective if len(level.terms) == 1 else None
