"""Have kernels compiled in another process, once per installation, while this one goes on."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from threading import Lock
from time import sleep
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["begin", "compiled", "is_ready", "unfinished"]

_POLL_SECONDS = 0.05


class _Compiler(subprocess.Popen[bytes]):
    """A process that may outlive this one, of which `Popen` would warn at the end."""

    def __del__(self) -> None:
        """Leave it alone: it ends by itself."""


# of this program, not of one solve: a compiler outlives the plan that started it, and the next one
# must not start another
_running: dict[str, _Compiler] = {}
_lock = Lock()


def begin(name: str) -> bool:
    """Have a search compiled unless that goes on or is done; tell whether it begins now."""
    from solvers.search.jit import is_compiled  # here: Numba loads slowly

    with _lock:
        if name in _running or is_compiled(name):
            return False
        _running[name] = _start(name)
        return True


def is_ready(name: str) -> bool:
    """Tell whether a search need not be waited for: compiled, or the compiler failed at it."""
    from solvers.search.jit import is_compiled  # here: Numba loads slowly

    process = _running.get(name)
    return is_compiled(name) or (process is not None and process.poll() is not None)


def compiled(name: str, is_over: Callable[[], bool]) -> bool:
    """Wait until a search is compiled; tell whether it is.

    Parameters
    ----------
    name
        Of the search.
    is_over
        Asked often; ``True`` ends the wait, not the compiler: the next plan finds it done.

    Returns
    -------
    bool
        ``True`` also if the compiler failed: the search then compiles itself.
    """
    begin(name)
    while not is_ready(name):
        if is_over():
            return False
        sleep(_POLL_SECONDS)
    return True


def unfinished() -> list[str]:
    """Return the searches whose compilers, begun by this program, go on."""
    with _lock:
        return [name for name, process in _running.items() if process.poll() is None]


def _start(name: str) -> _Compiler:
    """Start the compiler with the same packages to import as here, deaf to Ctrl-C.

    Nothing is imported from the folder it is started in (-P), unless that is done here as well.
    """
    from solvers.search.jit import folder_for_numba  # here: Numba loads slowly

    places = {
        "PYTHONPATH": os.pathsep.join(entry or str(Path.cwd()) for entry in sys.path),
        "NUMBA_CACHE_DIR": str(folder_for_numba()),
    }
    return _Compiler(
        [sys.executable, "-P", "-m", "solvers.portfolio.warm_up", name],
        env=os.environ | places,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
