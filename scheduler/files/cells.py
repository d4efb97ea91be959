"""Lists of plain values in one cell: joined with semicolons, in quotes where they hold one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["join_list", "split_list"]

_VALUE = re.compile(r'\s*(?:"((?:[^"]|"")*)"\s*|([^;]*))(?:;|$)')
"""A value of a list; quotes inside quotes are doubled."""


def join_list(texts: Iterable[str]) -> str:
    """Return the cell that `split_list` takes apart; a lone semicolon for no value at all."""
    return "; ".join(map(_quoted, texts)) or ";"  # an empty cell would mean the default


def split_list(text: str) -> list[str]:
    """Return the values of a cell."""
    if '"' not in text:
        return [part.strip() for part in text.split(";") if part.strip()]
    values = [quoted.replace('""', '"') or plain for quoted, plain in _VALUE.findall(text)]
    return [value.strip() for value in values if value.strip()]


def _quoted(text: str) -> str:
    if ";" not in text and not text.startswith('"'):
        return text
    doubled = text.replace('"', '""')
    return f'"{doubled}"'
