"""The demands as columns of integers: as wished, as planned, and as infinite capacity promised."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scheduler.report.lost_time import lost_groups

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scheduler.report.content import Columns, Content, Ints

__all__ = ["demand_columns"]


def _column(values: Iterable[int]) -> Ints:
    return np.fromiter(values, dtype=np.int64)


def demand_columns(content: Content) -> Columns:
    """Return the demands in the plan's order; texts are in the strings."""
    demands, text, wall = content.plan.demands, content.strings, content.at
    return {
        "demand_item": _column(content.item_index.get(row.item, -1) for row in demands),
        "demand_quantity": _column(text(f"{row.quantity:f}") for row in demands),
        "demand_weight": _column(text(f"{row.weight:f}") for row in demands),
        "demand_customer": _column(text(row.customer) for row in demands),
        "demand_cause": _column(text(row.cause) for row in demands),
        "demand_due": wall(_column(row.due for row in demands)),
        "demand_completion": wall(_column(row.completion for row in demands)),
        "demand_late": _column(row.late for row in demands),
        "demand_scheduled": _column(int(row.is_scheduled) for row in demands),
        "demand_lost": _lost_column(content),
        **_promise_columns(content),
    }


def _lost_column(content: Content) -> Ints:
    """Return for each demand a bit for each of the `lost_groups` that made it late."""
    groups = lost_groups(content.plan, content.words)
    return _column(
        sum(1 << bit for bit, (*_, late) in enumerate(groups) if row.demand in late)
        for row in content.plan.demands
    )


def _promise_columns(content: Content) -> Columns:
    """Return what infinite capacity promised: 0 nothing known, 1 on time, 2 late; how much sooner.

    ``demand_sooner`` is wall-clock time from the promise to the completion: small numbers, from
    which the page's script has the date, and how late it is.
    """
    demands = content.plan.demands
    late = [row.promised_late for row in demands]
    promised = [row.completion if row.promised is None else row.promised for row in demands]
    completion = content.at(_column(row.completion for row in demands))
    return {
        "demand_promise": _column(0 if ticks is None else 1 + (ticks > 0) for ticks in late),
        "demand_sooner": completion - content.at(_column(promised)),
    }
