"""How the sentences of a plan were made, so that a plan read back speaks any language.

Rows hold their sentences as texts, in the language of the run; this table beside them has the
template and the values of each text.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from scheduler.outputs.kinds import TEXT, Kind, Record
from scheduler.words import Amount, Listed, Moment, Said
from scheduler.words.of_plan import reworded, sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from models.plan import Plan
    from scheduler.words.said import Value

__all__ = ["SENTENCE", "Sentence", "sentences_of", "with_sentences"]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: its text, and what it was made of; ``many`` is empty where nothing counts."""

    text: str
    template: str
    many: str
    values: Mapping[str, Value]


def sentences_of(plan: Plan) -> Iterator[Sentence]:
    """Yield each sentence of a plan once."""
    said = {str(text): text for text in sentences(plan) if isinstance(text, Said)}
    for text, made in said.items():
        yield Sentence(text, made.template, made.many, made.values)


def with_sentences(plan: Plan, rows: Iterable[Sentence]) -> Plan:
    """Return a plan whose texts know again how they were made."""
    made = {row.text: Said.made(row.template, row.values, row.many, text=row.text) for row in rows}
    return reworded(plan, lambda text: made.get(text, text)) if made else plan


def _encoded(value: Value) -> object:
    match value:
        case Amount():
            return {"number": value.digits}
        case Moment():
            return {"day" if value.is_day else "time": value.at.isoformat()}
        case Listed():
            return {"list": [_encoded(part) for part in value.parts], "between": value.between}
        case Said():
            return {"said": value.template, "many": value.many, "values": _all(value.values)}
        case _:
            return value


def _all(values: Mapping[str, Value]) -> dict[str, object]:
    return {name: _encoded(value) for name, value in values.items()}


def _decoded(value: object) -> Value:
    """Return a value of a sentence.

    Raises
    ------
    ValueError
        If it is none.
    """
    match value:
        case str():
            return value
        case {"number": str(digits), **rest} if not rest:
            float(digits)  # or it is none
            return Amount(digits)
        case {"time": str(at), **rest} if not rest:
            return Moment(datetime.fromisoformat(at))
        case {"day": str(at), **rest} if not rest:
            return Moment(datetime.fromisoformat(at), is_day=True)
        case {"list": list(parts), "between": str(between), **rest} if not rest:
            return Listed(tuple(_part(part) for part in parts), between)
        case {"said": str(template), "many": str(many), "values": values, **rest} if not rest:
            return Said.made(template, _values(values), many)
    message = "expected a value of a sentence"
    raise ValueError(message)


def _part(value: object) -> str:
    part = _decoded(value)
    if isinstance(part, str):
        return part
    message = "expected a name or a sentence"
    raise ValueError(message)


def _values(value: object) -> dict[str, Value]:
    if not isinstance(value, dict):
        message = "expected values by name"
        raise ValueError(message)
    return {str(name): _decoded(part) for name, part in value.items()}


_VALUES = Kind("the values of a sentence by name", _values, _all)
SENTENCE = Record(Sentence, {"text": TEXT, "template": TEXT, "many": TEXT, "values": _VALUES})
