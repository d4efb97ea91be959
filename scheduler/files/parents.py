"""Which row of a parent table a child row belongs to, by all parts of its key."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from models.checks.suggest import Suggester
from scheduler.files.shape import COUNT

if TYPE_CHECKING:
    from scheduler.files.shape import TableSpec
    from scheduler.files.tree import RawRecord

__all__ = ["Missing", "Parents", "without_default"]

_Key = tuple[str, ...]
_Siblings = dict[str, list[str]]
"""First key field of the rows of one parent row, and what their further key fields hold."""


def without_default(text: str, default: str) -> str:
    """Return a part of a key; empty where it says what an empty cell means anyway."""
    return "" if text == default else text


class Missing(NamedTuple):
    """Which part of a key leads to no row: the column, what it holds, what was expected."""

    column: str
    value: str
    rule: str
    hint: str


@dataclass
class Parents:
    """The rows of all tables that have child tables, by the keys that these name them by."""

    index: dict[str, dict[_Key, RawRecord]] = field(default_factory=dict)
    alike: dict[_Key, int] = field(default_factory=dict)
    siblings: dict[str, dict[_Key, _Siblings]] = field(default_factory=dict)
    suggester: Suggester = field(default_factory=Suggester)

    def add(self, spec: TableSpec, record: RawRecord, keys: _Key) -> None:
        """Add a row that hangs on the keys given; of two rows with one key the first counts."""
        first = spec.shape.key[0]
        if not spec.shape.children or not (first == COUNT or isinstance(record.get(first), str)):
            return
        named = zip(spec.shape.key, spec.shape.key_defaults, strict=True)
        own = [
            without_default(str(record.get(name, "")), default)
            for name, default in named
            if name != COUNT
        ]
        if COUNT in spec.shape.key:
            among = (spec.name, *keys, *own)
            self.alike[among] = self.alike.get(among, 0) + 1
            own.append(without_default(str(self.alike[among]), "1"))
        self.index.setdefault(spec.name, {}).setdefault((*keys, *own), record)

    def find(self, parent: TableSpec, keys: _Key) -> RawRecord | None:
        """Return the row of a parent table with the keys that a child row names."""
        return self.index.get(parent.name, {}).get(keys)

    def missing(self, spec: TableSpec, parent: TableSpec, keys: _Key) -> Missing:
        """Blame the first part of a parent's key that none of the rows there has."""
        width = len(parent.shape.key)
        outer, (first, *further) = keys[:-width], keys[-width:]
        if parent.name not in self.siblings:
            self.siblings[parent.name] = self._groups(parent, width)
        siblings = self.siblings[parent.name].get(outer, {})
        if first not in siblings or not further:
            hint = self.suggester.hint(first, siblings, f"{parent.name} {outer}")
            rule = f"a row of the table {parent.name}"
            return Missing(spec.keys[-width], first, rule, hint)
        column = spec.keys[-1]
        noun = column.rpartition("_")[2]
        shown = [key or parent.shape.key_defaults[-1] for key in siblings[first]]
        listed = ", ".join(key for key in shown if key)
        rule = f"a {noun} that '{first}' has in the table {parent.name}: {listed}"
        if not listed:
            rule = f"no {noun}: '{first}' has none in the table {parent.name}"
        return Missing(column, further[-1], rule, "")

    def _groups(self, parent: TableSpec, width: int) -> dict[_Key, _Siblings]:
        groups: dict[_Key, _Siblings] = {}
        for key in self.index.get(parent.name, {}):
            first, *further = key[-width:]
            groups.setdefault(key[:-width], {}).setdefault(first, []).extend(further)
        return groups
