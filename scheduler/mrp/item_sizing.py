"""How the orders of one item are sized: by its fixed bill of materials, else by its lot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.quantity import to_units
from models.scenario import Source
from scheduler.mrp.lots import LotSizing, batch_sizing, lot_sizing

if TYPE_CHECKING:
    from models.scenario import Bom, GeneralSettings, Lot, MrpSettings
    from models.terms import Terms

__all__ = ["batch_of", "item_sizing"]


def batch_of(terms: Terms, bom: Bom | None) -> int:
    """Return what every order makes by a fixed bill of materials, 0 where the lot decides."""
    if bom is None or not bom.fixed or terms.source not in (Source.MAKE, Source.SUBCONTRACT):
        return 0
    return to_units(bom.quantity)


def item_sizing(
    terms: Terms, batch: int, settings: MrpSettings | GeneralSettings, *, lot: Lot | None = None
) -> LotSizing:
    """Return into which orders a quantity of an item goes, its scrap included.

    Parameters
    ----------
    batch
        As `batch_of` tells it, in millionths of a piece.
    settings
        Of the run: whether economic lots and their multiples count.
    lot
        In place of that of the terms.
    """
    item = terms.item
    if batch:
        return batch_sizing(batch, scrap=item.scrap, item=item.id)
    return lot_sizing(
        lot or terms.lot,
        scrap=item.scrap,
        economic_lots=settings.economic_lots,
        economic_multiples=settings.economic_multiples,
        item=item.id,
    )
