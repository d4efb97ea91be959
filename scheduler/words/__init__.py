"""What the program says to people, in their language.

Messages are written in English at the place where they are used, and translated by the catalogues
of gettext in ``locale/``. See docs/languages.md.
"""

from __future__ import annotations

from scheduler.words.catalogue import known_language, languages, words_of
from scheduler.words.said import Amount, Listed, Moment, Said
from scheduler.words.words import ENGLISH, Words

__all__ = [
    "ENGLISH",
    "Amount",
    "Listed",
    "Moment",
    "Said",
    "Words",
    "known_language",
    "languages",
    "words_of",
]
