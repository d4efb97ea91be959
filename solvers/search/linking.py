"""Optimise a kernel together with all that it calls, and nothing before that.

Numba makes a library of machine code of every function, and links and optimises it once more for
every function that calls it, so what lies deep in a kernel is optimised once for each function
above it. Here only the kernel is; all else is a draft until then. In the kernel, drafts are
functions that nobody else can call, so what they do not read of their arguments, most arrays of
long tuples, is not handed over.

These are classes and attributes that Numba does not document, though they have long been as they
are; `tests/solvers/search/test_jit.py` fails if they change.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llvmlite.binding import Linkage
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import Compiler, Flags

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["DraftCompiler", "KernelCompiler"]

# `Any`: Numba's compiler and llvmlite have no types


class _Draft(JITCodeLibrary):
    """A function that is only ever a part of kernels: not optimised, no machine code."""

    @property
    def codegen(self) -> Any:
        return _Placeless(self._codegen)

    def get_pointer_to_function(self, name: str) -> int:  # noqa: ARG002  # as Numba calls it
        self._ensure_finalized()
        return 0

    def _optimize_final_module(self) -> None:
        """Leave that to the kernel."""

    def _finalize_final_module(self) -> None:
        self._finalized = True


class _Placeless:
    """A code generator, for functions that have no place in memory."""

    def __init__(self, codegen: Any) -> None:
        self._codegen = codegen

    def __getattr__(self, name: str) -> Any:
        return getattr(self._codegen, name)

    def set_env(self, name: str, env: object) -> None:
        """Do nothing: what only serves calls of Python has no place either."""


class _Kernel(JITCodeLibrary):
    """A function with machine code, in which all that it calls is its own."""

    def finalize(self) -> None:
        self._own = {function.name for function in _functions(self._final_module)}
        super().finalize()

    def _optimize_final_module(self) -> None:
        for function in _functions(self._final_module):
            if function.name not in self._own:
                function.linkage = Linkage.internal
        # the first pass brings counts of references together, the second is all the rest;
        # loops with more turns than these have would gain by vectors
        managed = self._codegen._module_pass_manager  # noqa: SLF001 - Numba's, see above
        for options in ({"slp_vectorize": False, "opt": 0, "cost": "cheap"}, {}):
            passes, builder = managed(loop_vectorize=False, **options)
            passes.run(self._final_module, builder)


def _functions(module: Any) -> list[Any]:
    return [function for function in module.functions if not function.is_declaration]


class _Options(Flags):
    """Options of a function; equal ones have one and the same copy.

    Numba looks operators up by that copy. To compare all 30 options each time takes a fifth of
    the time it takes to compile.
    """

    __slots__ = ()

    def copy(self) -> _Shared:
        return _SHARED.setdefault(repr(self), _Shared(self))


class _Shared(Flags):
    """Options that are equal to themselves alone; whoever wants to change them has a copy."""

    __slots__ = ()
    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        return self is other

    def copy(self) -> Flags:
        return Flags(self)


_SHARED: dict[str, _Shared] = {}  # only added to, under Numba's lock


class DraftCompiler(Compiler):
    """Compile what only kernels call."""

    def compile_extra(self, func: Callable[..., Any]) -> Any:
        """Compile a function."""
        self.state.flags = _Options(self.state.flags)
        self.state.library = _Draft(self.state.targetctx.codegen(), func.__qualname__)
        return super().compile_extra(func)


class KernelCompiler(Compiler):
    """Compile a kernel that Python calls."""

    def compile_extra(self, func: Callable[..., Any]) -> Any:
        """Compile a function; its machine code can be kept in a file."""
        self.state.flags = _Options(self.state.flags)
        self.state.library = _Kernel(self.state.targetctx.codegen(), func.__qualname__)
        self.state.library.enable_object_caching()
        return super().compile_extra(func)
