"""Why operations start when they do, as columns of the page."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from models.starts import StartKind
from scheduler.starts import starts_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.starts import StartReason
    from scheduler.report.content import Content

    Ints = np.ndarray[tuple[int], np.dtype[np.int64]]

__all__ = ["KINDS", "start_columns"]

KINDS = ("", *map(str, StartKind))
"""The page's scripts know kinds by their position here; the first stands for a reason not known."""

_PLAIN = frozenset({StartKind.START, StartKind.CLOSED, StartKind.SHORT, StartKind.PINNED})


def start_columns(content: Content) -> dict[str, Ints]:
    """Return the kind of each operation's reason, and what cannot be derived from the kind.

    Most operations follow the phase before, or the operation before on their row, when it ends,
    and those of an ALAP plan precede the phase after: that is what ``op_why`` alone says. Of the
    others ``why_op`` is the operation, ``why_other``
    the one it waits for or -1, ``why_since`` when the cause is over, ``why_lag`` a waiting time
    after it, and ``why_text`` what else it waits for.

    Returns
    -------
    dict of str to array
        ``op_why`` (N,), by row and start; the rest (S,), by operation.
    """
    order = content.sorted_operations
    reasons = starts_of(content.plan)
    if not reasons:
        names = ("op_why", "why_op", "why_other", "why_since", "why_lag", "why_text")
        empty = np.zeros(0, dtype=np.int64)
        return dict.fromkeys(names, empty) | {"op_why": np.zeros(order.size, dtype=np.int64)}
    column_of = np.argsort(order)
    usual = _usual(content)
    told = [
        (at, reasons[k])
        for at, k in enumerate(order.tolist())
        if not _goes_without_saying(reasons[k], usual[reasons[k].kind].get(k, -1), content)
    ]
    return {
        "op_why": np.array([KINDS.index(reasons[k].kind) for k in order], dtype=np.int64),
        **_exceptions(content, told, column_of),
    }


def _usual(content: Content) -> dict[StartKind, dict[int, int]]:
    """Return whom each operation usually waits for, by kind: positions in the plan."""
    rows, order = content.plan.operations, content.sorted_operations.tolist()
    row_of = content.rows.row_of.tolist()
    by_order = sorted(range(len(rows)), key=lambda k: (rows[k].order, rows[k].phase))
    found: dict[StartKind, dict[int, int]] = {kind: {} for kind in StartKind}
    for before, k in pairwise(by_order):
        if rows[before].order == rows[k].order:
            found[StartKind.PREDECESSOR][k] = before
            found[StartKind.LATEST][before] = k
    for before, k in pairwise(order):
        if row_of[before] == row_of[k]:
            found[StartKind.MACHINE][k] = before
    return found


def _goes_without_saying(reason: StartReason, usual: int, content: Content) -> bool:
    if reason.kind in _PLAIN:
        return True
    if reason.kind is StartKind.LATEST:
        return reason.other == usual
    if usual < 0 or reason.other != usual or reason.lag:
        return False
    return content.plan.operations[usual].end == reason.since


def _exceptions(
    content: Content, told: Sequence[tuple[int, StartReason]], column_of: Ints
) -> dict[str, Ints]:
    def column(values: list[int]) -> Ints:
        return np.array(values, dtype=np.int64)

    say, text = content.words.said, content.strings
    others = [int(column_of[row.other]) if row.other >= 0 else -1 for _, row in told]
    return {
        "why_op": column([at for at, _ in told]),
        "why_other": column(others),
        "why_since": content.at(column([row.since for _, row in told])),
        "why_lag": column([row.lag for _, row in told]),
        "why_text": column([text(str(say(row.what))) for _, row in told]),
    }
