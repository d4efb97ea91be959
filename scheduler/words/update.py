"""Bring the catalogues up to date with the program, for developers and translators.

::

    python -m scheduler.words.update          all languages there are
    python -m scheduler.words.update pl       and a new one

What is new stands in a catalogue without a translation, what is gone is left out, and what only
looks alike is marked as fuzzy. The tests refuse a catalogue with any of these.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from scheduler.words.catalogue import languages

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from babel.messages.catalog import Message

__all__ = ["catalogue_path", "extracted", "update"]

_PACKAGE = Path(__file__).resolve().parents[1]
_LOCALES = Path(__file__).resolve().parent / "locale"
_METHODS = [
    ("**.py", "python"),
    ("**.j2", "jinja2.ext:babel_extract"),
    ("**.js", "javascript"),
]
_OPTIONS: Mapping[str, dict[str, str]] = {"**.j2": {"silent": "false"}}
"""A template that cannot be parsed must not lose its texts in silence."""
_KEYWORDS = {
    "_": None, "text": None, "gettext": None, "mark": None, "Said": None, "t": None,
    "plural": (1, 2), "tn": (1, 2), "tp": ((1, "c"), 2), "_term": ((1, "c"), 2),
    "in_context": ((1, "c"), 2),
}  # fmt: skip
"""Calls whose literals are messages: of Python, of templates, and of the report's scripts."""


def extracted(folder: Path = _PACKAGE) -> Catalog:
    """Return all messages of the program, with the files that use them and notes on them."""
    catalogue = Catalog(project="finitecap", fuzzy=False)
    rows = extract_from_dir(
        folder, _METHODS, _OPTIONS, keywords=_KEYWORDS,
        comment_tags=("Translators:",), strip_comment_tags=True,
    )  # fmt: skip
    for name, line, message, comments, context in rows:
        place = Path(folder.name, name).as_posix()
        catalogue.add(message, None, [(place, line)], auto_comments=comments, context=context)
    return catalogue


def catalogue_path(language: str, folder: Path = _LOCALES) -> Path:
    """Return where the catalogue of a language stands."""
    return folder / language / "LC_MESSAGES" / "finitecap.po"


def update(language: str, folder: Path = _LOCALES) -> Catalog:
    """Write the catalogue of a language as the program has it now, and return it."""
    path, found = catalogue_path(language, folder), extracted()
    if path.is_file():
        with path.open("rb") as stream:
            catalogue = read_po(stream, locale=language)
        found.creation_date = catalogue.creation_date  # or every update would be a change
        catalogue.update(found, update_creation_date=False)
    else:
        catalogue = Catalog(locale=language, project="finitecap", fuzzy=False)
        catalogue.update(found)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as stream:
        write_po(
            stream, catalogue, width=100, sort_by_file=True, ignore_obsolete=True,
            include_lineno=False,
        )  # fmt: skip
    return catalogue


def _is_open(message: Message) -> bool:
    """Tell whether a message waits for its translator."""
    texts = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return bool(message.id) and (message.fuzzy or not all(texts))


def _main(asked: Sequence[str]) -> None:
    for language in sorted({*languages(), *asked} - {"en"}):
        catalogue = update(language)
        todo = sum(map(_is_open, catalogue))
        click.echo(f"{catalogue_path(language)}: {len(catalogue)} messages, {todo} to translate")


if __name__ == "__main__":
    _main(sys.argv[1:])
