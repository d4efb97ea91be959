"""Compile a function of arrays to machine code, once per installation.

Numba checks only whether the file of a function has changed, not those of the functions it calls.
So compiled code lies in a folder named after the contents of all kernels, and an upgrade of this
package, of Numba or of Python starts a new one. ``NUMBA_CACHE_DIR`` overrides the place.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from functools import cache
from hashlib import sha256
from pathlib import Path
from time import time
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import numba
from platformdirs import user_cache_path

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "inlined",
    "inner",
    "is_compiled",
    "kernel",
    "lean",
    "mark_compiled",
    "merged",
    "outlined",
]

P = ParamSpec("P")
R = TypeVar("R")

_KEEP_SECONDS = 30 * 24 * 3600
"""Code of other versions that nobody used for so long is thrown away."""


def kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a function when it is first called, without the interpreter lock.

    Small functions that it calls, kernels themselves, become part of it. Indices are not checked
    and divisions by zero do not raise; ``NUMBA_BOUNDSCHECK=1`` finds wrong indices.

    One that allocates nothing is better `lean`: each array taken out of a tuple is counted, with
    a lock, up and down again, which takes small kernels more than nine tenths of their time.
    """
    return _compiled(function)


def lean(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a function like `kernel`, but without counting references to arrays.

    It may neither allocate (which does not compile) nor return an array, and so may not what it
    calls: only lean and inlined functions. To copy an array into another, write a loop.
    """
    return _compiled(function, _nrt=False)


def inlined(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a function into every kernel that calls it, however large it is.

    A call that is not inlined hands over seven numbers for each array, which costs more than a
    short function itself. It may allocate as little as a `lean` one.
    """
    return _compiled(function, cache=False, forceinline=True, _nrt=False)


def inner(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a function like `inlined`, for kernels alone: Python cannot call it.

    What turns Python's arguments into arrays would take a third of the compile time.
    """
    unneeded = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
    return _compiled(function, cache=False, forceinline=True, _nrt=False, **unneeded)


def outlined(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a function like `inner`, but called where it is used, not copied there.

    For what is long, used in many places, and takes few arrays.
    """
    unneeded = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
    return _compiled(function, cache=False, _nrt=False, **unneeded)


def merged(function: Callable[P, R]) -> Callable[P, R]:
    """Make a function a part of the only kernel that calls it, before that is compiled.

    Every other function is compiled by itself and again with all that call it, which for deep
    calls takes most of the time; this one is not.
    """
    return _compiled(function, cache=False, inline="always", _nrt=False)


def _compiled(
    function: Callable[P, R],
    *,
    cache: bool = True,
    **options: Any,  # the stubs of Numba do not know all of them
) -> Callable[P, R]:
    settings = vars(numba.config)  # not ours alone: other users of Numba keep their folder
    before = settings["CACHE_DIR"]
    settings["CACHE_DIR"] = str(_folder())
    try:
        return numba.njit(cache=cache, nogil=True, error_model="numpy", **options)(function)
    finally:
        settings["CACHE_DIR"] = before


def is_compiled(name: str) -> bool:
    """Tell whether a kernel was compiled before, by this version on this machine."""
    return _mark(name).exists()


def mark_compiled(name: str) -> None:
    """Remember that a kernel is compiled now."""
    _mark(name).touch()


def _mark(name: str) -> Path:
    # with the version: a folder of the user's own outlives it
    return _folder() / f"{_version()}-{name}"


@cache
def _folder() -> Path:
    """Return where compiled code lies; a place that can be written to, made if need be."""
    if os.environ.get("NUMBA_CACHE_DIR"):
        folder = Path(os.environ["NUMBA_CACHE_DIR"])
        folder.mkdir(parents=True, exist_ok=True)
        return folder
    home = user_cache_path("finitecap", appauthor=False) / "compiled"
    try:
        folder = home / _version()
        folder.mkdir(parents=True, exist_ok=True)
        folder.touch()
        _throw_away_old(home, folder)
    except OSError:  # no home, or one that cannot be written to
        folder = Path(tempfile.gettempdir()) / f"finitecap-{os.getuid()}" / _version()
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


@cache
def _version() -> str:
    """Return a name for the contents of all kernels and what compiles them."""
    digest = sha256(f"{sys.version} {numba.__version__}".encode())
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _throw_away_old(home: Path, mine: Path) -> None:
    for folder in home.iterdir():
        if folder != mine and time() - folder.stat().st_mtime > _KEEP_SECONDS:
            shutil.rmtree(folder, ignore_errors=True)
