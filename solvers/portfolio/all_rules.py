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
    """Tell whether there is something to plan: rules in Python know every problem."""
    return bool(levels) and problem.num_operations > 0


def run(problem: Problem, turn: Turn) -> None:
    """Offer the plan of every rule until the turn is over, unless compiled rules know them all."""
    exchange = turn.exchange
    patience = exchange.options.patience
    if _has_quicker_way(problem, turn):
        return
    for rule in rules_for(problem, patience):
        if turn.is_over():
            return
        plan = dispatch(
            problem, rule, patience=patience, objectives=exchange.wanted, until=turn.until
        )
        if plan.is_plan:
            values = tuple(level.value for level in plan.levels)
            exchange.offer(plan, plan.provenance, values)


def _has_quicker_way(problem: Problem, turn: Turn) -> bool:
    """Tell whether compiled rules know the problem, and are there or may be compiled first.

    What was planned on this machine before decides no plan where the clock does not count.
    """
    from solvers.search.jit import is_compiled  # here: Numba loads slowly
    from solvers.search.rules import applies as are_known

    is_there = turn.effort is not None or is_compiled("rules")
    return is_there and are_known(problem, turn.exchange.wanted)
