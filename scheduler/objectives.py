"""Read objectives as users write them.

::

    levels = level { "," level }        most important first
    level  = term { "+" term }
    term   = [ number "*" ] name [ "[" class "]" ]
    class  = whole number | "*"

A number is the weight of one unit in which reports show the term: weighted days, currency, hours,
days, demands and orders, operations. ``tardiness[1]`` looks at the demands of class 1 alone,
``tardiness[*]`` stands for one level per class, the lowest first.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING, NamedTuple

from models.errors import Fault, InvalidScenarioFile
from models.level import ALL_CLASSES, BY_CLASS, EVERY_CLASS, Level, Objective, Term
from scheduler.dispatching import asks_for_patience, patience_of
from scheduler.words import ENGLISH
from solvers.options import SolveOptions

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models.problem import Problem
    from models.scenario import Scenario
    from scheduler.words import Words

__all__ = [
    "DEFAULT_OBJECTIVE",
    "level_name",
    "level_words",
    "parse_level",
    "parse_levels",
    "pointless_terms",
    "scenario_options",
]

DEFAULT_OBJECTIVE = "tardiness,flow,makespan"

_WORD = re.compile(r"[A-Za-z0-9_.-]+|[^\sA-Za-z0-9_.-]")
_WEIGHT = re.compile(r"\d{1,18}(\.\d{1,6})?|\.\d{1,6}")
_CLASS = re.compile(r"\d{1,9}")
_CODE = re.compile(
    "|".join(sorted((re.escape(name.value) for name in Objective), key=len, reverse=True))
)
"""An objective as scenarios name it; of several that begin alike the longest."""


class _Word(NamedTuple):
    text: str
    position: int
    """From 1, in characters."""


def parse_levels(text: str) -> tuple[Level, ...]:
    """Return the levels of an objective.

    Raises
    ------
    ValueError
        Names the wrong word, its position in the text and what is known.
    """
    words = _Words(text)
    levels = [_level(words)]
    while words.take(","):
        levels.append(_level(words))
    words.expect_end()
    for index, level in enumerate(levels):
        if level in levels[:index]:
            message = f"the level '{level}' is named twice in the objective '{text}'"
            raise ValueError(message)
    return tuple(levels)


def parse_level(text: str) -> Level:
    """Return one level; see `parse_levels`."""
    levels = parse_levels(text)
    if len(levels) > 1:
        message = f"the objective '{text}' has {len(levels)} levels, expected one"
        raise ValueError(message)
    return levels[0]


def level_words(level: Level, words: Words) -> str:
    """Return a level as scenarios write it, but its objectives by their names in a language."""
    return _CODE.sub(lambda code: words.term(Objective(code[0])), str(level))


def level_name(level: Level, words: Words = ENGLISH) -> str:
    """Return a level as reports name it: `setup` leaves out own setups, which key figures count."""
    name = level_words(level, words)
    is_setup = level.objectives == {Objective.SETUP}
    return words.text("{level} (changeovers alone)", level=name) if is_setup else name


def scenario_options(
    scenario: Scenario, levels: Iterable[Level | Objective] | None = None
) -> SolveOptions:
    """Return options with what a scenario says of its objective.

    Parameters
    ----------
    levels
        Instead of the levels of the scenario; without both, `DEFAULT_OBJECTIVE`.

    Raises
    ------
    InvalidScenarioFile
        If the scenario's objective cannot be read.
    """
    shop = scenario.settings.shop
    if levels is None:
        try:
            levels = parse_levels(shop.objective or DEFAULT_OBJECTIVE)
        except ValueError as error:
            expected = "levels as the option --objective takes them"
            fault = Fault("settings", "", "shop.objective", shop.objective, expected, str(error))
            raise InvalidScenarioFile((fault,)) from None
    return SolveOptions(
        objectives=tuple(levels),
        delay_cost=float(shop.delay_cost),
        patience=patience_of(scenario) if asks_for_patience(scenario) else None,
    )


def pointless_terms(problem: Problem, levels: Iterable[Level | Objective]) -> tuple[Fault, ...]:
    """Return a warning for each term that is 0 whatever the plan is."""
    faults = []
    terms = [term for level in levels for term in Level.of(level).terms]
    has_previous = bool((problem.op_previous_start >= 0).any())
    classes = sorted({*map(int, problem.demand_class)})
    for term in terms:
        expected = ""
        if term.demand_class not in (ALL_CLASSES, EVERY_CLASS, *classes):
            known = ", ".join(map(str, classes)) or "none: there are no demands"
            expected = f"the class of some demand ({known}); without one it is always 0"
        elif term.objective in (Objective.MOVED, Objective.SHIFT) and not has_previous:
            expected = "an earlier plan, by --previous; without one it is always 0"
        if expected:
            faults.append(Fault("objective", "", "", str(term), expected))
    return tuple(faults)


class _Words:
    """The words of a text, read from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._rows = [_Word(m.group(), m.start() + 1) for m in _WORD.finditer(text)]
        self._next = 0

    def peek(self) -> _Word:
        """Return the next word, an empty one at the end."""
        if self._next < len(self._rows):
            return self._rows[self._next]
        return _Word("", len(self.text) + 1)

    def next(self) -> _Word:
        """Return the next word and go on."""
        word = self.peek()
        self._next += 1
        return word

    def take(self, text: str) -> bool:
        """Go on if the next word is this one; tell whether it is."""
        if self.peek().text != text:
            return False
        self._next += 1
        return True

    def expect_end(self) -> None:
        """Refuse anything that is left."""
        if self.peek().text:
            raise self.fault(self.peek(), "',', '+' or nothing more")

    def fault(self, word: _Word, expected: str) -> ValueError:
        """Return the error that a word is not what is expected there."""
        found = f"'{word.text}'" if word.text else "nothing"
        return ValueError(
            f"found {found} at position {word.position} of the objective '{self.text}',"
            f" expected {expected}"
        )


def _level(words: _Words) -> Level:
    rows = [_term(words)]
    while words.take("+"):
        rows.append(_term(words))
    scale = lcm(*(weight.denominator for weight, _ in rows))
    return Level(
        tuple(Term(term.objective, int(weight * scale), term.demand_class) for weight, term in rows)
    )


def _term(words: _Words) -> tuple[Fraction, Term]:
    """Return a weight, and a term without one."""
    word = words.next()
    weight = Fraction(1)
    if _WEIGHT.fullmatch(word.text):
        weight = Fraction(word.text)
        if not weight:
            raise words.fault(word, "a weight above 0")
        if not words.take("*"):
            raise words.fault(words.peek(), "'*' and a name after the weight")
        word = words.next()
    if word.text not in set(Objective):
        raise words.fault(word, _known(word.text))
    objective = Objective(word.text)
    return weight, Term(objective, 1, _class(words, objective))


def _class(words: _Words, objective: Objective) -> int:
    bracket = words.peek()
    if not words.take("["):
        return ALL_CLASSES
    if objective not in BY_CLASS:
        names = ", ".join(sorted(BY_CLASS))
        raise words.fault(bracket, f"no class after '{objective}': only {names} have one")
    word = words.next()
    if word.text != "*" and not _CLASS.fullmatch(word.text):
        raise words.fault(word, "a class, a whole number, or '*' for each of them")
    if not words.take("]"):
        raise words.fault(words.peek(), "']' after the class")
    return EVERY_CLASS if word.text == "*" else int(word.text)


def _known(text: str) -> str:
    """Return what is known, beginning with what may be meant."""
    close = get_close_matches(text, list(Objective), n=1)
    hint = f"; did you mean '{close[0]}'?" if close else ""
    return "one of " + ", ".join(Objective) + hint
