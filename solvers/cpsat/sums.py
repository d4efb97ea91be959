"""Weighted sums of expressions and constants."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["weighted_sum"]


def weighted_sum(terms: Sequence[tuple[cp_model.LinearExprT, int]]) -> cp_model.LinearExprT:
    """Return a weighted sum of expressions and constants."""
    constant = sum(value * weight for value, weight in terms if isinstance(value, int))
    moving = [(value, weight) for value, weight in terms if not isinstance(value, int)]
    if not moving:
        return constant
    expressions, weights = zip(*moving, strict=True)
    return cp_model.LinearExpr.weighted_sum(expressions, weights) + constant
