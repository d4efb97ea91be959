"""Sales orders and forecasts: what is wanted of an item from outside, each piece once.

Inside the period of a forecast, sales orders and forecast are two views of one demand; the item's
`forecast_mode` says how they combine. A forecast of 100 and orders of 200 plan 200 by ``max`` and
by ``orders``, 300 by ``sum``, 100 by ``min`` and by ``forecast``. Orders outside every period are
planned in full, whatever the mode.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from models.material import DemandKind, Uncovered
from models.quantity import from_units, to_units
from models.scenario import Area, ForecastMode
from models.terms import TermsTable
from scheduler.mrp.needs import Need, When
from scheduler.words import Said

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import date

    from models.scenario import Demand, Forecast, Scenario
    from models.terms import Sku
    from scheduler.mrp.buckets import Buckets

__all__ = [
    "Combination",
    "PeriodLine",
    "SalesLine",
    "combine",
    "independent_needs",
    "period_lines",
    "sales_line",
]

_CONSUMED = (ForecastMode.MAX, ForecastMode.FORECAST, ForecastMode.MIN)


class PeriodLine(NamedTuple):
    """A forecast whose period is not over; its days as buckets, quantity in millionths."""

    last: int
    first: int
    id: str
    quantity: int


class SalesLine(NamedTuple):
    """A sales order line; quantity in millionths.

    Parameters
    ----------
    when
        When it is due; in the past if it is overdue.
    is_delivered
        Nothing is planned for it, but its part of a forecast is used up.
    version
        Version of the bill of materials it asks for; empty if it names none.
    """

    when: When
    id: str
    quantity: int
    is_delivered: bool = False
    version: str = ""


@dataclass(frozen=True, slots=True)
class Combination:
    """What is planned of the sales orders and forecasts of one item; in millionths.

    Parameters
    ----------
    planned, beyond
        Of each sales line: what is planned, and what is not, as it exceeds the forecast.
    homes
        The first forecast in whose period each sales line is due; ``None`` outside all periods.
    left
        Of each forecast: what is planned beside the sales orders.
    """

    planned: list[int]
    beyond: list[int]
    homes: list[int | None]
    left: list[int]


def combine(
    mode: ForecastMode, periods: Sequence[PeriodLine], sales: Sequence[SalesLine]
) -> Combination:
    """Return what is planned of the forecasts and sales lines of one item.

    Sales lines use up forecast in due order, what was delivered first; a line that lies in
    several periods takes from the one that ends first.

    Parameters
    ----------
    periods
        Sorted.
    sales
        Sorted.
    """
    matched, homes, left = _consume(periods, sales)
    planned, beyond = [], []
    is_capped = mode in (ForecastMode.FORECAST, ForecastMode.MIN)
    for index, line in enumerate(sales):
        quantity = 0 if line.is_delivered else line.quantity
        kept = min(quantity, matched[index]) if is_capped and homes[index] is not None else quantity
        planned.append(kept)
        beyond.append(quantity - kept)
    if mode is ForecastMode.SUM:
        left = [period.quantity for period in periods]
    elif mode not in (ForecastMode.MAX, ForecastMode.FORECAST):
        left = [0] * len(periods)
    return Combination(planned, beyond, homes, left)


def _consume(
    periods: Sequence[PeriodLine], sales: Sequence[SalesLine]
) -> tuple[list[int], list[int | None], list[int]]:
    """Return what each sales line takes of the forecasts, its first one, and what is left."""
    left = [period.quantity for period in periods]
    matched = [0] * len(sales)
    homes: list[int | None] = [None] * len(sales)
    # from each period on, the first day that any of them holds
    begins = list(accumulate((period.first for period in reversed(periods)), min))[::-1]
    for is_delivered in (True, False):
        live = 0
        for index, line in enumerate(sales):
            if line.is_delivered is not is_delivered:
                continue
            day, wanted = line.when.bucket, line.quantity
            while live < len(periods) and periods[live].last < day:
                live += 1
            for place in _holding(periods, begins, live, day):
                if homes[index] is None:
                    homes[index] = place
                taken = min(wanted, left[place])
                left[place] -= taken
                wanted -= taken
                if not wanted:
                    break
            matched[index] = line.quantity - wanted
    return matched, homes, left


def _holding(
    periods: Sequence[PeriodLine], begins: Sequence[int], live: int, day: int
) -> Iterator[int]:
    """Yield the periods, from the first that is not over, that hold a day."""
    for place in range(live, len(periods)):
        if begins[place] > day:
            return
        if periods[place].first <= day:
            yield place


def period_lines(forecasts: Iterable[Forecast], buckets: Buckets) -> list[PeriodLine]:
    """Return the forecasts that plan anything, sorted: consolidated, begun within the horizon.

    A period that is over plans nothing.
    """
    today = buckets.clock.first_day
    lines = []
    for row in forecasts:
        last = (row.last_day - today).days
        first = (row.date - today).days
        if row.consolidated and last >= 0 and first < buckets.count:
            lines.append(PeriodLine(last, first, row.id, to_units(row.quantity)))
    return sorted(lines)


def independent_needs(
    scenario: Scenario, buckets: Buckets, *, without: Collection[str] = ()
) -> tuple[list[Need], list[Uncovered]]:
    """Return what sales orders and forecasts ask for, and what of it nobody plans.

    A sales order is needed when it is due, a forecast on the first day of its period, or today if
    that has begun. What is due beyond the horizon is left out.

    Parameters
    ----------
    without
        Demands and forecasts that job orders plan: no needs, but the demands use up forecasts.

    Returns
    -------
    needs, uncovered
        Sales orders that exceed the forecast they are limited to, or that the run leaves out, are
        uncovered. The order does not depend on that of the scenario's rows.
    """
    return _Reader(scenario, buckets, frozenset(without)).read()


def sales_line(demand: Demand, when: When) -> SalesLine:
    """Return a demand as a sales line that is due at a time."""
    quantity = to_units(demand.quantity)
    return SalesLine(when, demand.id, quantity, demand.fulfilled, demand.version or "")


class _Reader:
    """Reads sales orders and forecasts by item and warehouse."""

    def __init__(self, scenario: Scenario, buckets: Buckets, without: frozenset[str]) -> None:
        self._scenario = scenario
        self._buckets = buckets
        self._terms = TermsTable(scenario)
        self._without = without
        self._due: dict[date, When] = {}
        self._ignored = scenario.settings.mrp.ignore
        self.needs: list[Need] = []
        self.uncovered: list[Uncovered] = []

    def read(self) -> tuple[list[Need], list[Uncovered]]:
        """Return the needs and what is not planned."""
        forecasts: dict[Sku, list[Forecast]] = {}
        if Area.FORECASTS not in self._ignored:
            for row in self._scenario.forecasts:
                sku = self._terms.sku(row.item, row.warehouse)
                forecasts.setdefault(sku, []).append(row)
        sales = self._sales()
        for sku in sorted({*forecasts, *sales}):
            periods = period_lines(forecasts.get(sku, ()), self._buckets)
            self._combined(sku, periods, sales.get(sku, []))
        return self.needs, self.uncovered

    def _sales(self) -> dict[Sku, list[SalesLine]]:
        """Return the sales lines of each item in due order."""
        sales: dict[Sku, list[SalesLine]] = {}
        for row in self._scenario.demands:
            sku = self._terms.sku(row.item, row.warehouse)
            line = sales_line(row, self._when(row))
            if line.when.bucket >= self._buckets.count:
                continue
            if Area.SALES not in self._ignored:
                sales.setdefault(sku, []).append(line)
            elif not (line.is_delivered or line.id in self._without):
                self._leave(sku, line.id, line.quantity, "sales orders are left out of this run")
        for lines in sales.values():
            lines.sort()
        self.uncovered.sort(key=lambda row: (row.item, row.warehouse, row.demand))
        return sales

    def _when(self, row: Demand) -> When:
        if row.due not in self._due:
            self._due[row.due] = self._buckets.due(row.due)
        return self._due[row.due]

    def _combined(self, sku: Sku, periods: list[PeriodLine], sales: list[SalesLine]) -> None:
        mode = self._scenario.item_by_id[sku.item].forecast_mode
        combination = combine(mode, periods, sales)
        for line, planned, beyond in zip(
            sales, combination.planned, combination.beyond, strict=True
        ):
            if line.id in self._without:
                continue
            if planned:
                self._need(sku, DemandKind.DEMAND, line._replace(quantity=planned))
            if beyond:
                reason = Said(
                    "it exceeds the forecast, to which {item} is limited ({mode})",
                    item=sku.item,
                    mode=str(mode),
                )
                self._leave(sku, line.id, beyond, reason)
        for period, quantity in zip(periods, combination.left, strict=True):
            if quantity and period.id not in self._without:
                line = SalesLine(self._begin(period), period.id, quantity)
                self._need(sku, DemandKind.FORECAST, line)

    def _begin(self, period: PeriodLine) -> When:
        """Return the first day of a period, today if it has begun."""
        day = self._buckets.clock.first_day + timedelta(days=max(period.first, 0))
        return self._buckets.due(day)

    def _need(self, sku: Sku, kind: DemandKind, line: SalesLine) -> None:
        when = self._buckets.overdue(line.when)
        self.needs.append(
            Need(
                when,
                kind,
                line.id,
                sku.item,
                line.quantity,
                warehouse=sku.warehouse,
                version=line.version,
            )
        )

    def _leave(self, sku: Sku, demand: str, quantity: int, reason: str) -> None:
        pieces = from_units(quantity)
        row = Uncovered(DemandKind.DEMAND, demand, sku.item, pieces, reason, None, sku.warehouse)
        self.uncovered.append(row)
