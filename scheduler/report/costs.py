"""What the plan costs, for the page: by kind, by job, demand and order, and piece by piece."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import plotly.graph_objects as go

from scheduler.costing import estimate, estimated_documents, plan_cost
from scheduler.costing.amounts import KINDS, Rounder
from scheduler.kpi import flow_cost
from scheduler.progress import DeclarationFile, replay, work_deviations
from scheduler.report.figure import LIGHT, shared_look
from scheduler.report.palette import COST_COLOURS
from scheduler.words import ENGLISH
from scheduler.words.terms import mark

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.plan import Plan
    from scheduler.costing import Deviation, PlanCost
    from scheduler.words import Words

__all__ = ["COST_LABELS", "CostLine", "Costs", "begun_amounts", "cost_frame"]

COST_LABELS = (
    mark("material"),
    mark("machine"),
    mark("labour"),
    mark("setup"),
    mark("overtime"),
    mark("subcontract"),
    mark("lateness"),
    mark("work in progress"),
    mark("warehouse"),
)
"""What a plan costs: the kinds of an order's cost, then what only plans have."""


class CostLine(NamedTuple):
    """One line of what the plan costs; its texts are in the language of the page.

    Parameters
    ----------
    colour
        In the chart; empty for sums.
    begun, declared
        Of the phases that have begun: estimated, and by what was declared. Empty for none.
    is_over
        More was spent on them than estimated.
    is_part
        Counted in the line above it.
    """

    label: str
    amount: str
    share: str
    colour: str = ""
    begun: str = ""
    declared: str = ""
    is_over: bool = False
    is_part: bool = False


@dataclass(frozen=True, eq=False)
class Costs:
    """The costs of a plan."""

    plan: Plan
    words: Words = ENGLISH

    @cached_property
    def whole(self) -> PlanCost:
        """Return what the plan costs by kind."""
        return plan_cost(self.plan, flow_cost(self.plan).total, estimate(self.plan))

    @property
    def is_known(self) -> bool:
        """Tell whether anything but days late costs something, or has a price."""
        prices = (row.valuation.total for row in estimated_documents(self.plan))
        return bool(self.whole.amounts.industrial or self.whole.flow or any(prices))

    @cached_property
    def begun(self) -> tuple[Deviation, ...]:
        """Return the work of phases that have begun: as estimated, and as the orders declare it."""
        if not any(order.progress for order in self.plan.scenario.orders):
            return ()
        return work_deviations(replay(self.plan, DeclarationFile("")))

    @cached_property
    def _rounder(self) -> Rounder:
        return Rounder(self.plan.scenario.settings.costing.decimals)

    def money(self, amount: Decimal) -> str:
        """Return an exact amount with the marks of the language."""
        return self.words.money(self._rounder.shown(amount))

    def text(self, amount: Decimal) -> str:
        """Return an exact amount as scripts take it: digits and a point."""
        return f"{self._rounder.shown(amount):f}"

    @property
    def amounts(self) -> list[Decimal]:
        """Return what the plan costs, in the order of the labels; they add up to its total."""
        whole, parts = self.whole, flow_cost(self.plan)
        wip = min(whole.flow, self._rounder(parts.wip))
        return [*whole.amounts, whole.lateness, wip, whole.flow - wip]

    def lines(self) -> Iterator[CostLine]:
        """Yield what the plan costs, kind by kind, and its total."""
        _, amounts, whole = self.words.text, self.amounts, self.whole
        parts = 2  # the last: what the flow cost is made of
        for place, amount in enumerate(amounts[:-parts]):
            yield self._line(_(COST_LABELS[place]), amount, place)
        yield self._line(_("flow cost: stock and work in progress"), whole.flow)
        for place in range(len(amounts) - parts, len(amounts)):
            label = _("of it {part}", part=_(COST_LABELS[place]))
            yield self._line(label, amounts[place], place)._replace(is_part=True)
        yield self._line(_("total"), whole.total)

    def _line(self, label: str, amount: Decimal, place: int | None = None) -> CostLine:
        total = self.whole.total
        share = self.words.percent(float(amount / total), 1) if total else ""
        if place is None:
            return CostLine(label, self.money(amount), share)
        line = CostLine(label, self.money(amount), share, COST_COLOURS[place])
        kind = KINDS[place] if place < len(KINDS) else ""
        rows = [row for row in self.begun if row.piece == kind]
        if not rows:
            return line
        before, after = (sum(column) for column in zip(*begun_amounts(rows), strict=True))
        return line._replace(
            begun=self.money(Decimal(before)),
            declared=self.money(Decimal(after)),
            is_over=after > before,
        )

    def empty(self) -> str:
        """Return what the page says where nothing costs anything."""
        _, late = self.words.text, self.whole.lateness
        said = _("The scenario knows no costs: no rate, no price, no standard cost.")
        if not late:
            return said
        also = _("Days late cost {amount}.", amount=self.money(late))
        return f"{said} {also}"


def begun_amounts(rows: list[Deviation]) -> list[tuple[Decimal, Decimal]]:
    """Return estimate and actual cost of each."""
    return [(row.estimate, row.actual) for row in rows]


def cost_frame(words: Words = ENGLISH) -> go.Figure:
    """Return the chart of costs by kind as stacked bars, one for each row, without data."""
    figure = go.Figure(
        [
            go.Bar(
                name=words.text(label),
                meta=f"cost{place}",
                orientation="h",
                width=0.7,
                marker={"color": colour, "line": {"width": 0.8, "color": LIGHT["gap"]}},
            )
            for place, (label, colour) in enumerate(zip(COST_LABELS, COST_COLOURS, strict=True))
        ]
    )
    shared_look(figure)
    figure.layout.xaxis.tickformatstops = None  # those are of dates
    figure.update_layout(
        barmode="stack",
        dragmode=False,
        showlegend=False,  # the table beside it has the colours
        margin={"l": 130, "r": 16, "t": 8, "b": 28},
        xaxis={"type": "linear", "fixedrange": True, "tickformat": ",~r", "rangemode": "tozero"},
    )
    return figure
