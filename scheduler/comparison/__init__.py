"""The finite plan beside the infinite ones: plans, a figure, a page, tables."""

from scheduler.comparison.compare import Comparison, PlanSummary, compare

__all__ = ["Comparison", "PlanSummary", "compare"]
