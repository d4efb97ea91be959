"""Draws that random scenarios are made of: numbers, dates and picks from one seed."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import TypeVar

__all__ = ["Dice", "Row"]

Row = dict[str, object]
T = TypeVar("T")


class Dice:
    """A seeded source of everything that is drawn.

    `richness` is a factor on all chances: poor plants find faults that rich ones hide.
    """

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)
        self.richness = self._random.choice([0.3, 0.7, 1.0, 1.3])
        self.start = datetime(2026, 6, 1)  # noqa: DTZ001 - local by design
        self.horizon = 20

    def chance(self, probability: float) -> bool:
        """Tell whether something is there that is there with a probability."""
        return self._random.random() < min(0.95, probability * self.richness)

    def number(self, least: int, most: int) -> int:
        """Return a whole number, both ends included."""
        return self._random.randint(least, most)

    def pick(self, *options: T) -> T:
        """Return one of some values."""
        return self._random.choice(options)

    def one_of(self, options: list[T]) -> T:
        """Return one of a list."""
        return self._random.choice(options)

    def some(self, options: list[T], most: int) -> list[T]:
        """Return up to so many of a list, in any order."""
        return self._random.sample(options, min(len(options), self.number(0, most)))

    def quantity(self, most: int = 60) -> object:
        """Return pieces, mostly whole ones."""
        return self._random.choice(
            [
                self.number(1, most),
                self.number(1, most),
                self.number(1, 5),
                "0.5",
                "2.25",
                "0.333333",
            ]
        )

    def days(self, most: int) -> str:
        """Return a lead time of up to so many days."""
        return f"{self.number(0, most)}d"

    def minutes(self, most: int) -> str:
        """Return a duration of up to so many minutes."""
        return f"{self.number(0, most)}m"

    def day(self, least: int = -4, most: int | None = None) -> str:
        """Return a date so many days after the start, by default up to beyond the horizon."""
        offset = self.number(least, self.horizon + 2 if most is None else most)
        return (self.start.date() + timedelta(days=offset)).isoformat()

    def moment(self, least: int = -4, most: int | None = None) -> str:
        """Return a date, or now and then one with a time of day, or even with an offset."""
        day = self.day(least, most)
        if self.chance(0.25):
            day += f"T{self.number(0, 23):02}:{self.pick('00', '30', '17')}"
            if self.chance(0.1):
                day += ":00+05:30"
        return day

    def fields(self, row: Row, chance: float, **values: object) -> None:
        """Set each of some fields of a row with a chance."""
        for name, value in values.items():
            if self.chance(chance):
                row[name] = value
