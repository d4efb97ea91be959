"""Run a long job so that Ctrl-C is heard."""

from __future__ import annotations

import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

import click

from scheduler.cli.common import words_of_run
from solvers.portfolio.compiling import unfinished
from solvers.watchdog import Worker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from threading import Event

__all__ = ["INTERRUPTED", "run_interruptible", "tell_what_goes_on"]

INTERRUPTED = 130
"""Exit code after Ctrl-C, the best plan so far written."""

_POLL_SECONDS = 0.2

_Result = TypeVar("_Result")


def run_interruptible(job: Callable[[], _Result], stop: Event, *, said: str = "") -> _Result:
    """Run a job in a thread, so that Ctrl-C is heard while the solver computes.

    The first Ctrl-C asks the job to stop with the best it has; the second ends at once.

    Parameters
    ----------
    said
        What the first Ctrl-C is answered; default: that the best plan so far is kept.
    """
    with _on_interrupt(stop, said):
        worker = Worker(job, "plan")
        while not worker.wait(_POLL_SECONDS):
            pass  # a signal is heard between two waits
        return worker.result()


def tell_what_goes_on() -> None:
    """Say what goes on in the background when the plan is written."""
    names = unfinished()
    if names:
        message = words_of_run().text(
            "still compiling {searches} in the background, once per installation;"
            " it ends by itself, and the next plan is found sooner",
            searches=", ".join(names),
        )
        click.echo(message, err=True)


@contextmanager
def _on_interrupt(stop: Event, said: str) -> Iterator[None]:
    said = said or words_of_run().text(
        "stopping with the best plan so far; Ctrl-C again to give up"
    )

    def ask_to_stop(signum: int, frame: object) -> None:
        del signum, frame
        signal.signal(signal.SIGINT, signal.default_int_handler)
        stop.set()
        click.echo(f"\n{said}", err=True)

    before = signal.signal(signal.SIGINT, ask_to_stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
