"""Proved limits of objectives without search: relaxations that are solved exactly."""

from solvers.bounds.engine import lower_bounds, run

__all__ = ["lower_bounds", "run"]
