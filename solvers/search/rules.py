"""Plans by priority rules, compiled: all rules in the time one takes in Python, and variations.

First every rule, then a grid of how far they look ahead, then the best few again with dates and
weights of orders shifted at random, a shift kept as long as the plan gets no worse: a greedy
randomised search (Feo and Resende 1995, doi:10.1007/BF01096763) that remembers what helped.

How late an operation may start depends on how long its order will still wait, which only a plan
tells. So each variation plans a few times, expecting the waits of the plan before: lead time
iteration (Vepsalainen and Morton 1988, Journal of Manufacturing and Operations Management 1).
"""

from __future__ import annotations

from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from models.level import Level, Objective
from models.measures import level_results, levels
from models.schedule import Schedule, Status
from solvers.search.arrays import arrays_of
from solvers.search.pressure import pressure_of
from solvers.search.rules_kernel import GRID, RULES, Blend, Kind, Recipe, Rule
from solvers.search.simulate import keeps_pins, simulate
from solvers.search.simulate_shop import applies as knows
from solvers.search.simulate_shop import filling_of, reset, shop_of
from solvers.units import assign_units

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.problem import Problem
    from solvers.portfolio.exchange import Turn
    from solvers.search.rules_kernel import Pressure

    Floats = np.ndarray[tuple[int], np.dtype[np.float64]]
    Table = np.ndarray[tuple[int, int], np.dtype[np.float64]]
    Values = tuple[int, ...]

__all__ = ["FastDispatcher", "applies", "fast_dispatch", "run"]

_NAME = "rules"

_NUM_KEPT = 4
"""Rules whose plans are varied."""
_SPREADS = (0.1, 0.3, 1.0)
"""How far orders are shifted at random: weights by powers of e, dates by mean lengths."""
_SHARES = (0.02, 0.1, 0.5)
"""Part of the orders shifted at a time."""
_FAR = 8.0
"""Mean lengths of an operation that dates are shifted for a weight shifted by e."""

_ROUNDS = 3
"""Plans of one variation, each expecting waits that are nearer to those of the one before."""
_TRUST = (0.1, 0.6)
"""How much nearer."""

_MANY_ORDERS = 500
"""With so many orders, half of the variations are of the rule: single orders matter less."""

_OBJECTIVES = (Objective.TARDINESS, Objective.FLOW, Objective.MAKESPAN)


def applies(problem: Problem, levels: Sequence[Level]) -> bool:
    """Tell whether all rules of a problem are known; whatever is minimised is measured."""
    return bool(levels) and problem.num_operations > 0 and knows(problem)


class FastDispatcher:
    """A problem that is filled again and again.

    Raises
    ------
    InvalidProblem
        If precedences run in a circle.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.shop = shop_of(problem, arrays_of(problem))
        self.filling = filling_of(problem, self.shop)
        self.pressure, self._goals = pressure_of(problem, self.shop)
        self.leads = self.pressure.due - self.pressure.latest
        """(N,): ticks from the latest start of an operation to the date it is due for."""
        orders = np.unique(problem.op_order, return_inverse=True)[1]
        self.orders = orders.reshape(-1)
        """(N,): the order of each operation, from 0."""
        self.num_orders = int(self.orders.max(initial=-1)) + 1
        self.has_pins = bool((problem.op_fixed_start >= 0).any())

    def plan(
        self, recipe: Recipe, shifts: Table | None = None, leads: Floats | None = None
    ) -> Schedule | None:
        """Return the plan by a rule, units not given out; ``None`` if it breaks a date.

        Its arrays are those of the dispatcher: another plan overwrites them.

        Parameters
        ----------
        recipe
            The rule, and what it looks at.
        shifts
            (2, orders): by how many mean lengths of an operation the dates of an order are later,
            and by which power of e it is heavier.
        leads
            (N,): ticks from the start of an operation to the end that its order is due for, as
            expected; by default without any waiting.
        """
        problem, filling = self.problem, self.filling
        pressure = self.taken(recipe, shifts, leads)
        reset(problem, self.shop, filling)
        if not simulate(self.shop, filling, pressure, recipe.rule):
            return None
        if self.has_pins and not keeps_pins(self.shop, filling):
            return None
        if ((problem.op_deadline >= 0) & (filling.end > problem.op_deadline)).any():
            return None
        return Schedule(
            mode=filling.mode,
            unit=filling.mode,
            start=filling.start,
            end=filling.end,
            changeover=filling.changeover,
            status=Status.FEASIBLE,
        )

    def leads_of_plan(self) -> Floats:
        """Return the leads of the plan made last."""
        return (self.filling.end[self._goals] - self.filling.start).astype(np.float64)

    def taken(
        self, recipe: Recipe, shifts: Table | None = None, leads: Floats | None = None
    ) -> Pressure:
        """Return how urgent a rule takes operations to be; the arguments are those of `plan`."""
        known, blend = self.pressure, recipe.blend
        left = self.leads if leads is None else leads
        rest = np.maximum(1.0, left) / max(1.0, float(left.mean()))
        taken = known._replace(
            weight=known.weight**blend.weight,
            work=known.work**blend.work * rest**blend.rest,
            latest=known.due - blend.lead * left,
        )
        if shifts is not None:
            later = shifts[0][self.orders] * taken.span
            taken = taken._replace(
                due=taken.due + later,
                latest=taken.latest + later,
                weight=taken.weight * np.exp(shifts[1])[self.orders],
            )
        return taken._replace(worth=_worth_of(taken, recipe.rule))

    def finished(self, plan: Schedule, name: str) -> Schedule:
        """Return a copy of a plan with its units given out."""
        mode, start, end = plan.mode.copy(), plan.start.copy(), plan.end.copy()
        unit = assign_units(self.problem, mode, start, end)
        changeover = plan.changeover.copy()
        return Schedule(mode, unit, start, end, changeover, Status.FEASIBLE, provenance=name)


def _worth_of(pressure: Pressure, rule: Rule) -> Floats:
    """Return the logarithms of the numbers of operations that are late; shape (N,)."""
    numbers = pressure.weight
    if rule.kind == Kind.COST:
        numbers = numbers / np.maximum(1.0, pressure.work)
    with np.errstate(divide="ignore"):  # -inf of what has no weight: last of all
        return np.log(numbers)


def fast_dispatch(
    problem: Problem,
    rules: Sequence[str] | None = None,
    *,
    objectives: Sequence[Level | Objective] = _OBJECTIVES,
    until: float = float("inf"),
) -> Schedule | None:
    """Return the lexicographically best of the plans that some rules make.

    Parameters
    ----------
    problem
        One that `simulate_shop.applies` to.
    rules
        Keys of `RULES` and `GRID`, the most promising first; by default all of `RULES`
        behind the best of `GRID` for what is minimised.
    objectives
        Levels, most important first.
    until
        No rule but the first begins after `time.monotonic` passes it.

    Returns
    -------
    Schedule
        ``None`` if no rule kept all dates.

    Raises
    ------
    KeyError
        If there is no such rule.
    InvalidProblem
        If precedences run in a circle.
    """
    dispatcher = FastDispatcher(problem)
    best: Schedule | None = None
    found: Values = ()
    for number, name in enumerate(rules or _rules_for(problem, objectives)):
        if number and monotonic() > until:
            break
        plan = dispatcher.plan({**RULES, **GRID}[name])
        values = levels(problem, plan, objectives) if plan else ()
        if plan and (best is None or values < found):
            best, found = dispatcher.finished(plan, f"dispatch:{name}"), values
    if best is None:
        return None
    return replace(best, levels=level_results(problem, best, objectives))


def _rules_for(problem: Problem, objectives: Sequence[Level | Objective]) -> list[str]:
    """Return the names of the rules worth trying, the most promising first.

    On plants where much is late the first had 6 to 15 % less weighted tardiness than any rule
    without a look at the rest of the order; on ta21, ta41 and ta71 the shortest plans came from
    those that weigh work against the latest start.
    """
    names = ["rest-4-0.6", "atc", *RULES]
    if objectives and Level.of(objectives[0]).objectives == {Objective.MAKESPAN}:
        names = ["atc-far", *RULES]
    names = [name for name in dict.fromkeys(names) if name != "deadline"]
    return ["deadline", *names] if (problem.op_deadline >= 0).any() else names


def run(problem: Problem, turn: Turn) -> None:
    """Offer ever better plans by rules; see the module."""
    _Variation(problem, turn).run()


class _Kept(NamedTuple):
    """A plan that is varied."""

    values: Values
    recipe: Recipe
    shifts: Table
    leads: Floats


class _Variation:
    """One turn of the search."""

    def __init__(self, problem: Problem, turn: Turn) -> None:
        self.problem = problem
        self.turn = turn
        self.dispatcher = FastDispatcher(problem)
        self.rng = np.random.default_rng(turn.seed)
        self.effort = 0

    def is_over(self) -> bool:
        """Tell whether the time or the effort is used up."""
        limit = self.turn.effort
        return self.turn.is_over() or (limit is not None and self.effort >= limit)

    def run(self) -> None:
        """Try all rules, then vary the best of them in turn."""
        kept: list[_Kept] = []
        nothing = np.zeros((2, self.dispatcher.num_orders))
        names = _rules_for(self.problem, self.turn.exchange.wanted)
        for name in dict.fromkeys((*names, *GRID)):
            if self.is_over():
                return
            recipe = {**RULES, **GRID}[name]
            values = self.attempt(recipe, nothing, self.dispatcher.leads)
            if values is not None:
                kept.append(_Kept(values, recipe, nothing, self.dispatcher.leads))
        kept = sorted(kept, key=lambda row: row.values)[:_NUM_KEPT]
        while kept and not self.is_over():
            place = min(int(self.rng.integers(0, len(kept))) for _ in range(2))
            found = self._iterated(*self._varied(kept[place]), kept[place].leads)
            if found is not None and found.values <= kept[place].values:
                kept[place] = found
                kept.sort(key=lambda row: row.values)

    def _iterated(self, recipe: Recipe, shifts: Table, leads: Floats) -> _Kept | None:
        """Return the best of some plans, each by leads nearer to those of the one before."""
        best: _Kept | None = None
        trust = self.rng.uniform(*_TRUST)
        for number in range(_ROUNDS):
            if number and self.is_over():
                break
            values = self.attempt(recipe, shifts, leads)
            if values is None:
                break
            if best is None or values < best.values:
                best = _Kept(values, recipe, shifts, leads)
            leads = (1 - trust) * leads + trust * self.dispatcher.leads_of_plan()
        return best

    def attempt(self, recipe: Recipe, shifts: Table, leads: Floats) -> Values | None:
        """Plan by a rule, offer the plan if it is the best; return its levels."""
        exchange = self.turn.exchange
        self.effort += self.problem.num_operations
        plan = self.dispatcher.plan(recipe, shifts, leads)
        if plan is None:
            return None
        values = exchange.measure(plan)
        if not exchange.values or values < exchange.values:
            exchange.offer(self.dispatcher.finished(plan, _NAME), _NAME, values)
        return values

    def _varied(self, kept: _Kept) -> tuple[Recipe, Table]:
        """Change what a rule looks at, or the dates and weights of some orders."""
        rng, count = self.rng, self.dispatcher.num_orders
        if rng.random() < count / (count + _MANY_ORDERS):
            factors = np.exp(rng.normal(0.0, 0.2, size=6))
            rule, blend = kept.recipe
            reach, shun, weight, work, rest, lead = np.array([*rule[1:], *blend]) * factors
            rest += abs(rng.normal(0.0, 0.05))  # from 0 on, too
            blend = Blend(float(weight), float(work), float(rest), float(lead))
            return Recipe(Rule(rule.kind, float(reach), float(shun)), blend), kept.shifts
        share, spread = rng.choice(_SHARES), rng.choice(_SPREADS)
        chosen = rng.random(count) < share
        chosen[int(rng.integers(0, count))] = True
        change = rng.normal(0.0, spread, size=(2, count)) * [[_FAR], [1.0]]
        return kept.recipe, kept.shifts + np.where(chosen, change, 0.0)
