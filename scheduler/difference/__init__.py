"""Two plans side by side: what moved, what it is worth, and whether their input is the same."""

from scheduler.difference.difference import Difference

__all__ = ["Difference"]
