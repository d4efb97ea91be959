"""What is said to people, in their language: texts, plurals, terms, numbers and dates."""

from __future__ import annotations

from dataclasses import dataclass, field
from gettext import NullTranslations
from typing import TYPE_CHECKING, Any

from scheduler.words.filling import filled
from scheduler.words.said import Amount, Listed, Moment, Said
from scheduler.words.terms import UNIT, context_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime
    from decimal import Decimal
    from enum import StrEnum

    from scheduler.words.said import Value

__all__ = ["ENGLISH", "Words"]


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """One language; renderers get it as an argument and ask it for everything they say.

    Messages are written in English where they are used; a message that the catalogue does not
    know is said in English.

    Parameters
    ----------
    language
        Its code, e.g. ``it``.
    catalogue
        Messages by their English.
    decimal, group
        Marks within numbers.
    weekdays
        Short names, Monday first.
    scripts
        The messages of the report's scripts; those that count have a text for each plural
        category of CLDR.
    charts
        What plotly.js must know of the language, empty for English.
    """

    language: str = "en"
    catalogue: NullTranslations = field(default_factory=NullTranslations)
    decimal: str = "."
    group: str = "\N{NARROW NO-BREAK SPACE}"
    weekdays: tuple[str, ...] = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    scripts: Mapping[str, str | Mapping[str, str]] = field(default_factory=dict)
    charts: Mapping[str, Any] = field(default_factory=dict)  # JSON

    @property
    def tag(self) -> str:
        """Return its code as browsers want it, e.g. ``pt-BR``."""
        return self.language.replace("_", "-")

    def text(self, message: str, /, **values: object) -> str:
        """Return a message with its named places filled."""
        return filled(self.catalogue.gettext(message) if message else "", values)

    def plural(self, one: str, many: str, count: int, /, **values: object) -> str:
        """Return a message about a number of things, which its place ``count`` gets."""
        text = self.catalogue.ngettext(one, many, count)
        return filled(text, {"count": count, **values})

    def in_context(self, context: str, message: str) -> str:
        """Return a word that means several things, as what it means in a context."""
        return self.catalogue.pgettext(context, message)

    def term(self, member: StrEnum) -> str:
        """Return the word for a member of one of our enumerations, e.g. a type of order."""
        return self.catalogue.pgettext(context_of(member), str(member))

    def unit(self, name: str) -> str:
        """Return the word for a unit; empty for none."""
        return self.catalogue.pgettext(UNIT, name) if name else ""

    def number(self, value: float, decimals: int = 0, *, grouped: bool = True) -> str:
        """Return a number with the marks of the language."""
        return self._marked(f"{value:{',' if grouped else ''}.{decimals}f}")

    def _marked(self, number: str) -> str:
        return number.translate({ord(","): self.group, ord("."): self.decimal})

    def signed(self, value: float, decimals: int = 0) -> str:
        """Return a number that says whether it is more or less."""
        return self._marked(f"{value:+,.{decimals}f}")

    def exact(self, value: Decimal) -> str:
        """Return a number with all its decimals and no marks of groups, e.g. a quantity."""
        return f"{value:f}".replace(".", self.decimal)

    def money(self, value: Decimal) -> str:
        """Return an amount with all its decimals and the marks of groups."""
        return self._marked(f"{value:,f}")

    def percent(self, share: float, decimals: int = 0) -> str:
        """Return a share of 1 in percent."""
        return f"{self.number(100 * share, decimals)}%"

    def day(self, moment: date) -> str:
        """Return a date, also that of a local time."""
        # Translators: how a date is written; the year stays in full
        return self.text(
            "{year}-{month}-{day}",
            year=f"{moment.year:04}",
            month=f"{moment.month:02}",
            day=f"{moment.day:02}",
        )

    def date(self, moment: datetime, *, seconds: bool = False) -> str:
        """Return a local time, to the minute or the second."""
        return f"{self.day(moment)} {moment:{'%H:%M:%S' if seconds else '%H:%M'}}"

    def weekday(self, moment: datetime) -> str:
        """Return the short name of a day; `strftime` would ask the locale of the process."""
        return self.weekdays[moment.weekday()]

    def say(self, sentence: str) -> str:
        """Say a sentence of a plan; a plain text stays as it is."""
        if not isinstance(sentence, Said):
            return sentence
        values = {name: self._value(value) for name, value in sentence.values.items()}
        count = sentence.values.get("count")
        if sentence.many and isinstance(count, Amount) and count.digits.isdecimal():
            return self.plural(sentence.template, sentence.many, int(count.digits), **values)
        return self.text(sentence.template, **values)

    def _value(self, value: Value) -> str:
        match value:
            case Amount():
                return value.digits.replace(".", self.decimal)
            case Moment():
                return self.day(value.at) if value.is_day else self.date(value.at)
            case Listed():
                return value.between.join(map(self.say, value.parts))
            case _:
                return self.say(value)

    def said(self, sentence: str) -> str:
        """Return a sentence of a plan with its text in this language; it can be said again."""
        if not isinstance(sentence, Said):
            return sentence
        text = self.say(sentence)
        return Said.made(sentence.template, sentence.values, sentence.many, text=text)


ENGLISH = Words()
"""The language of the messages themselves: it takes no catalogue, and costs nothing."""
