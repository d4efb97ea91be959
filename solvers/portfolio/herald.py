"""Pass on progress, one event after the other, while nobody waits for who listens."""

from __future__ import annotations

import logging
from collections import deque
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from solvers.options import Progress, ProgressEvent

__all__ = ["Herald"]

_log = logging.getLogger(__name__)


class Herald:
    """A queue of events, emptied by whoever finds it unattended.

    A listener may take its time, say a terminal that is held: then one search waits with it, and
    the others go on and leave their events in the queue.

    Parameters
    ----------
    listener
        Never called by two threads at once. If it raises, that is logged, and it hears nothing
        more: the search whose news it was goes on, and so does the plan.
    """

    def __init__(self, listener: Progress) -> None:
        self._listener: Progress | None = listener
        self._events: deque[ProgressEvent] = deque()
        self._telling = Lock()

    def note(self, event: ProgressEvent) -> None:
        """Put an event in the queue; takes no time."""
        self._events.append(event)

    def tell(self) -> None:
        """Pass on all events unless another thread does; to be called without any lock held."""
        # asked again after the lock is free: what was noted meanwhile has nobody else to tell it
        while self._events and self._telling.acquire(blocking=False):
            try:
                while self._events:
                    self._pass_on(self._events.popleft())
            finally:
                self._telling.release()

    def end(self) -> None:
        """Tell nothing any more: who listened may be gone, and a late search still has news."""
        self._listener = None

    def _pass_on(self, event: ProgressEvent) -> None:
        listener = self._listener  # another thread may end it meanwhile
        if listener is None:
            return
        try:
            listener(event)
        except Exception:  # noqa: BLE001 - of whoever calls us: the plan is worth more
            _log.exception("who listens to progress failed, and is told nothing more")
            self._listener = None
