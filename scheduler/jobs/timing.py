"""On which days jobs from a forecast are due, and how it is spread over them."""

from __future__ import annotations

from calendar import monthrange
from datetime import timedelta
from typing import TYPE_CHECKING

from models.quantity import QUANTITY_SCALE
from models.scenario import ForecastPeriod, ForecastTiming
from models.scenario.calendar import expand_days

if TYPE_CHECKING:
    from datetime import date

    from models.scenario import Forecast, JobSettings

__all__ = ["due_days", "spread"]


def due_days(forecast: Forecast, settings: JobSettings, today: date) -> list[date]:
    """Return the days on which jobs from a forecast are due, none before today.

    ``monthly``: the chosen day of its month; ``weekly``: the chosen weekday of each of its weeks;
    ``zone``: every production day of the delivery zone; ``real``: the last day of its period.
    """
    match settings.forecast_timing:
        case ForecastTiming.MONTHLY:
            return [max(_monthly(forecast, settings.month_day), today)]
        case ForecastTiming.REAL:
            return [max(forecast.last_day, today)]
        case ForecastTiming.WEEKLY:
            return _weekly(forecast, expand_days(settings.weekday)[:1], today)
        case ForecastTiming.ZONE:
            return _weekly(forecast, expand_days(settings.weekday), today)


def _monthly(forecast: Forecast, day: int) -> date:
    """Return a day of the month in which the forecast begins, its last one if it is shorter.

    A month that is counted from a later day than that has it in the next month.
    """
    due = _in_month(forecast.date, day)
    if due < forecast.date and forecast.period is ForecastPeriod.MONTH:
        return _in_month(forecast.date.replace(day=1) + timedelta(days=31), day)
    return due


def _in_month(month: date, day: int) -> date:
    return month.replace(day=min(day, monthrange(month.year, month.month)[1]))


def _weekly(forecast: Forecast, weekdays: tuple[int, ...], today: date) -> list[date]:
    """Return the weekdays of a period from today on.

    A day, or what is left of a period, without any of them has the first one of its week, from
    Monday to Sunday.
    """
    first = max(forecast.date, today)
    num_days = (forecast.last_day - first).days + 1
    days = [first + timedelta(days=number) for number in range(num_days)]
    found = [day for day in days if day.weekday() in weekdays]
    in_week = first + timedelta(days=weekdays[0] - first.weekday())
    return found or [max(in_week, today)]


def spread(quantity: int, num_parts: int) -> list[int]:
    """Return equal parts of a quantity in millionths, the larger ones first.

    Whole pieces stay whole: 10 pieces in 4 parts are 3, 3, 2 and 2.
    """
    unit = QUANTITY_SCALE if quantity % QUANTITY_SCALE == 0 else 1
    share, rest = divmod(quantity // unit, num_parts)
    return [(share + (number < rest)) * unit for number in range(num_parts)]
