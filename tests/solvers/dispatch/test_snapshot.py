"""What was placed tentatively can be taken out again, and leaves no trace."""

from __future__ import annotations

import pytest

from solvers.dispatch.shop import Shop
from solvers.flat import FlatProblem
from tests.solvers.problems import random_problem


@pytest.mark.parametrize("seed", range(10))
def test_a_restored_shop_is_as_it_was(seed: int) -> None:
    flat = FlatProblem(random_problem(seed, 20, pinned=False))
    shop, order = Shop(flat), flat.topological_order()
    _place(shop, order[:10])
    saved = shop.snapshot()
    for _ in range(2):  # a snapshot can be restored again
        _place(shop, order[10:])
        assert shop.snapshot() != saved
        shop.restore(saved)
        assert shop.snapshot() == saved


def _place(shop: Shop, ops: list[int]) -> None:
    for op in ops:
        place = shop.best(op)
        assert place is not None
        shop.place(op, place)
