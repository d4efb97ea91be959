from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.report.payload import Strings, pack, unpack

# so that the differences of neighbours fit into 32 bits too
Numbers = st.lists(st.integers(1 - 2**30, 2**30 - 1), max_size=40)


@given(Numbers, Numbers, st.text())
def test_what_is_packed_is_what_is_unpacked(first: list[int], second: list[int], name: str) -> None:
    columns = {"a": np.array(first, dtype=np.int64), "b": np.array(second, dtype=np.int64)}
    meta, back = unpack(pack({"names": [name]}, columns))
    assert meta == {"names": [name]}
    assert {key: column.tolist() for key, column in back.items()} == {"a": first, "b": second}


def test_the_packed_text_has_no_character_that_html_reads() -> None:
    packed = pack({"names": ["</script><img onerror=1>"]}, {})
    assert packed.isascii()
    assert set(packed).isdisjoint("&<>\"'`\\ \n")


def test_a_number_beyond_32_bits_is_refused_by_the_name_of_its_column() -> None:
    with pytest.raises(OverflowError, match="column 'due' of the report does not fit"):
        pack({}, {"due": np.array([0, 1, 2**31], dtype=np.int64)})


def test_equal_texts_share_one_index() -> None:
    text = Strings()
    assert [text("a"), text("b"), text("a"), text("")] == [0, 1, 0, 2]
    assert text.table == ["a", "b", ""]
