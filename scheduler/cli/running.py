"""Run a long job so that Ctrl-C is heard."""

from __future__ import annotations

import signal
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as StillRunning
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from threading import Event

__all__ = ["INTERRUPTED", "run_interruptible"]

INTERRUPTED = 130
"""Exit code after Ctrl-C, the best plan so far written."""

_Result = TypeVar("_Result")


def run_interruptible(job: Callable[[], _Result], stop: Event) -> _Result:
    """Run a job in a thread, so that Ctrl-C is heard while the solver computes.

    The first Ctrl-C asks the job to stop with the best it has; the second ends at once.
    """
    with _on_interrupt(stop), ThreadPoolExecutor(max_workers=1) as pool:
        future = pool.submit(job)
        while True:
            try:
                return future.result(timeout=0.2)
            except StillRunning:
                if future.done():
                    raise


@contextmanager
def _on_interrupt(stop: Event) -> Iterator[None]:
    def ask_to_stop(signum: int, frame: object) -> None:
        del signum, frame
        stop.set()
        signal.signal(signal.SIGINT, signal.default_int_handler)
        click.echo("\nstopping with the best plan so far; Ctrl-C again to give up", err=True)

    before = signal.signal(signal.SIGINT, ask_to_stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
