"""Compile orders and routings to a `Problem`, and read a `Schedule` back in the user's words."""

from scheduler.compile.compile import compile_problem
from scheduler.compile.compiled import Compiled, OperationRef

__all__ = ["Compiled", "OperationRef", "compile_problem"]
