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
    """A bar that fills with the time limit, or with steps; silent where stderr is no terminal.

    Attributes
    ----------
    text : str
        What it says now.
    """

    def __init__(self, time_limit: float) -> None:
        self._console = Console(stderr=True)
        self._began = monotonic()
        self.text = "planning"
        self._levels: dict[str, str] = {}
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

    def step(self, text: str, done: float) -> None:
        """Show what goes on, and how much of the whole is done."""
        self.text = text
        self._progress.update(self._task, description=text, completed=done)

    def show(self, event: ProgressEvent) -> None:
        """Show a new stage, or all levels of the best plan and who found it."""
        text = event.stage
        if event.objective is not None:
            self._levels[str(event.objective)] = event.text or f"{event.value:,}"
            levels = " · ".join(f"{level} {value}" for level, value in self._levels.items())
            text = f"{event.stage}: {levels}"
        self.text = text
        self._progress.update(self._task, description=text, completed=monotonic() - self._began)
