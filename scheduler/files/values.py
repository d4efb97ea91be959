"""A scenario as a tree of typed values, and the text of each value."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from typing import TypeAlias

from models.scenario.base import Record, format_duration

__all__ = ["Node", "Value", "as_text", "portable", "portable_tree", "to_typed"]

Value: TypeAlias = str | bool | int | Decimal | date | datetime
Node: TypeAlias = "Value | list[Node] | dict[str, Node]"


def to_typed(record: Record) -> dict[str, Node]:
    """Return a record as a tree without what has its default, under the names of the format."""
    tree: dict[str, Node] = {}
    for attribute, info in type(record).model_fields.items():
        value = getattr(record, attribute)
        default = info.get_default(call_default_factory=True, validated_data=vars(record))
        if info.is_required() or value != default:
            node = _typed(value)
            if node == {} and isinstance(value, Record):
                # all default is not the same as absent, and a table cannot show an empty record
                node = _first_field(value)
            tree[info.alias or attribute] = node
    return tree


def _typed(value: object) -> Node:
    if isinstance(value, Record):
        return to_typed(value)
    if isinstance(value, tuple):
        return [_typed(element) for element in value]
    if isinstance(value, dict):
        return {str(key): _typed(element) for key, element in value.items()}
    if isinstance(value, timedelta):
        return format_duration(value)
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, (str, bool, int, Decimal, date)):
        return value
    return str(value)


def _first_field(record: Record) -> dict[str, Node]:
    attribute, info = next(iter(type(record).model_fields.items()))
    return {info.alias or attribute: _typed(getattr(record, attribute))}


def as_text(value: Value) -> str:
    """Return the text that reads back as the same value."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime):
        is_whole = not value.second and not value.microsecond
        return value.isoformat(timespec="minutes" if is_whole else "auto")
    return value.isoformat() if isinstance(value, date) else str(value)


def portable(value: Value) -> str | bool | int | float:
    """Return a value as JSON, YAML and Excel know it; a decimal stays exact or becomes text."""
    if isinstance(value, Decimal):
        if value == value.to_integral() and abs(value) < 10**15:
            return int(value)
        number = float(value)
        is_exact = len(value.as_tuple().digits) <= 15 and Decimal(repr(number)) == value
        return number if is_exact else as_text(value)
    return value if isinstance(value, (str, bool, int)) else as_text(value)


def portable_tree(node: Node, *, keep_dates: bool = False) -> object:
    """Return a tree with every value as `portable` has it, without shared parts.

    Parameters
    ----------
    keep_dates
        Leave dates without a time as they are.
    """
    if isinstance(node, dict):
        return {key: portable_tree(value, keep_dates=keep_dates) for key, value in node.items()}
    if isinstance(node, list):
        return [portable_tree(value, keep_dates=keep_dates) for value in node]
    if keep_dates and isinstance(node, date) and not isinstance(node, datetime):
        return date(node.year, node.month, node.day)  # a copy: YAML writes aliases of one object
    return portable(node)
