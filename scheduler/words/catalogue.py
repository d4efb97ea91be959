"""Languages other than English: their catalogues, and what CLDR knows of them.

A catalogue is read as its translators write it, so that nothing has to be compiled: neither by
`pip install -e .` nor after a change. Babel is imported for that, and only then.
"""

from __future__ import annotations

from functools import cache
from gettext import GNUTranslations
from io import BytesIO
from typing import TYPE_CHECKING, Any

from scheduler.words.terms import mark
from scheduler.words.words import ENGLISH, Words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from importlib.resources.abc import Traversable

    from babel import Locale
    from babel.messages.catalog import Catalog, Message

__all__ = ["CHART_TEXTS", "known_language", "languages", "locales", "read_words", "words_of"]

CHART_TEXTS = (
    mark("Download plot as a PNG"),
    mark("Double-click on legend to isolate one trace"),
)
"""What plotly.js itself says in our charts."""

_DOMAIN = "finitecap"
_SAMPLE = (*range(200), 1_000, 1_000_000)
"""Counts among which every plural category of every language appears."""


def locales() -> Traversable:
    """Return the folder of our catalogues: one folder per language, as gettext lays them out."""
    from importlib.resources import files

    return files("scheduler.words") / "locale"


def _catalogue_of(language: str, folder: Traversable) -> Traversable:
    return folder / language / "LC_MESSAGES" / f"{_DOMAIN}.po"


def languages() -> tuple[str, ...]:
    """Return the codes of the languages there are, English first."""
    folder = locales()
    found = [
        entry.name for entry in folder.iterdir() if _catalogue_of(entry.name, folder).is_file()
    ]
    return ("en", *sorted(found))


def known_language(language: str) -> str:
    """Return the code of a catalogue; a region is left aside where it has none of its own.

    Raises
    ------
    ValueError
        If there is no such language; the message names those that there are.
    """
    known = {name.lower(): name for name in languages()}
    code = language.replace("-", "_").lower()
    found = known.get(code) or known.get(code.partition("_")[0])
    if found is None:
        message = f"found the language {language!r}, expected one of {', '.join(languages())}"
        raise ValueError(message)
    return found


def words_of(language: str) -> Words:
    """Return a language by its code; see `known_language`.

    Raises
    ------
    ValueError
        If there is no such language.
    """
    code = known_language(language)
    return ENGLISH if code == "en" else _words(code)


@cache
def _words(language: str) -> Words:
    return read_words(language, locales())


def read_words(language: str, folder: Traversable) -> Words:
    """Read a language from a folder of catalogues."""
    from babel import Locale
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with _catalogue_of(language, folder).open("rb") as stream:
        catalogue = read_po(stream, locale=language)
    packed = BytesIO()
    write_mo(packed, catalogue)
    packed.seek(0)
    translations = GNUTranslations(packed)
    locale = Locale.parse(language)
    symbols = locale.number_symbols["latn"]
    return Words(
        language=language,
        catalogue=translations,
        decimal=symbols["decimal"],
        group=symbols["group"],
        weekdays=tuple(_days(locale, "abbreviated")),
        scripts=dict(_scripts(catalogue, locale, translations)),
        charts=_charts(locale, language.replace("_", "-"), translations),
    )


def _days(locale: Locale, width: str) -> list[str]:
    """Return the names of the days as they stand alone, Monday first."""
    names = locale.days["stand-alone"][width]
    return [names[day] for day in range(7)]


def _months(locale: Locale, width: str) -> list[str]:
    names = locale.months["stand-alone"][width]
    return [names[month] for month in range(1, 13)]


def _scripts(
    catalogue: Catalog, locale: Locale, translations: GNUTranslations
) -> Iterator[tuple[str, str | Mapping[str, str]]]:
    """Yield the messages of scripts: a page carries no more of a catalogue than it needs."""
    for message in catalogue:
        is_used = any(place.endswith(".js") for place, _ in message.locations)
        if not message.id or not is_used or message.fuzzy:
            continue
        if isinstance(message.id, tuple):
            one, many = message.id
            yield one, _plurals(one, many, locale, translations)
        elif message.string:
            yield _key(message), str(message.string)


def _key(message: Message) -> str:
    """Return what a script looks a message up by; a context comes first, as in compiled files."""
    return f"{message.context}\x04{message.id}" if message.context else str(message.id)


def _plurals(one: str, many: str, locale: Locale, translations: GNUTranslations) -> dict[str, str]:
    """Return the texts by CLDR's categories, which browsers know: no rule has to be carried."""
    found: dict[str, str] = {}
    for count in _SAMPLE:
        found.setdefault(locale.plural_form(count), translations.ngettext(one, many, count))
    return found


def _charts(locale: Locale, language: str, translations: GNUTranslations) -> dict[str, Any]:
    """Return the configuration that makes plotly.js speak the language."""
    symbols = locale.number_symbols["latn"]
    days, short = (_days(locale, width) for width in ("wide", "abbreviated"))
    told = {text: translations.gettext(text) for text in CHART_TEXTS}
    form = {
        "days": [days[-1], *days[:-1]],  # d3 begins with Sunday
        "shortDays": [short[-1], *short[:-1]],
        "months": _months(locale, "wide"),
        "shortMonths": _months(locale, "abbreviated"),
        "decimal": symbols["decimal"],
        "thousands": symbols["group"],
    }
    return {"locale": language, "locales": {language: {"dictionary": told, "format": form}}}
