"""Every field of a scenario as the models have it: type, default, and what it may be."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from enum import Enum
from types import UnionType
from typing import TYPE_CHECKING, Literal, Union, get_args, get_origin, get_type_hints

import annotated_types
from pydantic.fields import FieldInfo

from models.scenario import Scenario
from models.scenario.base import UNDATED, Day, Duration, Id, LeadTime, LocalTime, Moment, Record
from models.scenario.calendar import DaysKey, Shift

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["TOP", "bounds_of", "choices", "default_of", "fields_markdown", "leaves", "typed_leaves"]

_NAMED_TYPES = [
    (Id, "id"), (Duration, "duration"), (LeadTime, "days"), (Day, "date"), (Moment, "moment"),
    (LocalTime, "local time"), (datetime, "local time"), (DaysKey, "day key"), (Shift, "shift"),
    (bool, "flag"), (int, "whole"), (Decimal, "number"),
]  # fmt: skip
_KEYS = {("id", "id"): "property", ("text", "number"): "span"}
"""What a mapping is from, where the type of its keys does not say so."""


def fields_markdown() -> str:
    """Return a section with a table for each table of a scenario, in their order."""
    lines: list[str] = []
    for table, model in TOP.items():
        lines += [f"## {table}", "", f"What they mean: [{table}](../scenario.md#{table}).", ""]
        lines += ["| field | type | default | may be |", "|---|---|---|---|"]
        infos, bounds = dict(leaves(model)), dict(_bounded(model))
        for path, word in typed_leaves(model):
            allowed = ", ".join(f"`{choice}`" for choice in sorted(choices(infos[path])))
            told = allowed or bounds[path]
            lines.append(f"| `{path}` | {word} | {default_of(infos[path])} | {told} |")
        lines.append("")
    return "\n".join(lines)


def leaves(model: type[Record], prefix: str = "") -> Iterator[tuple[str, FieldInfo]]:
    """Yield the fields of a record and of the records inside it, as dotted paths."""
    for attribute, info in model.model_fields.items():
        path = f"{prefix}{info.alias or attribute}"
        inner = _nested(info)
        if inner is None:
            yield path, info
        else:
            yield from leaves(inner, f"{path}.")


def typed_leaves(model: type[Record]) -> Iterator[tuple[str, str]]:
    """Yield the fields of a record and of the records inside it with their types."""
    for path, annotation in _annotated(model):
        yield path, _type_of(annotation)


def _bounded(model: type[Record]) -> Iterator[tuple[str, str]]:
    for path, annotation in _annotated(model):
        yield path, ", ".join(dict.fromkeys(bounds_of(annotation)))


def _annotated(model: type[Record], prefix: str = "") -> Iterator[tuple[str, object]]:
    hints = get_type_hints(model, include_extras=True)
    for attribute, info in model.model_fields.items():
        path = f"{prefix}{info.alias or attribute}"
        inner = _nested(info)
        if inner is None:
            yield path, hints[attribute]
        else:
            yield from _annotated(inner, f"{path}.")


def default_of(info: FieldInfo) -> str:
    """Return a default as a page writes it."""
    if info.is_required():
        return "required"
    if info.default_factory_takes_validated_data:
        return "computed"
    value = info.get_default(call_default_factory=True)
    if isinstance(value, timedelta):
        return f"`{value.days}d`"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if value is None or value in ("", (), {}):
        return "none"
    if value == UNDATED:
        return "undated"
    if isinstance(value, tuple):
        return f"`[{', '.join(str(word) for word in value)}]`"
    return f"`{value.value if isinstance(value, Enum) else value}`"


def choices(info: FieldInfo) -> set[str]:
    """Return the words a field, or a list in it, may hold, if they are few."""
    return _words_of(info.annotation)


def bounds_of(annotation: object) -> Iterator[str]:
    """Yield the bounds of a number, or of the numbers in a list, in words."""
    for rule in getattr(annotation, "__metadata__", ()):
        for bound in rule.metadata if isinstance(rule, FieldInfo) else (rule,):
            match bound:
                case annotated_types.Ge(ge=least):
                    yield f"at least {least}"
                case annotated_types.Gt(gt=least):
                    yield f"above {least}"
                case annotated_types.Le(le=most):
                    yield f"at most {most}"
                case annotated_types.Lt(lt=most):
                    yield f"below {most}"
    for part in get_args(annotation):
        if part is not Ellipsis:
            yield from bounds_of(part)


def _members(annotation: object) -> Iterator[object]:
    """Yield what a type is made of, Annotated and unions taken apart."""
    if get_origin(annotation) in (Union, UnionType):
        for member in get_args(annotation):
            yield from _members(member)
    elif hasattr(annotation, "__metadata__"):
        yield from _members(get_args(annotation)[0])
    else:
        yield annotation


def _nested(info: FieldInfo) -> type[Record] | None:
    """Return the record that a field holds, or holds a list of."""
    for member in _members(info.annotation):
        inner = get_args(member)[0] if get_origin(member) is tuple else member
        if isinstance(inner, type) and issubclass(inner, Record):
            return inner
    return None


def _words_of(annotation: object) -> set[str]:
    words: set[str] = set()
    for member in _members(annotation):
        if isinstance(member, type) and issubclass(member, Enum):
            words |= {str(word.value) for word in member}
        elif get_origin(member) is Literal:
            words |= set(get_args(member))
        elif get_origin(member) is tuple:
            words |= _words_of(get_args(member)[0])
    return words


def _type_of(annotation: object) -> str:
    """Return the type of a field as a page writes it."""
    for named, word in _NAMED_TYPES:
        if annotation == named:
            return word
    inner = get_args(annotation)
    if get_origin(annotation) is tuple:
        word = _type_of(inner[0])
        return "shifts" if word == "shift" else f"list of {word}s"
    if get_origin(annotation) is dict:
        key, value = map(_type_of, inner)
        return f"{_KEYS.get((key, value), key)} to {value}"
    if get_origin(annotation) in (Union, UnionType):
        return _type_of(next(part for part in inner if part is not type(None)))
    # bounds of a number, a text of a certain form; words to choose from are texts
    return _type_of(inner[0]) if hasattr(annotation, "__metadata__") else "text"


TOP = {name: record for name, info in Scenario.model_fields.items() if (record := _nested(info))}
"""The tables of a scenario, each with the record of its rows."""
