"""Sales orders and forecasts to the lines of jobs, each piece once."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from models.quantity import from_units
from models.scenario import ForecastKind, JobOrigin
from scheduler.jobs.policy import policy_of, rules_of
from scheduler.jobs.run import ORIGINS, Excluded, JobLine
from scheduler.jobs.sales import read_sales
from scheduler.jobs.timing import due_days, spread
from scheduler.mrp.forecasts import combine, period_lines
from scheduler.words import Amount, Listed, Moment, Said

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from models.scenario import Demand, Forecast, Item
    from models.terms import Sku
    from scheduler.jobs.run import JobRun
    from scheduler.jobs.sales import Sale

__all__ = ["DemandLines", "read_demand_lines"]

_ORIGIN = {ForecastKind.FORECAST: JobOrigin.FORECAST, ForecastKind.MPS: JobOrigin.MPS}


@dataclass
class DemandLines:
    """Lines for jobs, and what got none."""

    lines: list[JobLine] = field(default_factory=list)
    excluded: list[Excluded] = field(default_factory=list)


def read_demand_lines(run: JobRun) -> DemandLines:
    """Return the lines of jobs from sales orders, forecasts and the master schedule.

    Forecasts and sales orders of an item combine by its `forecast_mode`. Sales lines get jobs of
    their own. Those of items whose policy makes none from sales, and all if sales are no source
    of this run, are part of the job of the forecast in whose period they are due.
    """
    found = DemandLines()
    sales: dict[Sku, list[Sale]] = defaultdict(list)
    forecasts: dict[Sku, list[Forecast]] = defaultdict(list)
    for sale in read_sales(run):
        if sale.reasons and JobOrigin.SALES in run.sources:
            _exclude_sale(found, sale, _together(sale.reasons))
        if sale.takes:
            sales[run.terms.sku(sale.demand.item, sale.demand.warehouse)].append(sale)
    for row in sorted(run.scenario.forecasts, key=lambda row: (row.date, row.id)):
        origin = _ORIGIN[row.kind]
        reason = _against_forecast(run, row)
        if reason and origin in run.sources:
            found.excluded.append(Excluded(origin, row.id, row.item, reason))
        if not reason or row.id in run.job_of:
            forecasts[run.terms.sku(row.item, row.warehouse)].append(row)
    for sku in sorted({*sales, *forecasts}):
        _Combined(run, sku, found).add(sales[sku], forecasts[sku])
    return found


def _against_forecast(run: JobRun, row: Forecast) -> str:
    """Return why there is no job for a forecast; empty if there may be one."""
    item = run.scenario.item_by_id[row.item]
    reasons = (
        (not row.consolidated, Said("it is not consolidated")),
        (row.last_day < run.today, Said("its period is over")),
        (
            row.date > run.last_day,
            Said("it begins after {date}, the last day planned", date=Moment.of_day(run.last_day)),
        ),
        (not run.is_asked(row.warehouse), Said("its warehouse is not asked for")),
        (item.excluded, Said("{item} is excluded from planning", item=item.id)),
        (_ORIGIN[row.kind] not in rules_of(item).triggers, _wrong_policy(item)),
        (row.id in run.job_of, Said("job {job} serves it", job=run.job_of.get(row.id, ""))),
    )
    return next((reason for holds, reason in reasons if holds), "")


def _wrong_policy(item: Item) -> str:
    triggers = tuple(Said(ORIGINS[origin]) for origin in rules_of(item).triggers)
    policy = str(policy_of(item))
    if not triggers:
        return Said(
            "{item} is planned by policy {policy}: its jobs come from none",
            item=item.id,
            policy=policy,
        )
    return Said(
        "{item} is planned by policy {policy}: its jobs come from {sources}",
        item=item.id,
        policy=policy,
        sources=Listed(triggers),
    )


def _together(reasons: tuple[str, ...]) -> str:
    if len(reasons) == 1:
        return reasons[0]
    return Said("{reasons}", reasons=Listed(reasons, "; "))


def _exclude_sale(found: DemandLines, sale: Sale, reason: str) -> None:
    row = Excluded(JobOrigin.SALES, sale.demand.id, sale.demand.item, reason)
    found.excluded.append(row)


@dataclass(frozen=True, slots=True)
class _Combined:
    """Combines the sales lines and forecasts of one item."""

    run: JobRun
    sku: Sku
    found: DemandLines

    def add(self, sales: Sequence[Sale], forecasts: Sequence[Forecast]) -> None:
        """Add the lines of the item."""
        item = self.run.scenario.item_by_id[self.sku.item]
        periods = period_lines(forecasts, self.run.buckets)
        by_id = {row.id: row for row in forecasts}
        rows = [by_id[period.id] for period in periods]
        combination = combine(item.forecast_mode, periods, [sale.line for sale in sales])
        for index, sale in enumerate(sales):
            if sale.reasons:
                continue
            self._exclude_beyond(item, sale, combination.beyond[index])
            if combination.planned[index]:
                home = combination.homes[index]
                forecast = None if home is None else rows[home]
                self._plan_sale(item, sale, combination.planned[index], forecast)
        for row, quantity in zip(rows, combination.left, strict=True):
            if self._is_wanted(row):
                self._plan_forecast(row, quantity)

    def _exclude_beyond(self, item: Item, sale: Sale, beyond: int) -> None:
        if beyond and JobOrigin.SALES in self.run.sources:
            reason = Said(
                "{quantity} pieces exceed the forecast, to which {item} is limited",
                quantity=Amount.of(from_units(beyond)),
                item=item.id,
            )
            _exclude_sale(self.found, sale, reason)

    def _plan_sale(self, item: Item, sale: Sale, planned: int, home: Forecast | None) -> None:
        from_sales = JobOrigin.SALES in self.run.sources
        if from_sales and JobOrigin.SALES in rules_of(item).triggers:
            self._plan_order(item, sale, planned)
        elif home is not None and self._is_wanted(home):
            self._plan_in_period(home, planned, sale)
        elif from_sales:
            _exclude_sale(self.found, sale, _wrong_policy(item))

    def _plan_order(self, item: Item, sale: Sale, planned: int) -> None:
        """Add a sales line; one engineered to order is drawn, and made, by itself."""
        demand = sale.demand
        undrawn = rules_of(item).draws_bom and not demand.version
        self.found.lines.append(
            JobLine(
                JobOrigin.SALES,
                self.sku,
                planned,
                sale.due,
                sale.line.when,
                version=demand.version or "",
                customer=demand.customer,
                project=demand.project,
                demands=(demand.id,),
                apart=demand.id if undrawn else "",
            )
        )

    def _is_wanted(self, row: Forecast) -> bool:
        return _ORIGIN[row.kind] in self.run.sources and row.id not in self.run.job_of

    def _plan_forecast(self, row: Forecast, quantity: int) -> None:
        """Spread what sales orders leave of a forecast over the days on which its jobs are due."""
        days = due_days(row, self.run.settings, self.run.today)
        for day, part in zip(days, spread(quantity, len(days)), strict=True):
            if part:
                self._add_to_stock(row, day, part)

    def _plan_in_period(self, row: Forecast, quantity: int, sale: Sale) -> None:
        """Add a sales line to the last job of a forecast due in time for it, else to the first."""
        days = due_days(row, self.run.settings, self.run.today)
        in_time = [day for day in days if self.run.when(day).tick <= sale.line.when.tick]
        self._add_to_stock(row, in_time[-1] if in_time else days[0], quantity, sale.demand)

    def _add_to_stock(
        self, row: Forecast, day: date, quantity: int, demand: Demand | None = None
    ) -> None:
        """Add a line due on a day in the period of a forecast, for a demand or for itself."""
        self.found.lines.append(
            JobLine(
                _ORIGIN[row.kind],
                self.sku,
                quantity,
                day,
                self.run.when(day),
                version=(demand.version or "") if demand else "",
                customer=row.customer,
                demands=(demand.id,) if demand else (),
                forecasts=() if demand else (row.id,),
            )
        )
