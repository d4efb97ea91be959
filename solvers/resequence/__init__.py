"""A plan in another order: who runs after whom is told, all times follow from it."""

from solvers.resequence.follow import OrderNotKeptError, resequence
from solvers.resequence.lanes import Lane, lanes_of
from solvers.resequence.network import CircularOrderError, Step, Why
from solvers.resequence.restart import restart
from solvers.resequence.rule import lanes_by_key, lanes_by_rule

__all__ = [
    "CircularOrderError",
    "Lane",
    "OrderNotKeptError",
    "Step",
    "Why",
    "lanes_by_key",
    "lanes_by_rule",
    "lanes_of",
    "resequence",
    "restart",
]
