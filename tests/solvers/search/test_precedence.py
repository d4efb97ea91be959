"""Orders keep all precedences, and go by a key as far as these let them."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from solvers.search.precedence import by_key, topological

Ints = np.ndarray[tuple[int], np.dtype[np.int64]]

EDGES = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)).filter(lambda e: e[0] < e[1]))


def rows_of(edges: list[tuple[int, int]], size: int = 8) -> tuple[Ints, Ints, Ints]:
    pairs = np.array(sorted(edges), dtype=np.int64).reshape(-1, 2)
    counts = (np.bincount(pairs[:, side], minlength=size) for side in (1, 0))
    pred_ptr, succ_ptr = (np.concatenate(([0], np.cumsum(count))) for count in counts)
    return pred_ptr, succ_ptr, np.ascontiguousarray(pairs[:, 1])


@given(EDGES, st.permutations(range(8)))
def test_every_operation_comes_once_and_after_its_predecessors(
    edges: list[tuple[int, int]], names: list[int]
) -> None:
    renamed = [(names[pred], names[succ]) for pred, succ in edges]
    rows = rows_of(renamed)
    for order in (topological(*rows), by_key(*rows, np.array(names, dtype=np.float64))):
        assert sorted(order.tolist()) == list(range(8))
        place = np.argsort(order)
        assert all(place[pred] < place[succ] for pred, succ in renamed)


def test_what_is_in_a_circle_or_behind_one_is_left_out() -> None:
    rows = rows_of([(0, 1), (2, 3), (3, 2), (3, 4)], 5)
    assert topological(*rows).tolist() == [0, 1]
    assert by_key(*rows, np.zeros(5)).tolist() == [0, 1]


def test_the_lowest_key_goes_first_and_of_equals_the_first() -> None:
    # 3 has the lowest key but waits for 0, which has the highest
    rows = rows_of([(0, 3)], 5)
    assert by_key(*rows, np.array([9, 5, 5, 1, 7])).tolist() == [1, 2, 4, 0, 3]
