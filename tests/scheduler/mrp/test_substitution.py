"""Which material covers a need: the component, its alternatives, or a new order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.scenario import Alternatives
from scheduler.mrp.substitution import Candidate, Cover, substitute

NONE, MIX, SINGLE = Alternatives.NONE, Alternatives.MIX, Alternatives.SINGLE
ONE_50 = (Candidate(50),)
TWO = (Candidate(20), Candidate(80))


@pytest.mark.parametrize(
    ("mode", "cover"),
    [
        (MIX, Cover(30, (40,), (40,), 0)),  # 30 + 40 of 50
        (SINGLE, Cover(0, (0,), (0,), 70)),  # neither 30 nor 50 cover 70: all is ordered
        (NONE, Cover(30, (0,), (0,), 40)),
    ],
)
def test_M10_main_30_alternative_50_need_70(mode: Alternatives, cover: Cover) -> None:
    assert substitute(70, 30, ONE_50, mode) == cover


@pytest.mark.parametrize(
    ("need", "available", "candidates", "first", "cover"),
    [
        (70, 0, (Candidate(0),), False, Cover(0, (0,), (0,), 70)),  # nothing there: order it
        (25, 30, ONE_50, False, Cover(25, (0,), (0,), 0)),  # the main one is enough
        (25, 30, ONE_50, True, Cover(0, (25,), (25,), 0)),
        (70, 30, ONE_50, True, Cover(20, (50,), (50,), 0)),  # all 50, then 20 of the main one
        (90, 30, ONE_50, False, Cover(30, (50,), (50,), 10)),  # 10 are missing: main
        (70, 30, TWO, False, Cover(30, (20, 20), (20, 20), 0)),  # by priority
        (70, -5, ONE_50, False, Cover(0, (50,), (50,), 20)),  # below 0 is none
        (0, 30, ONE_50, False, Cover(0, (0,), (0,), 0)),
    ],
)
def test_M10_mix_takes_what_there_is_in_turn(
    need: int, available: int, candidates: tuple[Candidate, ...], first: bool, cover: Cover
) -> None:
    assert substitute(need, available, candidates, MIX, alternatives_first=first) == cover


@pytest.mark.parametrize(
    ("need", "available", "candidates", "first", "cover"),
    [
        (30, 30, ONE_50, False, Cover(30, (0,), (0,), 0)),
        (30, 30, ONE_50, True, Cover(0, (30,), (30,), 0)),
        (40, 30, ONE_50, False, Cover(0, (40,), (40,), 0)),  # all from one: 30 stay on stock
        (40, 30, TWO, False, Cover(0, (0, 40), (0, 40), 0)),  # the first has only 20
        (40, 90, TWO, True, Cover(0, (0, 40), (0, 40), 0)),
        (85, 90, TWO, True, Cover(85, (0, 0), (0, 0), 0)),  # the main one last, but before an order
    ],
)
def test_M10_single_takes_all_from_one_material(
    need: int, available: int, candidates: tuple[Candidate, ...], first: bool, cover: Cover
) -> None:
    assert substitute(need, available, candidates, SINGLE, alternatives_first=first) == cover


@pytest.mark.parametrize(
    ("candidate", "cover"),
    [
        # 3 of it for 2: 50 of it replace 33 whole units (33 1/3), which take 49.5, rounded up
        (Candidate(50, 3, 2), Cover(30, (33,), (50,), 7)),
        (Candidate(50, 1, 2), Cover(30, (40,), (20,), 0)),  # half as much of it does
        (Candidate(1, 3, 1), Cover(30, (0,), (0,), 40)),  # a third of a unit replaces nothing
    ],
)
def test_the_usage_of_an_alternative_may_differ(candidate: Candidate, cover: Cover) -> None:
    assert substitute(70, 30, (candidate,), MIX) == cover


QUANTITIES = st.integers(-100, 1_000)
CANDIDATES = st.lists(
    st.builds(Candidate, QUANTITIES, st.integers(1, 7), st.integers(1, 7)), max_size=4
)


@given(QUANTITIES, QUANTITIES, CANDIDATES, st.sampled_from(Alternatives), st.booleans())
def test_what_is_taken_adds_up_to_the_need_and_is_there(
    need: int, available: int, candidates: list[Candidate], mode: Alternatives, first: bool
) -> None:
    cover = substitute(need, available, candidates, mode, alternatives_first=first)
    assert cover.main + sum(cover.covered) + cover.replenish == max(0, need)
    assert min(cover.main, cover.replenish, *cover.covered, *cover.taken, 0) == 0
    assert cover.main <= max(0, available)
    rows = zip(candidates, cover.covered, cover.taken, strict=True)
    for (there, numerator, denominator), covered, taken in rows:
        assert taken <= max(0, there)
        # enough of it, and not a unit more
        assert covered * numerator <= taken * denominator < covered * numerator + denominator
    if mode is SINGLE:
        assert sum(share > 0 for share in (cover.main, *cover.covered, cover.replenish)) <= 1
    if mode is NONE:
        assert not any(cover.covered)


@given(st.integers(0, 1_000), QUANTITIES, CANDIDATES, st.booleans())
def test_mix_orders_only_what_no_material_has(
    need: int, available: int, candidates: list[Candidate], first: bool
) -> None:
    cover = substitute(need, available, candidates, MIX, alternatives_first=first)
    there = max(0, available) + sum(candidate.covers() for candidate in candidates)
    assert cover.replenish == max(0, need - there)
