"""Which neighbourhood comes next, and how large: what did well before does more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Choice"]

_MEMORY = 0.1
"""Weight of the last round in what a neighbourhood is worth."""

_CURIOSITY = 0.25
"""Share of the rounds that are given out evenly."""

_QUICK = 0.5
"""Part of the limit within which a proof makes the neighbourhood grow."""

_GROWTH, _SHRINKAGE = 1.2, 0.85
_FIRST_SIZE, _LEAST_SIZE = 12.0, 4.0


@dataclass(slots=True)
class _Arm:
    name: str
    size: float
    worth: float = 1.0


class Choice:
    """A roulette of neighbourhoods, each with a size of its own.

    Ropke and Pisinger (2006), doi:10.1287/trsc.1050.0135, section 3.4: weights follow the score
    of the last rounds; here it is the improvements per second.
    """

    def __init__(self, names: Sequence[str], most: int) -> None:
        self._arms = [_Arm(name, min(_FIRST_SIZE, most)) for name in names]
        self._most = most

    def next(self, random: np.random.Generator) -> tuple[str, int]:
        """Return the name of a neighbourhood, and how many operations to set free."""
        worth = np.array([arm.worth for arm in self._arms])
        even = 1 / worth.size
        share = worth / worth.sum() if worth.sum() > 0 else np.full(worth.size, even)
        chances = _CURIOSITY * even + (1 - _CURIOSITY) * share
        arm = self._arms[int(random.choice(worth.size, p=chances / chances.sum()))]
        return arm.name, round(arm.size)

    def learn(self, name: str, size: int, gain: float, seconds: float, used: float | None) -> None:
        """Take note of how a round went.

        Parameters
        ----------
        size
            Operations it did set free: sometimes there are not as many as asked for.
        gain
            From 0, nothing, to 1.
        seconds
            What it took.
        used
            Part of its limit that it took to search all of the neighbourhood; ``None`` if it
            did not get through.
        """
        arm = next(arm for arm in self._arms if arm.name == name)
        arm.worth += _MEMORY * (gain / max(seconds, 0.05) - arm.worth)
        if used is None:
            arm.size = max(_LEAST_SIZE, min(arm.size, size) * _SHRINKAGE)
        elif used < _QUICK and size >= round(arm.size):
            arm.size = min(self._most, max(arm.size * _GROWTH, arm.size + 1))
