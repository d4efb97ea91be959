"""What a scenario says of dispatching: when machines wait for a better setup."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.calendar import Clock
from solvers.dispatch.patient import Patience

if TYPE_CHECKING:
    from models.scenario import Scenario

__all__ = ["asks_for_patience", "patience_of"]

_FIELDS = ("low_setup", "bottleneck_percent", "max_delay")


def asks_for_patience(scenario: Scenario) -> bool:
    """Tell whether the settings of the rule ``setup-patient`` are not as by default."""
    shop = scenario.settings.shop
    defaults = type(shop)()
    return any(getattr(shop, name) != getattr(defaults, name) for name in _FIELDS)


def patience_of(scenario: Scenario) -> Patience:
    """Return when machines may wait rather than be set up."""
    shop, clock = scenario.settings.shop, Clock.of(scenario.scenario)
    return Patience(
        low_setup=clock.duration(shop.low_setup),
        bottleneck_percent=int(shop.bottleneck_percent),
        max_delay=clock.ticks_per_day * shop.max_delay.days,
    )
