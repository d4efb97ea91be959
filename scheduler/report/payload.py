"""The page's data: integer columns and one JSON text, packed into one text of safe characters.

A column is stored as four byte planes, each after the other: neighbouring numbers share their
high bytes, so gzip halves what plain little-endian int32 would take. What grows evenly is stored
by its differences, zigzag coded so that small negative ones have high bytes of 0, too.
"""

from __future__ import annotations

import base64
import gzip
import json
import zlib
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
    Json = Mapping[str, object]

__all__ = ["Strings", "pack", "pack_text", "safe_text", "unpack"]

_LIMIT = 2**31 - 1
_SAFE = str.maketrans("&<>`", ",./:")
"""The characters of base 85 that HTML or its templates read, and what stands for them."""
_UNSAFE = str.maketrans(",./:", "&<>`")


class Strings:
    """A table of texts, each once, that columns refer to by index."""

    def __init__(self) -> None:
        self._index: dict[str, int] = {}

    def __call__(self, text: str) -> int:
        """Return the index of a text, adding it if it is new."""
        return self._index.setdefault(text, len(self._index))

    @property
    def table(self) -> list[str]:
        """Return the texts by index."""
        return list(self._index)


def pack(meta: Json, columns: Mapping[str, Ints]) -> str:
    """Return JSON and columns as a text that no name can break out of.

    Layout before gzip: length of the JSON in 4 bytes, the JSON, then the columns in the order of
    the JSON's ``columns``, a list of name, length, and 1 if the byte planes are of differences.

    Raises
    ------
    OverflowError
        If a value, or a difference of neighbours, does not fit into 32 bits.
    """
    parts, sizes = [], []
    for name, column in columns.items():
        differences = np.diff(column, prepend=0)
        if max(np.abs(part).max(initial=0) for part in (column, differences)) > _LIMIT:
            message = f"column {name!r} of the report does not fit into 32 bits"
            raise OverflowError(message)
        plain, even = _planes(column), _planes(differences << 1 ^ differences >> 63)
        is_even = len(zlib.compress(even, 1)) < len(zlib.compress(plain, 1))
        parts.append(even if is_even else plain)
        sizes.append([name, int(column.size), int(is_even)])
    text = json.dumps({**meta, "columns": sizes}, ensure_ascii=False, separators=(",", ":"))
    head = text.encode("utf-8", "surrogatepass")
    raw = len(head).to_bytes(4, "little") + head + b"".join(parts)
    return _packed(raw)


def _planes(column: Ints) -> bytes:
    return column.astype("<i4").view(np.uint8).reshape(-1, 4).T.tobytes()


def pack_text(text: str) -> str:
    """Return a text, packed: a third of a script's length, and nothing HTML reads."""
    return _packed(text.encode("utf-8"))


def _packed(raw: bytes) -> str:
    return safe_text(gzip.compress(raw, 9, mtime=0))


def safe_text(raw: bytes) -> str:
    """Return bytes as text in base 85: a sixteenth shorter than in base 64, and as safe.

    Nothing in it means anything to HTML. The page's ``unpack.js`` reads it.
    """
    return base64.b85encode(raw).decode("ascii").translate(_SAFE)


def unpack(text: str) -> tuple[dict[str, object], dict[str, Ints]]:
    """Return what `pack` was given; the page's script does the same."""
    raw = gzip.decompress(base64.b85decode(text.translate(_UNSAFE)))
    begin = 4 + int.from_bytes(raw[:4], "little")
    meta: dict[str, object] = json.loads(raw[4:begin].decode("utf-8", "surrogatepass"))
    columns = {}
    sizes = meta.pop("columns")
    for name, size, is_even in sizes if isinstance(sizes, list) else []:
        planes = np.frombuffer(raw, np.uint8, 4 * size, begin).reshape(4, -1).T
        column = np.ascontiguousarray(planes).view("<u4" if is_even else "<i4").reshape(-1)
        column = column.astype(np.int64)
        columns[name] = np.cumsum(column >> 1 ^ -(column & 1)) if is_even else column
        begin += 4 * size
    return meta, columns
