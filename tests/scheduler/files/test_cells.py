"""Lists in one cell: what is joined splits into the same values."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.files.cells import join_list, split_list

VALUES = st.lists(
    st.text(st.sampled_from('a;" b'), min_size=1).map(str.strip).filter(bool), max_size=4
)


@given(VALUES)
def test_a_list_survives_its_cell(values: list[str]) -> None:
    assert split_list(join_list(values)) == values


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("a;b ; c", ["a", "b", "c"]),
        ("a;;b;", ["a", "b"]),
        (";", []),
        ('"a;b"; c', ["a;b", "c"]),
        ('"say ""a;b"""', ['say "a;b"']),
        ('say "a"; b', ['say "a"', "b"]),
        ('"a', ['"a']),  # no quote at its end: a sign like any other
    ],
)
def test_a_cell_as_people_write_it(text: str, values: list[str]) -> None:
    assert split_list(text) == values
