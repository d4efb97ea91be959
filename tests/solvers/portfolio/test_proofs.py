"""Proofs are kept as long as they say something, and refuted by plans that are better."""

from __future__ import annotations

from solvers.portfolio.proofs import Proof, Proofs


def test_a_bound_holds_for_the_levels_above_it_was_proved_with_and_better_ones() -> None:
    proofs = Proofs(3)
    proofs.add(Proof(2, 7, "cp-sat", given=(10, 5)))
    assert proofs.bound((10, 5, 9), 2) == 7
    assert proofs.bound((10, 4, 9), 2) == 7  # the model asks for at most 10 and at most 5
    assert proofs.bound((9, 8, 9), 2) is None  # it said nothing of plans with 8
    assert proofs.bound((), 2) is None
    proofs.add(Proof(2, 3, "bounds"))
    assert proofs.bound((9, 8, 9), 2) == proofs.bound((), 2) == 3


def test_the_best_of_several_searches_counts() -> None:
    proofs = Proofs(1)
    for who, bound in (("bounds", 4), ("cp-sat", 6), ("parts", 5)):
        proofs.add(Proof(0, bound, who))
    assert proofs.bound((9,), 0) == 6
    proofs.forget("cp-sat")
    assert proofs.bound((9,), 0) == 5


def test_what_says_nothing_more_is_not_kept() -> None:
    proofs = Proofs(2)
    for bound in (3, 3, 2, 5):
        proofs.add(Proof(1, bound, "neighbourhoods", given=(10,)))
    assert len(proofs) == 1
    proofs.add(Proof(1, 4, "neighbourhoods", given=(9,)))  # less, of fewer plans
    assert len(proofs) == 1
    proofs.add(Proof(1, 6, "neighbourhoods", given=(9,)))
    assert len(proofs) == 2
    proofs.add(Proof(1, 6, "neighbourhoods"))  # as much, of all plans
    assert len(proofs) == 1
    assert proofs.bound((99, 9), 1) == 6


def test_a_better_plan_refutes_what_said_something_of_it() -> None:
    proofs = Proofs(2)
    low, high = Proof(1, 4, "low"), Proof(1, 8, "high")
    narrow, other = Proof(1, 9, "narrow", given=(10,)), Proof(1, 9, "other", given=(8,))
    for proof in (low, high, narrow, other):
        proofs.add(proof)
    assert proofs.refuted((9, 6)) == [high, narrow]
    assert proofs.refuted(()) == []
