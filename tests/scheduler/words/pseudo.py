"""A made-up language: every letter is foreign, so that English left in a page is seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from scheduler.words.catalogue import read_words
from scheduler.words.filling import PLACE
from scheduler.words.update import extracted

if TYPE_CHECKING:
    from pathlib import Path

    from scheduler.words import Words

LANGUAGE = "pl"
"""Polish has no catalogue and three plural forms; its days and months are in CLDR."""

_LETTERS = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "αβγδεζηθικλμνξοπρστυφχψωϊϋΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩΪΫ",
)


def pseudo(message: str) -> str:
    """Return a message in foreign letters and half as long again; places and tags stay."""
    parts = PLACE.split(message)
    texts = [part.translate(_LETTERS) for part in parts]
    texts[1::2] = [f"{{{name}}}" for name in parts[1::2]]
    return "".join(texts).replace("<βρ>", "<br>") + "·" * (len(message) // 2)


def pseudo_words(folder: Path) -> Words:
    """Write a catalogue as a translator would, and read it: to add a language takes no more."""
    catalogue = Catalog(locale=LANGUAGE, fuzzy=False)
    for message in extracted():
        if not message.id:
            continue
        said: str | tuple[str, ...]
        if isinstance(message.id, tuple):
            one, many = message.id
            said = tuple(
                f"{pseudo(form)}{mark}" for form, mark in ((one, "¹"), (many, "²"), (many, "³"))
            )
        else:
            said = pseudo(str(message.id))
        catalogue.add(message.id, said, message.locations, context=message.context)
    path = folder / LANGUAGE / "LC_MESSAGES" / "finitecap.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as stream:
        write_po(stream, catalogue)
    return read_words(LANGUAGE, folder)
