"""No piece of a cost, and no basis of one, is told by its code."""

from __future__ import annotations

from scheduler.costing.rows import Basis, Piece
from scheduler.costing.words import BASIS_WORDS, PIECE_WORDS


def test_every_piece_and_every_basis_has_its_words() -> None:
    assert set(PIECE_WORDS) == set(Piece)
    assert set(BASIS_WORDS) == set(Basis)
