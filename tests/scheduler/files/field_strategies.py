"""Values of every kind of field, nasty ones among them."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from models.scenario import Shift

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from models.scenario.base import Record

__all__ = [
    "dates", "days", "durations", "flags", "listed", "maybe", "moments", "money", "names",
    "phases", "quantities", "row", "rows", "shifts", "some", "texts", "times",
]  # fmt: skip

_TRAPS = [
    "007", "NO", "1e3", "null", "~", "true", "=1+1", "+5", "-x", "@a", "#N/A", "a;b", "a, b",
    'say "x"', "it's", "2026-06-01", "1:30", "a.b", "{x}", "[y]", "- z", "k: v", "#c", "10", "Ünï",
    "<<", "*a", "&a", "a  b", "\u2028", "\ufeff", "_x0041_",
]  # fmt: skip
_CHARACTERS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn"))


def _is_name(text: str) -> bool:
    return text == text.strip() and bool(text)


names = (
    st.sampled_from(_TRAPS) | st.text(_CHARACTERS, min_size=1, max_size=8)
).filter(_is_name)  # fmt: skip
texts = st.just("") | names | st.just("two\nlines")
quantities = st.decimals(
    min_value="0.000001", max_value="999999999999", places=6, allow_nan=False
) | st.integers(1, 1000).map(Decimal)
money = st.decimals(min_value="0", max_value="100000", places=2)
durations = st.integers(0, 10**9).map(lambda n: timedelta(milliseconds=n))
days = st.integers(0, 10_000).map(timedelta)
dates = st.dates(datetime(1900, 1, 1).date(), datetime(2999, 12, 31).date())  # noqa: DTZ001 - local
times = st.datetimes(datetime(1900, 1, 1), datetime(2999, 12, 31)).map(  # noqa: DTZ001 - local
    lambda moment: moment.replace(microsecond=0)
)
moments = dates | times | times.map(lambda moment: moment.replace(second=0))
phases = st.integers(0, 1_000_000)
flags = st.booleans()
shifts = st.builds(
    Shift, st.integers(0, 1439), st.just(1440), st.none() | st.integers(0, 20)
) | st.just(Shift(1320, 1800))


def maybe(strategy: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.none() | strategy


def rows(
    record: st.SearchStrategy[object], key: Callable[..., Hashable] | None = None, most: int = 3
) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(record, max_size=most, unique_by=key).map(tuple)


def some(
    record: type[Record], fields: dict[str, st.SearchStrategy[object]]
) -> st.SearchStrategy[object]:
    """Draw records with some of the fields given, named as in a file; the others by default."""
    return st.fixed_dictionaries({}, optional=fields).map(record.model_validate)


def row(
    record: type[Record],
    needed: dict[str, st.SearchStrategy[object]],
    fields: dict[str, st.SearchStrategy[object]],
) -> st.SearchStrategy[object]:
    """Draw records with all of the needed fields and some of the others."""
    return st.fixed_dictionaries(needed, optional=fields).map(record.model_validate)


def listed(words: object) -> st.SearchStrategy[object]:
    return st.lists(st.sampled_from(words), max_size=3)  # type: ignore[call-overload]  # an enum
