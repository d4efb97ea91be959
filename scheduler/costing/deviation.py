"""Estimate and actual cost side by side."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from scheduler.costing.rows import Piece

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scheduler.costing.documents import Document, ValuedDocument
    from scheduler.costing.rows import CostRow

__all__ = ["Compared", "Deviation", "DocumentDeviation", "deviations", "document_deviations"]

_NOTHING = Decimal(0)
_TIMED = (Piece.MACHINE, Piece.LABOUR, Piece.SETUP, Piece.OVERTIME, Piece.SUBCONTRACT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A cost as estimated and as it was."""

    estimate: Decimal
    actual: Decimal

    @property
    def deviation(self) -> Decimal:
        """Return what was spent beyond the estimate; below 0 if less was."""
        return self.actual - self.estimate

    @property
    def percent(self) -> Decimal | None:
        """Return that in percent of the estimate, one decimal; ``None`` without an estimate."""
        if not self.estimate:
            return None
        return (100 * self.deviation / self.estimate).quantize(Decimal("0.1"))

    @property
    def is_over(self) -> bool:
        """Tell whether more was spent than estimated."""
        return self.actual > self.estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Deviation(Compared):
    """One piece of a cost, as estimated and as it was.

    Parameters
    ----------
    piece
        Components are materials here: who declares does not know which order a part came from.
    item
        Of a material.
    estimated_at, actual_at
        Where: machines and people, or the center. The second is empty where it is the first.
    """

    order: str
    phase: int | None
    piece: Piece
    item: str
    estimated_at: str
    actual_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentDeviation(Compared):
    """The price of a job, a demand or an order by its estimate, and by what it really cost."""

    document: Document
    id: str


_Key = tuple[str, int | None, Piece, str]


def deviations(estimated: Iterable[CostRow], actual: Iterable[CostRow]) -> tuple[Deviation, ...]:
    """Return estimate and actual of each material, and of each piece of the work of each phase.

    Materials are matched by order and item, whatever their phase; work by order, phase and
    piece, wherever it was done.

    Parameters
    ----------
    estimated
        As `scheduler.costing.estimate` has them.
    actual
        As `scheduler.costing.actual_costs` has them.
    """
    before, after = _grouped(estimated), _grouped(actual)
    keys = sorted(before.keys() | after.keys(), key=_order)
    return tuple(_deviation(key, before.get(key, []), after.get(key, [])) for key in keys)


def document_deviations(
    estimated: Iterable[ValuedDocument], actual: Iterable[ValuedDocument]
) -> tuple[DocumentDeviation, ...]:
    """Return estimate and actual of every document, with its cost items and its mark-up.

    Parameters
    ----------
    estimated, actual
        The valuations of a plan by `scheduler.costing.estimate` and by
        `scheduler.costing.actual_costs`.
    """
    real = {(row.document, row.id): row.valuation.total for row in actual}
    return tuple(
        DocumentDeviation(
            document=row.document,
            id=row.id,
            estimate=row.valuation.total,
            actual=real[row.document, row.id],
        )
        for row in estimated
    )


def _grouped(rows: Iterable[CostRow]) -> dict[_Key, list[CostRow]]:
    groups: dict[_Key, list[CostRow]] = {}
    for row in rows:
        key: _Key = (row.order, row.phase, row.piece, "")
        if row.piece not in _TIMED:
            key = (row.order, None, Piece.MATERIAL, row.name)
        groups.setdefault(key, []).append(row)
    return groups


def _order(key: _Key) -> tuple[str, int, int, str]:
    order, phase, piece, item = key
    return (order, -1 if phase is None else phase, list(Piece).index(piece), item)


def _deviation(key: _Key, before: list[CostRow], after: list[CostRow]) -> Deviation:
    order, phase, piece, item = key
    planned, real = _places(before), _places(after)
    return Deviation(
        order=order,
        phase=phase,
        piece=piece,
        item=item,
        estimate=sum((row.amount for row in before), _NOTHING),
        actual=sum((row.amount for row in after), _NOTHING),
        estimated_at=planned,
        actual_at=real if real != planned else "",
    )


def _places(rows: list[CostRow]) -> str:
    """Return who worked where: ``WELD: ROBOT``, in any language; nothing for materials."""
    found = [
        row.work_center if row.name == row.work_center else f"{row.work_center}: {row.name}"
        for row in rows
        if row.work_center
    ]
    return "; ".join(dict.fromkeys(found))
