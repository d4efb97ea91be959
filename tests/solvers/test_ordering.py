"""Every operation after all its predecessors, by a key else."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from solvers.ordering import by_key


def test_the_lowest_key_comes_first_where_edges_let_it() -> None:
    # 3 has the lowest key but follows 0; of 1 and 2, which are alike, the lower number comes first
    assert by_key([(0, 3)], [9, 5, 5, 1]) == [1, 2, 0, 3]


def test_what_is_in_a_circle_or_behind_one_is_left_out() -> None:
    assert by_key([(0, 1), (1, 0), (1, 2)], [0, 0, 0, 0]) == [3]


@given(st.integers(1, 12), st.data())
def test_all_edges_lead_forward(count: int, data: st.DataObject) -> None:
    names = data.draw(st.permutations(range(count)))
    pair = st.tuples(st.integers(0, count - 1), st.integers(0, count - 1))
    edges = [
        (names[min(row)], names[max(row)])
        for row in data.draw(st.lists(pair, max_size=20))
        if row[0] != row[1]
    ]
    order = by_key(edges, data.draw(st.lists(st.integers(), min_size=count, max_size=count)))
    assert sorted(order) == list(range(count))
    assert all(order.index(before) < order.index(after) for before, after in edges)
