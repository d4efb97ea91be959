"""Did you mean: the known name closest to a misspelt one."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

__all__ = ["Suggester", "closest", "did_you_mean"]

_COMPARISONS = 300_000
"""Names one run of the checks may compare: a second's work, however many ids are misspelt."""


def closest(name: str, known: Collection[str]) -> str:
    """Return the known name most like another; empty if none is near."""
    folded = name.casefold()
    for candidate in known:
        if candidate.casefold() == folded:
            return candidate
    matches = get_close_matches(name, known, n=1)
    return matches[0] if matches else ""


def did_you_mean(name: str, known: Collection[str]) -> str:
    """Return the question as a hint; empty if no known name is near."""
    match = closest(name, known)
    return f"Did you mean '{match}'?" if match else ""


class Suggester:
    """Answer the same question once, and stop asking when it becomes expensive."""

    def __init__(self) -> None:
        self._answers: dict[tuple[str, str], str] = {}
        self._left = _COMPARISONS

    def hint(self, name: str, known: Collection[str], kind: str) -> str:
        """Return `did_you_mean` among the names of one kind."""
        question = (kind, name)
        if question not in self._answers:
            self._left -= len(known)
            self._answers[question] = did_you_mean(name, known) if self._left > 0 else ""
        return self._answers[question]
