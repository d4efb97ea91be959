"""No piece of a cost, and no basis of one, is told by its code."""

from __future__ import annotations

from scheduler.cli.costs import _BASES, _PIECES
from scheduler.costing.rows import Basis, Piece


def test_every_piece_and_every_basis_has_its_words() -> None:
    assert set(_PIECES) == set(Piece)
    assert set(_BASES) == set(Basis)
