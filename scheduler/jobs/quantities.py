"""How many pieces a job makes: what availability leaves open, in economic lots."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.quantity import to_units
from models.scenario import ReorderReading, Threshold
from scheduler.mrp.lots import lot_sizing

if TYPE_CHECKING:
    from models.terms import Sku, Terms
    from scheduler.jobs.availability import Availability
    from scheduler.jobs.run import JobRun

__all__ = ["StockShare", "defended_level", "in_lots"]


def in_lots(run: JobRun, terms: Terms, quantity: int) -> int:
    """Return a quantity above 0, in millionths, as the item's lot wants it.

    Economic lots and multiples must be wanted by the item and by the run. The maximum of a lot
    splits the orders of a job, not the job.
    """
    sizing = lot_sizing(
        terms.lot,
        economic_lots=run.settings.economic_lots,
        economic_multiples=run.settings.economic_multiples,
    )
    return sizing.round_up(quantity)


def defended_level(run: JobRun, terms: Terms) -> int:
    """Return the stock, in millionths, that jobs keep up.

    The safety stock; the reorder level for items without one, or where the house reads it as a
    level never to fall below. Each must be wanted by the item and by the run.
    """
    wanted = terms.item.thresholds
    safety = reorder = 0
    if run.settings.safety_stock and Threshold.SAFETY_STOCK in wanted:
        safety = to_units(terms.safety_stock)
    if run.settings.reorder_level and Threshold.REORDER_LEVEL in wanted:
        reorder = to_units(terms.reorder_level)
    is_floor = run.scenario.settings.mrp.reorder_reading is ReorderReading.FLOOR
    return max(safety, reorder) if is_floor or not safety else safety


class StockShare:
    """Gives what is available of an item to its jobs, in the order of their due dates.

    A job makes what it wants less the availability on its due date, and first of all what the
    defended level lacks. What a lot makes too much is there for the next one.
    """

    def __init__(self, run: JobRun, sku: Sku, availability: Availability) -> None:
        self._run = run
        self._terms = run.terms.of(sku)
        self._availability = availability
        self._level = defended_level(run, self._terms)
        self._taken = 0

    def quantity(self, wanted: int, day: int) -> int:
        """Return what a job makes, in millionths; nothing if enough is available.

        Parameters
        ----------
        wanted
            Millionths of a piece.
        day
            Bucket of its due date.
        """
        available = max(self._availability.at(max(day, 0)), 0)
        missing = wanted + self._taken + self._level - available
        quantity = in_lots(self._run, self._terms, missing) if missing > 0 else 0
        self._taken += wanted - quantity
        return quantity
