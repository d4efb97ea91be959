"""Orders that the plan leaves out, as columns of integers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scheduler.natural import natural

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scheduler.report.content import Columns, Content, Ints

__all__ = ["left_out_columns"]


def _column(values: Iterable[int]) -> Ints:
    return np.fromiter(values, dtype=np.int64)


def left_out_columns(content: Content) -> Columns:
    """Return the orders left out, the roots of the trouble first; texts are in the strings."""
    material, text = content.plan.material, content.strings
    rows = sorted(
        content.plan.unscheduled, key=lambda row: (bool(row.waits_for), natural(row.order))
    )
    orders = [material.order_by_id[row.order] for row in rows]
    facts = ["\n".join(row.facts) for row in rows]
    served = [", ".join(material.demands_served.get(row.order, ())) for row in rows]
    return {
        "left_order": _column(text(row.order) for row in rows),
        "left_item": _column(content.item_index.get(order.item, -1) for order in orders),
        "left_quantity": _column(text(f"{order.quantity:f}") for order in orders),
        "left_phase": _column(-1 if row.phase is None else row.phase for row in rows),
        "left_cause": _column(text(row.cause) for row in rows),
        "left_facts": _column(map(text, facts)),
        "left_remedy": _column(text(row.remedy) for row in rows),
        "left_waits_for": _column(text(row.waits_for) for row in rows),
        "left_demands": _column(text(names) for names in served),
    }
