r"""Bring levels of several terms to integers, and their values back to the user's units.

A measure is an integer of a unit that a user never sees: a tardiness of 1 is `weight_unit`
weighted days, a flow cost of 1 `flow_unit` of currency. In a level of several terms a weight
counts per unit in which reports show the term, so term k costs :math:`c_k = weight_k \cdot
unit_k` for each integer of its measure. A solver wants integers :math:`n_k` with
:math:`n_k : n_l = c_k : c_l`:

- exactly, if the ratios are fractions with a small common denominator: terms of one unit,
  hours beside days;
- otherwise with :math:`|n_k / (q \, c_k / c_{min}) - 1| \le 10^{-6}`, for the least whole q that
  does it; :math:`q = 500,000` always does, because :math:`c_k \ge c_{min}`;
- coarser only where the level could leave 64 bits otherwise.

``cost`` is a sum as well: the daily cost of delay turns weighted days into currency, and flow,
setup cost and overtime are currency.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING, Protocol

import numpy as np

from models.level import ALL_CLASSES, EVERY_CLASS, Level, Objective, Term

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models.problem import Problem

    Part = tuple[Objective, int]

__all__ = ["DELAY_COST", "Units", "measured", "resolve", "resolved"]

DELAY_COST = 100.0
"""Currency for one day late at weight 1, unless told otherwise."""

_TOLERANCE = 1e-6
_FINEST = 500_000
_ROOM = 2**61
"""No level may leave it, whatever the plan."""

_MONEY = (Objective.FLOW, Objective.SETUP_COST, Objective.OVERTIME)


class Units(Protocol):
    """Who knows what an integer of each measure stands for; names as in `Problem`."""

    @property
    def tick_seconds(self) -> int:
        """Return the length of a tick."""

    @property
    def weight_unit(self) -> float:
        """Return weighted days per unit of tardiness."""

    @property
    def flow_unit(self) -> float:
        """Return currency per unit of flow cost."""

    @property
    def cost_unit(self) -> float:
        """Return currency per unit of setup and overtime cost."""


def resolve(
    problem: Problem, objectives: Iterable[Level | Objective], *, delay_cost: float = DELAY_COST
) -> tuple[Level, ...]:
    """Return levels as a solver needs them: one for each class asked for, weights as integers.

    Parameters
    ----------
    problem
        Knows the classes and the units.
    objectives
        Levels as a user writes them; resolved ones stay as they are.
    delay_cost
        Currency for one weighted day.

    Returns
    -------
    tuple of Level
        Without `Objective.COST` and `EVERY_CLASS`.
    """
    return tuple(
        resolved(problem, level, delay_cost)
        for objective in objectives
        for level in _by_class(problem, Level.of(objective))
    )


def _by_class(problem: Problem, level: Level) -> tuple[Level, ...]:
    """Return a level for each class if it has a term for every class, itself otherwise."""
    if all(term.demand_class != EVERY_CLASS for term in level.terms):
        return (level,)
    classes: list[int] = np.unique(problem.demand_class).tolist() or [0]
    return tuple(
        Level(
            tuple(
                replace(term, demand_class=chosen) if term.demand_class == EVERY_CLASS else term
                for term in level.terms
            )
        )
        for chosen in classes
    )


def resolved(problem: Problem, level: Level, delay_cost: float = DELAY_COST) -> Level:
    """Return one level with its weights as integers per integer of the measures.

    Raises
    ------
    ValueError
        If it stands for one level per class.
    """
    if any(term.demand_class == EVERY_CLASS for term in level.terms):
        message = f"{level} stands for several levels"
        raise ValueError(message)
    is_plain = len(level.terms) == 1 and level.terms[0].objective is not Objective.COST
    if level.unit or is_plain:
        return level
    costs = _costs(problem, level, delay_cost)
    integers, unit = _integers(
        list(costs.values()), [_most(problem, objective) for objective, _ in costs]
    )
    rows = zip(costs, integers, strict=True)
    terms = tuple(Term(objective, number, chosen) for (objective, chosen), number in rows)
    return Level(terms, str(level), unit)


def _costs(problem: Problem, level: Level, delay_cost: float) -> dict[Part, Fraction]:
    """Return what one integer of each measure costs, measures that are always 0 left out."""
    costs: dict[Part, Fraction] = defaultdict(Fraction)
    for term in level.terms:
        if term.objective is Objective.COST:
            days = Fraction(problem.weight_unit) * Fraction(delay_cost)
            costs[Objective.TARDINESS, ALL_CLASSES] += term.weight * days
            for objective in _MONEY:
                costs[objective, ALL_CLASSES] += term.weight * _unit(objective, problem)[0]
        else:
            unit = _unit(term.objective, problem)[0]
            costs[term.objective, term.demand_class] += term.weight * unit
    counting = {
        part: cost for part, cost in costs.items() if cost > 0 and _most(problem, part[0]) > 0
    }
    return counting or {next(iter(costs)): Fraction(1)}


def _integers(costs: list[Fraction], most: list[int]) -> tuple[list[int], float]:
    """Return integers in the ratio of costs, and the cost that 1 stands for.

    Parameters
    ----------
    costs
        Positive.
    most
        Largest value of each measure.
    """
    least = min(costs)
    ratios = [cost / least for cost in costs]
    pairs = zip(ratios, most, strict=True)
    room = _ROOM / sum((ratio * max(1, value) for ratio, value in pairs), Fraction(0))
    exact = lcm(*(ratio.denominator for ratio in ratios))
    scale = Fraction(exact) if exact <= _FINEST and exact <= room else _scale(ratios, room)
    numbers = [max(1, round(ratio * scale)) for ratio in ratios]
    largest = ratios.index(max(ratios))
    return numbers, float(costs[largest] / numbers[largest])


def _scale(ratios: list[Fraction], room: Fraction) -> Fraction:
    """Return the least whole multiple that rounds well, or what there is room for."""
    if room < 1:
        return room
    worst = np.ones(1)
    for finest in (_FINEST // 500, _FINEST // 20, _FINEST):  # mostly the first few do
        multiples = np.arange(1, min(finest, int(room)) + 1, dtype=np.float64)
        worst = np.zeros_like(multiples)
        for ratio in map(float, ratios):
            wanted = multiples * ratio
            worst = np.maximum(worst, np.abs(np.rint(wanted) / wanted - 1))
        fine = np.flatnonzero(worst <= _TOLERANCE)
        if fine.size:
            return Fraction(int(fine[0]) + 1)
    return Fraction(int(worst.argmin()) + 1)


def _most(problem: Problem, objective: Objective) -> int:
    """Return a value that a measure never exceeds, 0 if it is always 0."""
    count, horizon = problem.num_operations, problem.horizon
    span = max(
        horizon + int(problem.demand_lag.max(initial=0)),
        int(problem.demand_release.max(initial=0)),
        int(problem.demand_due.max(initial=0)),
    ) - min(0, int(problem.demand_due.min(initial=0)))
    flow = (problem.flow_start, problem.flow_end, problem.flow_demand)
    changeover = int(problem.setup_times.max(initial=0) + problem.mode_preparation.max(initial=0))
    overtime = int(problem.mode_duration.max(initial=0) * problem.overtime_cost.max(initial=0))
    kept = int((problem.op_previous_start >= 0).sum())
    table = {
        Objective.TARDINESS: int(problem.demand_weight.sum()) * span,
        Objective.LATE: problem.num_demands,
        Objective.MAX_LATENESS: span,
        Objective.FLOW: sum(int(np.abs(rates).sum()) for rates in flow) * span,
        Objective.SETUP: count * changeover,
        Objective.MAKESPAN: horizon,
        Objective.SETUP_COST: count * changeover * int(problem.resource_setup_cost.max(initial=0)),
        Objective.OVERTIME: count * overtime * int(problem.overtime_cost.size),
        Objective.MOVED: kept,
        Objective.SHIFT: kept * horizon,
    }
    return table[objective]


def measured(units: Units, level: Level, value: int) -> tuple[float, str]:
    """Return a value of a resolved level in the user's unit, and the unit."""
    if level.unit or len(level.terms) > 1:
        return value * (level.unit or 1.0), ""
    (term,) = level.terms
    amount, name = _unit(term.objective, units)
    return value * float(amount) / term.weight, name


def _unit(objective: Objective, units: Units) -> tuple[Fraction, str]:
    """Return what one integer of a measure is in the user's unit, and that unit."""
    hours = Fraction(units.tick_seconds, 3600)
    match objective:
        case Objective.TARDINESS:
            return Fraction(units.weight_unit), "weighted days"
        case Objective.FLOW:
            return Fraction(units.flow_unit), ""
        case Objective.SETUP_COST | Objective.OVERTIME:
            return Fraction(units.cost_unit), ""
        case Objective.LATE:
            return Fraction(1), "demands and orders"  # those that refill stock
        case Objective.MOVED:
            return Fraction(1), "operations"
        case Objective.SETUP | Objective.SHIFT:
            return hours, "h"
        case Objective.MAX_LATENESS | Objective.MAKESPAN:
            return hours / 24, "d"
        case Objective.COST:
            return Fraction(1), ""
