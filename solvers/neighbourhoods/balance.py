"""How the time goes to the levels: most to the first that is open, more to others once it rests."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Balance"]

_FIRST_SHARE, _RESTING_SHARE = 0.6, 0.2
"""Of the first open level, while it improves now and then, and when it does not any more."""

_PATIENCE = 20.0
"""Work without an improvement after which a level rests, in deterministic seconds ..."""
_PATIENT_ROUNDS = 20
"""... and rounds."""


class Balance:
    """Decides by what each level has had so far."""

    def __init__(self, count: int) -> None:
        self._spent = [0.0] * count
        self._since = [0.0] * count
        self._rounds = [0] * count
        self._first = 0

    def next(self, open_levels: Sequence[int]) -> int:
        """Return the level whose turn it is.

        Parameters
        ----------
        open_levels
            Those that are not proved, ascending, at least one.
        """
        *upper, last = open_levels
        if open_levels[0] != self._first:
            self._first = open_levels[0]
            self._spent = [0.0] * len(self._spent)
        return next((level for level in upper if not self._has_enough(level)), last)

    def _has_enough(self, level: int) -> bool:
        """Tell whether a level has had its share of what it and those below have had."""
        is_resting = self._since[level] > _PATIENCE or self._rounds[level] > _PATIENT_ROUNDS
        share = _RESTING_SHARE if is_resting else _FIRST_SHARE
        return self._spent[level] > share * sum(self._spent[level:])

    def learn(self, level: int, work: float, *, is_better: bool) -> None:
        """Take note of what a round took, and whether it improved its level."""
        self._spent[level] += work
        self._since[level] = 0.0 if is_better else self._since[level] + work
        self._rounds[level] = 0 if is_better else self._rounds[level] + 1
