"""The time goes to levels that can still become better."""

from __future__ import annotations

from collections import Counter

from solvers.neighbourhoods.balance import Balance


def spent(balance: Balance, open_levels: list[int], rounds: int = 1_000) -> Counter[int]:
    """Return how many rounds of a second each level has, none of them better."""
    counts: Counter[int] = Counter()
    for _ in range(rounds):
        level = balance.next(open_levels)
        balance.learn(level, 1.0, is_better=False)
        counts[level] += 1
    return counts


def test_a_level_that_rests_leaves_most_to_those_below() -> None:
    counts = spent(Balance(3), [0, 1, 2])
    # a fifth, then a fifth of the rest
    assert [round(counts[level], -1) for level in range(3)] == [200, 160, 640]


def test_levels_that_are_proved_have_none() -> None:
    counts = spent(Balance(3), [0, 2])
    assert [round(counts[level], -1) for level in range(3)] == [200, 0, 800]


def test_the_last_open_level_has_all() -> None:
    assert spent(Balance(3), [1]) == {1: 1_000}
