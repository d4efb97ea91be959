"""Decoupled and cumulative lead times: the longest way through the bills of materials."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING

from models.calendar import Clock
from models.calendar.compiled import shifts_by_day
from models.quantity import from_units
from models.scenario import DayKind, OrderType, Source
from scheduler.ddmrp.structure import Node
from scheduler.mrp.buckets import Buckets
from scheduler.mrp.lead_times import MADE
from scheduler.mrp.routing_walk import RoutingWalks

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from datetime import date

    from models.scenario import Calendar
    from scheduler.ddmrp.structure import Structure

__all__ = ["Branch", "OwnLeadTimes", "longest_branches", "path_from", "working_days_a_week"]

_WEEK = 7
_WEEKS = 13


def working_days_a_week(calendar: Calendar, today: date) -> int:
    """Return on how many days of a week without holidays a calendar works.

    That is the fullest of the next 13 weeks; 7 for a calendar that never works, on which lead
    times count every day.
    """
    days = shifts_by_day(calendar, today, today + timedelta(days=_WEEKS * _WEEK - 1))
    works = [any(shift.count != 0 for shift in shifts) for shifts in days]
    weeks = [sum(works[first : first + _WEEK]) for first in range(0, len(works), _WEEK)]
    return max(weeks) or _WEEK


class OwnLeadTimes:
    """How long each item takes to make or to get, its components being there, in calendar days.

    A lead time in working days is stretched by the days that a usual week has for each working
    day, so that a buffer does not breathe with the weekday: 10 working days at five a week are 14
    calendar days. A routing is walked backwards from each day of a week; the mean counts, rounded
    up to whole days.
    """

    def __init__(self, structure: Structure) -> None:
        scenario = structure.scenario
        self._structure = structure
        clock = Clock.of(scenario.scenario)
        # a week to walk back from, whatever the horizon
        self._buckets = Buckets(clock, _WEEK + 1)
        self._walks = RoutingWalks(scenario, self._buckets)
        working = working_days_a_week(scenario.factory_calendar, clock.first_day)
        self._stretch = Fraction(_WEEK, working)

    def days(self, item: str, quantity: int) -> Fraction:
        """Return the lead time of an order, with its quality checks.

        Parameters
        ----------
        quantity
            Millionths of a piece; routings take longer for more.
        """
        terms = self._structure.terms(item)
        if terms.source is Source.KIT or self._structure.bills.is_passed_through(item):
            return Fraction(0)
        days = self._stretch * terms.item.analysis_time.days
        if terms.order_type is OrderType.PURCHASE:
            days += self._structure.scenario.settings.purchase_delay.days
        if terms.order_type in MADE and not terms.item.fixed_lead_time:
            walked = self._walked(item, quantity)
            if walked is not None:
                return days + walked
        if terms.lead_time_days is DayKind.WORKING:
            return days + self._stretch * terms.days
        return days + terms.days

    def _walked(self, item: str, quantity: int) -> int | None:
        """Return the mean elapsed days of the routing over a week; ``None`` without one."""
        elapsed = 0
        for day in range(1, _WEEK + 1):
            due = self._buckets.start(day)
            starts = self._walks.latest_starts(item, from_units(quantity), due)
            if not starts:
                return None
            elapsed += due - min(starts.values())
        return -(-elapsed // (_WEEK * self._buckets.clock.ticks_per_day))


@dataclass(frozen=True, slots=True)
class Branch:
    """The longest way down from an item.

    Parameters
    ----------
    days
        Sum of the lead times along it, that of the item included.
    below
        The next item on it; ``None`` at its end.
    """

    days: Fraction
    below: Node | None = None

    @property
    def whole_days(self) -> int:
        """Return the days, rounded up once for the whole branch."""
        return ceil(self.days)


def longest_branches(
    structure: Structure,
    own_days: Callable[[str], Fraction],
    roots: Iterable[str],
    *,
    stops: Collection[str] = (),
) -> dict[Node, Branch]:
    """Return the longest branch below each of some items, and below what they are made of.

    Of two equally long ones that whose item comes first by name. Components that take no time
    are on no branch.

    Parameters
    ----------
    own_days
        Lead time of an item by its id, in calendar days.
    stops
        Items at which a branch ends before them: their buffers have them in stock. Without any,
        the branches are cumulative lead times (CLT), with the buffered items decoupled ones (DLT).
    """
    components: dict[Node, list[Node]] = {Node(item): [] for item in roots}
    for node in structure.nodes:
        if node in components:
            lines = structure.lines(node)
            below = {Node(line.item, line.version) for line in lines if line.item not in stops}
            components[node] = sorted(below, key=lambda child: (child.item, child.version or ""))
            components |= {child: [] for child in below}
    branches: dict[Node, Branch] = {}
    for node in reversed(structure.nodes):
        if node in components:
            next_one, longest = None, Fraction(0)
            for child in components[node]:
                if branches[child].days > longest:
                    next_one, longest = child, branches[child].days
            branches[node] = Branch(own_days(node.item) + longest, next_one)
    return branches


def path_from(branches: dict[Node, Branch], item: str) -> tuple[str, ...]:
    """Return the items on the longest branch of an item, itself first: the critical path."""
    path: list[str] = []
    node: Node | None = Node(item)
    while node is not None:
        path.append(node.item)
        node = branches[node].below
    return tuple(path)
