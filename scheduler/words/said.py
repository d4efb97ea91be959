"""Sentences of a plan that can be said again in another language.

Causes and reasons are found while a plan is made, and read long after it by somebody else. So
they are kept as what they say, template and values, not only as how it was once said.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING, TypeAlias

from scheduler.words.filling import filled

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

__all__ = ["Amount", "Listed", "Moment", "Said", "Value"]


@dataclass(frozen=True, slots=True)
class Amount:
    """A number in a sentence, as digits with a decimal point, all of which are said."""

    digits: str

    def __str__(self) -> str:
        """Return it in English."""
        return self.digits

    @classmethod
    def of(cls, value: float | Decimal, decimals: int | None = None) -> Amount:
        """Return a number rounded to some decimals, or exactly."""
        return cls(f"{value:f}" if decimals is None else f"{value:.{decimals}f}")


@dataclass(frozen=True, slots=True)
class Moment:
    """A local time in a sentence, to the minute, or a day."""

    at: datetime
    is_day: bool = False

    @classmethod
    def of(cls, moment: datetime) -> Moment:
        """Return a moment as its own clock shows it, without offset."""
        return cls(moment.replace(tzinfo=None))

    @classmethod
    def of_day(cls, day: date) -> Moment:
        """Return a day as a whole."""
        return cls(datetime.combine(day, time.min), is_day=True)

    def __str__(self) -> str:
        """Return it in English."""
        return f"{self.at:%Y-%m-%d}" if self.is_day else f"{self.at:%Y-%m-%d %H:%M}"


@dataclass(frozen=True, slots=True)
class Listed:
    """Names and sentences one after the other."""

    parts: tuple[str, ...]
    between: str = ", "

    def __str__(self) -> str:
        """Return them in English."""
        return self.between.join(self.parts)


Value: TypeAlias = str | Amount | Moment | Listed
"""What stands in a place of a sentence; a `Said` is a text, too."""


class Said(str):
    """A sentence, as text in English, that knows its template and the values in it.

    It can stand wherever a text can; what is made of it by ``+`` or an f-string is a plain text.

    Parameters
    ----------
    template
        In English; the message that catalogues translate.
    values
        By the names of the template's places.
    """

    __slots__ = ("many", "template", "values")

    template: str
    many: str
    """Template for counts other than one; empty where nothing is counted."""
    values: Mapping[str, Value]

    def __new__(cls, template: str, /, **values: Value) -> Said:
        """Say a sentence in English."""
        return cls.made(template, values)

    @classmethod
    def plural(cls, one: str, many: str, count: int, /, **values: Value) -> Said:
        """Say a sentence about a number of things, which its place ``count`` gets."""
        return cls.made(one, {"count": Amount(str(count)), **values}, many)

    @classmethod
    def made(
        cls, template: str, values: Mapping[str, Value], many: str = "", *, text: str | None = None
    ) -> Said:
        """Return a sentence from its parts; its text may be in another language."""
        if text is None:
            is_many = many and str(values.get("count")) != "1"
            text = filled(many if is_many else template, values)
        made = super().__new__(cls, text)
        made.template, made.many, made.values = template, many, dict(values)
        return made

    def __reduce__(self) -> tuple[object, ...]:
        """Let copies and pickles keep how it was made."""
        return _remade, (self.template, dict(self.values), self.many, str(self))


def _remade(template: str, values: Mapping[str, Value], many: str, text: str) -> Said:
    return Said.made(template, values, many, text=text)
