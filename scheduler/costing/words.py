"""What people read for the codes of costs; the files keep the codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.costing.rows import Basis, Piece
from scheduler.words.terms import mark

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["BASIS_WORDS", "PIECE_WORDS"]

PIECE_WORDS: Mapping[Piece, str] = {
    Piece.MATERIAL: mark("material"),
    Piece.COMPONENT: mark("component"),
    Piece.MACHINE: mark("machine"),
    Piece.LABOUR: mark("labour"),
    Piece.SETUP: mark("setup"),
    Piece.OVERTIME: mark("overtime"),
    Piece.SUBCONTRACT: mark("subcontract"),
}
BASIS_WORDS: Mapping[Basis, str] = {
    Basis.PLAN: mark("as planned"),
    Basis.ROUTING: mark("as in the routing"),
    Basis.UNIT_COST: mark("cost of a piece of the phase"),
    Basis.PRICE_LIST: mark("price list"),
    Basis.ORDER_PRICE: mark("price of the order"),
    Basis.SUPPLIER_PRICE: mark("price of the supplier"),
    Basis.STANDARD: mark("standard cost"),
    Basis.LAST: mark("last cost"),
    Basis.AVERAGE: mark("average cost"),
    Basis.SHARE: mark("share of its cost"),
    Basis.DECLARED: mark("as declared"),
    Basis.INVOICE: mark("invoice"),
    Basis.NONE: mark("without a price"),
}
