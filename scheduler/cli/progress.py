"""One live line on stderr: how far, and how good the best plan is so far."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

if TYPE_CHECKING:
    from types import TracebackType

    from solvers.options import ProgressEvent

__all__ = ["ProgressLine"]


class ProgressLine:
    """A bar that fills with the time limit; silent where stderr is no terminal."""

    def __init__(self, time_limit: float) -> None:
        self._console = Console(stderr=True)
        self._began = monotonic()
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TimeElapsedColumn(),
            console=self._console,
            transient=True,
            disable=not self._console.is_terminal,
        )
        self._task = self._progress.add_task("planning", total=time_limit)

    def __enter__(self) -> Self:
        """Show the line."""
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Take it away."""
        self._progress.stop()

    def show(self, event: ProgressEvent) -> None:
        """Show a better objective or a new stage."""
        text = event.stage
        if event.objective is not None and event.value is not None:
            text = f"{event.stage}: {event.objective} {event.value:,}"
            if event.bound is not None:
                text += f" (bound {event.bound:,})"
        self._progress.update(self._task, description=text, completed=monotonic() - self._began)
