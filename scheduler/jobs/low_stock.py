"""Items whose stock runs low, and the jobs that refill them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from models.quantity import QUANTITY_SCALE, from_units, to_units
from models.scenario import JobOrigin
from scheduler.jobs.availability import Availabilities
from scheduler.jobs.policy import rules_of
from scheduler.jobs.quantities import defended_level, in_lots
from scheduler.jobs.run import Excluded, JobLine
from scheduler.mrp.scope import Scope
from scheduler.mrp.skus import skus_of
from scheduler.words import Said

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from decimal import Decimal

    from models.scenario import Item
    from models.terms import Sku, Terms
    from scheduler.jobs.availability import Availability, Move
    from scheduler.jobs.run import JobRun

__all__ = ["LowStockRow", "average_daily_use", "read_low_stock"]


@dataclass(frozen=True, slots=True)
class LowStockRow:
    """An item made to stock, and how its stock develops to the last day looked at.

    Parameters
    ----------
    average_daily_use
        Pieces a day; ``None`` where nobody says in how many days the stock falls.
    initial, final, minimum
        Availability today, on the last day, and the least of all days until then.
    below_reorder, below_safety
        First day below the reorder level, and below the safety stock.
    quantity
        What a job makes; ``None`` if there is none.
    due
        When that job is due: on the first day below the level that is defended.
    """

    item: str
    warehouse: str
    reorder_level: Decimal
    safety_stock: Decimal
    reorder_days: Decimal
    average_daily_use: Decimal | None
    lot_size: Decimal | None
    on_hand: Decimal
    initial: Decimal
    final: Decimal
    minimum: Decimal
    below_reorder: date | None
    below_safety: date | None
    quantity: Decimal | None = None
    due: date | None = None


def average_daily_use(item: Item, terms: Terms | None = None) -> Decimal | None:
    """Return (reorder level - safety stock) / reorder days, in pieces to six decimals.

    ``None`` without reorder days. A reorder level of 100 that falls to 40 in 12 days is a use of 5
    a day.

    Parameters
    ----------
    terms
        What holds in one warehouse; by default the item's own levels.
    """
    levels = terms or item
    fall = to_units(levels.reorder_level) - to_units(levels.safety_stock)
    days = to_units(item.reorder_days)
    return from_units(max(fall, 0) * QUANTITY_SCALE // days) if days else None


def read_low_stock(
    run: JobRun, expected: Sequence[Move] = ()
) -> tuple[list[JobLine], list[LowStockRow], list[Excluded]]:
    """Return the lines of jobs that refill stock, every item looked at, and what got no job.

    Looked at are the items whose policy makes jobs from low stock. A job is due on the first day
    below the level that is defended, and makes the availability last until the last day, in lots.

    Parameters
    ----------
    expected
        What jobs generated in the same run bring.
    """
    lines: list[JobLine] = []
    rows: list[LowStockRow] = []
    excluded: list[Excluded] = []
    made_to_stock = [
        item for item in run.scenario.items if JobOrigin.LOW_STOCK in rules_of(item).triggers
    ]
    if not made_to_stock:
        return lines, rows, excluded
    availabilities = Availabilities(run, expected=expected)
    for item in sorted(made_to_stock, key=lambda item: item.id):
        reason = _reason_against(run, item)
        if reason:
            excluded.append(Excluded(JobOrigin.LOW_STOCK, item.id, item.id, reason))
        for sku in _skus(run, item):
            availability = availabilities.of(sku)
            line = None if reason else _line(run, sku, availability)
            rows.append(_row(run, sku, availability, line))
            lines += [line] if line else []
    return lines, rows, excluded


def _skus(run: JobRun, item: Item) -> Iterator[Sku]:
    for sku in sorted(skus_of(run.scenario, run.terms, item)):
        if not sku.warehouse or run.is_asked(sku.warehouse):
            yield sku


def _reason_against(run: JobRun, item: Item) -> str:
    reason = Scope.of(run.scenario).reason_against(item)
    if reason:
        return reason
    if not any(defended_level(run, run.terms.of(sku)) for sku in _skus(run, item)):
        return Said("{item} has no safety stock and no reorder level to keep", item=item.id)
    return ""


def _line(run: JobRun, sku: Sku, availability: Availability) -> JobLine | None:
    """Return the job of an item, ``None`` if its stock stays high enough."""
    terms = run.terms.of(sku)
    level, until = defended_level(run, terms), run.bucket_of(run.until)
    first = availability.first_below(level, until) if level and run.buckets.count else None
    if first is None:
        return None
    due = run.today + timedelta(days=first)
    quantity = in_lots(run, terms, level - availability.minimum(until))
    return JobLine(JobOrigin.LOW_STOCK, sku, quantity, due, run.when(due))


def _row(run: JobRun, sku: Sku, availability: Availability, line: JobLine | None) -> LowStockRow:
    terms = run.terms.of(sku)
    until = run.bucket_of(run.until)

    def first_below(level: Decimal) -> date | None:
        day = availability.first_below(to_units(level), until) if level else None
        return None if day is None else run.today + timedelta(days=day)

    return LowStockRow(
        item=sku.item,
        warehouse=sku.warehouse,
        reorder_level=terms.reorder_level,
        safety_stock=terms.safety_stock,
        reorder_days=terms.item.reorder_days,
        average_daily_use=average_daily_use(terms.item, terms),
        lot_size=terms.lot.size,
        on_hand=from_units(availability.on_hand),
        initial=from_units(availability.initial),
        final=from_units(availability.at(until)),
        minimum=from_units(availability.minimum(until)),
        below_reorder=first_below(terms.reorder_level),
        below_safety=first_below(terms.safety_stock),
        quantity=from_units(line.quantity) if line else None,
        due=run.today + timedelta(days=line.when.bucket) if line else None,
    )
