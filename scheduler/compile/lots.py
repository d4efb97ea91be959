"""Transfer lots: pieces of an order go on to the next while the rest of it is being made."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from fractions import Fraction
from math import floor
from typing import TYPE_CHECKING

from models.problem import Precedence
from models.scenario import OrderType
from scheduler.compile.operations import last_rows
from scheduler.compile.progress import ticks_until_made

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.material import MaterialPlan, Peg
    from scheduler.compile.operations import CompiledOperation, OperationTable

__all__ = ["TransferLots", "withdrawals"]

_MOST_EDGES = 100
"""Between two orders; where there are more lots, some are waited for together."""


def withdrawals(
    quantity: Decimal, withdrawal: Decimal, before: Decimal, lot: Decimal, whole: Decimal
) -> Iterator[tuple[Decimal, Decimal]]:
    """Yield when a consumer takes pieces, and how many must have been passed on by then.

    Only the first withdrawal that needs a further lot is told.

    Parameters
    ----------
    quantity, withdrawal
        Pieces it needs in all, and takes at a time.
    before
        Pieces of the same order that others get first.
    lot, whole
        Pieces that are passed on together, and that the order makes.

    Yields
    ------
    taken, pieces
        Pieces that the consumer has used up by then, and that must have been passed on: a multiple
        of the lot, or all.
    """
    taken, passed = Decimal(0), Decimal(0)
    while taken < quantity:
        needed = before + min(taken + withdrawal, quantity)
        due = min(_multiple(needed, lot), whole)
        if due > passed:
            yield taken, due
            passed = due
        # on to the first withdrawal that needs more than has been passed on
        steps = ((passed - before - taken) / withdrawal).to_integral_value(ROUND_FLOOR)
        taken += max(Decimal(1), steps) * withdrawal


def _multiple(pieces: Decimal, lot: Decimal) -> Decimal:
    return (pieces / lot).to_integral_value(ROUND_CEILING) * lot


@dataclass(frozen=True)
class TransferLots:
    """Link orders by their lots, where the item says so and the phases allow it."""

    material: MaterialPlan
    table: OperationTable

    def link(
        self, peg: Peg, made: tuple[CompiledOperation, ...], target: CompiledOperation
    ) -> bool:
        """Tie the work of a phase to that of the order that supplies it; tell whether it could."""
        item = self.table.scenario.item_by_id[peg.item]
        last = last_rows(made)
        if not item.transfer_lot or not item.withdrawal_lot or len(last) != 1:
            return False
        supply = last[0]
        if not (_passes_on(supply) and _takes_bit_by_bit(target)):
            return False
        rows = withdrawals(
            peg.quantity,
            item.withdrawal_lot,
            self._before(peg),
            item.transfer_lot,
            supply.order.quantity,
        )
        for taken, pieces in _merged(list(rows)):
            share = Fraction(taken) / Fraction(peg.quantity)
            self._precede(supply, target, share, pieces)
        return True

    def _before(self, peg: Peg) -> Decimal:
        """Return what others get of the same order before a peg, in the order of the plan."""
        pegs = self.material.pegs_by_supply_order[peg.supply]
        place = next(number for number, other in enumerate(pegs) if other is peg)
        return sum((other.quantity for other in pegs[:place]), Decimal(0))

    def _precede(
        self, supply: CompiledOperation, target: CompiledOperation, share: Fraction, pieces: Decimal
    ) -> None:
        calendars = self.table.calendars
        lags = [ticks_until_made(supply, mode, pieces, calendars) for mode in supply.modes]
        leads = []
        for mode in target.modes:
            run = mode.spec.duration - mode.spec.setup
            leads.append(mode.spec.setup + floor(share * run))
        self.table.builder.precede(supply.index, target.index, Precedence.WORK_WORK, lags, leads)


def _passes_on(row: CompiledOperation) -> bool:
    """Tell whether the pieces of a last phase come one after the other.

    What waits, stands in an oven, is made outside, or waits at its end for the phase before, is
    there all at once.
    """
    is_ours = row.order.type is OrderType.PRODUCTION and not row.wait and not row.is_elastic
    return is_ours and _takes_bit_by_bit(row)


def _takes_bit_by_bit(row: CompiledOperation) -> bool:
    return row.routing is not None and all(
        mode.center is not None
        and not mode.center.external
        and mode.center.aggregation_rule is None
        for mode in row.modes
    )


def _merged(rows: list[tuple[Decimal, Decimal]]) -> Iterator[tuple[Decimal, Decimal]]:
    """Yield at most so many rows; where there are more, all of some are there for the first."""
    step = -(-len(rows) // _MOST_EDGES) or 1
    for begin in range(0, len(rows), step):
        yield rows[begin][0], rows[begin : begin + step][-1][1]
