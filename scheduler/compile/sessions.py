"""What a session of an oven or a tank holds, and which operations may share one."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import ceil, floor
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable
    from decimal import Decimal

    from models.calendar import Clock
    from models.material import MaterialPlan
    from models.scenario import AggregationRule, Operation, Scenario

__all__ = ["SessionLoad", "Sessions", "measure_scale"]

_MOST_UNITS = 10**12
"""Sums of fills must stay far from the end of 64 bits."""


class SessionLoad(NamedTuple):
    """What an operation is to the sessions of a machine.

    Parameters
    ----------
    family
        Operations of one family may share a session; -1 for one that is alone.
    fill
        How much of a session it takes, in scaled units.
    times
        Sessions it takes one after the other.
    """

    family: int
    fill: int
    times: int


def measure_scale(rule: AggregationRule, fills: Iterable[Decimal], quantity_places: int) -> int:
    """Return by what measures are multiplied so that they are whole numbers.

    Parameters
    ----------
    fills
        Of the operations, per piece.
    quantity_places
        Decimal places of the quantities of orders.
    """
    pieces = 0 if rule.per_order else quantity_places
    own = max(_places(rule.most), _places(rule.least))
    places = max([own, *(_places(fill) + pieces for fill in fills)])
    while places and rule.most * 10**places > _MOST_UNITS:
        places -= 1  # fills are rounded up then, and sessions are never too full
    return int(10**places)


def _places(value: Decimal) -> int:
    """Return the decimal places of a number, without zeros at its end."""
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


@dataclass
class Sessions:
    """Scales of aggregation rules, and families of operations."""

    scenario: Scenario
    quantity_places: int = 0
    _scales: dict[str, int] = field(default_factory=dict)
    _families: dict[tuple[Hashable, ...], int] = field(default_factory=dict)

    @classmethod
    def of(cls, scenario: Scenario, material: MaterialPlan | None) -> Sessions:
        """Return the sessions for the orders of a material plan."""
        if not scenario.aggregation_rules or material is None:
            return cls(scenario)
        quantities = [order.quantity for order in material.orders]
        quantities += [row.good for order in scenario.orders for row in order.progress]
        return cls(scenario, max((_places(quantity) for quantity in quantities), default=0))

    def _scale(self, rule: AggregationRule) -> int:
        if rule.id not in self._scales:
            fills = {
                operation.fill
                for routing in self.scenario.routings
                for operation in routing.operations
            }
            self._scales[rule.id] = measure_scale(rule, fills, self.quantity_places)
        return self._scales[rule.id]

    def resource(self, rule: AggregationRule, clock: Clock) -> tuple[int, int, int]:
        """Return how much a session holds at most and at least, and the patience in ticks."""
        scale = self._scale(rule)
        patience = -1 if rule.max_wait is None else clock.duration(rule.max_wait)
        return floor(rule.most * scale), ceil(rule.least * scale), patience

    def load(
        self,
        rule: AggregationRule,
        routing: Operation,
        quantity: Decimal,
        alike: tuple[Hashable, ...],
    ) -> SessionLoad:
        """Return what an operation of some pieces is to a session.

        Parameters
        ----------
        alike
            What members of a session have in common beside the code: the center, what they hold,
            whether they have begun. A family without more to come need not wait for others.
        """
        fill = routing.fill * (1 if rule.per_order else quantity)
        if fill > rule.most:  # session after session, each to itself
            return SessionLoad(-1, 0, ceil(fill / rule.most))
        if routing.aggregation is None:
            return SessionLoad(-1, 0, 1)
        key = (routing.aggregation, quantity if rule.same_quantity else None, *alike)
        family = self._families.setdefault(key, len(self._families))
        return SessionLoad(family, ceil(fill * self._scale(rule)), 1)
