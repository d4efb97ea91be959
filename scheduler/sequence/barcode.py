"""Code 128 barcodes as pictures of a few hundred characters."""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby

__all__ = ["bars"]


@lru_cache(maxsize=4096)
def bars(text: str) -> tuple[int, str]:
    """Return the width of a barcode in modules, and the SVG path of its bars, one unit high.

    Empty, with width 0, for a text that Code 128 has no characters for.
    """
    from barcode.codex import Code128  # here: nobody else needs it
    from barcode.errors import BarcodeError

    try:
        (modules,) = Code128(text).build()
    except BarcodeError:
        return 0, ""
    path, at = [], 0
    for is_bar, run in groupby(modules):
        width = len(list(run))
        if is_bar == "1":
            path.append(f"M{at} 0h{width}v1h-{width}z")
        at += width
    return at, "".join(path)
