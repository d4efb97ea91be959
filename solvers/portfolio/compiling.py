"""Have kernels compiled in another process, once per installation, while this one goes on."""

from __future__ import annotations

import os
import subprocess
import sys
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["compiled"]

_POLL_SECONDS = 0.05

_running: dict[str, subprocess.Popen[bytes]] = {}
_lock = Lock()


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
    from solvers.search.jit import is_compiled  # here: Numba loads slowly

    if is_compiled(name):
        return True
    with _lock:
        process = _running.get(name)
        if process is None:
            process = _running[name] = _start(name)
    while not is_over():
        try:
            process.wait(_POLL_SECONDS)
        except subprocess.TimeoutExpired:
            continue
        return True
    return False


def _start(name: str) -> subprocess.Popen[bytes]:
    """Start the compiler with the same packages to import as here, deaf to Ctrl-C."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    return subprocess.Popen(
        [sys.executable, "-m", "solvers.portfolio.warm_up", name],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
