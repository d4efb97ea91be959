"""List scheduling: feasible plans at finite capacity by priority rules, without search."""

from solvers.dispatch.dispatcher import best_dispatch, dispatch, rules_for, sequence_dispatch
from solvers.dispatch.patient import Patience
from solvers.dispatch.rules import DEFAULT_RULE, RULES, Rule

__all__ = [
    "DEFAULT_RULE",
    "RULES",
    "Patience",
    "Rule",
    "best_dispatch",
    "dispatch",
    "rules_for",
    "sequence_dispatch",
]
