"""The JSON Schema of a scenario: whatever loads is valid, so that no editor marks what is right.

Files are read as the text that stands there. So a number may be a text, an id a number, and any
value may be left empty; what is wrong beyond its type is told by `finitecap check`.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from pydantic.json_schema import GenerateJsonSchema

from models.scenario import Scenario
from models.scenario.base import Record, format_duration
from scheduler.files.values import portable, portable_tree, to_typed

if TYPE_CHECKING:
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import core_schema

__all__ = ["scenario_schema"]

_BLANK = {"$ref": "#/$defs/Blank"}
_BLANK_SCHEMA = {
    "description": "Nothing, which means absent, or text with spaces around it.",
    "anyOf": [{"type": "null"}, {"type": "string", "pattern": r"^\s|\s$|^$"}],
}
_TOLD = ("title", "description", "default")
_FLAGS = ("0", "1", "f", "t", "n", "y", "no", "on", "off", "yes", "true", "false")


class _FileSchema(GenerateJsonSchema):
    """Scalars as files have them, and defaults as a file would write them."""

    def str_schema(self, schema: core_schema.StringSchema) -> JsonSchemaValue:
        """Take numbers and booleans for their text; its signs are judged when it is stripped."""
        text = super().str_schema(schema)
        text.pop("pattern", None)
        return {**text, "type": ["string", "number", "boolean"]}

    def bool_schema(self, schema: core_schema.BoolSchema) -> JsonSchemaValue:
        """Take every word for yes and no, in any case."""
        words = ("".join(f"[{sign}{sign.upper()}]" for sign in word) for word in _FLAGS)
        return {
            **super().bool_schema(schema),
            "type": ["boolean", "string", "integer"],
            "pattern": f"^({'|'.join(words)})$",
            "minimum": 0,
            "maximum": 1,
        }

    def int_schema(self, schema: core_schema.IntSchema) -> JsonSchemaValue:
        """Take the text of a number."""
        return {**super().int_schema(schema), "type": ["integer", "string"]}

    def decimal_schema(self, schema: core_schema.DecimalSchema) -> JsonSchemaValue:
        """Take the text of a number; limits hold for numbers only."""
        number = next(
            member
            for member in super().decimal_schema(schema)["anyOf"]
            if member["type"] == "number"
        )
        return {**number, "type": ["number", "string"]}

    def encode_default(self, dft: object) -> object:
        """Return a default as a file writes it."""
        if isinstance(dft, timedelta):
            return format_duration(dft)
        if isinstance(dft, Record):
            return portable_tree(to_typed(dft))
        return portable(dft) if isinstance(dft, Decimal) else super().encode_default(dft)


def scenario_schema() -> dict[str, object]:
    """Return the JSON Schema of a scenario."""
    schema = Scenario.model_json_schema(by_alias=True, schema_generator=_FileSchema)
    loose = _with_blanks(schema)
    definitions = loose["$defs"]
    assert isinstance(definitions, dict)  # noqa: S101 - pydantic's own
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **loose,
        "$defs": {**definitions, "Blank": _BLANK_SCHEMA},
        "title": "finitecap scenario",
    }


def _with_blanks(schema: dict[str, object]) -> dict[str, object]:
    """Return a schema in which every value of a field, a list or a mapping may be blank."""
    loose: dict[str, object] = {}
    for key, part in schema.items():
        if key in ("properties", "$defs") and isinstance(part, dict):
            made = {name: _with_blanks(inner) for name, inner in part.items()}
            is_value = key == "properties"
            loose[key] = {
                name: _blank_or(inner) if is_value else inner for name, inner in made.items()
            }
        elif key in ("items", "additionalProperties") and isinstance(part, dict):
            loose[key] = _blank_or(_with_blanks(part))
        elif key in ("anyOf", "allOf") and isinstance(part, list):
            loose[key] = [_with_blanks(inner) for inner in part]
        else:
            loose[key] = part
    return loose


def _blank_or(schema: dict[str, object]) -> dict[str, object]:
    """Return a schema that takes blanks too; what it says of itself stays outside."""
    told = {key: value for key, value in schema.items() if key in _TOLD}
    inner = {key: value for key, value in schema.items() if key not in _TOLD}
    members = inner["anyOf"] if set(inner) == {"anyOf"} else [inner]
    assert isinstance(members, list)  # noqa: S101 - JSON Schema's own
    return {**told, "anyOf": [*(m for m in members if m != {"type": "null"}), _BLANK]}
