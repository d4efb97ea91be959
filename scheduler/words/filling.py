"""Texts with named places: ``{order} is {days} days late``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["PLACE", "filled", "places"]

PLACE = re.compile(r"\{([a-z_]+)\}")
"""A named place of a text."""


def filled(text: str, values: Mapping[str, object]) -> str:
    """Return a text with its places filled, in one pass: a name with braces stays as it is.

    A place without a value stays, too: a slip of a translator must cost nobody the report. Unlike
    ``str.format`` nothing but names can stand in the braces, so texts may come from a file.
    """
    return PLACE.sub(lambda place: str(values.get(place[1], place[0])), text)


def places(text: str) -> set[str]:
    """Return the names of the places of a text."""
    return set(PLACE.findall(text))
