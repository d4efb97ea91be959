"""What pydantic found, in the words of a planner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.checks.finding import Finding, node_at
from models.checks.suggest import did_you_mean
from scheduler.files.shape import field_names, tables

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from pydantic_core import ErrorDetails

    from models.checks.finding import Path

__all__ = ["choice_of", "shown", "to_finding"]

_LONGEST_VALUE = 80
_LONGEST_LIST = 20

_EXPECTED = {
    "missing": "a value; the field is required",
    "greater_than": "a number above {gt}",
    "greater_than_equal": "a number of at least {ge}",
    "less_than": "a number below {lt}",
    "less_than_equal": "a number of at most {le}",
    "finite_number": "a finite number",
    "decimal_type": "a number, e.g. 2.5",
    "decimal_parsing": "a number, e.g. 2.5",
    "decimal_max_places": "a number of at most {decimal_places} decimals",
    "decimal_max_digits": "a number of at most {max_digits} digits",
    "decimal_whole_digits": "a number of at most {whole_digits} digits before the point",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_parsing_size": "a whole number, not that long",
    "int_from_float": "a whole number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "string_type": "a single text",
    "string_too_short": "at least {min_length} character",
    "string_too_long": "at most {max_length} characters",
    "string_pattern_mismatch": "text without control characters",
    "string_unicode": "text of valid Unicode characters",
    "enum": "one of {expected}",
    "literal_error": "one of {expected}",
    "tuple_type": "a list",
    "dict_type": "a record of names and values",
    "model_type": "a record of fields",
    "model_attributes_type": "a record of fields",
    "too_short": "at least {min_length} row",
}


def _split(loc: tuple[str | int, ...]) -> tuple[Path, str]:
    """Return the record that an error lies in, and the field inside it."""
    parts = tuple(part for part in loc if part != "[key]")
    length = 1
    for position in range(1, len(parts)):
        table = ".".join(part for part in parts[:position] if isinstance(part, str))
        if isinstance(parts[position], int) and table in tables():
            length = position + 1
    names = [part for part in parts[length:] if isinstance(part, str)]
    return parts[:length], ".".join(names)


def to_finding(error: ErrorDetails, tree: object) -> Finding:
    """Return one pydantic error as a finding.

    Parameters
    ----------
    error
        One of ``ValidationError.errors()``.
    tree
        What was validated.
    """
    path, field = _split(error["loc"])
    kind, context = error["type"], error.get("ctx", {})
    if kind == "extra_forbidden":
        return _unknown_name(error["loc"], path, field)
    value = "" if kind == "missing" else shown(error["input"])
    if error["loc"][-1] == "[key]":
        value = str(error["loc"][-2])
    expected = _expected(kind, context, error["msg"])
    hint = ""
    if kind in ("enum", "literal_error"):
        listed = str(context.get("expected", "")).replace(" or ", ", ").replace("'", "")
        hint = did_you_mean(value, listed.split(", "))
        expected = f"one of {listed}"
    elif kind == "decimal_parsing" and value.replace(",", "", 1).isdigit():
        hint = f"Write '{value.replace(',', '.')}', with a decimal point."
    elif kind == "missing" and len(path) == 1 and not field and node_at(tree, path) is None:
        expected = "the table; it is missing"
    return Finding(path, field, value, expected, hint)


def _expected(kind: str, context: Mapping[str, object], message: str) -> str:
    if kind == "value_error":
        return str(context.get("error", message))
    template = _EXPECTED.get(kind)
    return message if template is None else template.format_map(context)


def _unknown_name(loc: tuple[str | int, ...], path: Path, field: str) -> Finding:
    name = str(loc[-1])
    known = field_names(loc[:-1])
    hint = did_you_mean(name, known)
    rule = choice_of("fields" if len(loc) > 1 else "tables", known, hint)
    return Finding(path, field, name, rule, hint)


def choice_of(noun: str, names: Collection[str], hint: str) -> str:
    """Return the rule that a name is one of those known; all of them, unless a hint is enough."""
    if hint and len(names) > _LONGEST_LIST:
        return f"one of the {noun} that 'finitecap schema' prints"
    return f"one of the {noun} {', '.join(names)}"


def shown(value: object) -> str:
    """Return a value as a message shows it: short, whatever it is."""
    if isinstance(value, dict):
        return "a record"
    if isinstance(value, (list, tuple)):
        return "a list"
    text = str(value)
    return text if len(text) <= _LONGEST_VALUE else f"{text[: _LONGEST_VALUE - 3]}..."
