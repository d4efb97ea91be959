"""Let tests call what only kernels call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, cast

import numba

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
R = TypeVar("R")


def called(function: Callable[P, R]) -> Callable[P, R]:
    """Return a kernel that does nothing but call a function, by position."""
    inside: Callable[..., R] = function

    @numba.njit(error_model="numpy")
    def call(*arguments: Any) -> R:  # of any type, as Numba finds them
        return inside(*arguments)

    return cast("Callable[P, R]", call)  # the same but for names
