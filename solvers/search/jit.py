"""Compile a function of arrays to machine code, once per installation.

Numba checks only whether the file of a function has changed, not those of the functions it calls.
So compiled code lies in a folder named after the contents of all kernels, and an upgrade of this
package, of Numba or of Python starts a new one. ``NUMBA_CACHE_DIR`` overrides where these folders
are.

What Python calls is `lean`, or `kernel` if it allocates. What kernels call is `inner` if it is
short, else `outlined`.
"""

from __future__ import annotations

import os
import shutil
import stat
import sys
import tempfile
from functools import cache
from hashlib import sha256
from pathlib import Path
from threading import Lock
from time import time
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import llvmlite
import numba
from numba.core.registry import CPUDispatcher
from numba.core.types import Tuple, UniTuple, int32, int64, unliteral
from platformdirs import user_cache_path

import models.problem

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = [
    "folder_for_numba",
    "forget_compiled",
    "inner",
    "is_compiled",
    "kernel",
    "kernel_files",
    "lean",
    "lock_of",
    "mark_compiled",
    "outlined",
    "temporary_folder",
]

P = ParamSpec("P")
R = TypeVar("R")

_KEEP_SECONDS = 30 * 24 * 3600
"""Code of other versions that nobody used for so long is thrown away."""

_lock = Lock()  # modules with kernels are imported in several threads


def kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a function that Python calls and that allocates arrays.

    Like `lean` but for that; each array taken out of a tuple is counted, with a lock, up and down
    again, which takes small kernels more than nine tenths of their time.
    """
    return _compiled(function, cache=True)


def lean(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a function that Python calls when that first happens, without interpreter lock.

    Its code is kept on disk, with all that it calls in it. Neither it nor what it calls may
    allocate (which does not compile) or return an array; to copy one into another, write a loop.
    Indices are not checked and divisions by zero do not raise; ``NUMBA_BOUNDSCHECK=1`` finds
    wrong indices.
    """
    return _compiled(function, cache=True, _nrt=False)


def inner(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a function for kernels alone, copied to wherever it is called.

    A call that is not copied may hand over seven numbers for each array, which costs more than a
    short function itself.
    """
    return _compiled(function, forceinline=True, **_PART)


def outlined(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a function for kernels alone, copied to where it is called only if that pays.

    For all that is not short.
    """
    return _compiled(function, **_PART)


_PART: dict[str, Any] = {  # `Any`: the stubs of Numba do not know all of them
    "no_cpython_wrapper": True,
    "no_cfunc_wrapper": True,
    "_nrt": False,
}


def _compiled(
    function: Callable[P, R],
    *,
    cache: bool = False,
    **options: Any,  # the stubs of Numba do not know all of them
) -> Callable[P, R]:
    settings = vars(numba.config)  # not ours alone: other users of Numba keep their folder
    with _lock:
        before = settings["CACHE_DIR"]
        settings["CACHE_DIR"] = str(_folder())
        try:
            compiled = numba.njit(cache=cache, nogil=True, error_model="numpy", **options)(function)
        finally:
            settings["CACHE_DIR"] = before
    if isinstance(compiled, CPUDispatcher):  # not where Numba is switched off
        compiled.__class__ = _General
    return compiled


class _General(CPUDispatcher):
    """A compiled function in which calls with constants share the code of those with variables.

    Numba compiles functions anew for each constant, which takes lists a fifth more time. It does
    not for those registered with `numba.extending`, but compiles these for each kind of caller.
    Numbers out of narrow tables share the code of wide ones, too.
    """

    def get_call_template(self, args: Sequence[Any], kws: Any) -> Any:  # types of Numba
        """Return the signature for a call; Numba turns what is handed over into its types."""
        general = {name: _general(kind) for name, kind in dict(kws).items()}
        return super().get_call_template([_general(kind) for kind in args], general)


def _general(kind: Any) -> Any:  # types of Numba
    kind = unliteral(kind)
    if isinstance(kind, Tuple | UniTuple):
        return Tuple([_general(part) for part in kind])
    return int64 if kind == int32 else kind


def is_compiled(name: str) -> bool:
    """Tell whether a kernel was compiled before, by this version on this machine."""
    return _mark(name).exists()


def mark_compiled(name: str) -> None:
    """Remember that a kernel is compiled now."""
    _mark(name).touch()


def lock_of(name: str) -> Path:
    """Return the file that whoever compiles a kernel locks, lest two programs do it at once."""
    return _mark(name).with_suffix(".lock")


def forget_compiled() -> Path:
    """Throw compiled code away that cannot be used; return where it was."""
    folder = _folder()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def folder_for_numba() -> Path:
    """Return what ``NUMBA_CACHE_DIR`` has to be for another process to share our code."""
    return _folder().parent


def _mark(name: str) -> Path:
    return _folder() / f"{name}.compiled"


@cache
def _folder() -> Path:
    """Return where compiled code lies; a place that can be written to, made if need be."""
    if os.environ.get("NUMBA_CACHE_DIR"):
        folder = Path(os.environ["NUMBA_CACHE_DIR"]) / _version()
        folder.mkdir(parents=True, exist_ok=True)
        return folder
    home = user_cache_path("finitecap", appauthor=False) / "compiled"
    try:
        folder = home / _version()
        folder.mkdir(parents=True, exist_ok=True)
        folder.touch()
        _throw_away_old(home, folder)
    except OSError:  # no home, or one that cannot be written to
        folder = temporary_folder() / _version()
        folder.mkdir(exist_ok=True)
    return folder


def temporary_folder() -> Path:
    """Return a folder that nobody else can write to: what lies in it is run."""
    user = os.getuid() if hasattr(os, "getuid") else 0  # Windows has none, nor have its files
    folder = Path(tempfile.gettempdir()) / f"finitecap-{user}"
    folder.mkdir(exist_ok=True, mode=0o700)
    status = folder.lstat()
    is_ours = stat.S_ISDIR(status.st_mode) and status.st_uid == user
    if is_ours and not status.st_mode & 0o022:
        return folder
    return Path(tempfile.mkdtemp(prefix="finitecap-"))


@cache
def _version() -> str:
    """Return a name for the contents of all kernels, where they are and what compiles them.

    Numba keeps the code of each place apart, so another installation has to compile its own.
    """
    place = Path(__file__).resolve()
    tools = f"{sys.version} {numba.__version__} {llvmlite.__version__} {place}"
    digest = sha256(tools.encode())
    for path in kernel_files():
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def kernel_files() -> list[Path]:
    """Return the files whose contents are in compiled code: kernels and their constants."""
    solvers = Path(__file__).parents[1]
    folders = (solvers / "search", solvers / "bounds")
    constants = Path(models.problem.__file__)
    return [*sorted(path for folder in folders for path in folder.rglob("*.py")), constants]


def _throw_away_old(home: Path, mine: Path) -> None:
    for folder in home.iterdir():
        if folder != mine and time() - folder.stat().st_mtime > _KEEP_SECONDS:
            shutil.rmtree(folder, ignore_errors=True)
