"""Call what may not come back in time, and go on without it."""

from __future__ import annotations

from threading import Thread
from time import monotonic
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["GRACE_SECONDS", "Worker", "within"]

T = TypeVar("T")

GRACE_SECONDS = 0.5
"""How long a solver may go on after it was told to stop."""

_LONGER_SECONDS = 0.65
"""The same for what may itself wait for a solver."""

_POLL_SECONDS = 0.05


class Worker(Generic[T]):
    """A call in a thread of its own, which dies with the program.

    CP-SAT is known to overrun its limits on some models (OR-Tools issue 4882: thousands of
    no-overlaps), and Python cannot end a thread; it can only stop waiting for it.
    """

    def __init__(self, work: Callable[[], T], name: str) -> None:
        self._work = work
        self._results: list[T] = []
        self._error: BaseException | None = None
        self._thread = Thread(target=self._call, name=name, daemon=True)
        self._thread.start()

    def _call(self) -> None:
        try:
            self._results.append(self._work())
        except BaseException as error:  # noqa: BLE001 - raised again where the result is taken
            self._error = error

    def wait(self, seconds: float) -> bool:
        """Wait a while; tell whether it has ended."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def result(self) -> T:
        """Return what the call returned, or raise what it raised; only after it has ended."""
        if self._error is not None:
            raise self._error
        return self._results[0]


def within(
    work: Callable[[], T], is_over: Callable[[], bool], name: str, grace: float = _LONGER_SECONDS
) -> T | None:
    """Return what a call returns; ``None`` if it still goes on after its time.

    Parameters
    ----------
    work
        Is expected to ask `is_over` itself.
    is_over
        Tells that it should have ended.
    name
        Of the thread.
    grace
        Seconds it is waited for then.
    """
    worker = Worker(work, name)
    while not worker.wait(_POLL_SECONDS):
        if is_over():
            since = monotonic()
            while not worker.wait(_POLL_SECONDS):
                if monotonic() - since > grace:
                    return None
    return worker.result()
