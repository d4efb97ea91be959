"""The costliest jobs, demands and orders of a plan as columns of the page, with what is behind."""

from __future__ import annotations

from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from models.material import SupplyKind
from scheduler.costing import Basis, Document, Piece, estimate, estimated_documents
from scheduler.costing.amounts import KINDS
from scheduler.costing.words import BASIS_WORDS, PIECE_WORDS
from scheduler.report.costs import COST_LABELS, begun_amounts
from scheduler.report.palette import COST_COLOURS

if TYPE_CHECKING:
    from models.plan import Plan
    from scheduler.costing import Deviation, ValuedDocument
    from scheduler.report.content import Content
    from scheduler.report.costs import Costs

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]

__all__ = ["MAX_DOCUMENTS", "MAX_PIECES", "cost_columns"]

MAX_DOCUMENTS = 150
"""Jobs, demands and orders that a page carries, of each; ``valuations.csv`` has the others."""

MAX_PIECES = 240
"""Rows behind jobs, behind demands and behind orders; ``costs.csv`` has those of all orders."""

_DOCUMENTS = tuple(Document)


def cost_columns(
    content: Content,
    costs: Costs,
    max_documents: int = MAX_DOCUMENTS,
    max_pieces: int = MAX_PIECES,
) -> tuple[dict[str, object], dict[str, Ints]]:
    """Return the costliest documents with their costs by kind, and the rows behind them.

    Amounts are texts, so that they stay exact; columns refer to them by position in the page's
    table of texts. Call it before `scheduler.report.content.report_names`.

    Returns
    -------
    meta, columns
        ``meta["cost_total"]`` counts the jobs, demands and orders there are; ``cost_first[k]`` is
        the first row of ``piece_...`` of document k, the last number their count, and
        ``cost_cut`` says that rows of it are left out.
    """
    chosen, total = _chosen(costs.plan, max_documents if costs.is_known else 0)
    table = _Table(content, costs)
    left = dict.fromkeys(Document, max_pieces)
    for document in chosen:
        rows = table.rows_behind(document)
        shown = rows[: left[document.document]]
        left[document.document] -= len(shown)
        table.add(document, shown, is_cut=len(shown) < len(rows))
    words = costs.words
    meta: dict[str, object] = {
        "cost_labels": [words.text(label) for label in COST_LABELS],
        "cost_colours": COST_COLOURS,
        "cost_pieces": [words.text(label) for label in PIECE_WORDS.values()],
        "cost_bases": [words.text(label) for label in BASIS_WORDS.values()],
        "cost_declared": list(BASIS_WORDS).index(Basis.DECLARED),
        "cost_plan": [costs.text(amount) for amount in costs.amounts],
        "cost_total": total,
        "cost_jobs": table.jobs,
    }
    return meta, table.columns()


def _chosen(plan: Plan, most: int) -> tuple[list[ValuedDocument], list[int]]:
    """Return the costliest documents of each kind, and how many there are of each."""
    found: list[ValuedDocument] = []
    total: list[int] = []
    for kind in _DOCUMENTS:
        rows = [row for row in estimated_documents(plan) if row.document is kind]
        rows.sort(key=lambda row: -row.valuation.total)
        found += islice(rows, most)
        total.append(len(rows))
    return found, total


class _Row(NamedTuple):
    """One row behind a document; texts as the page has them, -1 where there is no phase."""

    piece: Piece
    name: str
    place: str
    amount: Decimal
    basis: Basis
    phase: int = -1
    quantity: Decimal | None = None
    hours: float | None = None
    units: Decimal | None = None
    rate: Decimal | None = None


class _Table:
    """The columns, as they grow."""

    def __init__(self, content: Content, costs: Costs) -> None:
        self._content, self._costs = content, costs
        self._orders = estimate(costs.plan).orders
        self._begun: dict[str, list[Deviation]] = {}
        for row in costs.begun:
            self._begun.setdefault(row.order, []).append(row)
        self.jobs: list[str] = []
        names = ["kind", "ref", "item", *KINDS, "industrial", "price", "begun", "declared", "over"]
        self._documents: dict[str, list[int]] = {
            f"cost_{name}": [] for name in (*names, "lacks", "first", "cut")
        }
        fields = ("piece", "name", "place", "amount", "basis", "phase", "quantity", "hours")
        self._pieces: dict[str, list[int]] = {
            f"piece_{name}": [] for name in (*fields, "units", "rate")
        }

    def rows_behind(self, document: ValuedDocument) -> list[_Row]:
        """Return the pieces of an order, with what was declared; or what serves a need."""
        if document.document is not Document.ORDER:
            return [
                _Row(
                    Piece.COMPONENT if supplied.order else Piece.MATERIAL,
                    peg.item,
                    peg.supply if peg.supply_kind is SupplyKind.ORDER else "",
                    supplied.amounts.industrial,
                    supplied.basis,
                    quantity=peg.quantity,
                    rate=supplied.rate,
                )
                for peg, supplied in document.served
            ]
        own = [
            _Row(
                row.piece, row.name, row.work_center or row.supply, row.amount, row.basis,
                -1 if row.phase is None else row.phase, row.quantity,
                None if row.hours is None else float(row.hours), row.units, row.rate,
            )
            for row in self._orders[document.id].rows
        ]  # fmt: skip
        declared = [
            _Row(
                row.piece, "", row.actual_at or row.estimated_at, row.actual, Basis.DECLARED,
                -1 if row.phase is None else row.phase,
            )
            for row in self._begun.get(document.id, ())
        ]  # fmt: skip
        return own + declared

    def add(self, document: ValuedDocument, rows: list[_Row], *, is_cut: bool) -> None:
        """Add a document and the rows behind it."""
        found, text = document.valuation, self._text
        begun = begun_amounts(self._begun.get(document.id, []))
        before, after = (sum((pair[k] for pair in begun), Decimal(0)) for k in (0, 1))
        is_order = document.document is Document.ORDER
        shown = is_order and bool(begun)
        values = [
            _DOCUMENTS.index(document.document), self._reference(document),
            self._content.item_index.get(document.item, -1), *map(text, found.amounts),
            text(found.amounts.industrial), text(found.total), text(before if shown else None),
            text(after if shown else None), int(shown and after > before),
            self._content.strings(", ".join(document.lacks)), len(self._pieces["piece_piece"]),
            int(is_cut),
        ]  # fmt: skip
        for column, value in zip(self._documents.values(), values, strict=True):
            column.append(value)
        for row in rows:
            self._add_row(row)

    def _add_row(self, row: _Row) -> None:
        string, text = self._content.strings, self._text
        hours = "" if row.hours is None else f"{row.hours:.4f}".rstrip("0").rstrip(".")
        plain = ["" if value is None else f"{value:f}" for value in (row.quantity, row.units)]
        values = [
            list(PIECE_WORDS).index(row.piece), string(row.name), string(row.place),
            text(row.amount), list(BASIS_WORDS).index(row.basis), row.phase, string(plain[0]),
            string(hours), string(plain[1]), string("" if row.rate is None else f"{row.rate:f}"),
        ]  # fmt: skip
        for column, value in zip(self._pieces.values(), values, strict=True):
            column.append(value)

    def _reference(self, document: ValuedDocument) -> int:
        """Return where the page has the name of a document."""
        if document.document is Document.ORDER:
            return self._content.order_index[document.id]
        if document.document is Document.DEMAND:
            return self._content.demand_index[document.id]
        self.jobs.append(document.id)
        return len(self.jobs) - 1

    def _text(self, amount: Decimal | None) -> int:
        return self._content.strings("" if amount is None else self._costs.text(amount))

    def columns(self) -> dict[str, Ints]:
        """Return the columns."""
        self._documents["cost_first"].append(len(self._pieces["piece_piece"]))
        return {
            name: np.array(values, dtype=np.int64)
            for name, values in (self._documents | self._pieces).items()
        }
