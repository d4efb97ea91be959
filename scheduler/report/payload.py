"""The page's data: integer columns and one JSON text, packed into one base64 string.

A column is stored as four byte planes, each after the other: neighbouring numbers share their
high bytes, so gzip halves what plain little-endian int32 would take.
"""

from __future__ import annotations

import base64
import gzip
import json
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
    Json = Mapping[str, object]

__all__ = ["Strings", "pack", "pack_text", "unpack"]

_LIMIT = 2**31 - 1


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
    """Return JSON and columns as base64 text, which no name can break out of.

    Layout before gzip: length of the JSON in 4 bytes, the JSON, then the columns in the order of
    the JSON's ``columns``, a list of name and length; differences of neighbours, as byte planes.

    Raises
    ------
    OverflowError
        If a value, or a difference of neighbours, does not fit into 32 bits.
    """
    parts = []
    for name, column in columns.items():
        differences = np.diff(column, prepend=0)
        if max(np.abs(part).max(initial=0) for part in (column, differences)) > _LIMIT:
            message = f"column {name!r} of the report does not fit into 32 bits"
            raise OverflowError(message)
        planes = differences.astype("<i4").view(np.uint8).reshape(-1, 4).T
        parts.append(planes.tobytes())
    sizes = [[name, int(column.size)] for name, column in columns.items()]
    text = json.dumps({**meta, "columns": sizes}, ensure_ascii=False, separators=(",", ":"))
    head = text.encode("utf-8", "surrogatepass")
    raw = len(head).to_bytes(4, "little") + head + b"".join(parts)
    return _packed(raw)


def pack_text(text: str) -> str:
    """Return a text as base64 of gzip: a third of a script's length, and nothing HTML reads."""
    return _packed(text.encode("utf-8"))


def _packed(raw: bytes) -> str:
    return base64.b64encode(gzip.compress(raw, 9, mtime=0)).decode("ascii")


def unpack(text: str) -> tuple[dict[str, object], dict[str, Ints]]:
    """Return what `pack` was given; the page's script does the same."""
    raw = gzip.decompress(base64.b64decode(text))
    begin = 4 + int.from_bytes(raw[:4], "little")
    meta: dict[str, object] = json.loads(raw[4:begin].decode("utf-8", "surrogatepass"))
    columns = {}
    sizes = meta.pop("columns")
    for name, size in sizes if isinstance(sizes, list) else []:
        planes = np.frombuffer(raw, np.uint8, 4 * size, begin).reshape(4, -1).T
        differences = np.ascontiguousarray(planes).view("<i4").reshape(-1)
        columns[name] = np.cumsum(differences, dtype=np.int64)
        begin += 4 * size
    return meta, columns
