"""What a target asks, and how cells answer it; `None` where something was not measured."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.cell import Cell, Method
    from benchmarks.jobshops import BestKnown

__all__ = ["Judge", "Measured", "Need", "Target", "Verdict"]


@dataclass(frozen=True, slots=True)
class Need:
    """A cell that a target is judged by.

    Parameters
    ----------
    seconds
        Its budget where the target asks for all of it.
    """

    spec: str
    method: Method
    seconds: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was reached, in words; the ratio if the target is one; whether the target is met."""

    reached: str
    ratio: float | None = None
    is_met: bool | None = None


class Measured:
    """The cells there are, by spec and method, and what is known of the specs."""

    def __init__(self, cells: Iterable[Cell], best_known: Mapping[str, BestKnown]) -> None:
        self._cells = {(cell.spec, cell.method): cell for cell in cells}
        self._best = best_known

    def cell(self, spec: str, method: Method) -> Cell | None:
        """Return a cell, if it was measured."""
        return self._cells.get((spec, str(method)))

    def value(self, spec: str, method: Method) -> float | None:
        """Return the first objective of a plan; ``None`` without one."""
        cell = self.cell(spec, method)
        return None if cell is None else cell.value

    def all_by(self, method: Method) -> list[Cell]:
        """Return every cell of a method."""
        return [cell for (_, name), cell in self._cells.items() if name == method]

    def best(self, spec: str) -> int | None:
        """Return the best known value."""
        known = self._best.get(spec)
        return None if known is None else known.upper_bound

    def gap(self, spec: str, method: Method) -> float | None:
        """Return how far above the best known a method is, as a share of it."""
        value, best = self.value(spec, method), self.best(spec)
        return None if value is None or best is None else (value - best) / best

    def mean_gap(self, specs: Iterable[str], method: Method) -> float | None:
        """Return the mean gap over specs; ``None`` unless there is a plan for each."""
        gaps = [self.gap(spec, method) for spec in specs]
        known = [gap for gap in gaps if gap is not None]
        return sum(known) / len(known) if known and len(known) == len(gaps) else None


Judge = Callable[[Measured], Verdict]


@dataclass(frozen=True, slots=True)
class Target:
    """One row: what is to be reached, within which seconds, by which cells it is judged.

    Parameters
    ----------
    name
        For ``--only``.
    reach
        What is asked, in words.
    needs
        Cells to run; empty if the instances are not there.
    missing
        Why there are none.
    """

    name: str
    what: str
    reach: str
    seconds: float
    needs: tuple[Need, ...]
    judge: Judge
    missing: str = ""
