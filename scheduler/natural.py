"""Names in the order in which people count."""

from __future__ import annotations

import re

__all__ = ["natural"]


def natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """Return a key that sorts ``WELD-2`` before ``WELD-10``."""
    return tuple(
        (0, int(part), "") if part.isdecimal() else (1, 0, part)
        for part in re.split(r"([0-9]+)", text)
        if part
    )
