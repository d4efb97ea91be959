"""Average daily usage (ADU): given, from what was delivered, from what is ahead, or both.

Usage of a product is usage of its components: what was delivered and what is ahead is exploded
through the bills of materials, whether the items between are buffered or not. Means are over
calendar days, like the lead times they are multiplied with.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING

from models.quantity import QUANTITY_SCALE, to_units
from models.scenario import Area, ForecastMode, UsageMethod
from scheduler.ddmrp.structure import Node

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from models.scenario import Buffer, Forecast
    from scheduler.ddmrp.structure import Structure

__all__ = ["DailyUsage", "linear_weight", "spread"]

_PAST = frozenset({UsageMethod.PAST, UsageMethod.PAST_AND_AHEAD})
_WEIGHTED = frozenset({UsageMethod.WEIGHTED_PAST, UsageMethod.WEIGHTED_PAST_AND_AHEAD})
_AHEAD = frozenset(
    {UsageMethod.AHEAD, UsageMethod.PAST_AND_AHEAD, UsageMethod.WEIGHTED_PAST_AND_AHEAD}
)


def linear_weight(days_ago: int, num_days: int) -> int:
    """Return the weight of a past day: 1 for the oldest, ``num_days`` for yesterday.

    Parameters
    ----------
    days_ago
        1 for yesterday.
    """
    return num_days + 1 - days_ago


def spread(forecast: Forecast, first: date, num_days: int) -> Fraction:
    """Return the part of a forecast that falls into a window, in millionths of a piece.

    Every day of its period has the same share.
    """
    begin, end = forecast.date, forecast.last_day
    last = first + timedelta(days=num_days - 1)
    shared = (min(end, last) - max(begin, first)).days + 1
    return Fraction(to_units(forecast.quantity) * max(0, shared), (end - begin).days + 1)


class DailyUsage:
    """The average daily usage of the buffered items of a scenario."""

    def __init__(self, structure: Structure) -> None:
        self._structure = structure
        self._today = structure.scenario.scenario.start.date()
        self._known: dict[tuple[str, int], Mapping[str, Fraction]] = {}

    def of(self, item: str, buffer: Buffer) -> int:
        """Return the usage of an item, millionths of a piece a day, rounded up.

        Past and ahead together are the mean over both windows. Where one of them holds no usage
        the other counts alone, where both hold none the usage that the buffer gives.
        """
        parts = []
        if buffer.usage in _PAST | _WEIGHTED and (num_days := buffer.past_days.days):
            kind = "weighted" if buffer.usage in _WEIGHTED else "past"
            parts.append((num_days, self._mean(kind, num_days, item)))
        if buffer.usage in _AHEAD and (num_days := buffer.ahead_days.days):
            parts.append((num_days, self._mean("ahead", num_days, item)))
        parts = [(num_days, mean) for num_days, mean in parts if mean]
        if not parts:
            return to_units(buffer.daily_usage)
        total = sum((num_days * mean for num_days, mean in parts), Fraction(0))
        return ceil(total / sum(num_days for num_days, _ in parts))

    def _mean(self, kind: str, num_days: int, item: str) -> Fraction:
        key = (kind, num_days)
        if key not in self._known:
            own = {"past": self._past, "weighted": self._weighted, "ahead": self._ahead}[kind]
            self._known[key] = self._exploded(own(num_days))
        return self._known[key].get(item, Fraction(0))

    def _past(self, num_days: int) -> dict[Node, Fraction]:
        return self._delivered(num_days, lambda _: Fraction(1, num_days))

    def _weighted(self, num_days: int) -> dict[Node, Fraction]:
        total = num_days * (num_days + 1) // 2
        return self._delivered(num_days, lambda ago: Fraction(linear_weight(ago, num_days), total))

    def _delivered(self, num_days: int, weight: Callable[[int], Fraction]) -> dict[Node, Fraction]:
        """Return the weighted daily means of what was delivered before today."""
        means: dict[Node, Fraction] = defaultdict(Fraction)
        for row in self._structure.scenario.demands:
            ago = (self._today - _day(row.due)).days
            if row.fulfilled and 1 <= ago <= num_days:
                means[Node(row.item, row.version)] += to_units(row.quantity) * weight(ago)
        return means

    def _ahead(self, num_days: int) -> dict[Node, Fraction]:
        """Return the daily means of forecasts and demands from today on, item by item.

        Totals over the window are combined as each item's `forecast_mode` says; demands alone
        count where there is no forecast.
        """
        ignored = self._structure.scenario.settings.mrp.ignore
        sales: dict[str, dict[Node, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
        for row in self._structure.scenario.demands if Area.SALES not in ignored else ():
            days = (_day(row.due) - self._today).days
            if not row.fulfilled and 0 <= days < num_days:
                quantity = Fraction(to_units(row.quantity), num_days)
                sales[row.item][Node(row.item, row.version)] += quantity
        forecast: dict[str, Fraction] = defaultdict(Fraction)
        for line in self._structure.scenario.forecasts if Area.FORECASTS not in ignored else ():
            if line.consolidated:
                forecast[line.item] += spread(line, self._today, num_days) / num_days
        for item, mean in forecast.items():
            if mean:
                mode = self._structure.scenario.item_by_id[item].forecast_mode
                ordered = sum(sales[item].values(), Fraction(0))
                sales[item] = {Node(item): _combined(mode, mean, ordered)}
        return {node: mean for nodes in sales.values() for node, mean in nodes.items()}

    def _exploded(self, own: Mapping[Node, Fraction]) -> dict[str, Fraction]:
        """Return the means of all items, those of products passed on to what they are made of."""
        means: dict[Node, Fraction] = defaultdict(Fraction, own)
        by_item: dict[str, Fraction] = defaultdict(Fraction)
        for node in self._structure.nodes:
            mean = means.get(node)
            if not mean:
                continue
            by_item[node.item] += mean
            sizing = self._structure.sizing(node.item)
            ordered = mean * Fraction(QUANTITY_SCALE + sizing.scrap, QUANTITY_SCALE)
            for line in self._structure.lines(node):
                share = Fraction(line.usage, line.per)
                if line.is_fixed:
                    # so much for each order, of which a piece's share is that of a usual order
                    share *= Fraction(QUANTITY_SCALE, sizing.orders(QUANTITY_SCALE)[0][1])
                means[Node(line.item, line.version)] += ordered * share
        return by_item


def _combined(mode: ForecastMode, forecast: Fraction, sales: Fraction) -> Fraction:
    match mode:
        case ForecastMode.MAX:
            return max(forecast, sales)
        case ForecastMode.MIN:
            return min(forecast, sales)
        case ForecastMode.FORECAST:
            return forecast
        case ForecastMode.ORDERS:
            return sales
        case ForecastMode.SUM:
            return forecast + sales


def _day(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment
