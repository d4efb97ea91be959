"""The demands as columns of integers: as wished, as planned, and as infinite capacity promised."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scheduler.remedies.keep import worst_late
from scheduler.remedies.words import advice
from scheduler.report.lost_time import lost_groups

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from models.plan import Plan
    from models.remedy import Remedy
    from scheduler.report.content import Columns, Content, Ints
    from scheduler.words import Words

__all__ = ["demand_columns", "remedy_note"]

_NAMED = 3
"""Demands that a note names."""


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
        "demand_remedy": _column(text(what) for what in _remedies(content)),
        "demand_due": wall(_column(row.due for row in demands)),
        "demand_completion": wall(_column(row.completion for row in demands)),
        "demand_late": _column(row.late for row in demands),
        "demand_scheduled": _column(int(row.is_scheduled) for row in demands),
        "demand_lost": _lost_column(content),
        **_promise_columns(content),
    }


def _remedies(content: Content) -> Iterator[str]:
    """Yield in a sentence what would bring each demand on time; empty if nobody looked for it."""
    found: dict[str, list[Remedy]] = {}
    for row in content.plan.remedies:
        found.setdefault(row.demand, []).append(row)
    for demand in content.plan.demands:
        rows = found.get(demand.demand, ())
        yield content.words.say(advice(rows, content.plan.clock, others=True)) if rows else ""


def remedy_note(plan: Plan, words: Words) -> str:
    """Say of which late demands nobody looked what would help; empty if of none.

    A dash beside them is not the answer that nothing helps.
    """
    asked = {row.demand for row in plan.remedies}
    late = [row.demand for row in worst_late(plan)]
    looked = [name for name in late if name in asked]
    if len(looked) == len(late):
        return ""
    how = "finitecap explain PLAN DEMAND"
    if not looked:
        return words.text("What would help was not looked for: {command} does.", command=how)
    names = ", ".join(name if len(name) <= 40 else f"{name[:39]}…" for name in looked[:_NAMED])
    return words.text(
        "What would help was looked for in {count} of {late}, the worst by days times weight"
        " ({names}); in others {command} does.",
        count=len(looked),
        late=len(late),
        names=names if len(looked) <= _NAMED else f"{names}, …",
        command=how,
    )


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
