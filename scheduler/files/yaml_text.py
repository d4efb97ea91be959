"""YAML in and out, with every scalar read as the text that stands there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import yaml

from models.errors import Fault
from scheduler.files.tree import MAX_DEPTH, RawRecord
from scheduler.files.values import portable_tree

if TYPE_CHECKING:
    from scheduler.files.values import Node

__all__ = ["format_yaml", "parse_yaml"]

_NULLS = ("", "~", "null", "Null", "NULL")
_MERGE = "<<"
_MAX_REPEATED = 1_000_000
"""Values that aliases may repeat: a small file must not grow without bound in memory."""


class _Refusal(Exception):  # noqa: N818 - never leaves this module
    """The file is well-formed YAML, but nothing we read."""

    def __init__(self, line: int, value: str, expected: str) -> None:
        self.line, self.value, self.expected = line, value, expected


@dataclass
class _Open:
    """A mapping or list that is still being filled."""

    node: dict[str, object] | list[object]
    anchor: str | None
    key: str | None = None
    size: int = 1


@dataclass
class _Builder:
    """Build the tree from parser events; without recursion, so that no nesting can exhaust it."""

    file: str
    stack: list[_Open] = field(default_factory=list)
    anchors: dict[str, tuple[object, int]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    repeated: int = 0
    root: object = None

    def handle(self, event: yaml.Event) -> None:
        line = event.start_mark.line + 1 if event.start_mark else 0
        if isinstance(event, yaml.ScalarEvent):
            is_null = not event.style and event.value in _NULLS
            self.add(None if is_null else event.value, 1, line, event.anchor)
        elif isinstance(event, yaml.MappingStartEvent):
            self.open(RawRecord(line), event.anchor, line)
        elif isinstance(event, yaml.SequenceStartEvent):
            self.open([], event.anchor, line)
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            self.close(line)
        elif isinstance(event, yaml.AliasEvent):
            self.alias(event.anchor, line)
        elif isinstance(event, yaml.DocumentStartEvent) and self.root is not None:
            raise _Refusal(line, "---", "a single document")

    def open(self, node: dict[str, object] | list[object], anchor: str | None, line: int) -> None:
        if self.stack and isinstance(self.stack[-1].node, dict) and self.stack[-1].key is None:
            raise _Refusal(line, "a list or a record", "the name of a field")
        if len(self.stack) >= MAX_DEPTH:
            raise _Refusal(line, "", f"at most {MAX_DEPTH} nested levels")
        if anchor is not None:
            self.anchors.pop(anchor, None)
        self.stack.append(_Open(node, anchor))

    def close(self, line: int) -> None:
        done = self.stack.pop()
        if isinstance(done.node, dict):
            _merge(done.node)
        self.add(done.node, done.size, line, done.anchor)

    def alias(self, anchor: str | None, line: int) -> None:
        if anchor is None or anchor not in self.anchors:
            raise _Refusal(line, f"*{anchor}", "an alias of something that stands before it")
        node, size = self.anchors[anchor]
        self.repeated += size
        if self.repeated > _MAX_REPEATED:
            raise _Refusal(
                line, f"*{anchor}", f"aliases that repeat at most {_MAX_REPEATED:,} values"
            )
        self.add(node, size, line, None)

    def add(self, value: object, size: int, line: int, anchor: str | None) -> None:
        if anchor is not None:
            self.anchors[anchor] = (value, size)
        if not self.stack:
            self.root = value
            return
        top = self.stack[-1]
        top.size += size
        if isinstance(top.node, list):
            top.node.append(value)
        elif top.key is None:
            self.name_field(top, value, line)
        else:
            top.node[top.key] = value
            top.key = None

    def name_field(self, top: _Open, value: object, line: int) -> None:
        if not isinstance(value, str):
            raise _Refusal(line, "null" if value is None else "", "the name of a field")
        top.key = value
        if value in top.node and value != _MERGE:
            table = (self.stack[0].key or "") if len(self.stack) > 1 else ""
            place, rule = f"(line {line})", "each field once in a record"
            self.faults.append(Fault(table, place, value, value, rule, file=self.file))


def _merge(record: dict[str, object]) -> None:
    """Fill a record from ``<<: *other``; its own fields win."""
    others: object = record.get(_MERGE)
    listed = others if isinstance(others, list) else [others]
    records = [other for other in listed if isinstance(other, dict)]
    if _MERGE not in record or len(records) < len(listed):
        return
    del record[_MERGE]
    for other in records:
        for key, value in other.items():
            record.setdefault(key, value)


def parse_yaml(text: str, file: str) -> tuple[object, list[Fault]]:
    """Return the tree that a YAML text means, and what is wrong with it.

    The tree is None where nothing of it can be read.
    """
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    builder = _Builder(file)
    try:
        for event in yaml.parse(text, Loader=loader):
            builder.handle(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        row = f"line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        return None, [Fault("", row, "", "", f"valid YAML; {error.problem}", file=file)]
    except yaml.YAMLError as error:
        return None, [Fault("", "", "", "", f"valid YAML; {error}", file=file)]
    except _Refusal as refusal:
        row = f"line {refusal.line}"
        return None, [Fault("", row, "", refusal.value, refusal.expected, file=file)]
    return builder.root, builder.faults


def format_yaml(tree: dict[str, Node]) -> str:
    """Return a typed tree as YAML: rows of plain values on one line each."""
    text: str = yaml.dump(
        portable_tree(tree, keep_dates=True),
        Dumper=getattr(yaml, "CSafeDumper", yaml.SafeDumper),
        sort_keys=False,
        allow_unicode=True,
        default_flow_style=None,
        width=110,
    )
    return text
