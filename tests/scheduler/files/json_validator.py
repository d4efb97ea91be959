"""Just enough of JSON Schema to tell whether our own schema accepts a document."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["problems"]

# Any: schemas and documents are what JSON holds
_TYPES: dict[str, Any] = {
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
    "number": lambda value: isinstance(value, (int, float)) and not isinstance(value, bool),
    "integer": lambda value: (
        isinstance(value, (int, float)) and not isinstance(value, bool) and value == int(value)
    ),
}
_KNOWN = {
    "$defs", "$ref", "$schema", "additionalProperties", "anyOf", "default", "description", "enum",
    "exclusiveMinimum", "format", "items", "maxLength", "maximum", "minItems", "minLength",
    "minimum", "pattern", "properties", "propertyNames", "required", "title", "type",
}  # fmt: skip


def problems(value: Any, schema: Any, root: Any, place: str = "") -> list[str]:
    """Return where a document breaks a schema; an unknown keyword is an error."""
    assert set(schema) <= _KNOWN, set(schema) - _KNOWN
    found: list[str] = []
    if "$ref" in schema:
        target = root["$defs"][schema["$ref"].removeprefix("#/$defs/")]
        found += problems(value, target, root, place)
    if "anyOf" in schema:
        tries = [problems(value, member, root, place) for member in schema["anyOf"]]
        if all(tries):
            found += sorted(tries, key=len)[0]  # the nearest miss
    types = schema.get("type", [])
    types = [types] if isinstance(types, str) else types
    if types and not any(_TYPES[name](value) for name in types):
        return [*found, f"{place}: {value!r} is no {' or '.join(types)}"]
    if "enum" in schema and value not in schema["enum"]:
        found.append(f"{place}: {value!r} is none of {schema['enum']}")
    found += [f"{place}: {value!r} breaks {rule}" for rule in _broken(value, schema)]
    if isinstance(value, list) and "items" in schema:
        for index, element in enumerate(value):
            found += problems(element, schema["items"], root, f"{place}/{index}")
    if isinstance(value, dict):
        found += _of_object(value, schema, root, place)
    return found


def _broken(value: Any, schema: Any) -> list[str]:
    rules: dict[str, Callable[[Any], object]] = {
        "pattern": lambda limit: not isinstance(value, str) or re.search(limit, value),
        "minLength": lambda limit: not isinstance(value, str) or len(value) >= limit,
        "maxLength": lambda limit: not isinstance(value, str) or len(value) <= limit,
        "minItems": lambda limit: not isinstance(value, list) or len(value) >= limit,
        "minimum": lambda limit: not _TYPES["number"](value) or value >= limit,
        "maximum": lambda limit: not _TYPES["number"](value) or value <= limit,
        "exclusiveMinimum": lambda limit: not _TYPES["number"](value) or value > limit,
    }
    return [name for name, holds in rules.items() if name in schema and not holds(schema[name])]


def _of_object(value: Any, schema: Any, root: Any, place: str) -> list[str]:
    known = schema.get("properties", {})
    found = [
        f"{place}: {key!r} is missing" for key in schema.get("required", []) if key not in value
    ]
    for key, element in value.items():
        rest = schema.get("additionalProperties", True)
        if key in known:
            found += problems(element, known[key], root, f"{place}/{key}")
        elif isinstance(rest, dict):
            found += problems(key, schema.get("propertyNames", {}), root, place)
            found += problems(element, rest, root, f"{place}/{key}")
        elif not rest:
            found.append(f"{place}: {key!r} is unknown")
    return found
