"""All dispatching rules one after the other, for problems that compiled rules do not know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solvers.dispatch import dispatch, rules_for

if TYPE_CHECKING:
    from models.level import Level
    from models.problem import Problem
    from solvers.portfolio.exchange import Turn

__all__ = ["applies", "run"]


def applies(problem: Problem, levels: tuple[Level, ...]) -> bool:
    """Tell whether no quicker way knows the rules."""
    from solvers.search.jit import is_compiled  # here: Numba loads slowly
    from solvers.search.rules import applies as are_known

    return not (is_compiled("rules") and are_known(problem, levels))


def run(problem: Problem, turn: Turn) -> None:
    """Offer the plan of every rule until the turn is over."""
    exchange = turn.exchange
    patience = exchange.options.patience
    for rule in rules_for(problem, patience):
        if turn.is_over():
            return
        plan = dispatch(
            problem, rule, patience=patience, objectives=exchange.wanted, until=turn.until
        )
        if plan.is_plan:
            values = tuple(level.value for level in plan.levels)
            exchange.offer(plan, plan.provenance, values)
