"""How long the steps of a run take."""

from __future__ import annotations

from contextlib import contextmanager
from enum import StrEnum
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Step", "Stopwatch"]


class Step(StrEnum):
    """A step on the way from a scenario to a plan folder."""

    READING = "reading"
    MATERIALS = "material planning"
    SCHEDULE = "scheduling"
    FIGURES = "checking and key figures"
    REMEDIES = "remedies"
    WRITING = "report and files"


class Stopwatch:
    """Wall seconds of the steps that were taken, in their order."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def step(self, step: Step) -> Iterator[None]:
        """Take the time of a step, be it ended by an error too."""
        began = monotonic()
        try:
            yield
        finally:
            self.seconds[str(step)] = self.seconds.get(str(step), 0.0) + monotonic() - began
